"""A model that changed since the last publication is built anew from all rows; keys stay."""

import shutil

import duckdb
import pytest

from orchestration.due import model_changed, remember_published
from orchestration.environment import Place
from orchestration.parsed import project_digest
from tests.conftest import ROOT

OLD_KEY = (
    "insert into registry.people by name select 'key of long ago' as record_key, "
    "* exclude (record_key, record_id), 'gone' as record_id from registry.people limit 1"
)
AMOUNTS = "select opportunity_id, amount, reporting_amount from marts.fct_opportunities order by 1"
BRIDGES = "select record_id, person_id from marts.bridge_people order by all"


def test_after_a_model_changed_all_rows_are_built_anew_and_no_key_is_lost(published, tmp_path):
    company = published.copy(tmp_path / "warehouse")
    # As another model had built it: amounts a hundred times as high, in rows that no load brings again.
    with duckdb.connect(str(company.warehouse / "working.duckdb")) as working:
        working.execute("update staging.stg_salesforce__opportunities set amount = amount * 100")
        working.execute(OLD_KEY)
        registered = working.execute("from registry.people order by all").fetchall()
    with duckdb.connect(str(company.warehouse / "accord.duckdb")) as marts:
        marts.execute("create table marts.left_over as select 1 as was_once_a_mart")
    Place(company.warehouse).dbt_target.joinpath("published.sha256").write_text("another project")

    outcome = company.run(days=0)
    assert outcome.succeeded and outcome.was_modelled, outcome.messages
    assert company.query(AMOUNTS) == published.query(AMOUNTS)
    left_over = "select count(*) from duckdb_tables() where table_name = 'left_over'"
    assert company.query(left_over) == [(0,)]
    assert company.query(BRIDGES) == published.query(BRIDGES)
    assert company.raw("from registry.people order by all") == registered
    with company.environment():
        assert not model_changed(Place(company.warehouse))


class Elsewhere(Place):
    """A project that a test may edit."""

    @property
    def dbt_project(self):
        return self.warehouse.parent / "dbt_project"

    @property
    def profiles(self):
        return self.warehouse.parent / "profiles"


@pytest.mark.parametrize(
    ("file", "is_change"),
    [
        ("dbt_project/models/marts/leads/fct_leads.sql", True),
        ("dbt_project/macros/typed.sql", True),
        ("dbt_project/dbt_project.yml", True),
        ("profiles/profiles.yml", True),
        ("dbt_project/models/marts/leads/another.sql", True),
        # A page lands like any other row, and what dbt writes is nobody's change.
        ("dbt_project/definitions/2024-01-01.yml", False),
        ("dbt_project/models/docs/definitions.md", False),
        ("dbt_project/target/manifest.json", False),
        ("dbt_project/logs/dbt.log", False),
    ],
)
def test_a_change_of_what_dbt_builds_counts_and_nothing_else(tmp_path, file, is_change):
    for folder in ("dbt_project", "profiles"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("target"))
    where = Elsewhere(tmp_path / "warehouse")
    where.dbt_target.mkdir(parents=True)
    assert model_changed(where)
    remember_published(where, project_digest(where))
    assert not model_changed(where)
    edited = tmp_path / file
    edited.parent.mkdir(exist_ok=True)
    with edited.open("a") as opened:
        opened.write("\n-- edited\n")
    assert model_changed(where) == is_change
