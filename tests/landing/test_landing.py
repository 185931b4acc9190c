"""The landing contract, on an invented source whose answers the test holds in its hand."""

import json

import pytest

from ingestion.landing.load import land
from ingestion.landing.records import landed, restored, to_arrow
from ingestion.landing.warehouse import LandingError, Warehouse
from ingestion.settings import Connection
from ingestion.source import Tombstone
from tests.landing.invented import AS_OF, THING, Vendor, run, thing, versions


def test_a_record_that_goes_open_archived_open_lands_three_rows(warehouse, vendor):
    for archived in (False, True, False):
        run(warehouse, vendor, [[thing("1", archived=archived)]])
    assert versions(warehouse, "_record_id, _op") == [
        ("1", "upsert"),
        ("1", "delete"),
        ("1", "upsert"),
    ]


def test_the_same_version_in_another_spelling_adds_no_row(warehouse, vendor):
    run(
        warehouse,
        vendor,
        [[b'{"id":"1","stamp":"2026-01-01T00:00:00Z","state":"a","amount":1.0,"archived":false}']],
    )
    load = run(
        warehouse,
        vendor,
        [
            [
                b'{"id":"1","stamp":"2026-01-01T00:00:00+0000","state":"a","amount":1,"archived":false}'
            ]
        ],
    )
    assert (load.status, load.rows_new) == ("accepted", 0)


def test_a_record_read_twice_in_a_load_lands_its_last_reading(warehouse, vendor):
    run(warehouse, vendor, [[thing("1", "first")], [thing("1", "second")]])
    assert versions(warehouse) == [("1", "second")]


def test_texts_and_numbers_survive_byte_for_byte():
    texts = ["02134", "NA", "null", "1e5", 'a\nb"c', "\u2028\u202e", "😀", " ", "", "x\u0000y"]
    raw = [
        f'{{"id":{json.dumps(str(i))},"stamp":null,"state":{json.dumps(t)},"amount":1.10,"archived":false}}'.encode()
        for i, t in enumerate(texts)
    ]
    rows = to_arrow(landed(THING, raw).columns).to_pylist()
    assert [row["state"] for row in rows] == texts
    assert {row["amount"] for row in rows} == {"1.10"}


def test_columns_and_extra_give_back_the_whole_record():
    records = [
        {
            "id": "1",
            "stamp": None,
            "state": "a",
            "amount": 3,
            "archived": False,
            "new": {"x": [1, None]},
        },
        {"id": "2", "state": 7, "amount": "12", "archived": "yes"},
        {"id": "3", "stamp": "", "state": "b", "amount": 1e7, "archived": True},
    ]
    rows = to_arrow(landed(THING, [json.dumps(r).encode() for r in records]).columns).to_pylist()
    assert [restored(THING, row) for row in rows] == records


def test_a_failed_load_feeds_nothing_and_the_next_starts_from_the_last_accepted_cursor(
    warehouse, vendor
):
    run(warehouse, vendor, [[thing("1")]])
    vendor.fails_after = 1
    load = run(warehouse, vendor, [[thing("1", "won")], [thing("2")]])
    assert load.status == "failed" and "the host does not answer" in load.message
    vendor.fails_after = None
    run(warehouse, vendor, [[thing("1", "won")], [thing("2")]])
    assert vendor.cursors == [{}, {"page": 1}, {"page": 1}]
    accepted = warehouse.rows(
        "select _record_id, state from raw_invented.thing where _load_id in "
        "(select _load_id from raw_invented._loads where status = 'accepted') order by 1, 2"
    )
    assert [tuple(row.values()) for row in accepted] == [("1", "open"), ("1", "won"), ("2", "open")]


def test_a_load_killed_after_any_commit_ends_in_the_rows_of_an_undisturbed_one(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("ingestion.landing.waiting.ROWS_A_COMMIT", 2)
    pages = [[thing("1"), thing("2")], [thing("3"), thing("4")], [thing("5")]]

    class Killed(BaseException):
        pass

    def killer(countdown):
        def after_commit(_):
            countdown[0] -= 1
            if countdown[0] == 0:
                raise Killed

        return after_commit

    results, point = [], 0
    while True:
        vendor = Vendor()
        with Warehouse(tmp_path / f"{point}.duckdb") as warehouse:
            warehouse.prepare([vendor.source()])
            countdown = [point]
            try:
                load = run(warehouse, vendor, pages, after_commit=killer(countdown))
            except Killed:
                load = run(warehouse, vendor, pages)
            results.append(versions(warehouse, "_record_id, state, _load_id"))
            assert load.status == "accepted"
        if countdown[0] > 0:
            break
        point += 1
    assert point == 5, "three batches, acceptance and the undisturbed run"
    assert all(result == results[0] for result in results) and len(results[0]) == 5


def test_a_load_killed_before_it_was_judged_is_judged_when_it_goes_on(warehouse, vendor):
    class Killed(BaseException):
        pass

    def kill(_):
        raise Killed

    vendor.pages = [[thing(str(i)) for i in range(1, 10)] + [thing("10", state=None)]]
    vendor.count = 11
    refresh = warehouse.begin_refresh(AS_OF)
    connection = Connection(vendor.source(), "default", {})
    with pytest.raises(Killed):
        land(warehouse, refresh, connection, after_commit=kill)
    load = land(warehouse, refresh, connection)
    assert {f.check for f in load.findings if not f.passed} == {"landing_count", "state.not_null"}
    assert load.status == "rejected"
    assert land(warehouse, refresh, connection).status == "rejected"


def test_gone_records_do_not_make_up_for_missing_ones(warehouse, vendor):
    vendor.count = 3
    load = run(
        warehouse, vendor, [[thing("1"), thing("2", archived=True), thing("3", archived=True)]]
    )
    assert load.status == "rejected"


def test_a_row_that_breaks_a_promise_goes_to_quarantine_and_the_load_goes_on(warehouse, vendor):
    rows = [thing(str(i)) for i in range(1, 10)] + [thing("10", state=None)]
    load = run(warehouse, vendor, [rows])
    assert load.status == "accepted"
    assert [f.keys for f in load.findings if not f.passed] == [("10",)]
    assert len(versions(warehouse)) == 9
    held = warehouse.rows("select _record_id, reason from raw_invented._quarantine")
    assert held == [{"_record_id": "10", "reason": "invented.thing.state has no value"}]


def test_a_load_whose_keys_are_gone_is_rejected(warehouse, vendor):
    load = run(warehouse, vendor, [[{**thing("1"), "id": None}, {**thing("2"), "id": None}]])
    assert load.status == "rejected" and "no key" in load.message


def test_a_load_that_read_fewer_than_the_vendor_counts_is_rejected(warehouse, vendor):
    vendor.count = 3
    load = run(warehouse, vendor, [[thing("1"), thing("2")]])
    assert load.status == "rejected" and "counts 3 records and 2 were read" in load.message


def test_a_record_only_named_as_gone_keeps_the_values_it_was_last_seen_with(warehouse, vendor):
    run(warehouse, vendor, [[thing("1", "won")]])
    run(warehouse, vendor, [[Tombstone("1", "merge", "2026-02-01T00:00:00Z", "9")]])
    run(warehouse, vendor, [[Tombstone("1", "merge", "2026-02-01T00:00:00Z", "9")]])
    assert versions(warehouse, "state, _op, _merged_into_id") == [
        ("won", "upsert", None),
        ("won", "merge", "9"),
    ]


def test_a_stamp_without_a_zone_is_utc_wherever_the_machine_stands(tmp_path, monkeypatch, vendor):
    monkeypatch.setenv("TZ", "America/New_York")
    with Warehouse(tmp_path / "new_york.duckdb") as warehouse:
        warehouse.prepare([vendor.source()])
        run(
            warehouse,
            vendor,
            [[thing("1", stamp="2026-01-02"), thing("2", stamp="2026-01-02 03:04:05")]],
        )
        assert versions(warehouse, "cast(_changed_at as text)") == [
            ("2026-01-02 00:00:00",),
            ("2026-01-02 03:04:05",),
        ]


def test_a_warehouse_of_the_sample_refuses_real_systems(warehouse):
    warehouse.stamp("sample")
    with pytest.raises(LandingError, match="holds sample data"):
        warehouse.stamp("live")
