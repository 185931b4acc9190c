"""`make definitions` warns of a stage that landed and that a page in force or to come maps nowhere."""

import shutil
from pathlib import Path

import pytest

from ingestion.sources.definitions.__main__ import main
from tests.conftest import ROOT, environment

PAGES = ROOT / "dbt_project" / "definitions"
LEFT_OUT = "      Needs Analysis: Evaluation\n"
STATUS = "      BAD_TIMING: {means: recycled, claims: recycled}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(PAGES, tmp_path / "definitions")


def without(folder: Path, page: str, text: str) -> None:
    path = folder / f"{page}.yml"
    whole = path.read_text(encoding="utf-8")
    assert whole.count(text) == 1
    path.write_text(whole.replace(text, ""), encoding="utf-8")


def told(capsys, folder: Path) -> list[str]:
    assert main(["check", str(folder)]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_stage_that_landed_and_is_mapped_nowhere_is_a_warning(published, folder, capsys):
    with published.environment():
        assert len(told(capsys, folder)) == 1  # no fault, and nothing to warn of
        without(folder, "2026-07-01", LEFT_OUT)
        without(folder, "2026-07-01", STATUS)
        stage, status = told(capsys, folder)[:2]
    lines = (folder / "2026-07-01.yml").read_text(encoding="utf-8").splitlines()
    labels = lines.index("stage_labels:") + 1  # Salesforce's pipelines stand two lines below
    assert stage.startswith(
        f"2026-07-01.yml:{labels + 2}: warning: `stage_labels.salesforce` maps `Needs Analysis` "
        "nowhere, seen "
    )
    listed = lines.index("    hs_lead_status:") + 1
    assert status.startswith(
        f"2026-07-01.yml:{listed}: warning: `statuses.hubspot.hs_lead_status` lists `BAD_TIMING` "
        "nowhere, seen "
    )


def test_before_anything_is_published_nothing_has_landed_to_warn_of(tmp_path, folder, capsys):
    without(folder, "2026-07-01", LEFT_OUT)
    with environment(ACCORD_WAREHOUSE=str(tmp_path / "warehouse")):
        assert len(told(capsys, folder)) == 1
