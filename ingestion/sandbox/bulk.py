"""A big sample company as raw landings, straight into Parquet: no server, no client, no warehouse.

Two processes take every other batch of households through lives, records and the simulators' own
rendering, each into a file a table; one statement a table then joins the two and adds the landing's
bookkeeping. What a simulator counts over the whole company (how many attended a webinar, or are on
a list) is not counted here.
"""

import importlib
import multiprocessing
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import msgspec
import pyarrow.parquet as pq

from ingestion.landing.merge import instant
from ingestion.landing.records import landed, to_arrow
from ingestion.landing.warehouse import LOADS, quoted
from ingestion.sandbox.firm import found
from ingestion.sandbox.folding import Folded, fold
from ingestion.sandbox.history import Firm
from ingestion.sandbox.lives.births import births
from ingestion.sandbox.mess import DEFAULT, Mess
from ingestion.sandbox.store import Store
from ingestion.sandbox.world import (
    end_with_parent,
    no_garbage,
    recorded_of_firm,
    recorded_of_lives,
    recorders,
    tracked,
)
from ingestion.source import Table
from ingestion.sources import __name__ as sources_package

BATCH = 400  # households whose records are held in memory at once
CONNECTION = "default"


@dataclass(frozen=True)
class Plan:
    """One company, one folder."""

    seed: int
    size: int
    bustle: float
    mess: Mess
    out: Path
    batch: int = BATCH

    @property
    def firm(self) -> Firm:
        return found(self.seed, self.size, self.bustle)

    def part(self, source: str, table: Table, number: int) -> Path:
        return self.out / "parts" / f"{source}.{table.name}.{number}.parquet"


def write_landings(
    size: int,
    out: Path,
    seed: int = 7,
    bustle: float = 1.0,
    mess: Mess = DEFAULT,
    processes: int | None = None,
    batch: int = BATCH,
) -> dict[str, int]:
    """`<out>/raw_<source>/<table>.parquet`, and `_loads` beside them; gives rows a raw table."""
    plan = Plan(seed, size, bustle, mess, out, batch)
    shutil.rmtree(out, ignore_errors=True)
    (out / "parts").mkdir(parents=True)
    count = processes or min(2, os.cpu_count() or 1)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, spawn, initializer=end_with_parent) as workers:
        for done in [workers.submit(_write_part, plan, number, count) for number in range(count)]:
            done.result()
    rows = _join(plan, range(count))
    shutil.rmtree(out / "parts")
    return rows


def _tables() -> Iterator[tuple[str, Table]]:
    for source in recorders():
        declared = importlib.import_module(f"{sources_package}.{source}").SOURCE
        for table in declared.tables:
            yield source, table


def _write_part(plan: Plan, number: int, of: int) -> None:
    """Every `of`th batch. What is the firm's own is rendered by each, and written by the first."""
    firm = plan.firm
    now, fields = firm.first_day_ends_at, tracked()
    of_firm = fold(recorded_of_firm(firm), now, fields, now)
    writers: dict[Path, pq.ParquetWriter] = {}
    of_the_firm: dict[Path, set[str]] = {}
    for source, table, columns in _rendered(now, of_firm):
        path = plan.part(source, table, number)
        of_the_firm[path] = set(columns["_record_id"])
        if number == 0:
            _append(writers, path, columns)
    count = births(firm, now)
    for start in range(0, count, plan.batch)[number::of]:
        indices = range(start, min(start + plan.batch, count))
        with no_garbage():
            lives = fold(recorded_of_lives(firm, indices, plan.mess), now, fields, now)
        for source, table, columns in _rendered(now, of_firm, lives):
            path = plan.part(source, table, number)
            ids = columns["_record_id"]
            kept = [at for at, id in enumerate(ids) if id not in of_the_firm[path]]
            _append(
                writers, path, {name: [each[at] for at in kept] for name, each in columns.items()}
            )
    for writer in writers.values():
        writer.close()


def _rendered(now: int, *folded: Folded) -> Iterator[tuple[str, Table, dict[str, list]]]:
    """Every raw table's columns, as the simulators give what was folded."""
    store = Store(Path(":memory:"))
    store.fill(now, *folded)
    for source, table in _tables():
        render = importlib.import_module(f"{sources_package}.{source}.simulator").render
        records = [msgspec.json.encode(record) for record in render(store, table.name)]
        yield source, table, landed(table, records).columns
    store.close()


def _append(writers: dict[Path, pq.ParquetWriter], path: Path, columns: dict[str, list]) -> None:
    batch = to_arrow(columns)
    if path not in writers:
        writers[path] = pq.ParquetWriter(path, batch.schema, compression="zstd")
    writers[path].write_table(batch)


def _join(plan: Plan, numbers: range) -> dict[str, int]:
    seen_at = datetime.fromtimestamp(plan.firm.first_day_ends_at / 1000, UTC).replace(tzinfo=None)
    rows: dict[str, int] = {}
    loads: dict[str, list[tuple]] = {}
    with duckdb.connect() as engine:
        for source, table in _tables():
            load_id = f"{1:010d}-{source}-{CONNECTION}"
            folder = plan.out / f"raw_{source}"
            folder.mkdir(exist_ok=True)
            parts = [str(plan.part(source, table, n)) for n in numbers]
            changed = instant(quoted(table.changed_at)) if table.changed_at else "null"
            count = engine.execute(
                f"""
                copy (
                    select
                        *,
                        '{CONNECTION}' as _connection,
                        cast({changed} as timestamp) as _changed_at,
                        cast('{seen_at}' as timestamp) as _seen_at,
                        '{load_id}' as _load_id
                    from read_parquet({[part for part in parts if Path(part).exists()]})
                ) to '{folder / f"{table.name}.parquet"}' (compression zstd)
                """
            ).fetchone()[0]
            rows[f"raw_{source}.{table.name}"] = count
            loads.setdefault(source, []).append(
                (load_id, CONNECTION, table.name, 1, "accepted", None, None, count, count, 0, None,
                 seen_at, seen_at, "")
            )  # fmt: skip
        for source, of_source in loads.items():
            engine.execute(f"create or replace table _loads ({LOADS})")
            marks = ", ".join("?" * len(of_source[0]))
            engine.executemany(f"insert into _loads values ({marks})", of_source)
            engine.execute(f"copy _loads to '{plan.out / f'raw_{source}' / '_loads.parquet'}'")
    return rows
