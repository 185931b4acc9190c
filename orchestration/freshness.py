"""How old what was read of each connection is, by `_loads`, and how old the page lets it be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingestion.landing.warehouse import Warehouse, naive
from ingestion.sources import discover
from orchestration import pages
from orchestration.landing import under_way


@dataclass(frozen=True)
class Freshness:
    """Of one connection in the refresh under way: as of when it was last read, UTC without a zone.

    `limit`: hours that the page allows; none where it does not name the system.
    """

    source: str
    connection: str
    fresh: datetime | None
    is_stale: bool
    limit: float | None
    as_of: datetime

    @property
    def name(self) -> str:
        own = self.connection == "default"
        return self.source if own else f"{self.source} ({self.connection})"

    @property
    def is_late(self) -> bool:
        """Last read longer ago than the page allows, also where nobody asked since."""
        return bool(
            self.fresh
            and self.limit is not None
            and self.as_of - self.fresh > timedelta(hours=self.limit)
        )

    @property
    def line(self) -> str:
        if self.fresh is None:
            return f"{self.name} was never read; mend its load and run again"
        since = f"{self.name} was last read {self.fresh:%Y-%m-%d %H:%M} UTC"
        if self.is_late:
            since += f", more than the {self.limit:.0f} hours that the definitions page allows"
        return f"{since}; mend its load and run again"


def freshness(warehouse: Warehouse, name: str) -> Iterator[Freshness]:
    """Each connection of a source that was ever asked."""
    as_of = under_way(warehouse).as_of
    page = pages.governing(warehouse, as_of)
    limits = {
        row["system"]: float(row["hours"])
        for row in pages.landed(warehouse, "freshness_limits")
        if page and row["page"] == page["page"]
    }
    loads = warehouse.rows(
        f"""
        select load._connection, load.status, refresh.as_of
        from raw_{name}._loads as load
        inner join control.refreshes as refresh
            on load.refresh_number = refresh.refresh_number
        order by load._connection, load.refresh_number desc
        """
    )
    for connection in dict.fromkeys(load["_connection"] for load in loads):
        own = [load for load in loads if load["_connection"] == connection]
        fresh = next((load["as_of"] for load in own if load["status"] == "accepted"), None)
        is_stale = own[0]["status"] != "accepted"
        yield Freshness(name, connection, fresh, is_stale, limits.get(name), naive(as_of))


def late(warehouse: Warehouse) -> list[str]:
    """One line for each connection that is older than the page allows."""
    return [
        connection.line
        for name in discover()
        for connection in freshness(warehouse, name)
        if connection.is_late
    ]
