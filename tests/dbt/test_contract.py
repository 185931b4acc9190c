"""Every conformed model has the columns of its entity's contract: all, in order, of their types."""

from pathlib import Path

import duckdb
import pytest
from ruamel.yaml import YAML

PROJECT = Path(__file__).parents[2] / "dbt_project"
CONTRACT = {path.stem: path for path in sorted((PROJECT / "contract").glob("*.yml"))}
# Models of files are inlined; one macro writes them all from the contract itself.
CONFORMED = sorted(
    path.stem
    for path in (PROJECT / "models" / "staging").glob("*/conformed_*.sql")
    if path.stem.partition("__")[2] in CONTRACT and path.parent.name != "files"
)


def declared(entity: str) -> list[tuple[str, str]]:
    """Names and types of a contract's columns, types as the engine calls them."""
    [model] = YAML(typ="safe", pure=True).load(CONTRACT[entity].read_text())["models"]
    typed = (f'cast(null as {each["data_type"]}) as "{each["name"]}"' for each in model["columns"])
    described = duckdb.sql(f"describe select {', '.join(typed)}").fetchall()
    return [(name, type) for name, type, *_ in described]


@pytest.mark.parametrize("model", CONFORMED)
def test_a_conformed_model_has_the_columns_of_its_contract(published, model):
    described = published.raw(f"describe staging.{model}")
    entity = model.partition("__")[2]
    assert [(name, type) for name, type, *_ in described] == declared(entity)


def test_every_entity_of_the_contract_is_conformed_from_some_source():
    conformed = {
        path.stem.partition("__")[2]
        for path in (PROJECT / "models" / "staging").glob("*/conformed_*.sql")
    }
    assert set(CONTRACT) <= conformed
