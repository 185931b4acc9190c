"""The published marts as the score reads them: rows, and which records stand behind an id."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from ingestion.sandbox.truth.entities import Ref

EPOCH = datetime(1970, 1, 1)


class Published:
    """`path` is the build's `accord.duckdb`; `working.duckdb` lies beside it."""

    def __init__(self, path: Path) -> None:
        self._marts = duckdb.connect(str(path), read_only=True)

    def close(self) -> None:
        self._marts.close()

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Instants as epoch milliseconds."""
        result = self._marts.execute(f"select * from marts.{table}")
        names = [column[0] for column in result.description]
        return [
            {name: _plain(value) for name, value in zip(names, row)} for row in result.fetchall()
        ]

    def value(self, query: str) -> Any:
        return _plain(self._marts.execute(query).fetchone()[0])

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

    def id_for(self, records: Iterable[Ref]) -> str | None:
        """The id under which most of these records stand."""
        ids = Counter(self.id_of[ref] for ref in sorted(records) if ref in self.id_of)
        return ids.most_common(1)[0][0] if ids else None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        naive = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return round((naive - EPOCH).total_seconds() * 1000)
    return value
