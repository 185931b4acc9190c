"""`make definitions` warns of what landed and a page leaves out, or spells in another way."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingestion.sources.definitions.__main__ import main
from ingestion.sources.definitions.signing import sign
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


def test_a_text_that_never_landed_and_is_nearly_one_that_did_is_a_warning(
    published, folder, capsys
):
    path = folder / "2026-07-01.yml"
    whole = path.read_text(encoding="utf-8")
    slips = {
        "asset: [Request a demo, Contact sales": "asset: [Request a dmeo, Contact sales",
        "industry: [Industrial Machinery": "industry: [industrial machinery",
        "time_zone: [Europe/Berlin]": "time_zone: [Europe/Dublin]",
    }
    for right, wrong in slips.items():
        assert right in whole
        whole = whole.replace(right, wrong)
    path.write_text(whole, encoding="utf-8")
    with published.environment():
        lines = [line.partition(": warning: ")[2] for line in told(capsys, folder)[:-1]]
    assert set(lines) == {
        "no `asset` that landed is `Request a dmeo`; there is `Request a demo`",
        "no `industry` that landed is `industrial machinery`; there is `Industrial Machinery`",
        "no `time_zone` that landed is `Europe/Dublin`; there is `Europe/Berlin`",
    }


def test_what_happened_before_the_first_page_is_a_warning(published, folder, capsys):
    path = folder / "2024-01-01.yml"
    company = published.copy(folder.parent / "warehouse")
    told_of = company.warehouse / "current" / "working.duckdb"
    beside = Path(shutil.copy(told_of, folder / "beside.duckdb"))  # the copy shares its files
    with duckdb.connect(str(beside)) as working:
        working.execute(
            "insert into intermediate.int_person_events (event, event_at)"
            " values ('page_view', timestamp '2023-06-01')"
        )
    beside.replace(told_of)
    with company.environment():
        warned = told(capsys, folder)[0]
    line = path.read_text().splitlines().index("effective_from: 2024-01-01") + 1
    says = "warning: no page judges the 1 events from 2023-06-01 until this one"
    assert warned == f"2024-01-01.yml:{line}: {says}"


def test_before_anything_is_published_nothing_has_landed_to_warn_of(tmp_path, folder, capsys):
    without(folder, "2026-07-01", LEFT_OUT)
    with environment(ACCORD_WAREHOUSE=str(tmp_path / "warehouse")):
        assert len(told(capsys, folder)) == 1


def test_a_page_that_governed_by_other_rules_is_a_warning(published, folder, capsys):
    [(landed_on,)] = published.raw("select cast(min(_seen_at) as date) from raw_definitions.pages")
    path = folder / "2025-07-01.yml"
    path.write_text(path.read_text().replace("stripe: 72", "stripe: 71"))
    for name, team in (("Maya Lindqvist", "marketing"), ("Tomas Okafor", "sales")):
        sign(path, name, team, date(2025, 6, 25))
    with published.environment():
        warning, last = told(capsys, folder)
    assert warning.split(": ", 1)[1] == (
        f"warning: its rules are not those that governed and landed on {landed_on}: everything "
        f"since 2025-07-01 is judged anew by the next run; `make backtest VERSION={path} "
        "AGAINST=2025-07-01` tells whom it qualifies"
    )
    assert last.startswith("no fault")
