"""DuckDB joins all rows with all rows where an outer join asks for something of one side only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

PLAN = "explain (format json) "


@pytest.fixture(scope="module")
def warehouse(published) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that models of a published company read, under the names that they read them by."""
    with duckdb.connect() as reading:
        for file in ("working", "accord", "pii"):
            path = published.marts.with_name(f"{file}.duckdb")
            reading.execute(f"attach '{path}' (read_only)")
        reading.execute("use working")
        yield reading


def _row_by_row(warehouse: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    """The conditions of the outer joins of a query that are tried on each pair of rows."""

    def within(step: dict) -> Iterator[str]:
        told = step["extra_info"]
        if step["name"] == "BLOCKWISE_NL_JOIN" and told["Join Type"] != "INNER":
            yield told["Condition"]
        for child in step["children"]:
            yield from within(child)

    [(_, plan)] = warehouse.execute(PLAN + query).fetchall()
    return [condition for step in json.loads(plan) for condition in within(step)]


def test_no_model_joins_outer_rows_one_by_one(published, warehouse):
    compiled = published.warehouse / "dbt" / "compiled" / "accord" / "models"
    models: list[Path] = sorted(path for path in compiled.rglob("*.sql") if path.is_file())
    assert len(models) > 300
    found = {
        path.stem: conditions
        for path in models
        if (conditions := _row_by_row(warehouse, path.read_text()))
    }
    assert not found


def test_a_condition_on_one_side_of_an_outer_join_is_found(warehouse):
    rows = "(select range as id, range % 2 = 0 as is_even from range(9))"
    join = f"select * from {rows} as a left join {rows} as b on a.id = b.id and a.is_even"
    assert _row_by_row(warehouse, join)
    assert not _row_by_row(warehouse, join.replace("a.is_even", "b.is_even"))
