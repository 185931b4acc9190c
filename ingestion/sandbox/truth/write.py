"""Writes the truth in its two layers as Parquet beside the world that it is true of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.sandbox.truth.happened import happened, lives_of, record_keys
from ingestion.sandbox.truth.knowable import evaluate
from ingestion.sandbox.truth.likeness import happened_to
from ingestion.sandbox.truth.page import read_pages
from ingestion.sandbox.truth.records import read_records
from ingestion.sandbox.truth.rows import Knowables
from ingestion.sandbox.world import World


def write_truth(world: World, folder: Path, page_path: Path) -> list[Path]:
    """`<folder>/truth/happened_*.parquet` and `knowable_*.parquet`, as of the world's instant."""
    target = folder / "truth"
    target.mkdir(parents=True, exist_ok=True)
    told = happened(lives_of(world), world.now)
    tables: dict[str, Iterable[dict[str, Any]]] = {
        f"happened_{name}": rows for name, rows in told.items()
    }
    tables["happened_records"] = record_keys(world)
    pages = read_pages(page_path)
    knowable = evaluate(
        read_records(world, pages.in_force(world.now)),
        pages,
        happened=happened_to(world, told["people"]),
    )
    for name, rows in Knowables(knowable).tables().items():
        tables[f"knowable_{name}"] = rows
    written = []
    for name, rows in tables.items():
        written.append(target / f"{name}.parquet")
        pq.write_table(_table(list(rows)), written[-1], compression="zstd")
    return written


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    """Columns named `…_at` hold epoch milliseconds and become instants."""
    table = pa.Table.from_pylist(rows)
    for position, name in enumerate(table.column_names):
        if name.endswith("_at"):
            stamps = table.column(name).cast(pa.int64()).cast(pa.timestamp("ms", "UTC"))
            table = table.set_column(position, name, stamps)
    return table
