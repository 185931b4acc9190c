"""One source's load: walk its streams, append what is new, accept all of it or none.

Rows, load record and cursor commit together. A load that was killed goes on under its own id: its
streams that were complete are not read again, the others are landed anew from their start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from ingestion.landing.ahead import read_ahead
from ingestion.landing.merge import RowCounts, append_batch
from ingestion.landing.target import Target
from ingestion.landing.verdict import Finding, judge
from ingestion.landing.warehouse import Refresh, Warehouse, naive, quoted
from ingestion.settings import Connection
from ingestion.source import Batch, Checkpoint, ControlTotal, SourceError, Stream, Table

ROWS_A_COMMIT = 20_000
NEVER = datetime(1, 1, 1, tzinfo=UTC)
# What `records.landed` sets aside, apart from what a source or a broken promise does.
UNREADABLE = "(reason like 'not a JSON object: %' or reason like 'the key % is missing')"
Progress = Callable[[str, str, int], None]


@dataclass
class TableLoad:
    """What a load did to one table."""

    table: str
    rows_read: int = 0
    rows_new: int = 0
    requests: int = 0
    quarantined: int = 0
    set_aside: int = 0
    vendor_count: int | None = None
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class Load:
    """How the load of one connection ended: accepted, rejected, failed or skipped."""

    source: str
    connection: str
    load_id: str
    status: str = "running"
    message: str = ""
    tables: dict[str, TableLoad] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    seen_at: datetime = NEVER

    @property
    def rows_new(self) -> int:
        return sum(table.rows_new for table in self.tables.values())


@dataclass
class _Walk:
    """The state of one load under way."""

    warehouse: Warehouse
    refresh: Refresh
    connection: Connection
    client: Any
    load: Load
    progress: Progress
    after_commit: Callable[[str], None]

    @property
    def schema(self) -> str:
        return f"raw_{self.connection.source.name}"


def load_id_of(refresh: Refresh, connection: Connection) -> str:
    """Text order is load order within a connection."""
    return f"{refresh.number:010d}-{connection.source.name}-{connection.name}"


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
    source = connection.source
    load = Load(source.name, connection.name, load_id_of(refresh, connection))
    before = _landed_before(warehouse, connection, load)
    if before in ("accepted", "rejected"):
        return load
    try:
        client = source.connect(connection.settings, connection.name)
        walk = _Walk(warehouse, refresh, connection, client, load, progress, after_commit)
        for stream in source.streams:
            _land_stream(walk, stream)
        totals = source.control_totals(client)
    except SourceError as error:
        with warehouse.transaction():
            _end(warehouse, refresh, connection, load, "failed", str(error))
        return load
    with warehouse.transaction():  # a verdict stands with what it set aside, or not at all
        load.findings = judge(warehouse, connection, load)
        rejecting = [finding for finding in load.findings if finding.rejects]
        if rejecting:
            _end(warehouse, refresh, connection, load, "rejected", rejecting[0].message)
        else:
            _end(warehouse, refresh, connection, load, "accepted", "", totals)
    after_commit(load.status)
    return load


def _landed_before(warehouse: Warehouse, connection: Connection, load: Load) -> str:
    """What an earlier process, which was killed, did of this very load; gives its status."""
    schema = f"raw_{connection.source.name}"
    found = warehouse.rows(
        f"select * from {schema}._loads where _load_id = ? and _connection = ?",
        (load.load_id, connection.name),
    )
    for row in found:
        load.status, load.message = row["status"], row["message"] or ""
        name = row["_object"]
        if name == "*":
            continue
        of_load = (load.load_id, connection.name)
        aside = warehouse.rows(
            f"select count(*) filter (where {UNREADABLE}) as quarantined, "
            f"count(*) filter (where not {UNREADABLE} and not starts_with(reason, ?)) as set_aside "
            f"from {schema}._quarantine where _load_id = ? and _connection = ? and _object = ?",
            (f"{load.source}.{name}", *of_load, name),
        )[0]
        load.tables[name] = TableLoad(
            name,
            rows_read=row["rows_read"],
            rows_new=warehouse.value(
                f"select count(*) from {schema}.{quoted(name)} "
                "where _load_id = ? and _connection = ?",
                of_load,
            ),
            requests=row["requests"],
            vendor_count=row["vendor_count"],
            started_at=row["started_at"].replace(tzinfo=UTC),
            **aside,
        )
    return load.status if found else ""


def _land_stream(walk: _Walk, stream: Stream) -> None:
    source, connection = walk.connection.source.name, walk.connection.name
    cursor, is_complete = walk.warehouse.cursor(source, connection, stream.name, walk.load.load_id)
    if is_complete:
        return
    _begin(walk, stream)
    waiting: list[Batch] = []
    requests_before = _requests(walk.client)
    for item in read_ahead(_guarded(stream.extract(walk.client, cursor), source, stream)):
        if isinstance(item, Batch):
            waiting.append(item)
            rows = len(item.records) + len(item.tombstones)
            state = walk.load.tables[item.table.name]
            state.rows_read += rows
            if item.vendor_count is not None:
                state.vendor_count = (state.vendor_count or 0) + item.vendor_count
            walk.progress(source, item.table.name, rows)
        is_end = isinstance(item, Checkpoint)
        if is_end or sum(len(b.records) + len(b.tombstones) for b in waiting) >= ROWS_A_COMMIT:
            main = walk.load.tables[stream.tables[0].name]
            main.requests += _requests(walk.client) - requests_before
            requests_before = _requests(walk.client)
            _commit(walk, stream, waiting, item.cursor if is_end else None)
            waiting = []
    if waiting:
        raise RuntimeError(f"{source}.{stream.name}: batches after the last checkpoint")


def _begin(walk: _Walk, stream: Stream) -> None:
    """Drop what a walk that was cut off had landed: it may differ by now, or be gone unnoticed."""
    of_load = (walk.load.load_id, walk.connection.name)
    tables, where = walk.load.tables, "where _load_id = ? and _connection = ?"
    with walk.warehouse.transaction():
        for name in (table.name for table in stream.tables if table.name in tables):
            walk.warehouse.run(f"delete from {walk.schema}.{quoted(name)} {where}", of_load)
            walk.warehouse.run(
                f"delete from {walk.schema}._quarantine {where} and _object = ?", (*of_load, name)
            )
            before = tables[name]
            tables[name] = TableLoad(name, requests=before.requests, started_at=before.started_at)
    for table in stream.tables:
        tables.setdefault(table.name, TableLoad(table.name))


def _guarded(items: Iterator, source: str, stream: Stream) -> Iterator:
    """What a client trips over in an answer is the source's failure, not the program's end."""
    try:
        yield from items
    except (KeyError, TypeError, ValueError) as error:
        raise SourceError(
            source,
            f"an answer was not of the form the vendor documents ({type(error).__name__}: {error})",
            "Run again; if it stays, the API has changed",
            obj=stream.name,
        ) from error


def _commit(
    walk: _Walk, stream: Stream, batches: Sequence[Batch], cursor: Mapping[str, Any] | None
) -> None:
    warehouse, load = walk.warehouse, walk.load
    by_table: dict[str, tuple[Table, list[Batch]]] = {}
    for batch in batches:
        by_table.setdefault(batch.table.name, (batch.table, []))[1].append(batch)
    load.seen_at = _seen_at(load, batches)
    with warehouse.transaction():
        for table, of_table in by_table.values():
            target = Target(walk.schema, table, walk.connection.name, load.load_id, load.seen_at)
            counts: RowCounts = append_batch(warehouse, target, of_table)
            load.tables[table.name].rows_new += counts.new
            load.tables[table.name].quarantined += counts.quarantined
            load.tables[table.name].set_aside += counts.set_aside
        for table in stream.tables:
            _record(walk, load.tables[table.name], "running")
        if cursor is not None:
            warehouse.save_cursor(
                walk.connection.source.name, walk.connection.name, stream.name, load.load_id, cursor
            )
    walk.after_commit(stream.name)


def _seen_at(load: Load, batches: Sequence[Batch]) -> datetime:
    """When batches were read: later than all that this load read before, whatever a clock says."""
    read_at = max((b.seen_at for b in batches if b.seen_at), default=datetime.now(UTC))
    return max(read_at, load.seen_at + timedelta(microseconds=1))


def _record(walk: _Walk, state: TableLoad, status: str) -> None:
    """The load record of a table, brought up to date."""
    where = (walk.load.load_id, walk.connection.name, state.table)
    walk.warehouse.run(
        f"delete from {walk.schema}._loads where _load_id = ? and _connection = ? and _object = ?",
        where,
    )
    walk.warehouse.run(
        f"insert into {walk.schema}._loads values "
        "(?, ?, ?, ?, ?, null, ?, ?, ?, ?, ?, ?, null, '')",
        (
            *where,
            walk.refresh.number,
            status,
            naive(walk.refresh.as_of),
            state.rows_read,
            state.rows_new,
            state.requests,
            state.vendor_count,
            naive(state.started_at),
        ),
    )


def _end(
    warehouse: Warehouse,
    refresh: Refresh,
    connection: Connection,
    load: Load,
    status: str,
    message: str,
    totals: Sequence[ControlTotal] = (),
) -> None:
    """Accept or refuse the load as a whole. Inside a transaction."""
    load.status, load.message = status, message
    schema, now = f"raw_{connection.source.name}", naive(datetime.now(UTC))
    known = warehouse.value(
        f"select count(*) from {schema}._loads where _load_id = ?", (load.load_id,)
    )
    if not known:
        warehouse.run(
            f"insert into {schema}._loads values "
            "(?, ?, '*', ?, ?, null, ?, 0, 0, 0, null, ?, null, '')",
            (load.load_id, connection.name, refresh.number, status, naive(refresh.as_of), now),
        )
    warehouse.run(
        f"update {schema}._loads set status = ?, message = ?, finished_at = ? where _load_id = ?",
        (status, message, now, load.load_id),
    )
    if status != "accepted":
        return
    warehouse.accept_cursors(connection.source.name, connection.name, load.load_id)
    for total in totals:
        warehouse.run(
            f"insert into {schema}._control_totals values (?, ?, ?, ?, ?, ?)",
            (load.load_id, connection.name, *astuple(total)),
        )


def _requests(client: Any) -> int:
    session = getattr(client, "session", client)
    return int(getattr(session, "requests", 0))
