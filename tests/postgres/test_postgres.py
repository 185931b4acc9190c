"""The same models on PostgreSQL give the same rows."""

import importlib.util
import os
from pathlib import Path

import duckdb
import pytest

from tests.conftest import need
from tests.postgres.server import binaries, running

# What names the build or the engine, not the company.
NOT_COMPARED = {"publication", "publication_sources"}


def copy_raw(working: Path, uri: str) -> None:
    """Everything that landed, table by table, from the working file into PostgreSQL."""
    import adbc_driver_postgresql.dbapi as postgres

    with duckdb.connect(str(working), read_only=True) as source, postgres.connect(uri) as target:
        tables = source.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_schema like 'raw\\_%' escape '\\' or table_schema = 'control'"
        ).fetchall()
        for schema in sorted({schema for schema, _ in tables}):
            with target.cursor() as cursor:
                cursor.execute(f"create schema if not exists {schema}")
        for schema, table in tables:
            rows = source.execute(f'select * from {schema}."{table}"').to_arrow_table()
            with target.cursor() as cursor:
                cursor.adbc_ingest(table, rows, mode="create", db_schema_name=schema)
        target.commit()


@pytest.fixture(scope="module")
def on_postgres(published, module_path):
    """The marts of the published company, built on PostgreSQL from the same raw rows."""
    need(binaries(), "PostgreSQL")
    need(importlib.util.find_spec("adbc_driver_postgresql"), "the PostgreSQL driver")
    from orchestration import dbt
    from orchestration.environment import Place

    with running() as server, published.environment():
        copy_raw(published.warehouse / "working.duckdb", server.uri)
        os.environ.update(server.variables)
        place = Place(module_path / "warehouse")
        built = dbt.run(place, ["build", "--exclude", "resource_type:unit_test"], target="postgres")
        assert built.succeeded, built.trouble
        yield server


def test_every_mart_has_the_same_rows_on_both_engines(published, on_postgres):
    import adbc_driver_postgresql.dbapi as postgres

    tables = [
        name
        for (name,) in published.query(
            "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
        )
        if name not in NOT_COMPARED
    ]
    assert len(tables) > 20
    differing = []
    with postgres.connect(on_postgres.uri) as server:
        for table in tables:
            columns = [
                name
                for (name,) in published.query(
                    f"select column_name from information_schema.columns where table_schema = 'marts' and table_name = '{table}' order by ordinal_position"
                )
            ]
            shown = ", ".join(f"cast({c} as text) as {c}" for c in columns)
            here = sorted(map(repr, published.query(f"select {shown} from marts.{table}")))
            with server.cursor() as cursor:
                cursor.execute(f"select {shown} from marts.{table}")
                there = sorted(
                    repr(tuple(row.values())) for row in cursor.fetch_arrow_table().to_pylist()
                )
            if here != there:
                odd = sorted(set(here) ^ set(there))[:2]
                differing.append((table, len(here), len(there), odd))
    assert not differing
