"""What a load writes of itself, and how little it asks of the warehouse for that."""

import json
from dataclasses import replace

import pytest

from ingestion.landing.load import land
from ingestion.landing.warehouse import Warehouse
from ingestion.settings import Connection
from ingestion.source import Batch, Checkpoint, Source, SourceError, Stream
from tests.landing.invented import AS_OF, THING, run, thing, versions

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


def silent(number):
    """A stream that answers, and has nothing to tell."""
    table = replace(THING, name=f"thing_{number}")

    def extract(*_):
        yield Batch(table)
        yield Checkpoint({})

    return Stream(table.name, (table,), extract)


def test_a_stream_that_brings_nothing_costs_its_record_and_its_cursor(tmp_path):
    def source(streams):
        streams = tuple(map(silent, range(streams)))
        return Source("invented", "Invented", (), streams, connect=lambda *_: None)

    counts = {}
    for streams in (1, 1 + STREAMS):
        with Counting(tmp_path / f"{streams}.duckdb") as warehouse:
            warehouse.prepare([source(streams)])
            refresh = warehouse.begin_refresh(AS_OF)
            warehouse.statements = 0
            load = land(warehouse, refresh, Connection(source(streams), "default", {}))
            assert load.status == "accepted"
            counts[streams] = warehouse.statements
    assert counts[1 + STREAMS] - counts[1] == 2 * STREAMS


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
    class Killed(BaseException):
        pass

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
