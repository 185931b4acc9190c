"""What a load writes of itself, and how little it asks of the warehouse for that."""

import json
from dataclasses import replace

import pytest

from ingestion.landing import waiting
from ingestion.landing.load import REQUESTS_A_COMMIT, land
from ingestion.landing.warehouse import Warehouse
from ingestion.settings import Connection
from ingestion.source import Batch, Checkpoint, Listed, Source, SourceError, Stream
from tests.landing.invented import AS_OF, THING, Vendor, run, thing, versions

STREAMS = 20


class Counting(Warehouse):
    """Counts the statements that change or ask something."""

    statements = 0

    def run(self, *arguments):
        self.statements += 1
        super().run(*arguments)

    def arrow(self, *arguments):
        self.statements += 1
        return super().arrow(*arguments)

    def ingest(self, *arguments, **options):
        self.statements += 1
        super().ingest(*arguments, **options)


class Client:
    """Counts what it is asked, as sessions do."""

    requests = 0


def silent(number, asked, requests=1):
    """A stream that answers, and has nothing to tell."""
    table = replace(THING, name=f"thing_{number}")

    def extract(client, _):
        asked.append(table.name)
        client.requests += requests
        yield Batch(table)
        yield Checkpoint({"asked": number})

    return Stream(table.name, (table,), extract)


def of_streams(*streams):
    return Source("invented", "Invented", (), streams, connect=lambda *_: Client())


class Killed(BaseException):
    pass


def kill(_):
    raise Killed


def test_streams_that_bring_nothing_are_written_down_together(tmp_path):
    counts = {}
    for streams in (1, 1 + STREAMS):
        vendor = Vendor()
        vendor.pages = [[thing("1")]]
        source = of_streams(
            *vendor.source().streams, *(silent(number, []) for number in range(streams))
        )
        with Counting(tmp_path / f"{streams}.duckdb") as warehouse:
            warehouse.prepare([source])
            refresh = warehouse.begin_refresh(AS_OF)
            warehouse.statements = 0
            load = land(warehouse, refresh, Connection(source, "default", {}))
            assert load.status == "accepted"
            counts[streams] = warehouse.statements
            kept = warehouse.rows("select stream, cursor from control.cursors")
            assert {row["stream"]: json.loads(row["cursor"]) for row in kept} == {
                "things": {"page": 1},
                **{f"thing_{number}": {"asked": number} for number in range(streams)},
            }
            told = warehouse.rows("select _object, status, requests from raw_invented._loads")
            assert sorted(tuple(row.values()) for row in told) == sorted(
                [
                    ("thing", "accepted", 0),
                    *((f"thing_{number}", "accepted", 1) for number in range(streams)),
                ]
            )
    assert counts[1] == counts[1 + STREAMS]


def test_they_are_written_down_with_what_comes_next_and_not_read_again(warehouse, vendor):
    asked = []
    vendor.pages = [[thing("1")]]
    source = of_streams(silent(1, asked), silent(2, asked), *vendor.source().streams)
    warehouse.prepare([source])
    refresh, connection = warehouse.begin_refresh(AS_OF), Connection(source, "default", {})
    with pytest.raises(Killed):
        land(warehouse, refresh, connection, after_commit=kill)
    assert land(warehouse, refresh, connection).status == "accepted"
    assert asked == ["thing_1", "thing_2"]
    assert versions(warehouse) == [("1", "open")]


def test_streams_that_ask_much_do_not_wait_for_that(warehouse):
    asked = []
    source = of_streams(*(silent(number, asked, REQUESTS_A_COMMIT // 2) for number in range(5)))
    warehouse.prepare([source])
    refresh, connection = warehouse.begin_refresh(AS_OF), Connection(source, "default", {})
    with pytest.raises(Killed):
        land(warehouse, refresh, connection, after_commit=kill)
    kept = warehouse.rows("select stream from control.cursors where status = 'pending'")
    assert sorted(row["stream"] for row in kept) == ["thing_0", "thing_1"]
    assert land(warehouse, refresh, connection).status == "accepted"
    assert asked.count("thing_0") == asked.count("thing_1") == 1


def test_they_are_written_down_when_a_later_stream_fails(warehouse, vendor):
    asked = []
    vendor.pages, vendor.fails_after = [[thing("1")], []], 1
    source = of_streams(silent(1, asked), *vendor.source().streams)
    warehouse.prepare([source])
    refresh, connection = warehouse.begin_refresh(AS_OF), Connection(source, "default", {})
    assert land(warehouse, refresh, connection).status == "failed"
    told = warehouse.rows("select _object, status, rows_read, rows_new from raw_invented._loads")
    assert [tuple(row.values()) for row in told] == [("thing_1", "failed", 0, 0)]
    vendor.fails_after = None
    assert land(warehouse, refresh, connection).status == "accepted"
    assert asked == ["thing_1"]


def test_a_stream_that_brought_something_is_complete_with_its_checkpoint(
    warehouse, vendor, monkeypatch
):
    """The last commit of a stream may hold nothing but its end."""
    monkeypatch.setattr(waiting, "ROWS_A_COMMIT", 1)

    def progress(_, table, __):
        if table == "thing_1":
            raise Killed

    vendor.pages = [[thing("1")]]
    source = of_streams(*vendor.source().streams, silent(1, []))
    warehouse.prepare([source])
    refresh, connection = warehouse.begin_refresh(AS_OF), Connection(source, "default", {})
    with pytest.raises(Killed):
        land(warehouse, refresh, connection, progress=progress)
    [kept] = warehouse.rows("select stream, status from control.cursors")
    assert kept == {"stream": "things", "status": "pending"}


def test_what_a_commit_took_back_is_not_told_of_a_load_that_failed(warehouse, vendor, monkeypatch):
    """Known records that vanish all at once are refused after the rows beside them were counted."""
    monkeypatch.setattr(waiting, "ROWS_A_COMMIT", 150)
    run(warehouse, vendor, [[thing(str(n)) for n in range(150)]])
    brought = [Batch(THING, [json.dumps(thing(f"new {n}")).encode() for n in range(20)])]
    known = [Batch(THING, [json.dumps(thing(str(n))).encode() for n in range(150)])]

    def extract(*_):
        yield from (*known, *brought, Listed(THING, []), Checkpoint({}))

    source = of_streams(Stream("things", (THING,), extract))
    refresh = warehouse.begin_refresh(AS_OF)
    load = land(warehouse, refresh, Connection(source, "default", {}))
    assert load.status == "failed"
    told = warehouse.rows(
        "select rows_read, rows_new from raw_invented._loads where status = 'failed'"
    )
    assert [tuple(row.values()) for row in told] == [(150, 0)]


def test_a_load_that_can_not_begin_and_is_tried_again_has_one_record(warehouse, vendor):
    def refuses(*_):
        raise SourceError("invented", "the host does not answer", "Check it")

    source = Source("invented", "Invented", (), vendor.source().streams, connect=refuses)
    refresh = warehouse.begin_refresh(AS_OF)
    for _ in range(2):
        assert land(warehouse, refresh, Connection(source, "default", {})).status == "failed"
    kept = warehouse.rows("select _object, status from raw_invented._loads")
    assert kept == [{"_object": "*", "status": "failed"}]


def test_a_transaction_that_is_taken_back_leaves_nothing_in_the_way(warehouse, vendor):
    def progress(*_):
        raise Killed

    refresh = warehouse.begin_refresh(AS_OF)
    vendor.pages = [[thing("1")]]
    connection = Connection(vendor.source(), "default", {})
    with pytest.raises(Killed), warehouse.transaction():
        warehouse.ingest("incoming", warehouse.arrow("select 1 as one"))
        raise Killed
    with pytest.raises(Killed):
        land(warehouse, refresh, connection, progress=progress)
    assert land(warehouse, refresh, connection).status == "accepted"
    assert versions(warehouse) == [("1", "open")]


def test_a_cursor_counts_when_its_load_is_accepted_and_replaces_the_one_before(warehouse, vendor):
    run(warehouse, vendor, [[thing("1")]])
    vendor.count = 9
    assert run(warehouse, vendor, [[thing("1")], [thing("2")]]).status == "rejected"
    vendor.count = None
    run(warehouse, vendor, [[thing("1")], [thing("2")], []])
    run(warehouse, vendor, [])
    assert vendor.cursors == [{}, {"page": 1}, {"page": 1}, {"page": 3}]
    kept = warehouse.rows("select cursor, status from control.cursors")
    assert [(json.loads(row["cursor"]), row["status"]) for row in kept] == [
        ({"page": 0}, "accepted")
    ]
