"""Append what differs from each record's latest accepted version, a statement a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from ingestion.landing.records import landed, to_arrow
from ingestion.landing.sql import instant, quoted
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
) -> RowCounts:
    """Land batches of one table. Inside a transaction of the caller."""
    new, quarantined = 0, 0
    records = [record for batch in batches for record in batch.records]
    seen_at = max((b.seen_at for b in batches if b.seen_at), default=datetime.now(UTC))
    if records:
        rows = landed(table, records)
        quarantined = _quarantine(warehouse, schema, table, rows.broken, connection, load_id)
        if rows.row_count:
            warehouse.ingest("incoming", to_arrow(rows.columns))
            new += _append(warehouse, schema, table, connection, load_id, seen_at)
    gone = [tombstone for batch in batches for tombstone in batch.tombstones]
    if gone:
        columns = {
            "_record_id": [t.record_id for t in gone],
            "_op": [t.op for t in gone],
            "_merged_into_id": [t.merged_into_id for t in gone],
            "_changed_at": [t.changed_at for t in gone],
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
        changed=instant(changed),
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
        from (
            select *, row_number() over (partition by _record_id order by _position desc) as _rank
            from (select *, row_number() over () as _position from incoming) as numbered
        ) as incoming
        left join (
            select
                version.*,
                row_number() over (
                    partition by version._record_id
                    order by version._load_id desc, version._seen_at desc,
                        version._changed_at desc nulls last
                ) as _rank
            from {target} as version
            inner join {schema}._loads as load
                on
                    version._load_id = load._load_id
                    and load._object = ?
                    and load._connection = version._connection
            where
                version._connection = ?
                and (load.status = 'accepted' or version._load_id = ?)
                and version._record_id in (select _record_id from incoming)
        ) as latest
            on incoming._record_id = latest._record_id and latest._rank = 1
        where incoming._rank = 1 and (latest._record_id is null or {differs})
        """,
        (connection, naive(seen_at), load_id, table.name, connection, load_id),
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
