"""A build by hand: in a file of its own, what changed and nothing else, the rest as published."""

import hashlib
import shutil

import duckdb
import pytest

from orchestration import dev
from orchestration.environment import CannotStart, Place
from tests.conftest import ROOT

FUNNEL = "models/marts/reports/rpt_funnel.sql"
PUBLISHED = "select lead_stage, lead_count from marts.rpt_funnel order by all"


@pytest.fixture
def company(published, tmp_path, monkeypatch):
    """A published company beside a project that a test may edit."""
    company = published.copy(tmp_path / "warehouse")
    project = tmp_path / "dbt_project"
    shutil.copytree(ROOT / "dbt_project", project, ignore=shutil.ignore_patterns("target", "logs"))
    monkeypatch.setattr(Place, "dbt_project", project)
    return company


def change(place, old, new):
    path = place.dbt_project / FUNNEL
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def built(company):
    """Schema and name of each table and view of the file that is written by hand."""
    if not (company.warehouse / "dev.duckdb").exists():
        return []
    with duckdb.connect(str(company.warehouse / "dev.duckdb"), read_only=True) as dev:
        return dev.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_catalog = 'dev' order by all"
        ).fetchall()


def written(company):
    """What production and its readers use, byte by byte."""
    files = [path for path in company.warehouse.rglob("*.duckdb") if path.name != "dev.duckdb"]
    return {path: hashlib.sha256(path.read_bytes()).digest() for path in files}


def test_what_changed_is_built_apart_and_production_stays_as_it_is(company):
    before = written(company)
    with company.environment():
        assert dev.main() == 0
        assert built(company) == []  # nothing differs from what was published
        change(Place(company.warehouse), "    lead_count,\n", "    lead_count * 2 as lead_count,\n")
        assert dev.main() == 0
    assert built(company) == [("marts", "rpt_funnel")]
    with duckdb.connect(str(company.warehouse / "dev.duckdb"), read_only=True) as own:
        assert own.execute(PUBLISHED).fetchall() == [
            (stage, count * 2) for stage, count in company.query(PUBLISHED)
        ]
    assert written(company) == before


def test_not_even_people_and_keys_are_written_into_production(company):
    before = written(company)
    with company.environment():
        assert dev.main("people fct_leads registry_people") == 0
    assert built(company) == [("marts", "fct_leads"), ("people", "people"), ("registry", "people")]
    assert written(company) == before


def test_before_anything_is_published_it_says_what_to_do_first(tmp_path, company):
    shutil.rmtree(company.warehouse / "builds")
    with company.environment(), pytest.raises(CannotStart, match="say `make run` first"):
        dev.main()
