"""The working file: the tables that landing asks for, and refreshes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import adbc_driver_duckdb.dbapi as adbc
import pyarrow as pa

from ingestion.landing.filling import fill
from ingestion.landing.sql import quoted
from ingestion.source import Source, Table

BOOKKEEPING = (
    ("_connection", "text"),
    ("_record_id", "text"),
    ("_changed_at", "timestamp"),
    ("_op", "text"),
    ("_merged_into_id", "text"),
    ("_seen_at", "timestamp"),
    ("_load_id", "text"),
    ("_extra", "text"),
)
MEANING = {
    "_connection": "Which account of the system.",
    "_record_id": "The system's key of the record.",
    "_changed_at": "When the system says that it changed; null where it says nothing.",
    "_op": "What became of the record: upsert, delete or merge.",
    "_merged_into_id": "The record that it was merged into.",
    "_seen_at": "When it was read.",
    "_load_id": "Which load brought it.",
    "_extra": "JSON of what no column holds.",
}
LOADS = """_load_id text, _connection text, _object text, refresh_number bigint, status text,
    window_from timestamp, window_to timestamp, rows_read bigint, rows_new bigint, requests bigint,
    vendor_count bigint, started_at timestamp, finished_at timestamp, message text"""
QUARANTINE = (
    "_load_id text, _connection text, _object text, _record_id text, reason text, record text"
)
DRIFT = (
    "_load_id text, _connection text, _object text, field text, kind text, before text, after text"
)
TOTALS = """_load_id text, _connection text, metric text, value text, currency_code text, how text,
    period_start_date text"""
PERIOD = frozenset(("period_start_date",))  # totals had none once
CONTROL = {
    "warehouse": "mode text",
    "refreshes": """refresh_number bigint, as_of timestamp, status text, started_at timestamp,
        finished_at timestamp, build_id text""",
    "as_of": "refresh_number bigint, as_of timestamp",
    "cursors": "source text, connection text, stream text, cursor text, _load_id text, status text",
    "publication_inputs": """build_id text, commit_hash text, definition_version text,
        is_sample boolean""",
    "passed": "build_id text, project text",
    "check_results": """refresh_number bigint, check_id text, place text, subject text,
        connection text, object_name text, check_name text, drift_kind text, severity text,
        status text, failing_count bigint, row_count bigint, set_aside_count bigint""",
}


# What the engine may keep in memory while a source lands, however much there is; the rest waits on
# disk. Filling a column that was declared later takes what it needs: it changes a whole table.
MEMORY = "512MB"
# Its log is folded into the tables when it is as long as this: each time costs a rewriting of rows.
LOG = "64MB"


class LandingError(Exception):
    """The warehouse can't take what it is given. One line: what, and what to do."""


@dataclass(frozen=True)
class Refresh:
    """One run of the main job: `as_of` is now everywhere in it."""

    number: int
    as_of: datetime


class Warehouse:
    """A connection to the working file. One at a time, and never while dbt has the file open."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._connection = adbc.connect(str(path))
        with self.transaction():  # a stamp without a zone is UTC, wherever this machine stands
            self.run("set TimeZone = 'UTC'")

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    # ── statements ──────────────────────────────────────────────────────────────────────────

    def run(self, statement: str, parameters: Iterable[Any] = ()) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, tuple(parameters) or None)

    def arrow(self, query: str, parameters: Iterable[Any] = ()) -> pa.Table:
        with self._connection.cursor() as cursor:
            cursor.execute(query, tuple(parameters) or None)
            return cursor.fetch_arrow_table()

    def rows(self, query: str, parameters: Iterable[Any] = ()) -> list[dict[str, Any]]:
        return self.arrow(query, parameters).to_pylist()

    def value(self, query: str, parameters: Iterable[Any] = ()) -> Any:
        rows = self.rows(query, parameters)
        return next(iter(rows[0].values())) if rows else None

    def ingest(self, name: str, table: pa.Table, *, is_more: bool = False) -> None:
        """Put an Arrow table into a new temporary table of this connection, or more into it."""
        with self._connection.cursor() as cursor:
            mode = "append" if is_more else "create"
            cursor.adbc_ingest(name, table, mode=mode, temporary=True)

    @contextmanager
    def bounded(self) -> Iterator[None]:
        """Inside, memory does not grow with the tables."""
        bounds = {"memory_limit": MEMORY, "checkpoint_threshold": LOG}
        for name, bound in bounds.items():
            self.run(f"set {name} = '{bound}'")
        try:
            yield
        except BaseException:
            self._connection.rollback()  # or what follows would hide what happened
            raise
        finally:
            for name in bounds:
                self.run(f"reset {name}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    # ── what the contract asks for ──────────────────────────────────────────────────────────

    def prepare(self, sources: Iterable[Source]) -> None:
        """Make every table that a declared source lands in, and fill the columns declared since."""
        with self.transaction():
            self.run("create schema if not exists control")
            for name, columns in CONTROL.items():
                self.run(f"create table if not exists control.{name} ({columns})")
            existing = self._existing_columns()
            for source in sources:
                self._prepare_source(source, existing)

    def _existing_columns(self) -> dict[tuple[str, str], set[str]]:
        found: dict[tuple[str, str], set[str]] = {}
        for row in self.rows(
            "select table_schema, table_name, column_name from information_schema.columns "
            "where table_schema like 'raw_%'"
        ):
            found.setdefault((row["table_schema"], row["table_name"]), set()).add(
                row["column_name"]
            )
        return found

    def _prepare_source(self, source: Source, existing: Mapping[tuple[str, str], set[str]]) -> None:
        schema = f"raw_{source.name}"
        if not any(found == schema for found, _ in existing):
            self.run(f"create schema if not exists {schema}")
        for name, columns in (
            ("_loads", LOADS),
            ("_quarantine", QUARANTINE),
            ("_drift", DRIFT),
            ("_control_totals", TOTALS),
        ):
            if (schema, name) not in existing:
                self.run(f"create table {schema}.{name} ({columns})")
        if "period_start_date" not in existing.get((schema, "_control_totals"), PERIOD):
            self.run(f"alter table {schema}._control_totals add column period_start_date text")
        for table in source.tables:
            columns = existing.get((schema, table.name))
            if columns is None:
                self.run(f"create table {schema}.{table.name} ({_declared(table)})")
                continue
            later = [field for field in table.fields if field.name not in columns]
            for field in later:
                self.run(f"alter table {schema}.{table.name} add column {quoted(field.name)} text")
            if later:
                fill(self, schema, table, later)

    def stamp(self, mode: str) -> None:
        """A warehouse holds the sample company or real systems, never both."""
        with self.transaction():
            found = self.value("select mode from control.warehouse")
            if found is None:
                self.run("insert into control.warehouse values (?)", (mode,))
            elif found != mode:
                raise LandingError(
                    f"this warehouse holds {found} data and the run would land {mode} data. "
                    "Set ACCORD_WAREHOUSE to another folder, or run `make clean` to drop this one"
                )

    # ── refreshes ───────────────────────────────────────────────────────────────────────────

    def begin_refresh(self, as_of: datetime) -> Refresh:
        """The refresh that was under way when a run was killed, else a new one at `as_of`."""
        with self.transaction():
            unfinished = self.rows(
                "select refresh_number, as_of from control.refreshes where status = 'running'"
            )
            if unfinished:
                refresh = Refresh(unfinished[0]["refresh_number"], unfinished[0]["as_of"])
            else:
                number = self.value("select max(refresh_number) from control.refreshes") or 0
                refresh = Refresh(number + 1, as_of)
                self.run(
                    "insert into control.refreshes values (?, ?, 'running', ?, null, null)",
                    (refresh.number, naive(as_of), naive(datetime.now(UTC))),
                )
            self.run("delete from control.passed")
            self.run("delete from control.as_of")
            self.run(
                "insert into control.as_of values (?, ?)", (refresh.number, naive(refresh.as_of))
            )
        return refresh

    def end_refresh(self, refresh: Refresh, status: str, build_id: str | None = None) -> None:
        with self.transaction():
            self.run(
                "update control.refreshes set status = ?, finished_at = ?, build_id = ? "
                "where refresh_number = ?",
                (status, naive(datetime.now(UTC)), build_id, refresh.number),
            )


def naive(instant: datetime) -> datetime:
    """UTC without a zone, as every timestamp column holds it."""
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant


def _declared(table: Table) -> str:
    columns = [f"{name} {kind}" for name, kind in BOOKKEEPING]
    columns += [f"{quoted(field.name)} text" for field in table.fields]
    return ", ".join(columns)
