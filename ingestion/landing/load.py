"""One source's load: walk its streams, append what is new, accept all of it or none.

Rows, load record and cursor commit together. A load that was killed goes on under its own id: its
streams that were complete are not read again, the others are landed anew from their start. Of a
stream that brought nothing there is nothing to lose: its record and its cursor wait for the next
commit.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ingestion.landing import drifting, loads, results
from ingestion.landing.ahead import read_ahead
from ingestion.landing.comparing import Comparison
from ingestion.landing.cursors import Cursors
from ingestion.landing.guarding import read, told_by
from ingestion.landing.listing import Listing, joined
from ingestion.landing.loads import Load, TableLoad
from ingestion.landing.merge import append_told
from ingestion.landing.sql import quoted
from ingestion.landing.target import Target
from ingestion.landing.verdict import get_ready, judge
from ingestion.landing.waiting import Waiting
from ingestion.landing.warehouse import Refresh, Warehouse
from ingestion.settings import Connection
from ingestion.source import (
    Anew,
    Batch,
    Checkpoint,
    Compare,
    ControlTotal,
    Item,
    Listed,
    Source,
    SourceError,
    Stream,
)

# A killed load asks at most as much again of streams that brought nothing.
REQUESTS_A_COMMIT = 100
END = None  # of a stream, among what it tells
Progress = Callable[[str, str, int], None]


@dataclass
class _Walk:
    """The state of one load under way."""

    warehouse: Warehouse
    refresh: Refresh
    client: Any
    load: Load
    cursors: Cursors
    progress: Progress
    after_commit: Callable[[str], None]
    promised: Container[str]  # tables of which the vendor promises anything
    listing: Listing = field(default_factory=Listing)
    comparison: Comparison = field(default_factory=Comparison)
    requests: dict[str, int] = field(default_factory=dict)  # made so far, by stream
    requests_counted: int = 0  # of those of the stream under way
    brought: int = 0  # rows and news of the stream under way
    totals: Sequence[ControlTotal] = ()
    # What is to be written down with the next commit, by table and by stream.
    unwritten: dict[str, TableLoad] = field(default_factory=dict)
    unsaved: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    requests_at_risk: int = 0


def land(
    warehouse: Warehouse,
    refresh: Refresh,
    connection: Connection,
    progress: Progress = lambda *_: None,
    after_commit: Callable[[str], None] = lambda _: None,
) -> Load:
    """Land one connection. Never raises for what the source does: the load says it.

    `progress(source, table, rows)` is told as rows arrive; `after_commit(point)` after each commit.
    """
    with warehouse.bounded():
        return _land(warehouse, refresh, connection, progress, after_commit)


def _land(
    warehouse: Warehouse,
    refresh: Refresh,
    connection: Connection,
    progress: Progress,
    after_commit: Callable[[str], None],
) -> Load:
    source = connection.source
    load = loads.begun(warehouse, refresh, connection)
    if load.status in ("accepted", "rejected"):
        return load
    cursors = Cursors(warehouse, source.name, connection.name, load.load_id)
    promised = {table for table, promises in source.expectations.items() if promises}
    walk = _Walk(warehouse, refresh, None, load, cursors, progress, after_commit, promised)
    try:
        with told_by(source.name, "connecting"):
            walk.client = source.connect(connection.settings, connection.name)
        streams = [each for each in source.streams if not cursors.is_complete(each.name)]
        with closing(read_ahead(_read_all(walk, source, streams))) as told:
            for stream in streams:
                _land_stream(walk, stream, iter(told.__next__, END))
            next(told)
    except SourceError as error:
        with warehouse.transaction():
            _write_down(walk)
            loads.end(warehouse, refresh, load, "failed", str(error))
            results.note_load(warehouse, refresh, load)
        return load
    with warehouse.transaction():  # a verdict stands with what it set aside, or not at all
        _write_down(walk)
        load.findings = judge(warehouse, connection, load)
        load.findings += drifting.findings(warehouse, load)
        rejecting = [finding for finding in load.findings if finding.rejects]
        if rejecting:
            loads.end(warehouse, refresh, load, "rejected", rejecting[0].message)
        else:
            loads.end(warehouse, refresh, load, "accepted", totals=walk.totals)
            cursors.accept()
        results.note_load(warehouse, refresh, load)
    after_commit(load.status)
    return load


def _read_all(walk: _Walk, source: Source, streams: Sequence[Stream]) -> Iterator[Item | None]:
    """What the streams tell, and END after each: the next is read while the last is written. Then
    what the system itself counts, and END.
    """
    for stream in streams:
        before = _requests(walk.client)
        for item in read(source.name, stream, walk.client, walk.cursors.start(stream.name)):
            walk.requests[stream.name] = _requests(walk.client) - before
            yield item
        yield END
    if source.control_totals:
        with told_by(source.name, "asking for its totals"):
            walk.totals = list(source.control_totals(walk.client))
    yield END


def _land_stream(walk: _Walk, stream: Stream, told: Iterator[Item]) -> None:
    source = walk.load.source
    _begin(walk, stream)
    waiting = Waiting()
    walk.listing, walk.comparison = Listing(), Comparison()
    walk.requests_counted = walk.brought = 0
    for item in told:
        if isinstance(item, Anew):
            _count_anew(walk, stream, waiting)
            continue
        if isinstance(item, Batch):
            if item.size:  # columns where records wait, or the reverse: in the order of telling
                if waiting.is_in_columns is (item.rows is None):
                    _commit(walk, stream, waiting, None)
                    waiting = Waiting()
                waiting.is_in_columns = item.rows is not None
            state = walk.load.tables[item.table.name]
            state.rows_read += item.size
            if item.vendor_count is not None:
                state.vendor_count = (state.vendor_count or 0) + item.vendor_count
            walk.progress(source, item.table.name, item.size)
        is_end, is_asking = isinstance(item, Checkpoint), isinstance(item, Compare) and item.is_last
        if not is_end:
            waiting.add(item)
        if is_end or is_asking or waiting.is_enough:
            _commit(walk, stream, waiting, item.cursor if is_end else None)
            waiting = Waiting()
    if not waiting.is_empty:
        raise RuntimeError(f"{source}.{stream.name}: batches after the last checkpoint")


def _count_anew(walk: _Walk, stream: Stream, waiting: Waiting) -> None:
    """What was read stays: it is true, and read again it makes no row."""
    waiting.parts.clear()
    walk.listing, walk.comparison = Listing(), Comparison()
    for table in stream.tables:
        walk.load.tables[table.name].rows_read = 0
        walk.load.tables[table.name].vendor_count = None


def _begin(walk: _Walk, stream: Stream) -> None:
    """Drop what a walk that was cut off had landed: it may differ by now, or be gone unnoticed."""
    load = walk.load
    cut_off = [table.name for table in stream.tables if table.name in load.tables]
    of_load, where = (load.load_id, load.connection), "where _load_id = ? and _connection = ?"
    if cut_off:
        with walk.warehouse.transaction():
            for name in cut_off:
                walk.warehouse.run(f"delete from {load.schema}.{quoted(name)} {where}", of_load)
                for kept in ("_quarantine", "_drift"):
                    walk.warehouse.run(
                        f"delete from {load.schema}.{kept} {where} and _object = ?",
                        (*of_load, name),
                    )
    for table in stream.tables:
        before = load.tables.get(table.name)
        load.tables[table.name] = (
            TableLoad(
                table.name,
                requests=before.requests,
                started_at=before.started_at,
                is_recorded=before.is_recorded,
            )
            if before
            else TableLoad(table.name)
        )


def _commit(
    walk: _Walk,
    stream: Stream,
    waiting: Waiting,
    cursor: Mapping[str, Any] | None,
) -> None:
    warehouse, load = walk.warehouse, walk.load
    made = walk.requests[stream.name] - walk.requests_counted
    load.tables[stream.tables[0].name].requests += made
    walk.requests_counted += made
    walk.requests_at_risk += made
    load.seen_at = _seen_at(load, waiting.read_at)
    walk.brought += len(waiting.drifts)
    with warehouse.transaction():
        for telling in waiting.tellings.values():
            table = telling.table
            target = Target(load.schema, table, load.connection, load.load_id, load.seen_at)
            counts = append_told(warehouse, target, telling)
            if counts.new and table.name in walk.promised:
                get_ready()
            load.tables[table.name].rows_new += counts.new
            load.tables[table.name].quarantined += counts.quarantined
            load.tables[table.name].set_aside += counts.set_aside
            walk.brought += counts.new + counts.quarantined + counts.set_aside
        for part in joined(waiting.parts):
            target = Target(load.schema, part.table, load.connection, load.load_id, load.seen_at)
            if isinstance(part, Listed):
                gone = walk.listing.add(warehouse, target, part)
                load.tables[part.table.name].rows_new += gone
                walk.brought += gone
            else:
                walk.comparison.add(warehouse, target, part)
        drifting.note(warehouse, load, waiting.drifts)
        # As they stand with this commit: what is counted from here on may be taken back.
        walk.unwritten |= {table.name: replace(load.tables[table.name]) for table in stream.tables}
        if cursor is not None:
            walk.unsaved[stream.name] = cursor
        is_kept = walk.brought > 0 or walk.requests_at_risk >= REQUESTS_A_COMMIT
        if is_kept:
            _write_down(walk)
    if is_kept:
        walk.after_commit(stream.name)


def _write_down(walk: _Walk) -> None:
    """Bring the records of tables and the cursors up to date. Inside a transaction."""
    loads.record(walk.warehouse, walk.refresh, walk.load, list(walk.unwritten.values()))
    walk.cursors.save(walk.unsaved)
    walk.unwritten, walk.unsaved, walk.requests_at_risk = {}, {}, 0


def _seen_at(load: Load, read_at: Sequence[datetime]) -> datetime:
    """When batches were read: later than all that this load read before, whatever a clock says."""
    last = max(read_at, default=datetime.now(UTC))
    return max(last, load.seen_at + timedelta(microseconds=1))


def _requests(client: Any) -> int:
    session = getattr(client, "session", client)
    return int(getattr(session, "requests", 0))
