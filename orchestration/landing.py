"""Land sources into the working file: what the Dagster assets and the command line share."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from ingestion import http
from ingestion.landing.load import Load, Progress, land
from ingestion.landing.warehouse import Refresh, Warehouse, naive
from ingestion.settings import Connection, connections
from ingestion.sources import discover
from orchestration import clock, pages
from orchestration.environment import Mode, sandbox_url


def begin(mode: Mode, warehouse: Warehouse, advance: Callable[[], datetime]) -> Refresh:
    """Stamp and prepare the warehouse, then open a refresh, or the one that was killed."""
    warehouse.path.chmod(0o600)
    warehouse.prepare(discover().values())
    warehouse.stamp(mode.stamp)
    unfinished = _unfinished(warehouse)
    as_of = unfinished.replace(tzinfo=UTC) if unfinished else advance()
    return warehouse.begin_refresh(as_of)


def _unfinished(warehouse: Warehouse) -> datetime | None:
    """`as_of` of the refresh that was killed; one with a rejected load is over."""
    running = warehouse.rows(
        "select refresh_number, as_of from control.refreshes where status = 'running'"
    )
    if not running:
        return None
    number = running[0]["refresh_number"]
    rejected = any(
        warehouse.value(
            f"select count(*) from raw_{name}._loads "
            "where refresh_number = ? and status = 'rejected'",
            (number,),
        )
        for name in discover()
    )
    if rejected:
        warehouse.end_refresh(Refresh(number, running[0]["as_of"]), "rejected")
        return None
    return running[0]["as_of"]


def under_way(warehouse: Warehouse) -> Refresh:
    """The refresh that is running."""
    row = warehouse.rows(
        "select refresh_number, as_of from control.refreshes where status = 'running'"
    )
    if not row:
        raise RuntimeError("no refresh is under way; start the job `refresh`")
    return Refresh(row[0]["refresh_number"], row[0]["as_of"].replace(tzinfo=UTC))


def land_source(name: str, warehouse: Warehouse, progress: Progress) -> list[Load]:
    """Land every connection of one source in the refresh under way."""
    source = discover()[name]
    waiting = http.waiting_by(clock.wait) if sandbox_url() else contextlib.nullcontext()
    with waiting:
        refresh = under_way(warehouse)
        return [
            _skipped(connection)
            if connection.missing
            else land(warehouse, refresh, connection, progress)
            for connection in connections(source)
        ]


def _skipped(connection: Connection) -> Load:
    message = f"{connection.source.name}: skipped, {', '.join(connection.missing)} is not set"
    return Load(connection.source.name, connection.name, "", "skipped", message)


def stale_sources(warehouse: Warehouse) -> list[tuple[str, datetime | None, float | None]]:
    """Connections whose last load did not succeed: (name, fresh as of, hours the page allows).

    A system that the page says nothing of has no limit.
    """
    stale = []
    page = pages.governing(warehouse, under_way(warehouse).as_of)
    limits = {
        row["system"]: float(row["hours"])
        for row in pages.landed(warehouse, "freshness_limits")
        if page and row["page"] == page["page"]
    }
    for name in discover():
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
            if own[0]["status"] != "accepted":
                fresh = next((x["as_of"] for x in own if x["status"] == "accepted"), None)
                shown = name if connection == "default" else f"{name} ({connection})"
                stale.append((shown, fresh, limits.get(name)))
    return stale


def is_empty(warehouse: Warehouse) -> bool:
    """No load of any data was ever accepted; the page of definitions alone is no data."""
    return not any(
        warehouse.value(f"select count(*) from raw_{name}._loads where status = 'accepted'")
        for name in discover()
        if name != "definitions"
    )


def waiting_pages(warehouse: Warehouse) -> list[str] | None:
    """The pages that landed when none of them governs yet, and why; None when one does."""
    as_of = under_way(warehouse).as_of
    if pages.governing(warehouse, as_of):
        return None
    return sorted(
        f"{page['page']}, {pages.why_not(warehouse, page, as_of)}"
        for page in pages.landed(warehouse, "pages")
    )


def past_limit(
    stale: list[tuple[str, datetime | None, float | None]], as_of: datetime
) -> list[str]:
    """One line for each source that is older than the page allows."""
    return [
        f"{name} was last read {fresh:%Y-%m-%d %H:%M} UTC, more than the {limit:.0f} hours that "
        "the definitions page allows; mend its load and run again"
        for name, fresh, limit in stale
        if fresh and limit is not None and naive(as_of) - fresh > timedelta(hours=limit)
    ]
