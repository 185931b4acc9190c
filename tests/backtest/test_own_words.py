"""A draft may judge by words, points and silences that no landed page has; landed pages are then
read anew beside it, and told as they were published."""

import duckdb
import pytest

from orchestration.backtest.command import backtest
from orchestration.backtest.compared import NOBODY
from tests.backtest.conftest import told

ROWS = (
    "select * from marts.rpt_definition_backtest where definition_version = '2026-07-01' "
    "and against_version = '2025-07-01' order by all"
)


@pytest.fixture(scope="module")
def company(published, module_path):
    return published.copy(module_path / "warehouse")


@pytest.fixture
def tried(company):
    """Try a draft beside a landed page; of the landed one what is told now and what was published."""

    def of(page):
        with company.environment():
            found = backtest(told(f"{page},2026-07-01")).compared
        scratch = str(company.warehouse / "backtest" / "accord.duckdb")
        with duckdb.connect(scratch, read_only=True) as marts:
            return found.pages[0], marts.execute(ROWS).fetchall(), company.query(ROWS)

    return of


def test_a_draft_may_name_an_asset_and_hear_a_silence_that_no_landed_page_does(
    company, tried, draft
):
    working = str(company.warehouse / "current" / "working.duckdb")
    with duckdb.connect(working, read_only=True) as events:
        [(asset,)] = events.execute(
            "select asset from intermediate.int_person_events where event = 'form_submission' "
            "and not is_internal and named_asset is null group by all order by count(*) desc limit 1"
        ).fetchall()
    rule = f"\n  mql:\n    says: Who asked.\n    any:\n      - {{event: form_submission, where: {{asset: [{asset}]}}}}"
    asked, now, then = tried(
        draft(
            "asked.yml",
            {
                "criteria:\n": f"criteria:{rule}\n",
                "    at_least: 50": "    at_least: 200",
                "idle_limit_days: 120": "idle_limit_days: 60",
            },
        )
    )
    assert asked.whole != NOBODY
    assert now == then != []


def test_pages_that_differ_in_points_share_stages_and_each_counts_its_own_points(tried, draft):
    points = {"    half_life_days: 30": "    half_life_days: 3650"}
    kept, now, then = tried(draft("kept.yml", points))
    assert kept.whole != NOBODY
    assert now == then != []
