"""Dagster's run log in one SQLite file that keeps its connections and does not wait for the disk.

As it ships, Dagster opens, commits and closes two files an event, some thousands of times a run;
that takes longer than the run itself (docs/decisions/run-log.md).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property

from dagster import EventLogEntry
from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

BUSY_SECONDS = 60

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

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        if batch := _batch.get():
            yield batch
            return
        with self._engine.begin() as connection:
            yield connection

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """All in one transaction: what a run plans is some hundreds of events at once."""
        with self._connect() as connection:
            token = _batch.set(connection)
            try:
                super().store_event_batch(events)
            finally:
                _batch.reset(token)

    @cached_property
    def supports_asset_checks(self) -> bool:
        """Asked of the file before every check; its tables are made with it."""
        return super().supports_asset_checks

    def _has_asset_key_index_cols_on_connection(self, conn: Connection) -> bool:
        """Read off the table before every asset's event; it is made with these columns."""
        return True

    def dispose(self) -> None:
        super().dispose()
        self._engine.dispose()


def _do_not_wait(connection: object, _: object) -> None:
    """The log holds no data: losing its last second with the power costs nothing."""
    connection.execute("pragma synchronous = off")
