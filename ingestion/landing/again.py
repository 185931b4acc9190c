"""Read one object of one connection once more, and add what is not yet known of it.

The cursor that the next refresh goes on from stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ingestion.landing.load import Load, Progress, land
from ingestion.landing.warehouse import Refresh, Warehouse
from ingestion.settings import Connection
from ingestion.source import Checkpoint, Item, SourceError, Stream, Window

ALL = Window()


@dataclass(frozen=True)
class Reload:
    """What to read again: a table of a connection, whole or in a window of time."""

    source: str
    table: str
    connection: str = "default"
    window: Window = ALL


def land_again(
    warehouse: Warehouse,
    refresh: Refresh,
    connection: Connection,
    asked: Reload,
    progress: Progress = lambda *_: None,
) -> Load:
    """A load of this one object: what differs from the latest known version is a new row."""
    stream = _again(stream_of(connection, asked.table), asked)
    return land(
        warehouse,
        refresh,
        replace(connection, source=replace(connection.source, streams=(stream,))),
        progress,
    )


def stream_of(connection: Connection, table: str) -> Stream:
    """The stream that reads a table; KeyError where the source has no such table."""
    for stream in connection.source.streams:
        if table in {each.name for each in stream.tables}:
            return stream
    raise KeyError(table)


def _again(stream: Stream, asked: Reload) -> Stream:
    def extract(client: Any, _: dict[str, Any]) -> Iterator[Item]:
        if stream.again:
            told = stream.again(client, asked.table, asked.window)
        elif asked.window.is_open:
            told = stream.extract(client, {})
        else:
            raise SourceError(
                asked.source,
                "it can't be read by a window of time",
                "Leave `from` and `to` out: then it is read whole",
                obj=asked.table,
            )
        yield from (item for item in told if not isinstance(item, Checkpoint))
        yield Checkpoint({})

    # Under a name of its own: the cursor is the stream's, and stays.
    return replace(stream, name=f"{stream.name}, again", extract=extract)
