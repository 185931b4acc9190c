"""A portal's streams landed into a warehouse, and what the warehouse then says of each record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingestion.landing.load import land
from ingestion.landing.loads import Load
from ingestion.landing.warehouse import Warehouse
from ingestion.settings import Connection
from ingestion.source import Source
from ingestion.sources.hubspot import SOURCE
from ingestion.sources.hubspot.simulator import TOKEN
from tests.sources.hubspot.portals import Portal


@dataclass
class Kept:
    """A warehouse of one portal. Each run is a process of its own, as far as the client knows."""

    portal: Portal
    warehouse: Warehouse
    source: Source
    settings: dict[str, str]

    def run(self, *, is_accepted: bool = True) -> Load:
        told = {"BASE_URL": self.portal.url, "ACCESS_TOKEN": TOKEN, **self.settings}
        now = datetime.fromtimestamp(self.portal.store.now / 1000, UTC)
        refresh = self.warehouse.begin_refresh(now)
        load = land(self.warehouse, refresh, Connection(self.source, "default", told))
        self.warehouse.end_refresh(refresh, "published" if is_accepted else "failed")
        assert (load.status == "accepted") == is_accepted, load.message
        return load

    def versions(self, table: str, columns: str = "_record_id, _op") -> list[tuple[Any, ...]]:
        """Every row, in the order in which it was read."""
        query = f"select {columns} from raw_hubspot.{table} order by _load_id, _seen_at, _record_id"
        return [tuple(row.values()) for row in self.warehouse.rows(query)]

    def latest(self, table: str, columns: str) -> dict[str, Any]:
        """The last word on each record that is alive: one column, or several as a tuple."""
        found: dict[str, Any] = {}
        for id, op, *values in self.versions(table, f"_record_id, _op, {columns}"):
            found.pop(id, None)
            if op == "upsert":
                found[id] = values[0] if len(values) == 1 else tuple(values)
        return found


@contextmanager
def keeping(portal: Portal, path: Path, only: Sequence[str], **settings: str) -> Iterator[Kept]:
    streams = tuple(stream for stream in SOURCE.streams if stream.name in only)
    source = replace(SOURCE, streams=streams, expectations={}, control_totals=lambda _: ())
    with Warehouse(path) as warehouse:
        warehouse.prepare([source])
        yield Kept(portal, warehouse, source, settings)
