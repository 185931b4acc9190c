"""A column declared later is filled from `_extra`, as if its field had always been declared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingestion.landing.records import refilled, to_arrow
from ingestion.landing.sql import instant, quoted, was_read
from ingestion.source import Field, Table

if TYPE_CHECKING:
    from ingestion.landing.warehouse import Warehouse

TEXTS_AT_ONCE = 50_000


def fill(warehouse: Warehouse, schema: str, table: Table, later: Sequence[Field]) -> None:
    """Move what `_extra` holds of fields into their new columns. Inside a transaction.

    What a row holds of them follows from its `_extra` alone, so each text is taken apart once. A
    record that was only ever named as gone was never read: none of its fields is absent.
    """
    target = f"{schema}.{quoted(table.name)}"
    extra, read = "coalesce(version._extra, '{}')", was_read(table)
    warehouse.run(
        f"""
        create temporary table extras as
        select told._text, row_number() over () as _number
        from (select distinct {extra} as _text from {target} as version where {read}) as told
        """
    )
    count = warehouse.value("select count(*) from extras")
    for start in range(0, count, TEXTS_AT_ONCE):
        span = (start, start + TEXTS_AT_ONCE)
        texts = warehouse.rows("select _text from extras where _number > ? and _number <= ?", span)
        told = [row["_text"] for row in texts]
        columns = {"_text": told} | refilled(table, later, told)
        warehouse.ingest("filled", to_arrow(columns), is_more=start > 0)
    if count:
        moved = [f"{column} = filled.{column}" for column in (*map(_name, later), "_extra")]
        if table.changed_at in {field.name for field in later}:
            stamp = instant(f"filled.{quoted(table.changed_at)}")
            moved.append(f"_changed_at = coalesce(version._changed_at, {stamp})")
        # In one statement: what one text leaves over may be another row's text from before.
        warehouse.run(
            f"update {target} as version set {', '.join(moved)} from filled "
            f"where {extra} = filled._text and {read}"
        )
        warehouse.run("drop table filled")
    warehouse.run("drop table extras")


def _name(field: Field) -> str:
    return quoted(field.name)
