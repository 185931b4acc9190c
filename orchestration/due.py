"""Is there anything to model? Nothing landed, nothing changed and nothing fell due means no."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ingestion.landing.warehouse import Warehouse
from ingestion.sources import discover
from orchestration.dbt import project_digest
from orchestration.environment import Place

PUBLISHED_DIGEST = "published.sha256"


def why_model(place: Place) -> str | None:
    """Why the marts must be built in the refresh under way; None when they stand as they are."""
    state = place.dbt_target / PUBLISHED_DIGEST
    if not place.current.exists():
        return "nothing is published yet"
    if not state.exists() or state.read_text() != project_digest(place):
        return "a model changed"
    with Warehouse(place.working) as warehouse:
        last = warehouse.rows(
            "select refresh_number, as_of from control.refreshes where status = 'published' "
            "order by refresh_number desc limit 1"
        )
        if not last:
            return "no refresh was published yet"
        number = last[0]["refresh_number"]
        for name in discover():
            rows = warehouse.value(
                f"select sum(rows_new) from raw_{name}._loads "
                "where refresh_number > ? and status = 'accepted'",
                (number,),
            )
            if rows:
                return f"{rows:,} rows of {name} are new"
        now = warehouse.rows("select as_of from control.as_of")[0]["as_of"]
        return _fell_due(warehouse, last[0]["as_of"], now)


def remember_published(place: Place) -> None:
    """What was published is what the project says now."""
    (place.dbt_target / PUBLISHED_DIGEST).write_text(project_digest(place))


def _fell_due(warehouse: Warehouse, before, now) -> str | None:
    zone = warehouse.value(
        "select time_zone from raw_definitions.pages where _op = 'upsert' "
        "order by page desc limit 1"
    )
    day = [
        x.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone or "UTC")).date()
        for x in (before, now)
    ]
    if day[0] != day[1]:
        return f"a new day began: {day[1]}"
    has_cycles = warehouse.value(
        "select count(*) from information_schema.columns where table_schema = 'intermediate' "
        "and table_name = 'int_leads_staged' and column_name = 'idle_at'"
    )
    fell = has_cycles and warehouse.value(
        "select count(*) from intermediate.int_leads_staged where idle_at >= ? and idle_at < ?",
        (before, now),
    )
    return f"{fell} leads became idle" if fell else None
