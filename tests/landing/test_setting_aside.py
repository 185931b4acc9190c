"""A row that breaks a promise goes to quarantine; the last good version stays what it was."""

from contextlib import contextmanager, suppress

import pytest

from ingestion.landing.warehouse import Warehouse
from ingestion.source import Tombstone
from tests.landing.invented import Vendor, run, thing, versions

ROWS = "_record_id, _op, state, _load_id"
FIRST, SECOND, THIRD = (f"{number:010d}-invented-default" for number in (1, 2, 3))
REASON = "invented.thing.state has no value"


def broken(id, **more):
    return thing(id, state=None, **more)


def held(warehouse):
    rows = warehouse.rows(
        "select _load_id, _record_id, reason, record ->> '_op' as op, record ->> 'stamp' as stamp "
        "from raw_invented._quarantine order by all"
    )
    return [tuple(row.values()) for row in rows]


@pytest.fixture
def page_by_page(monkeypatch):
    monkeypatch.setattr("ingestion.landing.waiting.ROWS_A_COMMIT", 1)


def test_a_record_that_was_good_and_breaks_a_promise_keeps_its_last_good_version(warehouse, vendor):
    stamps = ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"]
    run(warehouse, vendor, [[thing("1", "good", stamps[0]), thing("2")]])
    load = run(warehouse, vendor, [[broken("1", stamp=stamps[1]), thing("3")]])
    assert (load.status, load.rows_new) == ("accepted", 1)
    assert [(f.check, f.keys) for f in load.findings if not f.passed] == [
        ("state.not_null", ("1",))
    ]
    good = [
        ("1", "upsert", "good", FIRST),
        ("2", "upsert", "open", FIRST),
        ("3", "upsert", "open", SECOND),
    ]
    assert versions(warehouse, ROWS) == good
    assert held(warehouse) == [(SECOND, "1", REASON, "upsert", stamps[1])]
    # Told again it is no news; mended it is compared with the last good one.
    run(warehouse, vendor, [[broken("1", stamp=stamps[1])]])
    assert versions(warehouse, ROWS) == good
    run(warehouse, vendor, [[thing("1", "good", stamps[0])]])
    assert versions(warehouse, ROWS) == good
    run(warehouse, vendor, [[thing("1", "good", stamps[2])]])
    assert versions(warehouse, "_record_id, stamp")[:2] == [("1", stamps[0]), ("1", stamps[2])]


def test_only_the_broken_one_of_two_versions_in_a_load_is_set_aside(
    warehouse, vendor, page_by_page
):
    others = [thing(str(id)) for id in range(10, 20)]
    pages = [others, [thing("1", "good")], [broken("1")], [broken("2")], [thing("2", "mended")]]
    assert run(warehouse, vendor, pages).status == "accepted"
    found = [row for row in versions(warehouse) if row[0] in ("1", "2")]
    assert found == [("1", "good"), ("2", "mended")]
    assert [row[1] for row in held(warehouse)] == ["1", "2"]


def test_two_versions_of_a_record_at_the_border_of_a_batch_are_both_judged(
    warehouse, vendor, page_by_page, monkeypatch
):
    monkeypatch.setattr("ingestion.landing.verdict.ROWS_A_BATCH", 1)
    run(warehouse, vendor, [[thing("1", "good")], [broken("1")]])
    assert versions(warehouse) == [("1", "good")]


def test_a_record_that_is_deleted_and_breaks_a_promise_is_gone_as_it_last_was(warehouse, vendor):
    late = "2026-02-01T00:00:00Z"
    run(warehouse, vendor, [[thing("1", "good")]])
    load = run(warehouse, vendor, [[broken("1", archived=True, stamp=late)]])
    assert (load.status, load.rows_new) == ("accepted", 1)
    columns = "_op, state, _load_id, archived, cast(_changed_at as text)"
    rows = [
        ("upsert", "good", FIRST, "false", "2026-01-01 00:00:00"),
        ("delete", "good", SECOND, "false", "2026-02-01 00:00:00"),
    ]
    assert versions(warehouse, columns) == rows
    assert held(warehouse) == [(SECOND, "1", REASON, "delete", late)]
    again = run(warehouse, vendor, [[broken("1", archived=True, stamp=late)]])
    assert (again.status, again.rows_new) == ("accepted", 0)
    assert versions(warehouse, columns) == rows


@pytest.mark.parametrize("rows_a_commit", [1, 20_000], ids=["a commit a page", "one commit"])
def test_a_record_that_breaks_a_promise_and_is_then_deleted_is_gone_as_it_last_was(
    warehouse, vendor, monkeypatch, rows_a_commit
):
    monkeypatch.setattr("ingestion.landing.waiting.ROWS_A_COMMIT", rows_a_commit)
    run(warehouse, vendor, [[thing("1", "good")]])
    run(warehouse, vendor, [[broken("1")], [Tombstone("1", "merge", None, "2")]])
    columns = "_op, _merged_into_id, state, _load_id"
    assert versions(warehouse, columns) == [
        ("upsert", None, "good", FIRST),
        ("merge", "2", "good", SECOND),
    ]


def test_a_record_first_told_as_deleted_and_broken_is_only_named_as_gone(warehouse, vendor):
    run(warehouse, vendor, [[broken("1", archived=True)]])
    assert versions(warehouse, "_op, id, state, _extra") == [("delete", None, None, None)]


def test_a_record_that_is_back_after_it_was_gone_and_broken_is_there(
    warehouse, vendor, page_by_page
):
    run(warehouse, vendor, [[thing("1", "good")]])
    run(warehouse, vendor, [[broken("1", archived=True)], [thing("1", "back")]])
    assert versions(warehouse, ROWS) == [
        ("1", "upsert", "good", FIRST),
        ("1", "upsert", "back", SECOND),
    ]


def test_a_record_that_is_only_named_as_gone_breaks_no_promise(warehouse, vendor):
    load = run(warehouse, vendor, [[thing("1"), Tombstone("9", "delete")]])
    assert all(finding.passed for finding in load.findings)
    assert versions(warehouse, "_record_id, _op") == [("1", "upsert"), ("9", "delete")]


class Killed(BaseException):
    pass


class Mortal(Warehouse):
    """A process that dies right after so many transactions."""

    transactions_left = 0

    @contextmanager
    def transaction(self):
        with super().transaction():
            yield
        self.transactions_left -= 1
        if self.transactions_left == 0:
            raise Killed


def test_a_load_with_a_broken_row_killed_after_any_transaction_ends_as_an_undisturbed_one(tmp_path):
    pages = [[thing(str(id)) for id in range(1, 20)], [broken("20"), broken("1", archived=True)]]
    ends = []
    for transactions in range(10):
        vendor = Vendor()
        vendor.count = 19
        with Mortal(tmp_path / f"{transactions}.duckdb") as warehouse:
            warehouse.prepare([vendor.source()])
            warehouse.transactions_left = transactions
            with suppress(Killed):
                run(warehouse, vendor, pages)
            if (
                transactions
                and warehouse.value("select status from control.refreshes") != "running"
            ):
                break
            if transactions:
                run(warehouse, vendor, pages)
            status = warehouse.value("select min(status) from raw_invented._loads")
            ends.append((status, versions(warehouse, ROWS), held(warehouse)))
    assert len(ends) >= 4
    assert ends[0][0] == "accepted" and len(ends[0][2]) == 2
    assert all(end == ends[0] for end in ends)
