"""Append what differs from each record's latest accepted version, a statement a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from ingestion.landing.quarantine import quarantine
from ingestion.landing.records import to_arrow
from ingestion.landing.sql import LATEST_FIRST, instant, quoted
from ingestion.landing.target import Target
from ingestion.landing.told import Telling
from ingestion.landing.warehouse import Warehouse, naive
from ingestion.source import Field, Tombstone

STAMPED = ("_op", "_merged_into_id", "_extra")


@dataclass(frozen=True)
class RowCounts:
    new: int
    quarantined: int
    set_aside: int


def append_told(warehouse: Warehouse, target: Target, telling: Telling) -> RowCounts:
    """Land what was told of one table, at most a row a record. Inside the caller's transaction."""
    told = telling.last()
    aside = told.odd + [
        (record.record_id, record.reason, record.record.decode(errors="replace"))
        for record in telling.quarantined
    ]
    quarantine(warehouse, target, [*told.broken, *aside])
    new = 0
    if told.read.num_rows:
        new += _append(warehouse, target, told.read)
    if told.named:
        new += append_gone(warehouse, target, told.named)
    return RowCounts(new, len(told.broken), len(aside))


def append_gone(warehouse: Warehouse, target: Target, named: Sequence[Tombstone]) -> int:
    """A record the vendor only names as gone keeps the values it was last seen with."""
    columns = {
        "_record_id": [each.record_id for each in named],
        "_op": [each.op for each in named],
        "_merged_into_id": [each.merged_into_id for each in named],
        "_changed_at": [each.changed_at for each in named],
    }
    warehouse.ingest("incoming", to_arrow(columns))
    names = [quoted(f.name) for f in target.table.fields]
    return _insert(
        warehouse,
        target,
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
    )


def _append(warehouse: Warehouse, target: Target, read: pa.Table) -> int:
    warehouse.ingest("incoming", read)
    table = target.table
    names = [quoted(f.name) for f in table.fields]
    stamps = [f"incoming.{quoted(table.changed_at)}"] if table.changed_at else []
    if "_gone_at" in read.column_names:
        stamps.insert(0, "incoming._gone_at")
    differs = " or ".join(
        f"{_same(f'incoming.{column}', field)} is distinct from {_same(f'latest.{column}', field)}"
        for column, field in [(quoted(f.name), f) for f in table.fields]
        + [(c, None) for c in STAMPED]
    )
    columns = ["_record_id", *STAMPED, *names]
    return _insert(
        warehouse,
        target,
        columns=columns,
        values=[f"incoming.{column}" for column in columns],
        changed=f"coalesce({', '.join([*map(instant, stamps), 'null'])})",
        differs=differs,
    )


def _insert(
    warehouse: Warehouse,
    target: Target,
    *,
    columns: Sequence[str],
    values: Sequence[str],
    changed: str,
    differs: str,
) -> int:
    """Add what differs of `incoming`, which holds each record once; says how many rows that is."""
    count = warehouse.value(
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
                        select load._load_id from {target.schema}._loads as load
                        where load._connection = ? and load.status = 'accepted'
                    )
                )
        ) as latest
            on incoming._record_id = latest._record_id and latest._rank = 1
        where latest._record_id is null or {differs}
        """,
        (
            target.connection,
            naive(target.seen_at),
            target.load_id,
            target.connection,
            target.load_id,
            target.connection,
        ),
    )
    warehouse.run("drop table incoming")
    return count


def _same(column: str, field: Field | None) -> str:
    """The value under the spelling rule of its field: equal values give equal texts."""
    if field is None or field.same_as == "text":
        return column
    if field.same_as == "instant":
        return f"replace(replace({column}, '+00:00', 'Z'), '+0000', 'Z')"
    trimmed = f"regexp_replace({column}, '(\\.[0-9]*[1-9])0+$', '\\1')"
    return f"regexp_replace({trimmed}, '\\.0*$', '')"
