"""Records that a source brings in columns land as if they had come as JSON."""

import json

import pytest

from ingestion.landing.load import land
from ingestion.landing.records import landed, to_arrow
from ingestion.settings import Connection
from ingestion.source import Batch, Checkpoint, Source, Stream, Tombstone
from tests.landing.invented import AS_OF, THING, run, thing, versions


def texts(records):
    return [json.dumps(record).encode() for record in records]


def in_columns(*records):
    return Batch(THING, rows=to_arrow(landed(THING, texts(records)).columns))


def in_records(*records, gone=()):
    return Batch(THING, texts(records), [Tombstone(id, "delete") for id in gone])


@pytest.fixture
def walk(warehouse):
    """One refresh that lands these batches."""

    def landing(*batches):
        stream = Stream("things", (THING,), lambda *_: iter([*batches, Checkpoint({})]))
        source = Source("invented", "Invented", (), (stream,), connect=lambda *_: None)
        refresh = warehouse.begin_refresh(AS_OF)
        load = land(warehouse, refresh, Connection(source, "default", {}))
        warehouse.end_refresh(refresh, "published")
        return load

    return landing


def test_what_came_as_records_and_comes_in_columns_adds_no_row(warehouse, vendor, walk):
    run(warehouse, vendor, [[thing("1"), thing("2")]])
    load = walk(in_columns(thing("1"), thing("2", "won"), thing("3")))
    assert (load.rows_new, load.tables["thing"].rows_read) == (2, 3)
    assert versions(warehouse) == [("1", "open"), ("2", "open"), ("2", "won"), ("3", "open")]


def test_a_record_that_comes_twice_lands_as_it_came_last(warehouse, walk):
    walk(in_columns(thing("1", "first")), in_columns(thing("2"), thing("1", "second")))
    assert versions(warehouse) == [("1", "second"), ("2", "open")]


def test_columns_and_records_land_in_the_order_in_which_they_were_told(warehouse, walk):
    walk(
        in_records(thing("1", "a")),
        in_columns(thing("1", "b"), thing("2", "b")),
        in_records(thing("2", "c"), gone=["1"]),
    )
    assert versions(warehouse, "_record_id, _op, state") == [
        ("1", "upsert", "a"),
        ("1", "upsert", "b"),
        ("1", "delete", "b"),
        ("2", "upsert", "b"),
        ("2", "upsert", "c"),
    ]


def test_a_text_beside_the_columns_has_one_spelling():
    """Vendors escape what they need not: `\\/`, `\\u00e9`."""
    spelled = [b'"a\\/b \\u00e9 \\"\\n"', '"a/b é \\"\\n"'.encode()]
    record = b'{"id":"1","stamp":null,"state":null,"amount":null,"archived":null,"more":%s}'
    rows = landed(THING, [record % text for text in spelled])
    assert rows.columns["_extra"] == ['{"more":"a/b é \\"\\n"}'] * 2
