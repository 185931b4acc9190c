"""What some answers say last of each record, in the order in which the stream told it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.landing.records import landed, to_arrow
from ingestion.source import Batch, Table, Tombstone


@dataclass(frozen=True)
class Told:
    """Each record once: `read` with its values, or `named` as gone and nothing else.

    A record that was read and then named as gone is gone with the values that were read; if there
    is one, `_gone_at` has the stamp of its tombstone. One that was read after that is back.
    """

    read: pa.Table
    named: tuple[Tombstone, ...]
    broken: list[tuple[str | None, str, str]]


def last_told(table: Table, batches: Sequence[Batch]) -> Told:
    """The last word on each record. In a batch, records were told before tombstones.

    Batches of columns come without any others.
    """
    if columns := [batch.rows for batch in batches if batch.rows]:
        return Told(_last_of_each(pa.concat_tables(columns)), (), [])
    rows = landed(table, [record for batch in batches for record in batch.records])
    ids, ops = rows.columns["_record_id"], rows.columns["_op"]
    last_read = dict(zip(ids, range(len(ids)), strict=True))
    gone_at: dict[int, str | None] = {}
    named = []
    for tombstone, records_before in _last_named(batches):
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
    return Told(read, tuple(named), rows.broken)


def _last_of_each(read: pa.Table) -> pa.Table:
    ids = read.column("_record_id")
    if pc.count_distinct(ids).as_py() == len(ids):
        return read
    last = dict(zip(ids.to_pylist(), range(len(ids)), strict=True))
    return read.take(pa.array(sorted(last.values())))


def _last_named(batches: Sequence[Batch]) -> list[tuple[Tombstone, int]]:
    """Each tombstone that no later one replaces, and how many records were told before it."""
    last: dict[str, tuple[Tombstone, int]] = {}
    records_before = 0
    for batch in batches:
        records_before += len(batch.records)
        last |= {each.record_id: (each, records_before) for each in batch.tombstones}
    return list(last.values())
