"""The marts as of a past day, out of what had been landed by then, in a file of their own."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ingestion.landing.warehouse import Refresh, Warehouse
from ingestion.sources import discover
from orchestration import dbt, pages, publication
from orchestration.environment import Place, mode, place, prepare_environment
from orchestration.landing import waiting_pages
from orchestration.lock import held
from orchestration.progress import Steps

DERIVED = ("staging", "intermediate")  # the registry of keys is never dropped


class NothingKnown(Exception):
    """Nothing is known of the day that was asked for. One line: what, and what to do."""


def build(day: date) -> Path:
    """Build what the last refresh of `day`, or before it, would have published; gives its file.

    The warehouse itself stays as it is: a copy of its working file is put back to that refresh.
    """
    chosen, now = mode(), place()
    prepare_environment(chosen, now)
    with held(now.lock, f"a build as of {day}"):
        if not now.working.exists():
            raise NothingKnown(f"{now.working} does not exist yet; `make run` makes it")
        dbt.ensure_parsed(now)
        with Warehouse(now.working) as warehouse:
            refresh = _refresh_of(warehouse, day)
        then = Place(now.warehouse / "as_of" / f"{refresh.as_of:%Y%m%dT%H%M%S}")
        shutil.rmtree(then.warehouse, ignore_errors=True)
        publication.open_folder(then.warehouse.parent)
        publication.open_folder(then.warehouse)
        publication.private_file(then.working)
        shutil.copyfile(now.working, then.working)
    prepare_environment(chosen, then)
    dbt.ensure_parsed(then)
    _put_back(then, refresh)
    with Warehouse(then.working) as warehouse:
        if waiting_pages(warehouse) is not None:
            raise NothingKnown(f"no signed page of definitions governed on {day}")
        publication.set_inputs(warehouse, chosen.stamp == "sample")
    for path in (then.pii, then.marts):
        publication.private_file(path)
    steps = Steps(f"Modelling as of {refresh.as_of:%Y-%m-%d %H:%M} UTC")
    selection = ["build", "--full-refresh", "--exclude", "resource_type:unit_test"]
    built = dbt.run(then, selection, on_end=steps)
    steps.end()
    if not built.succeeded:
        raise RuntimeError(f"the build as of {day} failed: {built.trouble}")
    then.marts.chmod(0o644)
    then.working.unlink()
    shutil.rmtree(then.dbt_target)
    return then.marts


def _refresh_of(warehouse: Warehouse, day: date) -> Refresh:
    """The last refresh that ended its landing before the day was over where the company reports."""
    page = pages.governing(warehouse, datetime.combine(day, time.max, UTC))
    zone = ZoneInfo(page["time_zone"] if page else "UTC")
    refreshes = warehouse.rows(
        "select refresh_number, as_of from control.refreshes "
        "where status not in ('running', 'rejected') order by refresh_number"
    )
    if not refreshes:
        raise NothingKnown("nothing was landed yet; `make run` does that")
    if day > (last := _day_of(refreshes[-1], zone)):
        raise NothingKnown(
            f"nothing was landed after {last}, so nothing is known of {day}. Ask for that day or "
            "an earlier one, or say `make run` first"
        )
    over = datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
    known = [row for row in refreshes if row["as_of"] <= over.replace(tzinfo=None)]
    if not known:
        first = f"the first refresh was of the end of {_day_of(refreshes[0], zone)}"
        raise NothingKnown(
            f"nothing had been landed by {day}; {first}. Ask for that day or a later one"
        )
    return Refresh(known[-1]["refresh_number"], known[-1]["as_of"].replace(tzinfo=UTC))


def _day_of(refresh: Mapping[str, Any], zone: ZoneInfo) -> date:
    """The day in that zone at whose end, or in which, a refresh was made."""
    ended = refresh["as_of"].replace(tzinfo=UTC) - timedelta(microseconds=1)
    return ended.astimezone(zone).date()


def _put_back(place: Place, refresh: Refresh) -> None:
    """Let the copy know nothing that came after the refresh, which is under way again in it."""
    with Warehouse(place.working) as warehouse, warehouse.transaction():
        for schema in DERIVED:
            warehouse.run(f"drop schema if exists {schema} cascade")
        for row in warehouse.rows(
            "select table_name from information_schema.tables where table_schema = 'registry'"
        ):
            warehouse.run(
                f"delete from registry.{row['table_name']} where first_refresh_number > ?",
                (refresh.number,),
            )
        for name in discover():
            warehouse.run(
                f"delete from raw_{name}._loads where refresh_number > ?", (refresh.number,)
            )
        warehouse.run("delete from control.refreshes where refresh_number > ?", (refresh.number,))
        warehouse.run(
            "update control.refreshes set status = 'running', finished_at = null "
            "where refresh_number = ?",
            (refresh.number,),
        )
        warehouse.run("delete from control.as_of")
        warehouse.run(
            "insert into control.as_of values (?, ?)",
            (refresh.number, refresh.as_of.replace(tzinfo=None)),
        )


def main(day: date) -> int:
    try:
        path = build(day)
    except (NothingKnown, RuntimeError) as error:
        print(f"accord: {error}", file=sys.stderr)
        return 1
    print(f"The marts as of {day}: {path}")
    return 0
