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
from orchestration import clock
from orchestration.environment import Mode, Place, sandbox_url


def begin(mode: Mode, place: Place, advance: Callable[[], datetime]) -> Refresh:
    """Stamp and prepare the warehouse, then open a refresh, or the one that was killed."""
    with Warehouse(place.working) as warehouse:
        place.working.chmod(0o600)
        warehouse.prepare(discover().values())
        warehouse.stamp(mode.stamp)
        unfinished = warehouse.value("select as_of from control.refreshes where status = 'running'")
        as_of = unfinished.replace(tzinfo=UTC) if unfinished else advance()
        return warehouse.begin_refresh(as_of)


def under_way(warehouse: Warehouse) -> Refresh:
    """The refresh that is running."""
    row = warehouse.rows(
        "select refresh_number, as_of from control.refreshes where status = 'running'"
    )
    if not row:
        raise RuntimeError("no refresh is under way; start the job `refresh`")
    return Refresh(row[0]["refresh_number"], row[0]["as_of"].replace(tzinfo=UTC))


def land_source(name: str, mode: Mode, place: Place, progress: Progress) -> list[Load]:
    """Land every connection of one source in the refresh under way."""
    source = discover()[name]
    waiting = http.waiting_by(clock.wait) if sandbox_url() else contextlib.nullcontext()
    with Warehouse(place.working) as warehouse, waiting:
        refresh = under_way(warehouse)
        return [
            _skipped(connection)
            if connection.missing or name not in mode.sources
            else land(warehouse, refresh, connection, progress)
            for connection in connections(source)
        ]


def _skipped(connection: Connection) -> Load:
    missing = ", ".join(connection.missing)
    return Load(
        connection.source.name,
        connection.name,
        "",
        "skipped",
        f"{connection.source.name}: skipped, {missing} is not set" if missing else "",
    )


def stale_sources(place: Place) -> list[tuple[str, datetime | None, float]]:
    """Sources whose last load did not succeed: (name, fresh as of, limit in hours on the page)."""
    stale = []
    with Warehouse(place.working) as warehouse:
        limits = {
            row["system"]: float(row["hours"])
            for row in warehouse.rows(
                "select system, hours from raw_definitions.freshness_limits where _op = 'upsert' "
                "qualify row_number() over (partition by _record_id order by _load_id desc) = 1 "
                "order by page"
            )
        }
        as_of = warehouse.value("select as_of from control.as_of")
        for name in discover():
            loads = warehouse.rows(
                f"""
                select load.status, refresh.as_of
                from raw_{name}._loads as load
                inner join control.refreshes as refresh
                    on load.refresh_number = refresh.refresh_number
                order by load.refresh_number desc
                """
            )
            if loads and loads[0]["status"] != "accepted":
                fresh = next((x["as_of"] for x in loads if x["status"] == "accepted"), None)
                stale.append((name, fresh, limits.get(name, 48.0)))
    return [(n, f, limit) for n, f, limit in stale if as_of is not None]


def is_empty(place: Place) -> bool:
    """No load of any data was ever accepted; the page of definitions alone is no data."""
    with Warehouse(place.working) as warehouse:
        return not any(
            warehouse.value(f"select count(*) from raw_{name}._loads where status = 'accepted'")
            for name in discover()
            if name != "definitions"
        )


def past_limit(stale: list[tuple[str, datetime | None, float]], as_of: datetime) -> list[str]:
    """One line for each source that is older than the page allows."""
    return [
        f"{name} was last read {fresh:%Y-%m-%d %H:%M} UTC, more than the {limit:.0f} hours that "
        "the definitions page allows; mend its load and run again"
        for name, fresh, limit in stale
        if fresh is not None and naive(as_of) - fresh > timedelta(hours=limit)
    ]
