"""Through the landing engine: rows, deletes, what is set aside, and each promise broken once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingestion.landing.load import Load, land
from ingestion.landing.warehouse import Warehouse
from ingestion.settings import Connection
from ingestion.source import Batch, Checkpoint, Source, Stream
from ingestion.sources.files import SOURCE
from ingestion.sources.files.contract import entities
from ingestion.sources.files.violations import VIOLATIONS

MAPPING = """\
file: people.csv
time_zone: UTC
entities:
  - entity: people
    key: id
    columns:
      record_kind: {value: lead}
      score: score
      is_deleted: gone
      source_changed_at: changed
"""
HEADER = "id,score,gone,changed\n"
CANONICAL = {
    "text": "x",
    "boolean": "true",
    "bigint": "1",
    "decimal": "1.5",
    "date": "2026-01-01",
    "timestamp": "2026-01-01T00:00:00Z",
}


class Refreshes:
    """A warehouse of files, landed again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.day = datetime(2026, 3, 1, tzinfo=UTC)
        (folder / "people.yml").write_text(MAPPING)

    def land(self, csv: str) -> Load:
        (self.folder / "people.csv").write_text(HEADER + csv)
        connection = Connection(SOURCE, "default", {"PATH": str(self.folder)})
        with Warehouse(self.folder / "working.duckdb") as warehouse:
            warehouse.prepare([SOURCE])
            self.day += timedelta(days=1)
            refresh = warehouse.begin_refresh(self.day)
            load = land(warehouse, refresh, connection)
            warehouse.end_refresh(refresh, "published")
        return load

    def rows(self, query: str) -> list[tuple]:
        with Warehouse(self.folder / "working.duckdb") as warehouse:
            return [tuple(row.values()) for row in warehouse.rows(query)]


VERSIONS = "select _record_id, _op, score from raw_files.people order by _load_id, _record_id"


def test_versions_and_deletes_land_and_a_bad_row_lies_in_quarantine(tmp_path):
    refreshes = Refreshes(tmp_path)
    assert (
        refreshes.land("1,10,,2026-01-01\n2,20,no,2026-01-01\n3,30,no,2026-01-01\n").status
        == "accepted"
    )
    load = refreshes.land(
        "1,11,no,2026-01-01\n2,20,yes,2026-01-02\n4,x,,2026-01-01\n5,5,,\n6,6,,\n"
    )
    assert load.status == "accepted"
    assert refreshes.rows(VERSIONS) == [
        ("1", "upsert", "10"),
        ("2", "upsert", "20"),
        ("3", "upsert", "30"),
        ("1", "upsert", "11"),
        ("2", "delete", "20"),
        ("3", "delete", "30"),
        ("5", "upsert", "5"),
        ("6", "upsert", "6"),
    ]
    query = "select _record_id, reason, record from raw_files._quarantine"
    ((record_id, reason, record),) = refreshes.rows(query)
    assert (record_id, reason) == (
        "4",
        "people.csv:4 column score is no number with the decimal mark '.'",
    )
    assert json.loads(record) == {"id": "4", "score": "x", "gone": None, "changed": "2026-01-01"}
    (finding,) = [finding for finding in load.findings if not finding.passed]
    assert (finding.table, finding.failed, finding.rejects) == ("people", 1, False)
    assert "people.csv:4 column score" in finding.message


def test_a_wrong_mapping_fails_the_load_and_leaves_the_last_one(tmp_path):
    refreshes = Refreshes(tmp_path)
    refreshes.land("1,10,no,2026-01-01\n")
    (tmp_path / "people.yml").write_text(MAPPING.replace("score: score", "score: points"))
    load = refreshes.land("1,11,no,2026-01-01\n")
    assert load.status == "failed"
    assert "people.yml:8: `score` wants the column `points`" in load.message
    accepted = "select count(*) from raw_files._loads where status = 'accepted' and rows_new > 0"
    assert refreshes.rows(accepted) == [(1,)]
    (tmp_path / "people.yml").write_text(MAPPING)
    assert refreshes.land("1,11,no,2026-01-01\n").status == "accepted"
    assert refreshes.rows(VERSIONS)[-1] == ("1", "upsert", "11")


def canonical_records(table: str, count: int) -> list[dict[str, str]]:
    """Records as a right mapping makes them."""
    types = entities()[table].types
    plain = {column: CANONICAL[types[column].split("(")[0]] for column in entities()[table].columns}
    words = {
        e.column: e.pattern.split("|")[0]
        for e in SOURCE.expectations[table]
        if e.pattern and "|" in e.pattern
    }
    fixed = {column: word for column, word in words.items() if types[column] == "text"}
    return [
        {**plain, **fixed, "record_id": str(n), "is_deleted": "false", "merged_into_id": None}
        for n in range(count)
    ]


@pytest.fixture(scope="module")
def warehouse(module_path) -> Iterator[Warehouse]:
    with Warehouse(module_path / "working.duckdb") as opened:
        yield opened


def planted(warehouse: Warehouse, number: int, table: str, records: list[dict]) -> Load:
    """The load of just these records, as a source of its own."""
    declared = next(t for t in SOURCE.tables if t.name == table)

    def extract(client, cursor):
        yield Batch(declared, [json.dumps(record).encode() for record in records])
        yield Checkpoint({})

    source = Source(
        name=f"planted{number}",
        title="Planted",
        settings=(),
        streams=(Stream("planted", (declared,), extract),),
        connect=lambda *_: None,
        expectations={table: SOURCE.expectations[table]},
    )
    warehouse.prepare([source])
    refresh = warehouse.begin_refresh(datetime(2026, 3, 1, tzinfo=UTC))
    return land(warehouse, refresh, Connection(source, "default", {}))


def test_every_expectation_has_a_planted_violation():
    promised = {(table, e.name) for table, es in SOURCE.expectations.items() for e in es}
    assert promised == {(v.table, v.expectation_name) for v in VIOLATIONS}


@pytest.mark.parametrize("table", ["people", "touches", "exchange_rates"])
def test_right_records_break_no_promise_and_each_violation_breaks_its_own(warehouse, table):
    base = list(SOURCE.expectations).index(table) * 1_000
    right = planted(warehouse, base, table, canonical_records(table, 12))
    assert [finding.check for finding in right.findings if not finding.passed] == []
    violations = [v for v in VIOLATIONS if v.table == table]
    for number, violation in enumerate(violations, start=1):
        load = planted(
            warehouse, base + number, table, violation.plant(canonical_records(table, 12))
        )
        failed = [finding.check for finding in load.findings if not finding.passed]
        assert failed == [violation.expectation_name]
