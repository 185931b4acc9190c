"""Where HubSpot's answers lose or double records: all of them land, each version once."""

from __future__ import annotations

import json

import pytest

from ingestion.http import waiting_by
from tests.sources.hubspot.keeping import keeping
from tests.sources.hubspot.portals import AT, DAY, NOW, create, later, update

HOUR = 3_600_000
MINUTE = 60_000


def each_once(kept, table, ids):
    """Every id has one row, and there is no other."""
    rows = kept.versions(table)
    assert sorted(rows) == sorted((str(id), "upsert") for id in ids)


def test_what_the_index_shows_an_hour_late_lands(limited, tmp_path):
    made = [create("contacts", n, NOW + 10 * MINUTE) for n in range(101, 301)]
    with (
        limited(search_lag=HOUR) as portal,
        keeping(portal, tmp_path / "w.duckdb", ["contacts"]) as kept,
    ):
        kept.run()
        portal.write(*made, now=NOW + 20 * MINUTE)
        kept.run()
        assert 0 < len(kept.versions("contacts")) < 200
        for minutes in (40, 70, 90):
            portal.store.advance(NOW + minutes * MINUTE)
            kept.run()
        each_once(kept, "contacts", range(101, 301))


def test_ten_thousand_and_more_with_one_stamp_land(portal, kept):
    """More than one search may page through, at the border of a window."""
    keeping_products = kept("products")
    keeping_products.run()
    ids = range(100_000, 110_050)
    portal.write(*[create("products", id, NOW + MINUTE) for id in ids], now=later(2))
    load = keeping_products.run()
    each_once(keeping_products, "products", ids)
    # 50 searches that begin behind the last id each, 101 batches, and little else.
    assert sum(table.requests for table in load.tables.values()) < 170


def test_a_record_at_the_border_of_two_windows_lands_once(portal, kept):
    contacts = kept("contacts")
    portal.write(create("contacts", 1, NOW))
    contacts.run()
    portal.write(create("contacts", 2, NOW + 1), create("contacts", 3, later(1)), now=later(1))
    contacts.run()
    portal.write(create("contacts", 4, later(1) + 1), now=later(2))
    contacts.run()
    each_once(contacts, "contacts", [1, 2, 3, 4])


def test_a_portal_without_the_stamp_is_refused_and_not_found_unchanged(portal, kept):
    contacts = kept("contacts")
    portal.write(create("contacts", 1))

    def without_stamp(body, _):
        told = [each for each in body["results"] if each["name"] != "lastmodifieddate"]
        return body | {"results": told}

    portal.meddler.on("/properties/contacts", without_stamp)
    load = contacts.run(is_accepted=False)
    assert "this portal has no property lastmodifieddate" in load.message


def test_short_and_empty_pages_end_nothing(portal, kept):
    contacts = kept("contacts")
    portal.write(*[create("contacts", n) for n in range(101, 351)])

    def shortened(body, before):
        if before == 0:
            return {"results": [], "paging": {"next": {"after": "0", "link": "x"}}}
        half = body["results"][: len(body["results"]) // 2]
        if not half:
            return None
        return {"results": half, "paging": {"next": {"after": half[-1]["id"], "link": "x"}}}

    portal.meddler.on("/objects/contacts", shortened)
    contacts.run()
    each_once(contacts, "contacts", range(101, 351))


def test_a_list_that_leads_to_itself_fails_and_keeps_the_cursor(portal, kept):
    contacts = kept("contacts")
    portal.write(*[create("contacts", n) for n in range(101, 301)])
    rounds = {"paging": {"next": {"after": "150", "link": "x"}}}
    portal.meddler.on("/objects/contacts", lambda body, _: body | rounds)
    assert "a list goes round at 150" in contacts.run(is_accepted=False).message
    portal.meddler.rules.clear()
    contacts.run()
    assert set(contacts.latest("contacts", "id")) == {str(n) for n in range(101, 301)}


def test_a_batch_that_did_not_succeed_with_all_of_it_is_no_answer(portal, kept):
    """HTTP 207 also tells of records that are there and could not be read."""
    contacts = kept("contacts")
    portal.write(create("contacts", 1))
    contacts.run()
    portal.write(*[create("contacts", n, later(1)) for n in range(101, 111)], now=later(2))
    trouble = {"status": "error", "category": "INTERNAL_ERROR", "message": "try later"}

    def in_part(body, _):
        return body | {"results": body["results"][:4], "numErrors": 6, "errors": [trouble]}

    portal.meddler.on("/contacts/batch/read", in_part)
    load = contacts.run(is_accepted=False)
    assert "a batch was answered in part (INTERNAL_ERROR: try later)" in load.message
    portal.meddler.rules.clear()
    portal.store.advance(later(3))
    contacts.run()
    alive = contacts.latest("contacts", "id")
    assert set(alive) == {"1", *map(str, range(101, 111))}


def test_what_a_batch_passes_over_in_silence_is_asked_for_again(portal, kept):
    contacts = kept("contacts", "deals")
    portal.write(*[create("contacts", n) for n in range(101, 121)])
    portal.write(create("deals", 5, **{"@contacts": [["101", []]]}))
    contacts.run()
    portal.write(
        *[update("contacts", n, later(1), jobtitle="CEO") for n in range(101, 121)],
        update("deals", 5, later(1), dealname="Ten sensors"),
        now=later(2),
    )

    def half(body, before):
        return body | {"results": body["results"][::2]} if before == 0 else None

    portal.meddler.on("/contacts/batch/read", half)
    none = {"status": "COMPLETE", "results": []}
    portal.meddler.on("/deals/contacts/batch/read", lambda _, n: none if n == 0 else None)
    contacts.run()
    assert set(contacts.latest("contacts", "jobtitle").values()) == {"CEO"}
    assert "101" in contacts.latest("deal_contact", '"to"')["5"]


@pytest.mark.parametrize(
    "path", ["/contacts/batch/read", "/objects/contacts", "/contacts/search", "/deals/search"]
)
def test_an_error_that_comes_as_a_success_is_no_answer(portal, kept, path):
    kept = kept("contacts", "deals")
    portal.write(create("contacts", 1), create("deals", 5))
    kept.run()
    portal.write(create("contacts", 2, later(1)), create("deals", 6, later(1)), now=later(2))
    portal.meddler.on(path, lambda *_: {"status": "error", "message": "try later"})
    kept.run(is_accepted=False)
    portal.meddler.rules.clear()
    kept.run()
    assert set(kept.latest("contacts", "id")) == {"1", "2"}
    assert set(kept.latest("deals", "id")) == {"5", "6"}


def test_what_comes_twice_lands_once(portal, kept):
    kept = kept("contacts", "deals", "owners")
    portal.write(*[create("contacts", n) for n in range(101, 171)], create("owners", 9, email="a"))
    portal.write(create("deals", 5, **{"@contacts": [[str(n), []] for n in range(101, 171)]}))
    for path in ("/objects/contacts", "/deals/contacts/batch/read", "/v3/owners"):
        portal.meddler.on(path, lambda body, _: body | {"results": body["results"] * 2})
    kept.run()
    each_once(kept, "contacts", range(101, 171))
    each_once(kept, "owners", [9])
    (beside,) = kept.latest("deal_contact", '"to"').values()
    assert [each["toObjectId"] for each in json.loads(beside)] == [str(n) for n in range(101, 171)]


def test_submissions_that_come_while_older_ones_are_paged_shift_nothing(portal, kept):
    forms = kept("forms")

    def submission(number, at):
        return create("form_submissions/f", f"s-{number:03d}", at, values=[])

    portal.write(create("forms", "f", name="Newsletter", formType="hubspot"))
    portal.write(*[submission(n, AT + n) for n in range(120)])

    def meanwhile(body, before):
        if before == 0:
            portal.write(submission(120, NOW))
        return body

    portal.meddler.on("/submissions/forms/f", meanwhile)
    forms.run()
    portal.store.advance(later(1))
    forms.run()
    each_once(forms, "form_submissions", [f"f|s-{n:03d}" for n in range(121)])


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_trouble_loses_and_doubles_nothing(portal, kept, status):
    contacts = kept("contacts")
    portal.write(*[create("contacts", n) for n in range(101, 221)])
    troubles = {"/objects/contacts": 2, "/contacts/search": 1, "/companies/batch/read": 3}
    for path, times in troubles.items():
        portal.meddler.on(path, lambda _, before, n=times: status if before < n else None)
    waits = []
    with waiting_by(waits.append):
        contacts.run()
    each_once(contacts, "contacts", range(101, 221))
    assert len(waits) == sum(troubles.values())


def test_a_day_whose_calls_are_used_up_fails_at_once_and_the_next_goes_on(limited, tmp_path):
    with limited(daily=9) as portal, keeping(portal, tmp_path / "w", ["contacts"]) as kept:
        portal.write(create("contacts", 1), create("contacts", 2))
        kept.run()
        portal.write(create("contacts", 3, later(1)), now=later(2))
        waits = []
        with waiting_by(waits.append):
            load = kept.run(is_accepted=False)
            assert "daily limit" in load.message
            assert waits == []
            portal.store.advance(NOW + DAY)
            kept.run()
        assert set(kept.latest("contacts", "id")) == {"1", "2", "3"}


def test_a_gap_of_a_month_is_made_up_for(portal, kept):
    contacts = kept("contacts")
    portal.write(*[create("contacts", n) for n in range(101, 111)])
    contacts.run()
    portal.write(create("contacts", 120, NOW + 3 * DAY), now=NOW + 40 * DAY)
    portal.store.sql("update record set state = 'forgotten' where id = '101'")
    contacts.run()
    assert set(contacts.latest("contacts", "id")) == {*map(str, range(102, 111)), "120"}
