"""A page or a model that can't be read: one line that says what, where and what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingestion import checking
from ingestion.landing.warehouse import Warehouse
from ingestion.sources.definitions import doc_blocks
from orchestration import __main__ as cli
from orchestration.__main__ import main
from orchestration.environment import (
    CannotStart,
    Place,
    place,
    sample_faults,
    sample_mess,
    sample_size,
)
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
def project(module_path) -> Path:
    """This project's models, and one more that reads what there is not."""
    copy = module_path / "dbt_project"
    shutil.copytree(ROOT / "dbt_project", copy, ignore=shutil.ignore_patterns("target", "logs"))
    doc_blocks.write(target=copy / doc_blocks.WORDS)
    (copy / "models" / "marts" / "broken.sql").write_text("select * from {{ ref('nowhere') }}\n")
    return copy


def of_a_file():
    Path("/dev/full").write_text("a row")


def of_a_log():
    """As Dagster's log ends, whose words SQLite's stand behind."""
    with sqlite3.connect(":memory:") as log:
        log.execute("create table told (text)")
        log.execute("pragma max_page_count = 2")
        try:
            log.execute("insert into told values (zeroblob(100000))")
        except sqlite3.OperationalError as error:
            raise RuntimeError("the run failed") from error


@pytest.mark.parametrize("writes", [of_a_file, of_a_log])
def test_a_full_disk_is_one_line(writes, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cli, "_done", lambda _: writes())
    with environment(ACCORD_WAREHOUSE=str(tmp_path)):
        assert main(["run"]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("accord: the disk is full: ")
    assert f"where {tmp_path} lies. Make room there and run again" in line


@pytest.mark.parametrize("begin", [lambda: main(["run"]), lambda: main(["ui"]), checking.main])
@pytest.mark.parametrize("name", ["ot-her", "my org", "ö"])
def test_a_connection_that_no_variable_can_be_named_after(begin, name, tmp_path, capsys):
    told = {"SALESFORCE_CONNECTIONS": f"default,{name}", "STRIPE_API_KEY": "sk_test_x"}
    with environment(ACCORD_WAREHOUSE=str(tmp_path / "warehouse"), **told):
        assert begin() == 2
    assert capsys.readouterr().err == (
        f"accord: salesforce: SALESFORCE_CONNECTIONS names a connection '{name}'. Use letters, "
        "digits and underscores only: its variables begin with its name\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("told", "said"), [([], "no day is told"), (["June"], "'June' is no day")], ids=["none", "word"]
)
def test_a_past_day_that_is_none(told, said, capsys):
    assert main(["as-of", *told]) == 2
    assert capsys.readouterr().err == f"accord: {said}; say `make as-of DAY=2026-06-24`\n"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("folder", ["/proc", "/proc/accord", "/dev/null"])
def test_a_warehouse_that_can_not_be_written_to(command, folder, capsys):
    umask = os.umask(0o022)
    with environment(ACCORD_WAREHOUSE=folder):
        assert main(command) == 2
    os.umask(umask)
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"accord: {folder} can't be written to (")
    assert line.endswith("). Set ACCORD_WAREHOUSE to a folder that can")


@pytest.mark.parametrize("variable", ["ACCORD_FILES", "ACCORD_WAREHOUSE"])
@pytest.mark.parametrize("name", ["x\x1b[35m", "caf\udce9"])
def test_a_folder_whose_name_can_not_be_printed(variable, name, tmp_path, capsys):
    umask = os.umask(0o022)
    with environment(**{"ACCORD_WAREHOUSE": str(tmp_path / "new"), variable: f"/none/{name}"}):
        assert main(["run"]) == 2
    os.umask(umask)
    assert capsys.readouterr().err == (
        f"accord: {variable} leads to {f'/none/{name}'!r}; set it to a folder whose path can be "
        "printed\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_blanks_around_what_is_set_are_not_of_it(tmp_path):
    with environment(ACCORD_WAREHOUSE=f"{tmp_path}\r", ACCORD_SIZE="150\r", ACCORD_FAULTS=" "):
        assert (place().warehouse, sample_size(), sample_faults()) == (tmp_path, 150, None)


def test_an_amount_of_memory_that_is_none(tmp_path, capsys):
    umask = os.umask(0o022)
    with environment(ACCORD_WAREHOUSE=str(tmp_path / "warehouse"), ACCORD_MEMORY="lots"):
        assert main(["run"]) == 2
    os.umask(umask)
    [line] = capsys.readouterr().err.splitlines()
    assert line == "accord: ACCORD_MEMORY is 'lots'; set it to an amount, as 4GB"


def test_a_mess_of_no_known_degree():
    with (
        environment(ACCORD_MESS="wild"),
        pytest.raises(CannotStart, match="'wild'; set it to one of half, default, double"),
    ):
        sample_mess()


@pytest.mark.parametrize("command", COMMANDS[:2], ids=lambda command: command[0])
def test_a_log_that_can_not_be_written(command, tmp_path, capsys):
    umask = os.umask(0o022)
    with environment(ACCORD_WAREHOUSE=str(tmp_path), DAGSTER_HOME="/dev/null"):
        assert main(command) == 2
    os.umask(umask)
    line = capsys.readouterr().err.splitlines()[-1]
    assert line.startswith("accord: /dev/null can't be written to (")
    assert line.endswith("). Set DAGSTER_HOME to a folder that can")


def test_an_object_that_is_none_is_told_before_anything_begins(tmp_path, capsys):
    with environment(ACCORD_WAREHOUSE=str(tmp_path / "warehouse")):
        assert main(["reload", "--source", "stripe", "--object", "invoices"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(
        "accord: Nothing was read again: stripe has no object 'invoices'. One of"
    )
    assert not (tmp_path / "warehouse").exists()


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
