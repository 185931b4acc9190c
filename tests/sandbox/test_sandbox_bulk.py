"""Landings written straight to Parquet hold what the simulators would have answered."""

from __future__ import annotations

import importlib
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from ingestion.landing.records import landed
from ingestion.sandbox.__main__ import people
from ingestion.sandbox.bulk import write_landings
from ingestion.sandbox.world import open_world, recorders
from ingestion.sources import discover

COUNTED_OVER_ALL = {
    "registrants",
    "attendees",
    "cancellations",
    "noShows",
    "additionalProperties",  # of a list: how many are on it
}


@pytest.fixture(scope="module")
def written(module_path: Path) -> Path:
    out = module_path / "out"
    write_landings(60, out, seed=7, processes=1, batch=7)
    return out


def rows_of(columns: dict[str, list], names: list[str]) -> list[tuple]:
    return sorted(zip(*(columns[name] for name in names), strict=True), key=repr)


def test_every_raw_table_holds_what_the_whole_world_renders(written: Path, tmp_path: Path):
    world = open_world(tmp_path, 7, 60)
    sources = discover()
    tables = [(source, table) for source in recorders() for table in sources[source].tables]
    filled = 0
    for source, table in tables:
        simulator = importlib.import_module(f"ingestion.sources.{source}.simulator")
        records = [msgspec.json.encode(record) for record in simulator.render(world, table.name)]
        expected = landed(table, records).columns
        held = pq.read_table(written / f"raw_{source}" / f"{table.name}.parquet").to_pydict()
        names = [field.name for field in table.fields if field.name not in COUNTED_OVER_ALL]
        names += ["_record_id", "_op", "_extra"]
        assert rows_of(held, names) == rows_of(expected, names), f"{source}.{table.name}"
        assert set(held["_load_id"]) <= {f"0000000001-{source}-default"}
        filled += bool(held["_record_id"])
        if table.changed_at and held["_record_id"]:
            assert None not in held["_changed_at"]
    assert filled > 40


def test_a_load_is_told_for_every_table(written: Path):
    for source in recorders():
        loads = pq.read_table(written / f"raw_{source}" / "_loads.parquet").to_pylist()
        files = {path.stem for path in (written / f"raw_{source}").iterdir()} - {"_loads"}
        assert {load["_object"] for load in loads} == files
        assert {load["status"] for load in loads} == {"accepted"}


def test_a_size_is_written_as_people_write_it():
    assert [people(text) for text in ("500", "10k", "1m")] == [500, 10_000, 1_000_000]
