"""A page or a model that can't be read: one line that says what, where and what to do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingestion.landing.warehouse import Warehouse
from ingestion.sources.definitions import doc_blocks
from orchestration.__main__ import main
from orchestration.environment import Place
from tests.conftest import ROOT, environment

COMMANDS = (["run"], ["ui"], ["as-of", "2026-01-31"])


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    folder = tmp_path / "warehouse"
    folder.mkdir()
    (folder / "working.duckdb").touch()
    return folder


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_page_that_is_not_yaml(command, warehouse, tmp_path):
    page = tmp_path / "files" / "definitions" / "2026-01-01.yml"
    page.parent.mkdir(parents=True)
    page.write_text("company: x\ntime_zone: [Europe/Zurich\n")
    with environment(ACCORD_WAREHOUSE=str(warehouse), ACCORD_FILES=str(tmp_path / "files")):
        done = subprocess.run(
            [sys.executable, "-m", "orchestration", *command],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("accord: definitions: 2026-01-01.yml:3: not YAML: ")
    assert line.endswith(". Run .venv/bin/python -m ingestion.sources.definitions check")


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """This project's models, and one more that reads what there is not."""
    copy = tmp_path_factory.mktemp("project") / "dbt_project"
    shutil.copytree(ROOT / "dbt_project", copy, ignore=shutil.ignore_patterns("target", "logs"))
    doc_blocks.write(target=copy / "models" / "docs" / "definitions.md")
    (copy / "models" / "marts" / "broken.sql").write_text("select * from {{ ref('nowhere') }}\n")
    return copy


@pytest.mark.parametrize(
    ("told", "said"), [([], "no day is told"), (["June"], "'June' is no day")], ids=["none", "word"]
)
def test_a_past_day_that_is_none(told, said, capsys):
    assert main(["as-of", *told]) == 2
    assert capsys.readouterr().err == f"accord: {said}; say `make as-of DAY=2026-06-24`\n"


@pytest.mark.parametrize("told", ["-1", "x", "1.5"])
def test_days_that_are_none(told, capsys):
    assert main(["run", f"--days={told}"]) == 2
    assert capsys.readouterr().err == (
        f"accord: DAYS is '{told}'; set it to a whole number, as 1\n"
    )


def test_a_folder_of_files_that_is_not_there_makes_nothing(tmp_path, capsys):
    with environment(
        ACCORD_FILES=str(tmp_path / "none"), ACCORD_WAREHOUSE=str(tmp_path / "warehouse")
    ):
        assert main(["run"]) == 2
    told = capsys.readouterr().err
    assert told == (
        f"accord: {tmp_path}/none is no folder; say `make run FILES=<folder with mappings>`\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_warehouse_of_real_data_founds_no_sample_company(tmp_path, capsys):
    where = Place(tmp_path / "warehouse")
    with Warehouse(where.working) as warehouse:
        warehouse.prepare([])
        warehouse.stamp("live")
        warehouse.begin_refresh(datetime(2026, 3, 1, tzinfo=UTC))
    with environment(ACCORD_WAREHOUSE=str(where.warehouse)):
        assert main(["run"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("accord: this warehouse holds live data and the run would land sample ")
    assert not where.sandbox.exists()


def test_a_model_that_reads_what_there_is_not(project, warehouse, monkeypatch, capsys):
    monkeypatch.setattr(Place, "dbt_project", project)
    with environment(ACCORD_WAREHOUSE=str(warehouse), DAGSTER_HOME=str(warehouse / "dagster")):
        assert main(["as-of", "2026-01-31"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("accord: dbt can't read the project: Compilation Error: Model ")
    for part in ("models/marts/broken.sql", "'nowhere'", "not found. Mend it and run again"):
        assert part in line
