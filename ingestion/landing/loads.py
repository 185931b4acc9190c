"""The record of a load: what it did to each table, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime

from ingestion.landing.sql import quoted
from ingestion.landing.verdict import Finding
from ingestion.landing.warehouse import Refresh, Warehouse, naive
from ingestion.settings import Connection
from ingestion.source import ControlTotal

NEVER = datetime(1, 1, 1, tzinfo=UTC)
# What `records.landed` sets aside, apart from what a source or a broken promise does.
UNREADABLE = "(reason like 'not a JSON object: %' or reason like 'the key % is missing')"


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
    is_recorded: bool = False


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
    is_recorded: bool = False

    @property
    def rows_new(self) -> int:
        return sum(table.rows_new for table in self.tables.values())

    @property
    def schema(self) -> str:
        return f"raw_{self.source}"


def begun(warehouse: Warehouse, refresh: Refresh, connection: Connection) -> Load:
    """The load of a connection in a refresh, with what an earlier process did that was killed.

    Text order of ids is load order within a connection.
    """
    source = connection.source.name
    load_id = f"{refresh.number:010d}-{source}-{connection.name}"
    load = Load(source, connection.name, load_id)
    found = warehouse.rows(
        f"select * from {load.schema}._loads where _load_id = ? and _connection = ?",
        (load_id, connection.name),
    )
    load.is_recorded = bool(found)
    for row in found:
        load.status, load.message = row["status"], row["message"] or ""
        if row["_object"] != "*":
            load.tables[row["_object"]] = TableLoad(
                row["_object"],
                rows_read=row["rows_read"],
                rows_new=warehouse.value(
                    f"select count(*) from {load.schema}.{quoted(row['_object'])} "
                    "where _load_id = ? and _connection = ?",
                    (load_id, connection.name),
                ),
                requests=row["requests"],
                vendor_count=row["vendor_count"],
                started_at=row["started_at"].replace(tzinfo=UTC),
                is_recorded=True,
                **_quarantined(warehouse, load, row["_object"]),
            )
    return load


def _quarantined(warehouse: Warehouse, load: Load, table: str) -> dict[str, int]:
    """What landing and what the source set aside; what a verdict did counts with its promise."""
    return warehouse.rows(
        f"select count(*) filter (where {UNREADABLE}) as quarantined, "
        f"count(*) filter (where not {UNREADABLE} and not starts_with(reason, ?)) as set_aside "
        f"from {load.schema}._quarantine where _load_id = ? and _connection = ? and _object = ?",
        (f"{load.source}.{table}", load.load_id, load.connection, table),
    )[0]


def record(warehouse: Warehouse, refresh: Refresh, load: Load, states: Sequence[TableLoad]) -> None:
    """Bring the records of tables up to date. Inside a transaction."""
    if not states:
        return
    before = [state.table for state in states if state.is_recorded]
    if before:
        warehouse.run(
            f"delete from {load.schema}._loads where _load_id = ? and _connection = ? "
            f"and _object in ({', '.join('?' * len(before))})",
            (load.load_id, load.connection, *before),
        )
    _insert(
        warehouse,
        load,
        [
            (
                *(load.load_id, load.connection, state.table, refresh.number, "running"),
                *(naive(refresh.as_of), state.rows_read, state.rows_new, state.requests),
                *(state.vendor_count, naive(state.started_at)),
            )
            for state in states
        ],
    )
    load.is_recorded = True
    for state in states:
        load.tables[state.table].is_recorded = True


def end(
    warehouse: Warehouse,
    refresh: Refresh,
    load: Load,
    status: str,
    message: str = "",
    totals: Iterable[ControlTotal] = (),
) -> None:
    """Accept or refuse the load as a whole. Inside a transaction."""
    load.status, load.message = status, message
    now = naive(datetime.now(UTC))
    if not load.is_recorded:
        nothing = (load.load_id, load.connection, "*", refresh.number, status)
        _insert(warehouse, load, [(*nothing, naive(refresh.as_of), 0, 0, 0, None, now)])
    warehouse.run(
        f"update {load.schema}._loads set status = ?, message = ?, finished_at = ? "
        "where _load_id = ?",
        (status, message, now, load.load_id),
    )
    for total in totals:
        warehouse.run(
            f"insert into {load.schema}._control_totals values (?, ?, ?, ?, ?, ?, ?)",
            (load.load_id, load.connection, *astuple(total)),
        )


def _insert(warehouse: Warehouse, load: Load, rows: Sequence[tuple]) -> None:
    values = "(?, ?, ?, ?, ?, null, ?, ?, ?, ?, ?, ?, null, '')"
    warehouse.run(
        f"insert into {load.schema}._loads values {', '.join([values] * len(rows))}",
        [value for row in rows for value in row],
    )
