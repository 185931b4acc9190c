"""Each promise of a vendor can be broken, and then exactly its check says so."""

import importlib
import json
from datetime import UTC, datetime

import duckdb
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


def records_of(working, name, table):
    """Some records as the vendor gave them, put together again from what landed."""
    found = working.execute(
        f"select * from raw_{name}.\"{table.name}\" where _op = 'upsert' order by _record_id limit {ROWS}"
    )
    columns = [column[0] for column in found.description]
    return [restored(table, dict(zip(columns, row, strict=True))) for row in found.fetchall()]


def planted(records, violations):
    """Blocks of records, a violation in each; as many loads as it takes to give each two records."""
    size = 2 if len(records) >= 2 else 1
    while violations:
        at_once = max(1, len(records) // size)
        now, violations = violations[:at_once], violations[at_once:]
        blocks = [records[i * size : (i + 1) * size] for i in range(len(now))]
        if len(now) == 1:
            blocks = [records]
        yield now, [v.plant(b) for v, b in zip(now, blocks, strict=True)]


def load_of(path, source, table, records):
    """The load that brings just these records, and how many were set aside."""

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
    with Warehouse(path) as warehouse:
        warehouse.prepare([alone])
        refresh = warehouse.begin_refresh(datetime(2026, 3, 1, tzinfo=UTC))
        load = land(warehouse, refresh, Connection(alone, "default", {}))
        held = warehouse.value(f"select count(*) from raw_{source.name}._quarantine")
    return load, held


@pytest.mark.parametrize("name", SOURCES)
def test_a_planted_violation_fails_its_own_check(published, tmp_path, name):
    source, by_table = SOURCES[name], {}
    for violation in violations(name):
        by_table.setdefault(violation.table, []).append(violation)
    missed, without_rows, number = [], [], 0
    with duckdb.connect(str(published.warehouse / "working.duckdb"), read_only=True) as working:
        records = {
            t.name: records_of(working, name, t) for t in source.tables if t.name in by_table
        }
    for table in source.tables:
        of_table = by_table.get(table.name, [])
        if not of_table:
            continue
        if not records[table.name]:
            without_rows.append(table.name)
            continue
        for together, blocks in planted(records[table.name], of_table):
            number += 1
            load, held = load_of(
                tmp_path / f"{number}.duckdb", source, table, [r for block in blocks for r in block]
            )
            failed = {finding.check for finding in load.findings if not finding.passed}
            expected = {violation.expectation_name for violation in together}
            by_key = {
                e for e in expected if e.split(".")[0] in table.key and "landing_key" in failed
            }
            kinds = {e.name: e.kind for e in source.expectations[table.name]}
            stops = load.status == "rejected" or held or all(kinds[e] == "in_set" for e in expected)
            if expected - by_key - failed or not stops:
                missed.append((table.name, expected - failed, load.status, held))
    assert not missed
    assert name == "files" or not without_rows, f"the sample holds no rows of {without_rows}"
