"""Land sources into the working file: what the Dagster assets and the command line share."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime

import dagster as dg

from ingestion import http
from ingestion.landing.again import Reload, land_again
from ingestion.landing.load import Load, Progress, land
from ingestion.landing.warehouse import Refresh, Warehouse
from ingestion.own_clock import timed_by
from ingestion.settings import Connection, connections
from ingestion.sources import discover
from ingestion.vendor_clock import sweeping
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
        raise dg.Failure(
            "No refresh is under way: one table alone can't be made, for all are of one instant. "
            "Start the job `refresh`, or `rebuild` to make the models anew",
            allow_retries=False,
        )
    return Refresh(row[0]["refresh_number"], row[0]["as_of"].replace(tzinfo=UTC))


def take_up(warehouse: Warehouse, number: int) -> None:
    """Open a refresh again that ended without a publication, if none has begun since."""
    warehouse.run(
        "update control.refreshes set status = 'running', finished_at = null "
        "where refresh_number = ? and status in ('failed', 'blocked', 'unsigned') "
        "and refresh_number = (select max(refresh_number) from control.refreshes)",
        (number,),
    )


def land_source(
    name: str,
    warehouse: Warehouse,
    progress: Progress,
    *,
    sweep: bool = False,
    reload: Reload | None = None,
) -> list[Load]:
    """Land every connection of one source in the refresh under way, or one object of one again."""
    source = discover()[name]
    with contextlib.ExitStack() as time, sweeping(sweep):
        if sandbox_url():
            time.enter_context(http.waiting_by(clock.wait))
            time.enter_context(timed_by(clock.now))
        refresh = under_way(warehouse)
        loads = []
        for connection in connections(source):
            if reload and connection.name != reload.connection:
                continue
            if connection.missing:
                loads.append(_skipped(connection))
            elif reload:
                loads.append(land_again(warehouse, refresh, connection, reload, progress))
            else:
                loads.append(land(warehouse, refresh, connection, progress))
        return loads


def _skipped(connection: Connection) -> Load:
    message = f"{connection.source.name}: skipped, {', '.join(connection.missing)} is not set"
    return Load(connection.source.name, connection.name, "", "skipped", message)


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
