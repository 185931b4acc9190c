"""The working file, opened once for the steps of a run that follow each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from pydantic import PrivateAttr

from ingestion.landing.warehouse import Warehouse
from orchestration import lock
from orchestration.environment import place

POOL = "warehouse"  # of size 1: of what Dagster starts, one run at a time writes


class WorkingFile(dg.ConfigurableResource):
    """Opened by the first step that asks, closed before dbt, which opens it itself, and at the end.

    To open and close it takes longer than a source in which nothing happened.
    """

    _warehouse: Warehouse | None = PrivateAttr(default=None)

    @contextmanager
    def opened(self) -> Iterator[Warehouse]:
        """Stays open for the next step, unless something went wrong: then that begins afresh."""
        lock.take(place().lock, "a run of Dagster")
        if self._warehouse is None:
            self._warehouse = Warehouse(place().working)
        try:
            yield self._warehouse
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._warehouse is not None:
            self._warehouse.close()
            self._warehouse = None

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        self.close()
