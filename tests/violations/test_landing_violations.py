"""Each promise of a vendor can be broken, and then exactly its check says so."""

import importlib
import json
from datetime import UTC, datetime

import pytest

from ingestion.landing.load import land
from ingestion.landing.records import restored
from ingestion.landing.warehouse import Warehouse
from ingestion.settings import Connection
from ingestion.source import Batch, Checkpoint, Source, Stream
from ingestion.sources import discover

SOURCES = discover()
ROWS = 60


def violations(name):
    return importlib.import_module(f"ingestion.sources.{name}.violations").VIOLATIONS


@pytest.mark.parametrize("name", SOURCES)
def test_every_expectation_has_a_planted_violation(name):
    promised = {(t, e.name) for t, es in SOURCES[name].expectations.items() for e in es}
    planted = {(v.table, v.expectation_name) for v in violations(name)}
    assert promised == planted


def records_of(published, name, table):
    """Some records as the vendor gave them, put together again from what landed."""
    rows = published.raw(f'select * from raw_{name}."{table.name}" where _op = \'upsert\' limit {ROWS}')
    columns = [c[0] for c in published.raw(f"select column_name from information_schema.columns where table_schema = 'raw_{name}' and table_name = '{table.name}' order by ordinal_position")]
    return [restored(table, dict(zip(columns, row, strict=True))) for row in rows]


def landed_findings(tmp_path, source, table, records):
    """The findings of a load that brings just these records."""

    def extract(client, cursor):
        yield Batch(table, [json.dumps(r).encode() for r in records], vendor_count=len(records))
        yield Checkpoint({})

    alone = Source(
        source.name,
        source.title,
        (),
        (Stream("planted", (table,), extract),),
        connect=lambda *_: None,
        expectations={table.name: source.expectations.get(table.name, ())},
    )
    with Warehouse(tmp_path / "planted.duckdb") as warehouse:
        warehouse.prepare([alone])
        refresh = warehouse.begin_refresh(datetime(2026, 3, 1, tzinfo=UTC))
        load = land(warehouse, refresh, Connection(alone, "default", {}))
        held = warehouse.value(f"select count(*) from raw_{source.name}._quarantine")
    return load, held


@pytest.mark.parametrize("name", SOURCES)
def test_a_planted_violation_fails_its_own_check(published, tmp_path, name):
    source = SOURCES[name]
    tables = {table.name: table for table in source.tables}
    missed, without_rows = [], []
    for number, violation in enumerate(violations(name)):
        table = tables[violation.table]
        records = records_of(published, name, table)
        if not records:
            without_rows.append(table.name)
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        load, held = landed_findings(folder, source, table, violation.plant(records))
        failed = {f.check for f in load.findings if not f.passed}
        told = [f for f in load.findings if f.check == violation.expectation_name and not f.passed]
        expectation = next(e for e in source.expectations[table.name] if e.name == violation.expectation_name)
        stopped = load.status == "rejected" or held > 0 or expectation.kind == "in_set"
        by_key = violation.expectation_name.split(".")[0] in table.key and "landing_key" in failed
        if not (told or by_key) or not stopped:
            missed.append((violation.table, violation.expectation_name, failed, load.status))
    assert not missed
    assert name in ("files",) or not without_rows, f"the sample holds no rows of {without_rows}"
