"""Rows that break a promise: they leave their table, and what they said of a life stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from ingestion.landing.merge import append_gone
from ingestion.landing.target import Target
from ingestion.landing.warehouse import Warehouse
from ingestion.settings import Connection
from ingestion.source import Table, Tombstone

if TYPE_CHECKING:
    from ingestion.landing.loads import Load

Row = tuple[str, datetime]  # `_record_id` and `_seen_at`: one row of a load


def table_of(connection: Connection, name: str) -> Table:
    return next(table for table in connection.source.tables if table.name == name)


def set_aside(
    warehouse: Warehouse,
    connection: Connection,
    load: Load,
    table: str,
    broken: Mapping[Row, str],
) -> None:
    """Move broken rows of a load to quarantine, whole and with the reason. Inside a transaction.

    A record that is gone stays gone: its tombstone goes on with the values of its last good
    version. That it broke a promise at its end is no reason to keep it alive.
    """
    ids, instants = zip(*broken, strict=True)
    target = Target(
        f"raw_{connection.source.name}",
        table_of(connection, table),
        connection.name,
        load.load_id,
        max(instants),
    )
    columns = {
        "_record_id": pa.array(ids, pa.string()),
        "_seen_at": pa.array(instants, pa.timestamp("us")),
        "reason": pa.array(broken.values(), pa.string()),
    }
    warehouse.ingest("broken", pa.table(columns))
    of_load = (load.load_id, connection.name)
    chosen = (
        "version._load_id = ? and version._connection = ? "
        "and version._record_id = broken._record_id and version._seen_at = broken._seen_at"
    )
    gone = _gone(warehouse, target, chosen)
    warehouse.run(
        f"insert into {target.schema}._quarantine "
        "select version._load_id, version._connection, ?, version._record_id, broken.reason, "
        f"cast(to_json(version) as text) from {target} as version, broken where {chosen}",
        (table, *of_load),
    )
    warehouse.run(f"delete from {target} as version using broken where {chosen}", of_load)
    warehouse.run("drop table broken")
    kept = append_gone(warehouse, target, gone) if gone else 0
    load.tables[table].rows_new += kept - len(broken)
    warehouse.run(
        f"update {target.schema}._loads set rows_new = ? "
        "where _load_id = ? and _connection = ? and _object = ?",
        (load.tables[table].rows_new, *of_load, table),
    )


def _gone(warehouse: Warehouse, target: Target, chosen: str) -> list[Tombstone]:
    """What the broken rows say is gone, unless the load read more of the record after that."""
    rows = warehouse.rows(
        f"""
        select version._record_id, version._op, version._changed_at, version._merged_into_id
        from {target} as version, broken
        where {chosen} and version._op <> 'upsert' and not exists (
            select 1 from {target} as later
            where
                later._load_id = version._load_id
                and later._connection = version._connection
                and later._record_id = version._record_id
                and later._seen_at > version._seen_at
        )
        """,
        (target.load_id, target.connection),
    )
    return [
        Tombstone(
            row["_record_id"],
            row["_op"],
            f"{row['_changed_at'].isoformat()}Z" if row["_changed_at"] else None,
            row["_merged_into_id"],
        )
        for row in rows
    ]
