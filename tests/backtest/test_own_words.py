"""A draft may judge by words that no landed page names."""

import duckdb

from orchestration.backtest.command import backtest
from orchestration.backtest.compared import NOBODY
from tests.backtest.conftest import told

BY_SCORES = "scores:"


def test_a_draft_may_name_an_asset_that_no_landed_page_names(published, draft, module_path):
    company = published.copy(module_path / "warehouse")
    working = str(company.warehouse / "current" / "working.duckdb")
    with duckdb.connect(working, read_only=True) as events:
        [(asset,)] = events.execute(
            "select asset from intermediate.int_person_events where event = 'form_submission' "
            "and not is_internal and named_asset is null group by all order by count(*) desc limit 1"
        ).fetchall()
    rule = f"\n  mql:\n    says: Who asked.\n    any:\n      - {{event: form_submission, where: {{asset: [{asset}]}}}}"
    page = draft(
        "asked.yml", {"criteria:\n": f"criteria:{rule}\n", "    at_least: 50": "    at_least: 200"}
    )
    with company.environment():
        asked = backtest(told(page)).compared.pages[0]
    assert asked.whole != NOBODY
