"""What a connection may read, found out by asking as a load would and stopping early."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from ingestion.landing.guarding import read, told_by
from ingestion.settings import Connection
from ingestion.source import Batch, Checkpoint, Compare, Sight, SourceError, Stream


def looked(connection: Connection) -> Iterator[Sight]:
    """The sights of a connection; one that can't be made is a single sight that says why."""
    source = connection.source
    try:
        with told_by(source.name, "connecting"):
            client = source.connect(connection.settings, connection.name)
        if source.sights:
            with told_by(source.name, "looking"):
                yield from source.sights(client)
    except SourceError as error:
        yield Sight("the connection", False, str(error))
        return
    if not source.sights:
        for stream in source.streams:
            yield first_of(source.name, stream, client)


def first_of(source: str, stream: Stream, client: Any) -> Sight:
    """Whether a load could begin: the stream is read as far as its first records."""
    try:
        with closing(read(source, stream, client, {})) as told:
            for item in told:
                is_end = isinstance(item, Checkpoint | Compare)  # nobody answers a comparison here
                if is_end or (isinstance(item, Batch) and item.size):
                    break
    except SourceError as error:
        return Sight(stream.name, False, str(error))
    return Sight(stream.name, True)
