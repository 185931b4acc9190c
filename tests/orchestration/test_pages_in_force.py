"""Which page governs a refresh: the last signed one that has begun where the company reports."""

import pytest

from ingestion.landing.warehouse import Warehouse
from orchestration import pages
from orchestration.landing import waiting_pages


def governing(hand, as_of):
    """The page that governs, and what is said of those that landed where none does."""
    with hand.refresh(as_of) as refresh, Warehouse(hand.place.working) as warehouse:
        found = pages.governing(warehouse, refresh.as_of)
        waiting = waiting_pages(warehouse)
    return found and found["page"], waiting


def test_a_page_signed_for_a_day_to_come_does_not_govern_and_each_page_says_why(hand):
    page, waiting = governing(hand, "2026-07-15T12:00:00")
    assert page is None
    told = dict(line.split(", ", 1) for line in waiting)
    assert "draft" in told["2026-01-01"]
    assert "approvals" in told["2099-02-01"]
    assert "sample" in told["2026-03-01"]
    assert "not yet" in told["2026-08-01"]
    assert "not yet" in told["2026-09-01"]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-08-01T03:59:59", None),
        ("2026-08-01T04:00:00", "2026-08-01"),
        ("2026-08-31T11:59:59", "2026-08-01"),
        ("2026-08-31T12:00:00", "2026-09-01"),
    ],
)
def test_a_page_governs_from_midnight_in_its_own_time_zone(hand, as_of, expected):
    page, waiting = governing(hand, as_of)
    assert page == expected
    assert (waiting is None) == (expected is not None)
