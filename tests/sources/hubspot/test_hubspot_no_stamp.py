"""What changes, goes, comes back or ends in another record, whether a stamp moves or not."""

from __future__ import annotations

import json

import pytest

from ingestion.sources.hubspot.simulator import forget
from tests.sources.hubspot.keeping import keeping
from tests.sources.hubspot.portals import AT, DAY, NOW, create, end, later, update

MERGED_OBJECTS = ("contacts", "companies", "deals")


def beside(kept, table):
    told = kept.latest(table, '"to"').items()
    return {id: [each["toObjectId"] for each in json.loads(to)] for id, to in told}


@pytest.mark.parametrize(
    ("source", "target", "table"),
    [
        ("contacts", "companies", "contact_company"),
        ("deals", "contacts", "deal_contact"),
        ("calls", "contacts", "call_contact"),
    ],
)
def test_associations_that_change_without_a_stamp_land_within_a_day(
    portal, kept, source, target, table
):
    kept = kept(source)
    portal.write(*[create(target, n) for n in (1, 2, 3)])
    portal.write(create(source, 5, **{f"@{target}": [["1", []]]}), create(source, 6))
    kept.run()
    assert beside(kept, table) == {"5": ["1"], "6": []}
    portal.write(
        update(source, 5, later(1), False, **{f"@{target}": [["2", []], ["3", []]]}),
        update(source, 6, later(1), False, **{f"@{target}": [["1", []]]}),
        now=NOW + DAY,
    )
    kept.run()
    assert beside(kept, table) == {"5": ["2", "3"], "6": ["1"]}
    assert len(kept.versions(table)) == 4
    assert len(kept.versions(source)) == 2


def test_an_unchanged_run_of_the_same_day_asks_little_and_lands_nothing(portal, kept):
    kept = kept("contacts", "deals")
    portal.write(*[create("contacts", n) for n in range(101, 301)])
    portal.write(*[create("deals", n) for n in range(401, 451)])
    portal.write(create("contacts", 301), end("contacts", 301, AT + DAY))
    kept.run()
    portal.store.advance(later(2))
    load = kept.run()
    assert load.rows_new == 0
    # Of each object: the settled and the recent hour of its search, its archive, its properties.
    assert sum(table.requests for table in load.tables.values()) <= 10
    assert not [path for path in portal.meddler.asked[-8:] if "associations" in path]


def test_a_value_that_hubspot_works_out_lands_within_a_day_though_no_stamp_moves(portal, kept):
    kept = kept("contacts", "deals")
    portal.write(
        create("contacts", 1, hubspotscore="10"),
        create("contacts", 2, hubspotscore="20"),
        create("deals", 5, amount="100", amount_in_home_currency="90"),
    )
    kept.run()
    portal.write(
        update("contacts", 1, later(1), False, hubspotscore="55"),
        update("deals", 5, later(1), False, amount_in_home_currency="95"),
        now=NOW + DAY,
    )
    kept.run()
    assert kept.latest("contacts", "hubspotscore") == {"1": "55", "2": "20"}
    assert kept.latest("deals", "amount_in_home_currency") == {"5": "95"}
    values = kept.versions("contact_property_history", "object_id, value")
    assert sorted(values) == [("1", "10"), ("1", "55"), ("2", "20")]


def test_a_record_that_is_archived_and_restored_has_three_versions(portal, kept):
    kept = kept("contacts")
    portal.write(create("contacts", 1), create("contacts", 2))
    kept.run()
    portal.write(end("contacts", 1, later(1)), now=later(2))
    kept.run()
    portal.write(end("contacts", 1, later(2.5), "restore"), now=later(3))
    kept.run()
    kept.run()
    assert kept.versions("contacts") == [
        ("1", "upsert"), ("2", "upsert"), ("1", "delete"), ("1", "upsert"),
    ]  # fmt: skip
    assert set(kept.latest("contact_company", "from_id")) == {"1", "2"}


def test_what_the_archive_keeps_no_longer_stays_deleted(limited, tmp_path):
    with (
        limited(archive_kept=90 * DAY) as portal,
        keeping(portal, tmp_path / "w.duckdb", ["contacts"]) as kept,
    ):
        portal.write(create("contacts", 1), create("contacts", 2), end("contacts", 2, AT + DAY))
        kept.run()
        portal.pass_time(100)
        kept.run()
        assert set(kept.latest("contacts", "id")) == {"1"}
        assert kept.versions("contacts") == [("1", "upsert"), ("2", "delete")]


def test_what_was_deleted_for_privacy_is_gone_within_a_day(portal, kept):
    kept = kept("contacts", "deals")
    portal.write(*[create("contacts", n, email=f"{n}@x.com") for n in (1, 2, 3)])
    portal.write(create("deals", 5, **{"@contacts": [["1", []], ["2", []]]}))
    kept.run()
    portal.write(create("contacts", 4, later(1)), now=later(2))
    kept.run()
    for id in ("1", "4"):
        forget(portal.store, "contacts", id)
    portal.store.advance(NOW + DAY)
    kept.run()
    assert set(kept.latest("contacts", "id")) == {"2", "3"}
    assert set(kept.latest("contact_company", "from_id")) == {"2", "3"}
    assert beside(kept, "deal_contact") == {"5": ["2"]}
    portal.store.advance(NOW + 2 * DAY)
    assert kept.run().rows_new == 0


def test_a_list_that_passes_a_record_over_deletes_nothing(portal, kept):
    kept = kept("contacts")
    portal.write(*[create("contacts", n) for n in range(101, 131)])
    kept.run()
    portal.store.advance(NOW + DAY)
    portal.meddler.on("/objects/contacts", lambda body, _: body | {"results": body["results"][::2]})
    assert kept.run().rows_new == 0


def test_a_portal_in_which_nothing_is_left_is_not_believed(portal, kept):
    kept = kept("products")
    portal.write(*[create("products", n) for n in range(101, 211)])
    kept.run()
    portal.store.sql("update record set state = 'forgotten'")
    portal.store.advance(NOW + DAY)
    load = kept.run(is_accepted=False)
    assert "nothing is there where at least 110 records are known" in load.message


@pytest.mark.parametrize("object", MERGED_OBJECTS)
@pytest.mark.parametrize("is_swept", [True, False])
def test_merges_of_both_regimes_leave_one_record_and_its_redirects(portal, kept, object, is_swept):
    kept = kept(object)
    portal.write(*[create(object, n) for n in (1, 2, 4, 5, 6)])
    kept.run()
    portal.write(
        create(object, 3, later(1)),
        end(object, 1, later(1), "merge", "3"),
        end(object, 2, later(1), "merge", "3"),
        update(object, 4, later(1), hubspot_owner_id="7"),
        end(object, 5, later(1), "merge", "4"),
        now=NOW + DAY if is_swept else later(2),
    )
    kept.run()
    assert set(kept.latest(object, "id")) == {"3", "4", "6"}
    merged = [
        row
        for row in kept.versions(object, "_record_id, _merged_into_id, _op")
        if row[1] is not None
    ]
    assert sorted(merged) == [("1", "3", "merge"), ("2", "3", "merge"), ("5", "4", "merge")]
    portal.store.advance(NOW + 2 * DAY)
    assert kept.run().rows_new == 0


def test_a_merge_of_a_survivor_is_followed(portal, kept):
    kept = kept("contacts")
    portal.write(*[create("contacts", n) for n in (1, 2)])
    kept.run()
    portal.write(
        create("contacts", 3, later(1)),
        end("contacts", 1, later(1), "merge", "3"),
        end("contacts", 2, later(1), "merge", "3"),
        now=later(2),
    )
    kept.run()
    portal.write(create("contacts", 9, later(2.2)), now=later(2.4))
    portal.write(
        create("contacts", 10, later(2.5)),
        end("contacts", 3, later(2.5), "merge", "10"),
        end("contacts", 9, later(2.5), "merge", "10"),
        now=later(3),
    )
    kept.run()
    assert set(kept.latest("contacts", "id")) == {"10"}
    last = dict(kept.versions("contacts", "_record_id, _merged_into_id"))
    assert last == {"1": "10", "2": "10", "3": "10", "9": "10", "10": None}
