"""Numbers add up over days: a period may be cut anywhere."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.backtest.asked import Asked
from orchestration.backtest.compared import GAINED, KEPT, LOST, NOBODY, read
from orchestration.backtest.pages import Tried
from orchestration.environment import Place

TRIED, AGAINST = Tried("2026-07-01", "tried"), Tried("2024-01-01", "against")
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@pytest.fixture(scope="module")
def compared(published):
    """The two pages over a period, from the published table."""
    current = published.warehouse / "current"

    def over(first=None, until=None):
        return read(Place(current), current, [TRIED], AGAINST, Asked((), "", first, until))

    return over


@given(cut=DAYS)
@settings(max_examples=12, deadline=None)
def test_a_period_that_is_cut_at_any_day_adds_up_to_the_whole(compared, cut):
    whole, before, after = compared(), compared(until=cut), compared(first=cut)
    assert whole.against.whole != NOBODY
    for page, one, other in (
        (whole.pages[0], before.pages[0], after.pages[0]),
        (whole.against, before.against, after.against),
    ):
        for change in (KEPT, GAINED, LOST):
            assert one.of(change) + other.of(change) == page.of(change)


@given(first=DAYS, days=st.integers(1, 400))
@settings(max_examples=12, deadline=None)
def test_a_period_adds_up_from_its_days(compared, first, days):
    until = first + timedelta(days)
    middle = first + timedelta(days // 2)
    parts = [compared(first, middle)] if middle > first else []
    parts.append(compared(middle, until))
    total = sum((part.pages[0].whole for part in parts), NOBODY)
    assert total == compared(first, until).pages[0].whole


def test_what_one_page_gains_the_other_loses_and_both_keep_as_many(compared):
    whole = compared()
    tried, against = whole.pages[0], whole.against
    assert tried.of(GAINED) == against.of(LOST) and tried.of(LOST) == against.of(GAINED)
    assert tried.of(KEPT).mql_count == against.of(KEPT).mql_count > 0
    assert sum(tried.months.values()) == tried.whole.mql_count
