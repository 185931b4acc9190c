"""What a system lists as alive, held against what the warehouse knows, as sets.

Ids wait in a temporary table, so a list may be longer than memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from ingestion.landing.sql import LATEST_FIRST, instant, quoted
from ingestion.landing.target import Target
from ingestion.landing.warehouse import Warehouse
from ingestion.source import Compare


@dataclass
class Comparison:
    """The lists of one stream under way, by table."""

    begun: set[str] = field(default_factory=set)

    def add(self, warehouse: Warehouse, target: Target, part: Compare) -> None:
        """Note the ids; after the last ones, answer. Inside a transaction."""
        name, table = f"compared_{target.table.name}", target.table.name
        if table not in self.begun:
            warehouse.run(f"drop table if exists temp.{quoted(name)}")
        stamps = part.stamps if part.stamps is not None else [None] * len(part.ids)
        columns = {"_record_id": part.ids, "_stamp": stamps}
        told = pa.table({key: pa.array(values, pa.string()) for key, values in columns.items()})
        warehouse.ingest(name, told, is_more=table in self.begun)
        self.begun.add(table)
        if part.is_last:
            self.begun.discard(table)
            unlisted, lacking = _differing(warehouse, target, f"temp.{quoted(name)}")
            warehouse.run(f"drop table temp.{quoted(name)}")
            part.answer(unlisted, lacking)


def _differing(
    warehouse: Warehouse, target: Target, listed: str
) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    latest = f"""
        select _record_id, _op, _changed_at, row_number() over (
            partition by _record_id order by {LATEST_FIRST}
        ) as _rank
        from {target}
        where _connection = ? and (
            _load_id = ? or _load_id in (
                select load._load_id from {target.schema}._loads as load
                where load._connection = ? and load.status = 'accepted'
            )
        )
    """
    of_load = (target.connection, target.load_id, target.connection)
    unlisted = warehouse.arrow(
        f"select latest._record_id from ({latest}) as latest "
        "where latest._rank = 1 and latest._op = 'upsert' "
        f"and latest._record_id not in (select _record_id from {listed}) order by 1",
        of_load,
    )
    lacking = warehouse.arrow(
        f"""
        select distinct listed._record_id
        from {listed} as listed
        left join (select * from ({latest}) where _rank = 1) as latest
            on listed._record_id = latest._record_id
        where
            latest._record_id is null
            or latest._op <> 'upsert'
            or (listed._stamp is not null
                and {instant("listed._stamp")} is distinct from latest._changed_at)
        order by 1
        """,
        of_load,
    )
    return unlisted.column(0), lacking.column(0)
