"""What is read again in a window is what the system says changed from its start on and before its end."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from ingestion.sandbox.app import running
from ingestion.source import Batch, SourceError, Window
from tests.chaos.trial import connection_of


@pytest.fixture(scope="module")
def systems(module_path):
    with running(module_path, seed=7, size=40) as sandbox:
        yield sandbox


def of_text(path):
    def stamp(record):
        for step in path:
            record = record[step]
        return datetime.fromisoformat(record).astimezone(UTC)

    return stamp


STAMPS = {
    ("salesforce", "lead"): ("Id", of_text(["SystemModstamp"])),
    ("hubspot", "contacts"): ("id", of_text(["properties", "lastmodifieddate"])),
    ("stripe", "charge"): ("id", lambda record: datetime.fromtimestamp(record["created"], UTC)),
}


@pytest.fixture(params=STAMPS, ids=lambda each: each[0])
def again(request, systems):
    """`again(window)`: records of one object, id to stamp."""
    name, table = request.param
    id, stamp = STAMPS[request.param]
    connection = connection_of(name, systems.urls[name])
    client = connection.source.connect(connection.settings, "default")
    [stream] = [
        stream
        for stream in connection.source.streams
        if table in {each.name for each in stream.tables}
    ]

    def read(window):
        batches = [
            item
            for item in stream.again(client, table, window)
            if isinstance(item, Batch) and item.table.name == table
        ]
        records = [json.loads(record) for batch in batches for record in batch.records]
        return {record[id]: stamp(record) for record in records}

    return read


def test_from_its_start_on_and_before_its_end(again):
    whole = again(Window())
    stamps = sorted(set(whole.values()))
    assert len(stamps) > 5
    # At this very instant some record changed: as a start it counts, as an end it does not.
    for start, end in ((stamps[2], stamps[-2]), (stamps[1], None), (None, stamps[3])):
        inside = {
            id: at
            for id, at in whole.items()
            if (start is None or at >= start) and (end is None or at < end)
        }
        assert 0 < len(inside) < len(whole)
        assert again(Window(start, end)) == inside
    later = stamps[-1] + timedelta(seconds=1)
    assert again(Window(later, later + timedelta(seconds=1))) == {}


def test_what_knows_no_time_is_one_line(systems):
    connection = connection_of("stripe", systems.urls["stripe"])
    client = connection.source.connect(connection.settings, "default")
    [stream] = connection.source.streams
    with pytest.raises(SourceError, match="stripe.credit_note: it can't be read by a window"):
        list(stream.again(client, "credit_note", Window(datetime(2026, 3, 1, tzinfo=UTC))))
