"""A mart that loses a column stands in two versions until those who read it have moved."""

import shutil

import duckdb
import pytest

from orchestration import dbt, dev
from orchestration.environment import Place
from orchestration.selection import NO_UNIT_TESTS
from tests.conftest import ROOT

MART = "models/marts/reports/rpt_funnel.sql"
PROPERTIES = "models/marts/reports/_reports__models.yml"
QUERY = ",\n    cast(lead_count * 1.0 / nullif(all_count, 0) as decimal(38, 12)) as cumulative_rate"
LOST = '      - {name: cumulative_rate, data_type: "decimal(38, 12)", description: "Share of all leads."}\n'
VERSIONS = """\
    latest_version: 1
    versions:
      - v: 1
        defined_in: rpt_funnel
        deprecation_date: 2099-12-31
        config: {alias: rpt_funnel}
      - v: 2
        columns:
          - include: all
            exclude: [cumulative_rate]
"""


@pytest.fixture
def company(published, tmp_path, monkeypatch):
    """A published company beside a project that a test may edit."""
    company = published.copy(tmp_path / "warehouse")
    project = tmp_path / "dbt_project"
    shutil.copytree(ROOT / "dbt_project", project, ignore=shutil.ignore_patterns("target", "logs"))
    monkeypatch.setattr(Place, "dbt_project", project)
    return company


def edit(path, old, new):
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_who_takes_a_column_of_a_mart_away_is_told(company, capfd):
    project = Place(company.warehouse).dbt_project
    edit(project / MART, QUERY, "")
    edit(project / PROPERTIES, LOST, "")
    with company.environment():
        dev.main("state:modified.contract")
    assert "Breaking change to contracted, unversioned model rpt_funnel" in capfd.readouterr().out


def test_two_versions_are_two_tables_two_assets_and_two_keys_that_are_checked(company):
    project = Place(company.warehouse).dbt_project
    second = project / "models/marts/reports/rpt_funnel_v2.sql"
    shutil.copy(project / MART, second)
    edit(second, QUERY, "")
    edit(project / PROPERTIES, "  - name: rpt_funnel\n", f"  - name: rpt_funnel\n{VERSIONS}")
    with company.environment():
        from orchestration.defs.modelling import TRANSLATOR

        place = Place(company.warehouse)
        dbt.ensure_parsed(place)
        built = dbt.run(place, ["build", "--select", "rpt_funnel", *NO_UNIT_TESTS])
        nodes = dbt.manifest(place)["nodes"]
        assets = {
            TRANSLATOR.get_asset_key(nodes[f"model.accord.rpt_funnel.{version}"]).to_user_string()
            for version in ("v1", "v2")
        }
    assert built.succeeded, built.trouble
    assert assets == {"marts/rpt_funnel", "marts/rpt_funnel_v2"}
    assert sum("rpt_funnel_has_its_key" in unique_id for unique_id, _ in built.of("pass")) == 2
    assert columns(company, "rpt_funnel") - columns(company, "rpt_funnel_v2") == {"cumulative_rate"}


def columns(company, table):
    with duckdb.connect(str(company.warehouse / "accord.duckdb"), read_only=True) as marts:
        return {row[0] for row in marts.execute(f"describe marts.{table}").fetchall()}
