"""A list passes over a record that is there, because others go or come back while it is paged."""

from __future__ import annotations

import pytest

from tests.sources.hubspot.portals import DAY, NOW, create, end, later

LISTS = 620
FIELDS = {"objectTypeId": "0-1", "processingType": "DYNAMIC"}
WHOLE = [
    ("owners", "/owners", "results", {"email": "a@x.com"}),
    ("forms", "/forms", "results", {"name": "Fair", "formType": "hubspot"}),
    ("marketing_emails", "/emails", "results", {"name": "News"}),
    ("campaigns", "/campaigns", "results", {"hs_name": "Fair"}),
    ("marketing_events", "/marketing-events", "results", {"eventName": "Fair", "ends_at": NOW}),
    ("email_campaigns", "/by-id", "campaigns", {"lastUpdatedTime": 1}),
]


def once(portal, change, now):
    """Something happens after the first answer, which stays as it is."""
    happened = []

    def happen(*_):
        if not happened:
            happened.append(portal.write(change, now=now))

    return happen


def ops(kept, table):
    """What landed of each record, in order."""
    found = {}
    for id, op in kept.versions(table):
        found.setdefault(id, []).append(op)
    return found


def test_a_list_that_another_one_hides_is_not_gone(portal, kept):
    """The first page has shrunk when the second is asked for, so one list is in neither."""
    written = [create("lists", 1_000 + n, name=f"List {n}", **FIELDS) for n in range(LISTS)]
    portal.write(*written, create("list_memberships/1500", 7), create("list_memberships/1000", 7))
    kept = kept("lists")
    kept.run()
    portal.store.advance(later(1))

    portal.meddler.on("/lists/search", once(portal, end("lists", 1_000, later(1) + 1), later(2)))
    kept.run()
    assert {tuple(each) for each in ops(kept, "lists").values()} == {("upsert",)}
    assert ops(kept, "list_memberships")["1500|7"] == ["upsert"]
    kept.run()
    gone = {id for id, told in ops(kept, "lists").items() if told[-1] == "delete"}
    assert gone == {"1000"}
    assert ops(kept, "list_memberships") == {"1000|7": ["upsert", "delete"], "1500|7": ["upsert"]}


def test_a_list_that_another_one_hides_is_read(portal, kept):
    """Its name and who is on it may have changed as well."""
    portal.write(*[create("lists", n, name="Before", **FIELDS) for n in (7, 8)])
    kept = kept("lists")
    kept.run()
    joined = create("list_memberships/8", 5, later(1))
    portal.write(joined, create("lists", 9, later(1), name="New", **FIELDS), now=later(2))

    def hide(body, times):
        shown = [each for each in body["lists"] if each["listId"] != "8"]
        return body | {"lists": shown} if times == 0 else None

    portal.meddler.on("/lists/search", hide)
    kept.run()
    assert set(kept.latest("lists", "name")) == {"7", "8", "9"}
    assert set(kept.latest("list_memberships", "list_id")) == {"8|5"}


@pytest.mark.parametrize(("table", "path", "member", "fields"), WHOLE)
def test_what_a_sweep_does_not_list_is_asked_for_by_its_id(
    portal, kept, table, path, member, fields
):
    portal.write(create(table, 11, **fields), create(table, 12, **fields))
    kept = kept(table)
    kept.run()
    portal.meddler.on(path, lambda body, _: body | {member: body[member][:1]})
    portal.store.advance(NOW + DAY)
    kept.run()
    assert ops(kept, table) == {"11": ["upsert"], "12": ["upsert"]}
    portal.store.sql("delete from record where object = ? and id = '12'", (table,))
    portal.store.advance(NOW + 2 * DAY)
    kept.run()
    assert ops(kept, table) == {"11": ["upsert"], "12": ["upsert", "delete"]}


@pytest.mark.parametrize(("table", "path", "fields"), [(t, p, f) for t, p, _, f in WHOLE[:3]])
def test_what_comes_back_between_two_passes_is_not_gone(portal, kept, table, path, fields):
    portal.write(create(table, 11, **fields))
    kept = kept(table)
    kept.run()
    portal.write(end(table, 11, later(1)), now=NOW + DAY)
    back = end(table, 11, NOW + DAY + 1, "restore")
    portal.meddler.on(path, once(portal, back, NOW + DAY + 1_000))
    kept.run()
    assert set(kept.latest(table, "_record_id")) == {"11"}
    assert "delete" not in ops(kept, table)["11"]
