"""The page of definitions in force, as the job itself must know it before any model runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

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


def governing(warehouse: Warehouse, as_of: datetime) -> dict[str, Any] | None:
    """The signed page in force at `as_of`; never the sample company's over real systems."""
    mode = warehouse.value("select mode from control.warehouse")
    pages = [
        page
        for page in landed(warehouse, "pages")
        if page["status"] == "signed"
        and page["approvals_are_valid"] == "true"
        and not (page["is_sample"] == "true" and mode == "live")
        and page["page"] <= f"{as_of:%Y-%m-%d}"
    ]
    return max(pages, key=lambda page: page["page"], default=None)
