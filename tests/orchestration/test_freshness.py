"""A connection that could not be read: how long its last rows may still be published.

The page of August allows Salesforce 96 hours and Stripe 24, that of September the reverse.
"""

from datetime import datetime

from ingestion.landing.warehouse import Warehouse
from ingestion.sources import discover
from orchestration import freshness


def stale(hand):
    with Warehouse(hand.place.working) as warehouse:
        told = [each for name in discover() for each in freshness.freshness(warehouse, name)]
    return [(each.name, each.fresh, each.limit) for each in told if each.is_stale]


def late(hand):
    with Warehouse(hand.place.working) as warehouse:
        return freshness.late(warehouse)


def test_each_connection_is_judged_by_its_own_last_load(hand):
    with hand.refresh("2026-08-10T00:00:00", stripe="accepted", stripe__europe="accepted"):
        pass
    with hand.refresh("2026-08-11T00:00:01", stripe="accepted", stripe__europe="failed"):
        assert stale(hand) == [("stripe (europe)", datetime(2026, 8, 10), 24)]
        (line,) = late(hand)
    for part in ("stripe (europe)", "2026-08-10 00:00 UTC", "24 hours"):
        assert part in line


def test_at_the_limit_itself_it_may_still_be_published(hand):
    with hand.refresh("2026-08-10T00:00:00", stripe="accepted"):
        pass
    with hand.refresh("2026-08-11T00:00:00", stripe="failed"):
        assert len(stale(hand)) == 1 and late(hand) == []


def test_one_that_nobody_asks_any_more_is_late_though_its_last_load_was_good(hand):
    with hand.refresh("2026-08-10T00:00:00", stripe="accepted"):
        pass
    with hand.refresh("2026-08-11T00:00:01", salesforce="accepted"):
        assert len(late(hand)) == 1


def test_neither_failures_nor_another_connection_make_it_fresher(hand):
    with hand.refresh("2026-08-10T00:00:00", stripe="accepted"):
        pass
    with hand.refresh("2026-08-10T18:00:00", stripe="failed", stripe__europe="accepted"):
        pass
    with hand.refresh("2026-08-11T01:00:00", stripe="failed"):
        assert len(late(hand)) == 1


def test_the_limits_are_those_of_the_page_in_force_at_the_refresh(hand):
    """September begins in Auckland at 12:00 UTC; a source that the page does not name has no limit."""
    sources = ("salesforce", "stripe", "hubspot")
    with hand.refresh("2026-08-30T11:00:00", **dict.fromkeys(sources, "accepted")):
        pass
    for as_of, blocked in (
        ("2026-08-31T11:59:00", ["stripe"]),
        ("2026-08-31T12:01:00", ["salesforce"]),
        ("2026-09-01T11:01:00", ["salesforce"]),
    ):
        with hand.refresh(as_of, **dict.fromkeys(sources, "failed")):
            assert sorted(line.split()[0] for line in late(hand)) == blocked


def test_a_connection_that_never_was_read_is_stale_and_blocks_nothing(hand):
    with hand.refresh("2026-08-10T00:00:00", stripe="failed"):
        assert stale(hand) == [("stripe", None, 24)]
        assert late(hand) == []
