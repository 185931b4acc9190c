"""A publication as the score reads it: rows, and which records stand behind an id."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from ingestion.sandbox.truth.entities import Ref

EPOCH = datetime(1970, 1, 1)


class Published:
    """`build` is the folder with `accord.duckdb`, `pii.duckdb` and `working.duckdb`."""

    def __init__(self, build: Path) -> None:
        self._files = duckdb.connect()
        for name in ("accord", "pii", "working"):
            self._files.execute(f"attach '{build / f'{name}.duckdb'}' as {name} (read_only)")
        self._files.execute("use accord")

    def close(self) -> None:
        self._files.close()

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Of a mart; instants as epoch milliseconds."""
        return self.query(f"select * from accord.marts.{table}")

    def people(self) -> list[dict[str, Any]]:
        return self.query("select * from pii.people.people")

    def query(self, sql: str) -> list[dict[str, Any]]:
        result = self._files.execute(sql)
        names = [column[0] for column in result.description]
        return [
            {name: _plain(value) for name, value in zip(names, row)} for row in result.fetchall()
        ]

    def value(self, sql: str) -> Any:
        return _plain(self._files.execute(sql).fetchone()[0])

    def bridge(self, entity: str, id: str) -> Bridge:
        bridge = Bridge()
        for row in self.rows(f"bridge_{entity}"):
            ref = (row["source_system"], row["source_object"], row["record_id"])
            bridge.id_of[ref] = row[id]
            bridge.records_of[row[id]].add(ref)
        return bridge


@dataclass(slots=True)
class Bridge:
    """Source records and the canonical ids they belong to."""

    id_of: dict[Ref, str] = field(default_factory=dict)
    records_of: dict[str, set[Ref]] = field(default_factory=lambda: defaultdict(set))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        naive = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return round((naive - EPOCH).total_seconds() * 1000)
    return value
