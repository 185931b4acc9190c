"""A publication as the score reads it: rows, and which records stand behind an id.

A source may bring a simulator of its own, whose records the sample company's history knows nothing
of. What rests on such records alone is left out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from ingestion.sandbox.truth.entities import Ref
from ingestion.sandbox.world import recorders

EPOCH = datetime(1970, 1, 1)
BRIDGES = {
    "person_id": "people",
    "account_id": "accounts",
    "opportunity_id": "opportunities",
}


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
        return self._told(f"accord.marts.{table}")

    def days_of_deals(self) -> list[dict[str, Any]]:
        """What the days of each deal come to."""
        return self._told(
            "(select opportunity_id, min(date_day) as first_date, max(date_day) as last_date, "
            "count(*) as day_count, sum(reporting_amount) as reporting_amount "
            "from accord.marts.fct_opportunity_days group by opportunity_id)"
        )

    def people(self) -> list[dict[str, Any]]:
        return self._told("pii.people.people")

    def _told(self, table: str) -> list[dict[str, Any]]:
        return [row for row in self.query(f"select * from {table}") if not self._is_foreign(row)]

    def _is_foreign(self, row: dict[str, Any]) -> bool:
        system = row.get("source_system")
        if system is not None and system not in recorders():
            return True
        return any(row.get(id) in foreign for id, foreign in self._foreign.items())

    @cached_property
    def _foreign(self) -> dict[str, set[str]]:
        """Ids behind which no record of the company's own systems stands."""
        own = "', '".join(recorders())
        return {
            id: {
                row[id]
                for row in self.query(
                    f"select {id} from accord.marts.bridge_{entity} group by {id} "
                    f"having count(*) filter (where source_system in ('{own}')) = 0"
                )
            }
            for id, entity in BRIDGES.items()
        }

    def query(self, sql: str) -> list[dict[str, Any]]:
        result = self._files.execute(sql)
        names = [column[0] for column in result.description]
        return [
            {name: _plain(value) for name, value in zip(names, row)} for row in result.fetchall()
        ]

    def value(self, sql: str) -> Any:
        return _plain(self._files.execute(sql).fetchone()[0])

    def bridge(self, entity: str, id: str) -> Bridge:
        bridge = Bridge(id)
        for row in self.rows(f"bridge_{entity}"):
            ref = (row["source_system"], row["source_object"], row["record_id"])
            bridge.id_of[ref] = row[id]
            bridge.records_of[row[id]].add(ref)
        return bridge


@dataclass(slots=True)
class Bridge:
    """Source records and the canonical ids they belong to; `id`: the column that holds them."""

    id: str
    id_of: dict[Ref, str] = field(default_factory=dict)
    records_of: dict[str, set[Ref]] = field(default_factory=lambda: defaultdict(set))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        naive = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return round((naive - EPOCH).total_seconds() * 1000)
    return value
