"""Dagster's run log in one SQLite file that keeps its connections and does not wait for the disk.

As it ships, Dagster opens, commits and closes two files an event, some thousands of times a run;
that takes longer than the run itself (docs/decisions/run-log.md).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from threading import RLock
from typing import Any

from dagster import DagsterEventType, EventLogEntry
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from dagster._core.storage.event_log.schema import (
    AssetCheckExecutionsTable,
    AssetKeyTable,
    SqlEventLogStorageTable,
)
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import QueuePool

BUSY_SECONDS = 60
ASSET_PLANNED = DagsterEventType.ASSET_MATERIALIZATION_PLANNED
CHECK_PLANNED = DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED
MATERIALIZED = DagsterEventType.ASSET_MATERIALIZATION
# What a step says of each table that it brings. Its end follows, which does not wait.
BROUGHT = (DagsterEventType.STEP_OUTPUT, MATERIALIZED)

_batch: ContextVar[Connection | None] = ContextVar("batch", default=None)


class RunLog(ConsolidatedSqliteEventLogStorage):
    """The event log that `dagster.yaml` names."""

    @cached_property
    def _engine(self) -> Engine:
        engine = create_engine(
            self._conn_string,
            poolclass=QueuePool,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        )
        event.listen(engine, "connect", _do_not_wait)
        return engine

    @cached_property
    def _waiting(self) -> list[EventLogEntry]:
        return []

    @cached_property
    def _lock(self) -> RLock:
        return RLock()

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        if batch := _batch.get():
            yield batch
            return
        self._write_waiting()
        with self._engine.begin() as connection:
            yield connection

    def store_event(self, event: EventLogEntry) -> None:
        """What a step brings waits for what this process writes next, or asks."""
        if event.dagster_event_type in BROUGHT:
            with self._lock:
                self._waiting.append(event)
        else:
            super().store_event(event)

    def _write_waiting(self) -> None:
        with self._lock:
            if self._waiting:
                with self._engine.begin() as connection:
                    self._write(connection, self._waiting)
                self._waiting.clear()

    def _write(self, connection: Connection, events: Sequence[EventLogEntry]) -> None:
        ids = self._insert(connection, [self._event_to_row(event) for event in events])
        told = zip(events, ids, strict=True)
        brought = [each for each in told if each[0].dagster_event_type == MATERIALIZED]
        if brought:
            materialized, ids = zip(*brought, strict=True)
            self._store_asset_event_tags(connection, materialized, ids)
            self._know_assets(connection, materialized, ids)

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """All in one transaction: what a run plans is some thousand events at once."""
        by_kind: dict[DagsterEventType | None, list[EventLogEntry]] = {}
        for each in events:
            by_kind.setdefault(each.dagster_event_type, []).append(each)
        plans = {ASSET_PLANNED: self._plan_assets, CHECK_PLANNED: self._plan_checks}
        with self._connect() as connection:
            for kind, plan in plans.items():
                if planned := by_kind.pop(kind, None):
                    plan(connection, planned)
            token = _batch.set(connection)
            try:
                super().store_event_batch([event for rest in by_kind.values() for event in rest])
            finally:
                _batch.reset(token)

    def _insert(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> Sequence[int]:
        """One statement for all of them, where Dagster runs one for each; gives their ids."""
        events = SqlEventLogStorageTable
        insert = events.insert().returning(events.c.id, sort_by_parameter_order=True)
        return connection.execute(insert, rows).scalars().all()

    def _plan_assets(self, connection: Connection, events: Sequence[EventLogEntry]) -> None:
        ids = self._insert(connection, [self._event_to_row(event) for event in events])
        self._know_assets(connection, events, ids)

    def _know_assets(
        self, connection: Connection, events: Sequence[EventLogEntry], ids: Sequence[int]
    ) -> None:
        """The rows of assets, one an asset. Dagster adds each anew, to be told that it is there."""
        rows = [
            {
                "asset_key": event.get_dagster_event().asset_key.to_string(),
                **self._get_asset_entry_values(event, id, has_asset_key_index_cols=True),
            }
            for event, id in zip(events, ids, strict=True)
        ]
        if rows[0].keys() == {"asset_key"}:
            return
        insert = sqlite.insert(AssetKeyTable)
        told = {name: insert.excluded[name] for name in rows[0] if name != "asset_key"}
        known = insert.on_conflict_do_update(index_elements=["asset_key"], set_=told)
        connection.execute(known, rows)

    def _store_asset_event(
        self, connection: Connection, event: EventLogEntry, event_id: int
    ) -> None:
        self._know_assets(connection, [event], [event_id])

    def _plan_checks(self, connection: Connection, events: Sequence[EventLogEntry]) -> None:
        rows = [self._event_to_row(event) for event in events]
        ids = self._insert(connection, rows)
        checks = [event.get_dagster_event().asset_check_planned_data for event in events]
        connection.execute(
            AssetCheckExecutionsTable.insert(),
            [
                {
                    "asset_key": check.asset_key.to_string(),
                    "check_name": check.check_name,
                    "run_id": row["run_id"],
                    "execution_status": AssetCheckExecutionRecordStatus.PLANNED.value,
                    "evaluation_event": row["event"],
                    "evaluation_event_timestamp": row["timestamp"],
                    "evaluation_event_storage_id": id,
                }
                for check, row, id in zip(checks, rows, ids, strict=True)
            ],
        )

    @cached_property
    def supports_asset_checks(self) -> bool:
        """Asked of the file before every check; its tables are made with it."""
        return super().supports_asset_checks

    def has_table(self, table_name: str) -> bool:
        """Asked of the file before every asset's event; all tables are made together."""
        return True

    def _has_asset_key_index_cols_on_connection(self, conn: Connection) -> bool:
        """Read off the table before every asset's event; it is made with these columns."""
        return True

    def can_read_asset_status_cache(self) -> bool:
        """Read off the table for every asset that is asked for; it is made with that column."""
        return True

    def dispose(self) -> None:
        self._write_waiting()
        super().dispose()
        self._engine.dispose()


def _do_not_wait(connection: object, _: object) -> None:
    """The log holds no data: losing its last second with the power costs nothing."""
    connection.execute("pragma synchronous = off")
