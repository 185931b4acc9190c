"""What some answers say last of each record, in the order in which the stream told it."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.landing.records import Reading, to_arrow
from ingestion.source import Batch, Quarantined, Table, Tombstone


@dataclass(frozen=True)
class Told:
    """Each record once: `read` with its values, or `named` as gone and nothing else.

    A record that was read and then named as gone is gone with the values that were read; if there
    is one, `_gone_at` has the stamp of its tombstone. One that was read after that is back.
    """

    read: pa.Table
    named: tuple[Tombstone, ...]
    broken: list[tuple[str | None, str, str]]
    odd: list[tuple[str | None, str, str]]


class Telling:
    """What is told of one table until the next commit. Records are taken apart as they come.

    In a batch, records were told before tombstones. Batches of columns come without any others.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.quarantined: list[Quarantined] = []
        self._reading = Reading(table)
        self._in_columns: list[pa.Table] = []
        self._records = 0
        self._named: dict[str, tuple[Tombstone, int]] = {}  # and how many records came before it

    def add(self, batch: Batch) -> None:
        self._reading.add(batch.records)
        self._records += len(batch.records)
        self._named |= {each.record_id: (each, self._records) for each in batch.tombstones}
        self.quarantined += batch.quarantined
        if batch.rows:
            self._in_columns.append(batch.rows)

    def last(self) -> Told:
        """The last word on each record."""
        if self._in_columns:
            return Told(_last_of_each(pa.concat_tables(self._in_columns)), (), [], [])
        rows = self._reading.landed
        ids, ops = rows.columns["_record_id"], rows.columns["_op"]
        last_read = dict(zip(ids, range(len(ids)), strict=True))
        gone_at: dict[int, str | None] = {}
        named = []
        for tombstone, records_before in self._named.values():
            at = last_read.get(tombstone.record_id)
            if at is None:
                named.append(tombstone)
            elif rows.positions[at] < records_before:
                ops[at], gone_at[at] = tombstone.op, tombstone.changed_at
                rows.columns["_merged_into_id"][at] = tombstone.merged_into_id
        if gone_at:
            rows.columns["_gone_at"] = [gone_at.get(at) for at in range(len(ids))]
        read = to_arrow(rows.columns)
        if len(last_read) < len(ids):
            read = read.take(pa.array(sorted(last_read.values())))
        return Told(read, tuple(named), rows.broken, rows.odd)


def _last_of_each(read: pa.Table) -> pa.Table:
    ids = read.column("_record_id")
    if pc.count_distinct(ids).as_py() == len(ids):
        return read
    last = dict(zip(ids.to_pylist(), range(len(ids)), strict=True))
    return read.take(pa.array(sorted(last.values())))
