"""Matching at full size: `python -m tests.benchmarks.matching --world worlds/1m`.

Raw landings of a bigger company, as `make world` writes them, are loaded into a warehouse of their
own, and people, accounts and deals are matched in it, from staging to the bridges: whole, then
after every thousandth record of a person was changed, then whole again, which must say the same.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from ingestion.landing.warehouse import Warehouse
from orchestration import dbt, publication
from orchestration.environment import mode, place, prepare_environment
from orchestration.landing import begin, land_source, under_way

ENTITIES = ("people", "accounts", "opportunities")
BRIDGES = [*(f"bridge_{entity}" for entity in ENTITIES), "bridge_links"]
TOLD = 12  # models listed
OWN = ("definitions", "files")  # sources that ask no vendor
# A record that changes takes the phone of another; what else it says stays.
CHANGED = {
    ("raw_hubspot", "contacts"): "phone",
    ("raw_salesforce", "contact"): "Phone",
    ("raw_salesforce", "lead"): "Phone",
}
ONE_IN = 1000


@dataclass(frozen=True)
class Run:
    """One run of the matching models in a process of its own."""

    seconds: float
    peak_gib: float
    models: list[tuple[str, float]]


def load(landings: Path) -> None:
    """The first refresh: what landed, as landing leaves it."""
    prepare_environment(mode(), place())
    with duckdb.connect() as engine:
        as_of = engine.execute(
            f"select max(finished_at) from read_parquet('{landings}/raw_*/_loads.parquet')"
        ).fetchone()[0]
    with Warehouse(place().working) as warehouse:
        begin(mode(), warehouse, lambda: as_of.replace(tzinfo=UTC))
        for path in sorted(landings.glob("raw_*/*.parquet")):
            warehouse.run(
                f'insert into {path.parent.name}."{path.stem}" '
                f"by name select * from read_parquet('{path}')"
            )
        for source in OWN:
            land_source(source, warehouse, lambda *_: None)
        publication.set_inputs(warehouse, is_sample=True)


def change() -> int:
    """A second refresh, in which some records of people come with a new phone; gives how many."""
    prepare_environment(mode(), place())
    changed = 0
    with Warehouse(place().working) as warehouse:
        before = under_way(warehouse)
        warehouse.end_refresh(before, "published")
        refresh = begin(mode(), warehouse, lambda: before.as_of + timedelta(days=1))
        for (schema, table), column in CHANGED.items():
            load_id = f"{refresh.number:010d}-{schema.removeprefix('raw_')}-default"
            changed += warehouse.value(
                f"select count(*) from {schema}.{table} where hash(_record_id) % {ONE_IN} = 0"
            )
            warehouse.run(
                f"insert into {schema}._loads by name select * replace ("
                f"'{load_id}' as _load_id, {refresh.number} as refresh_number) "
                f"from {schema}._loads where _object = '{table}' limit 1"
            )
            warehouse.run(
                f"insert into {schema}.{table} by name "
                f'select * replace (lag("{column}") over (order by _record_id) as "{column}", '
                f"'{load_id}' as _load_id, _seen_at + interval 1 day as _seen_at, "
                "_changed_at + interval 1 day as _changed_at) "
                f"from {schema}.{table} where hash(_record_id) % {ONE_IN} = 0"
            )
        publication.set_inputs(warehouse, is_sample=True)
    return changed


def match(*options: str) -> Run:
    """Every model that the bridges are made of, staging included."""
    prepare_environment(mode(), place())
    dbt.ensure_parsed(place())
    selected = [f"+{bridge}" for bridge in BRIDGES]
    started = time.monotonic()
    built = dbt.run(place(), ["run", "--no-write-json", *options, "--select", *selected])
    seconds = time.monotonic() - started
    assert built.succeeded, built.trouble
    models = [(each.node.name, each.execution_time) for each in built.results]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return Run(seconds, peak, sorted(models, key=lambda model: -model[1]))


def bridged() -> dict[str, list[tuple]]:
    """Which record belongs to what, without when that was found out."""
    with duckdb.connect(str(place().working), read_only=True) as working:
        return {
            entity: working.execute(
                "select count(*), count(distinct record_key), bit_xor(hash(record_key, thing_id)) "
                f"from (select record_key, {singular(entity)}_id as thing_id "
                f"from intermediate.int_{entity}_clustered)"
            ).fetchall()
            for entity in ENTITIES
        }


def compared() -> dict[str, pa.Table]:
    """The pairs of groups that have been compared, and digests of what both state."""
    with duckdb.connect(str(place().working), read_only=True) as working:
        return {
            entity: working.execute(
                "select group_key, other_key, digest, other_digest "
                f"from intermediate.int_{entity}_compared"
            ).to_arrow_table()
            for entity in ENTITIES
        }


def compared_anew(before: dict[str, pa.Table]) -> str:
    """Of how many pairs how many were not compared before as they now are."""
    told = []
    for entity, now in compared().items():
        known = before[entity]
        new = duckdb.sql("select * from now except select * from known").shape[0]
        told.append(f"{new:,} of {now.num_rows:,} pairs of {entity} ({known.num_rows:,} before)")
    return ", ".join(told)


def singular(entity: str) -> str:
    return {"people": "person", "accounts": "account", "opportunities": "opportunity"}[entity]


@contextmanager
def alone() -> Iterator[multiprocessing.pool.Pool]:
    """A process of its own, so that its peak of memory is that of what it does."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        yield pool


def tell(what: str, run: Run) -> None:
    slowest = ", ".join(f"{name} {seconds:.1f}" for name, seconds in run.models[:TOLD])
    print(
        f"{what}: {run.seconds:.0f} s, peak {run.peak_gib:.1f} GiB; slowest: {slowest}", flush=True
    )


def main() -> int:
    options = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.matching", description=__doc__
    )
    options.add_argument("--world", type=Path, required=True, help="a folder that make world wrote")
    options.add_argument("--folder", type=Path, help="where the warehouse is made; it is kept")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        os.environ |= {
            "ACCORD_WAREHOUSE": str(folder / "warehouse"),
            "DAGSTER_HOME": str(folder / "dagster"),
            "ACCORD_THREADS": "2",
            "ACCORD_MEMORY": "4GB",
        }
        with alone() as process:
            process.apply(load, (given.world,))
        with alone() as process:
            tell("Whole", process.apply(match))
        before = compared()
        with alone() as process:
            changed = process.apply(change)
        with alone() as process:
            tell(f"After {changed} records changed", process.apply(match))
        print(f"Compared anew: {compared_anew(before)}", flush=True)
        refreshed = bridged()
        with alone() as process:
            tell("Whole again", process.apply(match, ("--full-refresh",)))
        same = bridged() == refreshed
        print("The refresh and the whole say the same" if same else "They DIFFER")
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main())
