"""The page of definitions in force, as the job itself must know it before any model runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ingestion.landing.warehouse import Warehouse


def landed(warehouse: Warehouse, table: str) -> list[dict[str, Any]]:
    """The latest accepted rows of a table of pages, those that are gone left out."""
    rows = warehouse.rows(
        f"""
        select version.* from raw_definitions.{table} as version
        inner join raw_definitions._loads as load
            on version._load_id = load._load_id and load._object = ?
        where load.status = 'accepted'
        qualify row_number() over (
            partition by version._record_id order by version._load_id desc, version._seen_at desc
        ) = 1
        """,
        (table,),
    )
    return [row for row in rows if row["_op"] == "upsert"]


def unread(warehouse: Warehouse) -> str:
    """Why the pages could not be read in the refresh under way; empty where they were."""
    failed = warehouse.rows(
        """
        select distinct message from raw_definitions._loads
        where
            status = 'failed'
            and refresh_number = (select max(refresh_number) from control.refreshes)
        """
    )
    return "; ".join(row["message"] for row in failed)


def governing(warehouse: Warehouse, as_of: datetime) -> dict[str, Any] | None:
    """The signed page in force at `as_of`; never the sample company's over real systems."""
    pages = landed(warehouse, "pages")
    fit = [page for page in pages if not why_not(warehouse, page, as_of)]
    return max(fit, key=lambda page: page["page"], default=None)


def why_not(warehouse: Warehouse, page: Mapping[str, Any], as_of: datetime) -> str:
    """What keeps a page from governing at `as_of`; empty where nothing does."""
    if page["status"] != "signed":
        return f"a {page['status']}"
    if page["approvals_are_valid"] != "true":
        return "its approvals do not hold"
    is_live = warehouse.value("select mode from control.warehouse") == "live"
    if page["is_sample"] == "true" and is_live:
        return "the sample company's"
    instant = as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC)
    today = instant.astimezone(ZoneInfo(page["time_zone"])).date()
    return "" if page["page"] <= today.isoformat() else "in force from that day on, not yet"
