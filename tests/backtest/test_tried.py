"""Pages tried on a published company: what is told of them, and that nothing else is touched."""

import duckdb
import pytest

from orchestration.backtest import report
from orchestration.backtest.command import backtest
from orchestration.backtest.compared import GAINED, KEPT, LOST, NOBODY
from tests.backtest.conftest import told, written_by

# To every month as many as there were; a threshold that nobody reaches; an asset no page has named.
SAME = {"effective_from: 2025-07-01": "effective_from: 2026-05-01"}
NOBODY_REACHES = {"    at_least: 50": "    at_least: 200"}


@pytest.fixture(scope="module")
def company(published, module_path):
    return published.copy(module_path / "warehouse")


@pytest.fixture(scope="module")
def tried(company, draft):
    """A page with the rules of the one in force, one that nobody reaches, and one that has landed."""
    drafts = draft("same.yml", SAME), draft("strict.yml", NOBODY_REACHES)
    before = written_by(company)
    with company.environment():
        found = backtest(told(",".join(map(str, (*drafts, "2026-07-01")))))
    return found, before


def test_a_page_with_the_same_rules_has_the_same_funnel_and_neither_gains_nor_loses(tried):
    found = tried[0].compared
    same = found.pages[0]
    assert same.page.name == "same.yml" and found.against.page.name == "2025-07-01"
    assert same.of(GAINED) == same.of(LOST) == NOBODY
    assert same.whole == found.against.whole != NOBODY
    assert same.months == found.against.months


def test_what_one_page_alone_qualifies_is_lost_under_one_that_qualifies_nobody(tried):
    strict = tried[0].compared.pages[1]
    assert strict.whole == NOBODY
    assert strict.of(LOST) == tried[0].compared.against.whole


def test_a_landed_page_is_told_as_the_published_table_tells_it(tried, company):
    rows = (
        "select * from marts.rpt_definition_backtest where definition_version = '2026-07-01' "
        "and against_version = '2025-07-01' order by all"
    )
    scratch = str(company.warehouse / "backtest" / "accord.duckdb")
    with duckdb.connect(scratch, read_only=True) as marts:
        assert marts.execute(rows).fetchall() == company.query(rows) != []
    landed = tried[0].compared.pages[2]
    assert landed.of(KEPT).mql_count + landed.of(LOST).mql_count == (
        tried[0].compared.against.whole.mql_count
    )


def test_sales_accepted_and_has_yet_to_answer_as_many_as_the_baseline_says_of_the_page(
    tried, company
):
    for page in (tried[0].compared.pages[2], tried[0].compared.against):
        whole, kinds = page.whole, ("accepted_count", "rejected_count", "decision_pending_count")
        [counts] = company.query(
            f"select {', '.join(f'sum({kind})' for kind in kinds)} from marts.rpt_baseline "
            f"where definition_version = '{page.page.name}'"
        )
        assert tuple(getattr(whole, kind) for kind in kinds) == counts
        assert whole.accepted_count > 0 < whole.decision_pending_count


def test_nothing_that_is_published_or_that_a_refresh_goes_on_from_is_touched(tried, company):
    _, before = tried
    assert written_by(company) == before
    assert {path.name for path in (company.warehouse / "backtest").glob("*.duckdb*")} == {
        "accord.duckdb"
    }


def test_the_report_lies_beside_the_others_and_is_linked_from_their_index(tried, company):
    path = tried[0].report
    assert path.parent == company.warehouse / "reports" / "backtests"
    told = "same.yml, strict.yml, 2026-07-01 against 2025-07-01, over the whole history"
    index = (path.parents[1] / "index.html").read_text()
    assert f'href="backtests/{path.name}">{told}</a>' in index
    assert path.stat().st_mode & 0o777 == 0o644
    assert path.read_text() == report.page(tried[0].compared)
