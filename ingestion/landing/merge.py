"""Append what differs from each record's latest accepted version, a statement a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from ingestion.landing.records import to_arrow
from ingestion.landing.sql import LATEST_FIRST, instant, quoted
from ingestion.landing.told import last_told
from ingestion.landing.warehouse import Warehouse, naive
from ingestion.source import Batch, Field, Table

STAMPED = ("_op", "_merged_into_id", "_extra")


@dataclass(frozen=True)
class RowCounts:
    new: int
    quarantined: int
    set_aside: int


def append_batch(
    warehouse: Warehouse,
    schema: str,
    table: Table,
    batches: Sequence[Batch],
    connection: str,
    load_id: str,
    seen_at: datetime,
) -> RowCounts:
    """Land batches of one table, at most a row a record. Inside a transaction of the caller.

    `seen_at` is later than that of every batch of this load before: so the order in which rows
    were told is the order of their instants.
    """
    new = 0
    told = last_told(table, batches)
    quarantined = _quarantine(warehouse, schema, table, told.broken, connection, load_id)
    if told.read.num_rows:
        warehouse.ingest("incoming", told.read)
        new += _append(warehouse, schema, table, connection, load_id, seen_at)
    if told.named:
        columns = {
            "_record_id": [t.record_id for t in told.named],
            "_op": [t.op for t in told.named],
            "_merged_into_id": [t.merged_into_id for t in told.named],
            "_changed_at": [t.changed_at for t in told.named],
        }
        warehouse.ingest("incoming", to_arrow(columns))
        new += _append_gone(warehouse, schema, table, connection, load_id, seen_at)
    aside = [
        (record.record_id, record.reason, record.record.decode(errors="replace"))
        for batch in batches
        for record in batch.quarantined
    ]
    _quarantine(warehouse, schema, table, aside, connection, load_id)
    return RowCounts(new, quarantined, len(aside))


def _append(
    warehouse: Warehouse,
    schema: str,
    table: Table,
    connection: str,
    load_id: str,
    seen_at: datetime,
) -> int:
    names = [quoted(f.name) for f in table.fields]
    changed = f"incoming.{quoted(table.changed_at)}" if table.changed_at else "null"
    differs = " or ".join(
        f"{_same(f'incoming.{column}', field)} is distinct from {_same(f'latest.{column}', field)}"
        for column, field in [(quoted(f.name), f) for f in table.fields]
        + [(c, None) for c in STAMPED]
    )
    columns = ["_record_id", *STAMPED, *names]
    return _insert(
        warehouse,
        schema,
        table,
        columns=columns,
        values=[f"incoming.{column}" for column in columns],
        changed=f"coalesce({instant('incoming._gone_at')}, {instant(changed)})",
        differs=differs,
        bookkeeping=(connection, load_id, seen_at),
    )


def _append_gone(
    warehouse: Warehouse,
    schema: str,
    table: Table,
    connection: str,
    load_id: str,
    seen_at: datetime,
) -> int:
    """A record the vendor only names as gone keeps the values it was last seen with."""
    names = [quoted(f.name) for f in table.fields]
    return _insert(
        warehouse,
        schema,
        table,
        columns=["_record_id", *STAMPED, *names],
        values=[
            "incoming._record_id",
            "incoming._op",
            "incoming._merged_into_id",
            "latest._extra",
            *[f"latest.{name}" for name in names],
        ],
        changed=f"coalesce({instant('incoming._changed_at')}, latest._changed_at)",
        differs="incoming._op is distinct from latest._op "
        "or incoming._merged_into_id is distinct from latest._merged_into_id",
        bookkeeping=(connection, load_id, seen_at),
    )


def _insert(
    warehouse: Warehouse,
    schema: str,
    table: Table,
    *,
    columns: Sequence[str],
    values: Sequence[str],
    changed: str,
    differs: str,
    bookkeeping: tuple[str, str, datetime],
) -> int:
    connection, load_id, seen_at = bookkeeping
    target = f"{schema}.{quoted(table.name)}"
    before = warehouse.value(f"select count(*) from {target} where _load_id = ?", (load_id,))
    warehouse.run(
        f"""
        insert into {target} ({", ".join(columns)}, _connection, _changed_at, _seen_at, _load_id)
        select {", ".join(values)}, ?, {changed}, ?, ?
        from incoming
        left join (
            select
                version.*,
                row_number() over (
                    partition by version._record_id order by {LATEST_FIRST}
                ) as _rank
            from {target} as version
            where
                version._connection = ?
                and version._record_id in (select _record_id from incoming)
                and (
                    version._load_id = ?
                    or version._load_id in (
                        select load._load_id from {schema}._loads as load
                        where load._connection = ? and load.status = 'accepted'
                    )
                )
        ) as latest
            on incoming._record_id = latest._record_id and latest._rank = 1
        where latest._record_id is null or {differs}
        """,
        (connection, naive(seen_at), load_id, connection, load_id, connection),
    )
    after = warehouse.value(f"select count(*) from {target} where _load_id = ?", (load_id,))
    warehouse.run("drop table incoming")
    return after - before


def _quarantine(
    warehouse: Warehouse,
    schema: str,
    table: Table,
    broken: Sequence[tuple[str | None, str, str]],
    connection: str,
    load_id: str,
) -> int:
    """Keep what can't be a row, once, with its reason."""
    if not broken:
        return 0
    ids, reasons, records = zip(*broken, strict=True)
    warehouse.ingest(
        "broken",
        pa.table(
            {
                "_record_id": pa.array(ids, pa.string()),
                "reason": pa.array(reasons, pa.string()),
                "record": pa.array(records, pa.string()),
            }
        ),
    )
    warehouse.run(
        f"""
        insert into {schema}._quarantine
        select distinct ?, ?, ?, broken._record_id, broken.reason, broken.record
        from broken
        where not exists (
            select 1 from {schema}._quarantine as known
            where known._load_id = ? and known._object = ? and known.record = broken.record
        )
        """,
        (load_id, connection, table.name, load_id, table.name),
    )
    warehouse.run("drop table broken")
    return len(broken)


def _same(column: str, field: Field | None) -> str:
    """The value under the spelling rule of its field: equal values give equal texts."""
    if field is None or field.same_as == "text":
        return column
    if field.same_as == "instant":
        return f"replace(replace({column}, '+00:00', 'Z'), '+0000', 'Z')"
    trimmed = f"regexp_replace({column}, '(\\.[0-9]*[1-9])0+$', '\\1')"
    return f"regexp_replace({trimmed}, '\\.0*$', '')"
