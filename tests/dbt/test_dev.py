"""A build by hand: in a file of its own, what changed and nothing else, the rest as published."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from ingestion.sources.definitions import doc_blocks
from orchestration import dev
from orchestration.environment import CannotStart, Place
from tests.conftest import ROOT, environment

FUNNEL = "models/marts/reports/rpt_funnel.sql"
PUBLISHED = "select funnel_id from marts.rpt_funnel order by all"


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


def build_by_hand(project, *select):
    """What an engineer types in the folder of the models, in a shell that no variable is set in."""
    dbt = Path(sys.executable).with_name("dbt")
    profiles = shutil.copytree(ROOT / "profiles", project.parent / "profiles", dirs_exist_ok=True)
    command = [str(dbt), "build", "--profiles-dir", f"../{profiles.name}", "--select", *select]
    with environment():
        ended = subprocess.run(command, cwd=project, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout


def built(company, kind="BASE TABLE"):
    """Schema and name of each table (`kind`: or view) of the file that is written by hand."""
    if not (company.warehouse / "dev.duckdb").exists():
        return []
    with duckdb.connect(str(company.warehouse / "dev.duckdb"), read_only=True) as dev:
        return dev.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_catalog = 'dev' and table_type = $1 order by all",
            [kind],
        ).fetchall()


def written(company):
    """What production and its readers use, byte by byte."""
    files = [path for path in company.warehouse.rglob("*.duckdb") if path.name != "dev.duckdb"]
    return {path: hashlib.sha256(path.read_bytes()).digest() for path in files}


def test_what_changed_is_built_apart_and_production_stays_as_it_is(company):
    before = written(company)
    with company.environment():
        words = Place(company.warehouse).dbt_project / doc_blocks.WORDS
        words.unlink(missing_ok=True)  # or those of another run on other pages
        assert dev.main() == 0
        assert built(company) == []  # nothing differs from what was published
        change(Place(company.warehouse), " as funnel_id,\n", " || '!' as funnel_id,\n")
        assert dev.main() == 0
    assert built(company) == [("marts", "rpt_funnel")]
    with duckdb.connect(str(company.warehouse / "dev.duckdb"), read_only=True) as own:
        assert own.execute(PUBLISHED).fetchall() == [
            (f"{funnel_id}!",) for (funnel_id,) in company.query(PUBLISHED)
        ]
    assert written(company) == before


def test_a_build_by_hand_reads_the_rest_as_published_and_writes_a_file_of_its_own(company):
    before = written(company)
    project = Place(company.warehouse).dbt_project
    build_by_hand(project, "people", "fct_leads", "registry_people")
    own = [("marts", "fct_leads"), ("people", "people"), ("registry", "people")]
    assert built(company) == own
    assert ("marts", "dim_accounts") in built(company, "VIEW")
    # What stood in for a model gives way to it once it is built: incremental, and a table.
    build_by_hand(project, "dim_accounts", "int_leads_staged")
    assert built(company) == sorted(
        [*own, ("marts", "dim_accounts"), ("intermediate", "int_leads_staged")]
    )
    assert written(company) == before


def test_a_build_by_hand_finds_no_way_into_production(company):
    before = written(company)
    where = Place(company.warehouse)
    dbt = Path(sys.executable).with_name("dbt")
    command = [str(dbt), "run", "--profiles-dir", str(where.profiles), "--target", "prod"]
    with company.environment():
        ended = subprocess.run(
            [*command, "--select", "dim_dates"],
            cwd=where.dbt_project,
            capture_output=True,
            text=True,
        )
    assert ended.returncode != 0 and written(company) == before
    assert "does not have a target named 'prod'" in ended.stdout
    assert " - dev" in ended.stdout


def test_before_anything_is_published_it_says_what_to_do_first(tmp_path, company):
    shutil.rmtree(company.warehouse / "builds")
    with company.environment(), pytest.raises(CannotStart, match="say `make run` first"):
        dev.main()
