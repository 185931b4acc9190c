"""Which version of a record is its latest: the one the stream told last, in landing and in dbt."""

from datetime import UTC, datetime

import pytest

from ingestion.landing.sql import LATEST_FIRST
from ingestion.source import Tombstone
from tests.landing.invented import run, thing, versions

LATE, EARLY = "2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z"


def latest(warehouse, columns="_record_id, _op, state"):
    query = f"""
        select {columns} from raw_invented.thing
        qualify row_number() over (partition by _record_id order by {LATEST_FIRST}) = 1
        order by _record_id
    """
    return [tuple(row.values()) for row in warehouse.rows(query)]


@pytest.fixture(params=[1, 20_000], ids=["a commit a page", "one commit"])
def commits(request, monkeypatch):
    monkeypatch.setattr("ingestion.landing.waiting.ROWS_A_COMMIT", request.param)


@pytest.fixture
def still(vendor):
    """A vendor whose clock stands still, as that of one with whole seconds does."""
    vendor.seen_at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    return vendor


@pytest.mark.parametrize("before", [[], [thing("1", "known")]], ids=["new", "known"])
def test_a_record_read_and_then_named_as_gone_is_gone_with_what_was_read(
    warehouse, still, commits, before
):
    run(warehouse, still, [before])
    run(warehouse, still, [[thing("1", "read", LATE)], [Tombstone("1", "delete", EARLY)]])
    assert latest(warehouse) == [("1", "delete", "read")]
    run(warehouse, still, [[Tombstone("1", "delete", EARLY)]])
    assert latest(warehouse, "_load_id") == [("0000000002-invented-default",)]


@pytest.mark.parametrize("before", [[], [thing("1", "known")]], ids=["new", "known"])
def test_a_record_named_as_gone_and_then_read_is_there(warehouse, still, commits, before):
    run(warehouse, still, [before])
    run(warehouse, still, [[Tombstone("1", "delete", LATE)], [thing("1", "read", EARLY)]])
    assert latest(warehouse) == [("1", "upsert", "read")]


def test_in_one_page_records_are_told_before_tombstones(warehouse, still):
    gone = Tombstone("1", "merge", None, "2")
    run(warehouse, still, [[gone, thing("1", "read"), thing("2")]])
    columns = "_record_id, _op, _merged_into_id, state"
    assert versions(warehouse, columns) == [
        ("1", "merge", "2", "read"),
        ("2", "upsert", None, "open"),
    ]


def test_of_a_record_read_twice_in_a_page_the_second_reading_counts(warehouse, still):
    """Its stamp is older, and it is what was there before: so nothing is new."""
    run(warehouse, still, [[thing("1", "old", EARLY)]])
    load = run(warehouse, still, [[thing("1", "new", LATE), thing("1", "old", EARLY)]])
    assert load.rows_new == 0
    run(warehouse, still, [[thing("1", "old", LATE), thing("1", "new", EARLY)]])
    assert versions(warehouse) == [("1", "old"), ("1", "new")]


def test_the_last_reading_counts_whatever_the_stamps_say(warehouse, still, commits):
    pages = [[thing("1", "late", LATE)], [thing("1", "early", EARLY)]]
    run(warehouse, still, pages)
    assert latest(warehouse) == [("1", "upsert", "early")]


def test_of_two_tombstones_the_second_counts(warehouse, still, commits):
    run(warehouse, still, [[thing("1")]])
    run(warehouse, still, [[Tombstone("1", "merge", LATE, "2")], [Tombstone("1", "delete", EARLY)]])
    assert latest(warehouse, "_op, _merged_into_id, state") == [("delete", None, "open")]


def test_a_record_that_is_gone_and_back_and_gone_over_loads_lands_each_time(
    warehouse, still, commits
):
    for page in (
        [thing("1", "open")],
        [Tombstone("1", "delete")],
        [thing("1", "open")],
        [Tombstone("1", "delete")],
    ):
        run(warehouse, still, [page])
        run(warehouse, still, [page])
    assert versions(warehouse, "_op, state") == [
        ("upsert", "open"),
        ("delete", "open"),
        ("upsert", "open"),
        ("delete", "open"),
    ]


def test_a_tombstone_without_a_stamp_leaves_the_stamp_of_what_was_read(warehouse, still, commits):
    run(warehouse, still, [[thing("1", stamp=EARLY)], [Tombstone("1", "delete")]])
    run(warehouse, still, [[thing("2", stamp=EARLY)], [Tombstone("2", "delete", LATE)]])
    assert latest(warehouse, "cast(_changed_at as text)") == [
        ("2026-01-01 00:00:00",),
        ("2026-02-01 00:00:00",),
    ]
