"""The working file, opened once for the steps of a run that follow each other."""

from __future__ import annotations

import dagster as dg
from pydantic import PrivateAttr

from ingestion.landing.warehouse import Warehouse
from orchestration.environment import place


class WorkingFile(dg.ConfigurableResource):
    """Opened by the first step that asks, closed before dbt, which opens it itself, and at the end.

    To open and close it takes longer than a source in which nothing happened.
    """

    _warehouse: Warehouse | None = PrivateAttr(default=None)

    def open(self) -> Warehouse:
        if self._warehouse is None:
            self._warehouse = Warehouse(place().working)
        return self._warehouse

    def close(self) -> None:
        if self._warehouse is not None:
            self._warehouse.close()
            self._warehouse = None

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        self.close()
