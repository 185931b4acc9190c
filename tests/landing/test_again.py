"""One object read again: in a window, whole, or not at all where a window makes no sense."""

import json
from datetime import UTC, datetime

import pytest

from ingestion.landing.again import Reload, land_again
from ingestion.settings import Connection
from ingestion.source import Batch, Checkpoint, Source, Stream, Window
from tests.landing.invented import AS_OF, THING, thing, versions

MARCH = Window(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))


def told(*records):
    return [json.dumps(record).encode() for record in records]


@pytest.fixture
def again(warehouse):
    """Land the invented thing again: `again(window)`, by what its stream gives for a window."""

    def landed(window, of_window=None):
        def extract(client, cursor):
            yield Batch(THING, told(thing("1"), thing("2")))
            yield Checkpoint({"cursor": str(cursor)})

        stream = Stream("things", (THING,), extract, again=of_window)
        source = Source("invented", "Invented", (), (stream,), connect=lambda *_: None)
        refresh = warehouse.begin_refresh(AS_OF)
        connection = Connection(source, "default", {})
        load = land_again(
            warehouse, refresh, connection, Reload("invented", "thing", window=window)
        )
        warehouse.end_refresh(refresh, "published")
        return load

    return landed


def test_a_stream_without_windows_is_read_whole_from_its_start(warehouse, again):
    assert again(Window()).status == "accepted"
    assert versions(warehouse) == [("1", "open"), ("2", "open")]
    assert again(Window()).rows_new == 0


def test_a_window_that_a_stream_does_not_know_is_one_line(warehouse, again):
    load = again(MARCH)
    assert (load.status, load.message) == (
        "failed",
        "invented.thing: it can't be read by a window of time. "
        "Leave `from` and `to` out: then it is read whole",
    )
    assert versions(warehouse) == []


def test_a_window_is_handed_on_and_the_cursor_of_the_stream_stays(warehouse, again):
    asked = []

    def of_window(client, table, window):
        asked.append((table, window))
        yield Batch(THING, told(thing("3", "won")))

    assert again(MARCH, of_window).rows_new == 1
    assert asked == [("thing", MARCH)]
    assert versions(warehouse) == [("3", "won")]
    cursors = warehouse.rows("select stream from control.cursors where status = 'accepted'")
    assert [row["stream"] for row in cursors] == ["things, again"]
