"""A warehouse whose raw rows a test writes by hand, modelled by dbt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import duckdb
import pytest

from ingestion.landing.warehouse import Warehouse
from ingestion.sources import discover
from ingestion.sources.definitions.folder import DEFAULT, resolved, versions
from ingestion.sources.definitions.landing import record_id
from ingestion.sources.definitions.tables import rows
from orchestration import dbt
from orchestration.environment import Place
from tests.conftest import environment

AS_OF = "2026-01-10 00:00:00"
Row = dict[str, str | None]


@dataclass
class ByHand:
    """Rows as landing leaves them; every load is of the connection `main`."""

    folder: Path

    def __post_init__(self) -> None:
        with Warehouse(self.folder / "working.duckdb") as warehouse:
            warehouse.prepare(discover().values())
            warehouse.stamp("sample")

    def land(
        self, source: str, refresh: int, status: str = "accepted", **tables: list[Row]
    ) -> None:
        """One load of `source`. A row's `_record_id` is its first value if it names none."""
        load = f"{refresh:010d}-{source}-main"
        with duckdb.connect(str(self.folder / "working.duckdb")) as working:
            working.execute("delete from control.as_of")
            working.execute("insert into control.as_of values (?, ?)", (refresh, AS_OF))
            for table, rows in tables.items():
                working.execute(
                    f"insert into raw_{source}._loads (_load_id, _connection, _object, refresh_number, status) "
                    "values (?, 'main', ?, ?, ?)",
                    (load, table, refresh, status),
                )
                for given in rows:
                    row = {
                        "_record_id": next(iter(given.values())),
                        "_op": "upsert",
                        "_seen_at": AS_OF,
                        **given,
                        "_connection": "main",
                        "_load_id": load,
                    }
                    columns = ", ".join(f'"{name}"' for name in row)
                    marks = ", ".join("?" * len(row))
                    working.execute(
                        f'insert into raw_{source}."{table}" ({columns}) values ({marks})',
                        list(row.values()),
                    )

    def land_pages(self, refresh: int) -> None:
        """The pages that ship with the project."""
        tables: dict[str, list[Row]] = {}
        for version in versions(resolved(DEFAULT)):
            for table, row in rows(version):
                key = record_id(table, row)
                tables.setdefault(table.name, []).append({"_record_id": key, **row})
        self.land("definitions", refresh, **tables)

    def accept(self, source: str, refresh: int) -> None:
        """A load that was killed has come to its end."""
        with duckdb.connect(str(self.folder / "working.duckdb")) as working:
            working.execute(
                f"update raw_{source}._loads set status = 'accepted' where refresh_number = ?",
                (refresh,),
            )

    def build(self, *arguments: str) -> None:
        built = self._dbt("run", *arguments)
        assert built.succeeded, built.trouble

    def failing(self, *arguments: str) -> dict[str, list[tuple]]:
        """The rows that each failing test of the selection found."""
        return {
            each.node.unique_id.split(".")[2]: self.rows(each.node.compiled_code)
            for each in self._dbt("test", *arguments).results
            if str(each.status) == "fail"
        }

    def _dbt(self, command: str, *arguments: str) -> dbt.Built:
        place = Place(self.folder)
        with environment(ACCORD_WAREHOUSE=str(self.folder)):
            dbt.ensure_parsed(place)
            return dbt.run(place, [command, *arguments])

    def rows(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.folder / "working.duckdb"), read_only=True) as working:
            return working.execute(sql).fetchall()


@pytest.fixture(scope="module")
def by_hand(module_path: Path) -> Callable[[], ByHand]:
    return lambda: ByHand(Path(mkdtemp(dir=module_path)))
