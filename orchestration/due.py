"""Is there anything to model? Nothing landed, nothing changed and nothing fell due means no."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ingestion.landing.warehouse import Refresh, Warehouse, naive
from ingestion.sources import discover
from orchestration import pages
from orchestration.dbt import project_digest
from orchestration.environment import Place

PUBLISHED_DIGEST = "published.sha256"
# What landed before it happened is in the marts once it has.
DATED = (
    ("int_touches_unioned", "touched_at"),
    ("int_events_unioned", "event_at"),
    ("int_opportunities_unioned", "source_created_at"),
    ("int_opportunity_changes_unioned", "changed_at"),
    ("int_invoices_unioned", "issued_at"),
    ("int_invoices_unioned", "paid_at"),
    ("int_invoices_unioned", "voided_at"),
    ("int_payments_unioned", "paid_at"),
    ("int_user_changes_unioned", "changed_at"),
)

# Instants that, once `as_of` lies after them, decide what was open until then.
LIMITS = {
    "leads became idle": (("int_leads_staged", "idle_at", "true"),),
    "promises fell due": (
        ("int_handoffs_judged", "contact_due_at", "contact_status = 'pending'"),
        ("int_handoffs_judged", "feedback_due_at", "feedback_status = 'pending'"),
        ("int_handoff_signs_found", "looked_for_until", "not is_found"),
    ),
}


def why_model(place: Place, warehouse: Warehouse) -> str | None:
    """Why the marts must be built in the refresh under way; None when they stand as they are."""
    if not place.current.exists():
        return "nothing is published yet"
    if model_changed(place):
        return "a model changed"
    last = last_published(warehouse)
    if not last:
        return "no refresh was published yet"
    rows = brought(warehouse, last)
    for name in discover():
        if new := sum(count for (source, _), count in rows.items() if source == name):
            return f"{new:,} rows of {name} are new"
        for told in (_set_aside, _counted_anew, _heard_of):
            if why := told(warehouse, name, last.number):
                return why
    now = warehouse.rows("select as_of from control.as_of")[0]["as_of"]
    return _fell_due(warehouse, naive(last.as_of), now)


def last_published(warehouse: Warehouse) -> Refresh | None:
    """The refresh whose marts everybody reads."""
    rows = warehouse.rows(
        "select refresh_number, as_of from control.refreshes where status = 'published' "
        "order by refresh_number desc limit 1"
    )
    return (
        Refresh(rows[0]["refresh_number"], rows[0]["as_of"].replace(tzinfo=UTC)) if rows else None
    )


def brought(warehouse: Warehouse, published: Refresh | None) -> dict[tuple[str, str], int]:
    """Rows that accepted loads added since a publication, if any: (source, table) to how many."""
    since = published.number if published else 0
    return {
        (name, row["_object"]): row["rows_new"]
        for name in discover()
        for row in warehouse.rows(
            f"select _object, sum(rows_new) as rows_new from raw_{name}._loads "
            "where refresh_number > ? and status = 'accepted' and rows_new > 0 group by _object",
            (since,),
        )
    }


def model_changed(place: Place) -> bool:
    """The project says something else than when it was last published."""
    state = place.dbt_target / PUBLISHED_DIGEST
    return not state.exists() or state.read_text() != project_digest(place)


def begin_build(place: Place) -> bool:
    """Whether every model is to be made anew: until a changed project is published, none fits."""
    is_changed = model_changed(place)
    if is_changed:
        forget_published(place)
    return is_changed


def forget_published(place: Place) -> None:
    """The next build is whole, as if no model had ever been published."""
    (place.dbt_target / PUBLISHED_DIGEST).unlink(missing_ok=True)


def remember_published(place: Place, project: str) -> None:
    """What was published was built of this project, by its digest."""
    (place.dbt_target / PUBLISHED_DIGEST).write_text(project)


def _set_aside(warehouse: Warehouse, name: str, published: int) -> str | None:
    """Records that broke a promise: no row is new, and yet the ledger has to tell of them."""
    count = warehouse.value(
        f"select count(*) from raw_{name}._quarantine where _load_id in (select _load_id "
        f"from raw_{name}._loads where refresh_number > ? and status = 'accepted')",
        (published,),
    )
    return f"{count:,} records of {name} were set aside" if count else None


def _counted_anew(warehouse: Warehouse, name: str, published: int) -> str | None:
    """Numbers that a system tells otherwise than at the last publication, though no row is new."""
    is_other = warehouse.value(
        f"""
        with loads as (
            select
                _connection,
                arg_max(_load_id, refresh_number) filter (refresh_number <= $1) as before,
                arg_max(_load_id, refresh_number) filter (refresh_number > $1) as now
            from raw_{name}._loads
            where status = 'accepted'
            group by _connection
        ),
        told as (
            select * exclude (how) from raw_{name}._control_totals
        ),
        once as (
            select told.* exclude (_load_id) from told inner join loads on _load_id = before
            where now is not null
        ),
        now as (
            select told.* exclude (_load_id) from told inner join loads on _load_id = now
        )
        select exists (from now except from once) or exists (from once except from now)
        """,
        (published,),
    )
    return f"{name} counts its records otherwise" if is_other else None


def _heard_of(warehouse: Warehouse, name: str, published: int) -> str | None:
    """A source that could be read at the last publication and can't any more, or the reverse."""
    loads = warehouse.rows(
        f"""
        select
            _connection,
            refresh_number = ? as is_published,
            bool_or(status = 'accepted') as is_read
        from raw_{name}._loads
        where refresh_number in (?, (select refresh_number from control.as_of))
        group by _connection, refresh_number
        """,
        (published, published),
    )
    then = {load["_connection"]: load["is_read"] for load in loads if load["is_published"]}
    for load in loads:
        if not load["is_published"] and load["is_read"] != then.get(load["_connection"], True):
            return f"{name} is {'fresh again' if load['is_read'] else 'stale'}"
    return None


def _fell_due(warehouse: Warehouse, before: datetime, now: datetime) -> str | None:
    page = pages.governing(warehouse, now)
    zone = ZoneInfo(page["time_zone"] if page else "UTC")
    days = [instant.replace(tzinfo=UTC).astimezone(zone).date() for instant in (before, now)]
    if days[0] != days[1]:
        return f"a new day began: {days[1]}"
    known = " union all ".join(
        f"select {instant} as happened_at from intermediate.{model}" for model, instant in DATED
    )
    ahead = warehouse.value(
        f"select count(*) from ({known}) as known where happened_at > ? and happened_at <= ?",
        (before, now),
    )
    if ahead:
        return f"{ahead} events that lay ahead took place"
    for falls_due, limits in LIMITS.items():
        due = " union all ".join(
            f"select {instant} as due_at from intermediate.{model} where {open_while}"
            for model, instant, open_while in limits
        )
        passed = warehouse.value(
            f"select count(*) from ({due}) as due where due_at >= ? and due_at < ?", (before, now)
        )
        if passed:
            return f"{passed} {falls_due}"
    return None
