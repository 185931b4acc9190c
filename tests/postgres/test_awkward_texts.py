"""What a text is worth, and what comes first, is the same on both engines, whatever vendors send."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.conftest import environment, need
from tests.postgres.awkward import READ_AS
from tests.postgres.server import Server, binaries, call, running


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    need(binaries(), "PostgreSQL")
    need(importlib.util.find_spec("adbc_driver_postgresql"), "the PostgreSQL driver")
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def warehouse(module_path: Path) -> Path:
    return module_path


def dbt(warehouse: Path, server: Server, target: str, *arguments: str):
    from orchestration import dbt
    from orchestration.environment import Place

    place = Place(warehouse / target)  # of each engine its own, or dbt would read all anew
    with environment(ACCORD_WAREHOUSE=str(place.warehouse)):
        os.environ.update(server.variables)
        place.warehouse.mkdir(exist_ok=True)
        if target == "prod":
            dbt.ensure_parsed(place)
        return dbt.run(place, arguments, target=target)


def sql_of(warehouse: Path, server: Server, target: str, inline: str) -> str:
    built = dbt(warehouse, server, target, "compile", "--inline", inline)
    assert built.succeeded, built.trouble
    return built.results[0].node.compiled_code


def read_by(target: str, server: Server, sql: str, texts: list[str]) -> list[tuple]:
    import adbc_driver_postgresql.dbapi as postgres

    rows = ", ".join(f"({place}, '{text}')" for place, text in enumerate(texts))
    asked = f"with awkward (place, told) as (values {rows}) {sql} order by place"
    if target == "prod":
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            return connection.execute(asked).fetchall()
    with postgres.connect(server.uri) as connection, connection.cursor() as cursor:
        cursor.execute("set time zone 'UTC'")
        cursor.execute(asked)
        return [tuple(row.values()) for row in cursor.fetch_arrow_table().to_pylist()]


@pytest.mark.parametrize("kinds", READ_AS, ids="-".join)
@pytest.mark.parametrize("target", ["prod", "postgres"])
def test_both_engines_read_the_same_in_awkward_texts(warehouse, server, target, kinds):
    """Of a text that is no value, or one too large, nothing; and no query ever fails."""
    read = ", ".join(
        f"cast({{{{ safe_cast_to('{kind}', 'told') }}}} as text) as {kind}_read" for kind in kinds
    )
    sql = sql_of(warehouse, server, target, f"select {read} from awkward")
    expected = READ_AS[kinds]
    found = read_by(target, server, sql, list(expected))
    assert dict(zip(expected, found, strict=True)) == expected


@pytest.mark.parametrize("target", ["prod", "postgres"])
def test_a_rate_keeps_twelve_places_and_is_nothing_where_it_has_too_many_before(
    warehouse, server, target
):
    texts = ["0.1234567890125", "9" * 26, "1" + "0" * 26, "1e999999"]
    inline = "select cast({{ safe_cast_to('rate', 'told') }} as text) from awkward"
    found = read_by(target, server, sql_of(warehouse, server, target, inline), texts)
    assert [value for (value,) in found] == [
        "0.123456789013",
        "9" * 26 + ".000000000000",
        None,
        None,
    ]


@pytest.mark.parametrize("target", ["prod", "postgres"])
def test_a_database_that_compares_texts_by_their_bytes_is_taken(warehouse, server, target):
    """The run gets as far as the tables, which are not there."""
    built = dbt(warehouse, server, target, "run", "--select", "stg_control__refreshes")
    assert "compare texts" not in built.trouble
    assert "refreshes" in built.trouble


OTHER = "compares_otherwise"  # one name for each, or dbt would read all anew


@pytest.mark.parametrize(
    "how",
    [
        ["--locale-provider=icu", "--icu-locale=en", "--locale=C.UTF-8"],
        ["--locale=C"],
    ],
    ids=["by_icu", "without_letters"],
)
def test_a_database_that_compares_texts_otherwise_ends_the_run_in_one_line(warehouse, server, how):
    call("createdb", *server.options, "--template=template0", *how, OTHER)
    try:
        other = replace(server, database=OTHER)
        built = dbt(warehouse, other, "postgres", "run", "--select", "stg_control__refreshes")
    finally:
        call("dropdb", *server.options, "--force", OTHER)
    assert not built.succeeded
    line = " ".join(built.trouble.split())
    assert f"The database {OTHER} does not compare texts" in line
    assert "Create the database with LC_COLLATE 'C'" in line
