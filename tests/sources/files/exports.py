"""Small exports for tests: a folder with one mapping, and what it lands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingestion.source import Batch, Checkpoint, SourceError
from ingestion.sources.files import connect
from ingestion.sources.files.landing import extract

PEOPLE = """\
# Who we know.
file: people.csv
time_zone: UTC
entities:
  - entity: people
    key: id
    columns:
      record_kind: {value: lead}
      email: email
      last_name: name
      postal_code: zip
      score: score
      source_created_at: added
"""
CSV = """\
id,email,name,zip,score,added
1,a@x.example,Moreau,02134,10,2026-01-01
2,b@x.example,NA,EC1A 1BB,20.50,2026-01-02 10:30
3,c@x.example,"O""Hara, Jo",10115,,2026-01-03T00:00:00+02:00
"""


class Landed:
    """What a folder of mappings lands, from nothing or from an earlier cursor."""

    def __init__(self, folder: Path, cursor: dict | None = None) -> None:
        self.rows: dict[str, dict[str, dict]] = {}
        self.gone: dict[str, list[str]] = {}
        self.aside: list[tuple[str | None, str, dict]] = []
        self.cursor: dict = {}
        for item in extract(connect({"PATH": str(folder)}, ""), cursor or {}):
            if isinstance(item, Checkpoint):
                self.cursor = item.cursor
            elif isinstance(item, Batch):
                self._take(item)

    def _take(self, batch: Batch) -> None:
        for record in map(json.loads, batch.records):
            self.rows.setdefault(batch.table.name, {})[record["record_id"]] = record
        for tombstone in batch.tombstones:
            self.gone.setdefault(batch.table.name, []).append(tombstone.record_id)
        for row in batch.quarantined:
            self.aside.append((row.record_id, row.reason, json.loads(row.record)))

    def column(self, name: str, entity: str = "people") -> dict[str, str | None]:
        return {key: row[name] for key, row in self.rows.get(entity, {}).items()}


def write(folder: Path, csv: str | bytes, name: str = "people.csv") -> Path:
    content = csv if isinstance(csv, bytes) else csv.encode()
    (folder / name).write_bytes(content)
    return folder


def mapped(folder: Path, *pairs: tuple[str, str]) -> Path:
    text = PEOPLE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "people.yml").write_text(text, encoding="utf-8")
    return folder


def refusal(folder: Path) -> str:
    with pytest.raises(SourceError) as caught:
        Landed(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)
