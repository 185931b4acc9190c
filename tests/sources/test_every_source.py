"""A source is whole: it says what it needs, is modelled, and stands in each union that it feeds."""

import dagster as dg
import pytest
from ruamel.yaml import YAML

from ingestion.sources import discover, simulators
from orchestration.defs.landing import landing_assets
from tests.conftest import ROOT

SOURCES = discover()
MODELS = ROOT / "dbt_project" / "models"
# The pages are read as they are; they are no system whose records are conformed.
SYSTEMS = [name for name in SOURCES if name != "definitions"]


def conformed_by(name: str) -> list[str]:
    """The entities of the contract that a source has."""
    contract = {path.stem for path in (ROOT / "dbt_project" / "contract").glob("*.yml")}
    found = (MODELS / "staging" / name).glob(f"conformed_{name}__*.sql")
    return sorted({path.stem.partition("__")[2] for path in found} & contract)


def names(model: str, name: str) -> bool:
    [path] = MODELS.rglob(f"{model}.sql")
    return f"'{name}'" in path.read_text()


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_tells_which_variables_it_reads(name):
    example, readme = ROOT / ".env.example", ROOT / "ingestion" / "sources" / name / "README.md"
    for setting in SOURCES[name].settings:
        variable = f"{name.upper()}_{setting.name}"
        assert variable in readme.read_text(), f"{variable} is not in {name}'s README.md"
        assert f"\n{variable}=" in example.read_text(), (
            f"{variable} is not in .env.example: make env"
        )


@pytest.mark.parametrize("name", SOURCES)
def test_a_system_with_credentials_is_told_to_those_who_have_them(name):
    if any(setting.secret for setting in SOURCES[name].settings):
        link = f"(ingestion/sources/{name}/README.md)"
        assert link in (ROOT / "README.md").read_text(), f"README.md has no row for {name}"


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_source_stands_in_each_union_that_it_feeds(name):
    unions = [f"int_{entity}_unioned" for entity in conformed_by(name)]
    assert unions, f"{name} has no conformed_{name}__<entity>.sql"
    unions.append("stg_control__loads")
    if SOURCES[name].control_totals:
        unions.append("stg_control__control_totals")
    lacking = [union for union in unions if not names(union, name)]
    assert not lacking, f"'{name}' does not stand in {', '.join(lacking)}"


@pytest.mark.parametrize("name", SOURCES)
def test_every_model_of_a_source_says_what_its_rows_are(name):
    folder, described = MODELS / "staging" / name, {}
    for path in folder.glob("_*__models.yml"):
        for model in YAML(typ="safe", pure=True).load(path.read_text())["models"]:
            described[model["name"]] = model
    for path in sorted(folder.glob("*.sql")):
        model = described.get(path.stem, {})
        told = model.get("description", "")
        assert told.startswith("One row"), f"{path.stem} does not say: One row per …"
        if path.stem.startswith("stg_"):
            assert model.get("data_tests"), f"{path.stem} has no test of its key"


@pytest.mark.parametrize("name", simulators())
def test_what_a_source_tells_reaches_the_unions_it_feeds(published, name):
    for entity in conformed_by(name):
        told = f"select count(*) > 0 from intermediate.int_{entity}_unioned where source_system = '{name}'"
        assert published.raw(told) == [(True,)], f"no row of conformed_{name}__{entity} arrived"


@pytest.mark.parametrize("name", simulators())
def test_every_raw_table_of_a_source_is_an_asset_in_its_group(published, name):
    groups = landing_assets(SOURCES[name]).group_names_by_key
    with published.environment(), dg.DagsterInstance.get() as instance:
        for table in SOURCES[name].tables:
            key = dg.AssetKey(["raw", name, table.name])
            assert groups[key] == name
            brought = instance.get_latest_materialization_event(key).asset_materialization
            [(rows,)] = published.raw(f'select count(*) from raw_{name}."{table.name}"')
            assert brought.metadata["dagster/row_count"].value == rows
