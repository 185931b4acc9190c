"""What vendors changed about their schemas: kept beside the rows, and told by a check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from ingestion.landing.loads import Load
from ingestion.landing.verdict import KEYS_SHOWN, Finding
from ingestion.landing.warehouse import Warehouse
from ingestion.source import Drift

CHECK = "landing_drift"
COLUMNS = ("_load_id", "_connection", "_object", "field", "kind", "before", "after")


def note(warehouse: Warehouse, load: Load, drifts: Sequence[Drift]) -> None:
    """Keep what streams noticed. Inside the transaction that keeps their rows."""
    if not drifts:
        return
    of_load = (load.load_id, load.connection)
    rows = [
        (*of_load, each.table.name, each.field, each.kind, each.before, each.after)
        for each in drifts
    ]
    columns = [pa.array(values, pa.string()) for values in zip(*rows, strict=True)]
    warehouse.ingest("drifted", pa.table(dict(zip(COLUMNS, columns, strict=True))))
    warehouse.run(f"insert into {load.schema}._drift select * from drifted")
    warehouse.run("drop table drifted")


def findings(warehouse: Warehouse, load: Load) -> Iterator[Finding]:
    """One a table whose schema is another than the last run saw. It is news, not damage."""
    by_table: dict[str, list[str]] = {}
    for row in warehouse.rows(
        f"select _object, field, kind, before, after from {load.schema}._drift "
        "where _load_id = ? and _connection = ? order by all",
        (load.load_id, load.connection),
    ):
        by_table.setdefault(row["_object"], []).append(_told(row))
    for table, told in by_table.items():
        yield Finding(
            table,
            CHECK,
            False,
            len(told),
            len(told),
            tuple(told[:KEYS_SHOWN]),
            message=f"{load.source}.{table}: the schema changed: {'; '.join(told[:KEYS_SHOWN])}. "
            f"All of it is in {load.schema}._drift",
        )


def counted(warehouse: Warehouse, load: Load) -> list[tuple[str, str, int]]:
    """How many changes of each kind a load noticed in each table."""
    rows = warehouse.rows(
        f"select _object, kind, count(*) as changes from {load.schema}._drift "
        "where _load_id = ? and _connection = ? group by _object, kind order by all",
        (load.load_id, load.connection),
    )
    return [(row["_object"], row["kind"], row["changes"]) for row in rows]


def _told(row: dict[str, str | None]) -> str:
    words = f"{row['field']} {(row['kind'] or '').replace('_', ' ')}"
    change = " to ".join(filter(None, (row["before"], row["after"])))
    return f"{words} {change}".rstrip()
