"""Deals as they were known: each case worked out by hand from the rules."""

from datetime import date
from decimal import Decimal

from ingestion.sandbox.truth.spans import days_of
from tests.score.conftest import at

STAGE, AMOUNT, WORTH = 1, 5, 6


def test_a_deal_was_worth_what_was_known_of_it_until_more_was(book):
    deal = book.deal("9", "2026-01-05 15:00", stage="Closed Won", amount=Decimal(30))
    book.stage(deal, "2026-01-05 15:00", "Qualification")
    book.deal_change(deal, "amount", "2026-01-05 15:00", "10")
    book.deal_change(deal, "amount", "2026-01-07 15:00", "30")
    book.stage(deal, "2026-01-07 16:00", "Closed Won", "Qualification")
    spans = book.evaluate().spans
    assert [(each.valid_from, each.state[STAGE], each.state[AMOUNT]) for each in spans] == [
        (at("2026-01-05 15:00"), "Discovery", Decimal(10)),
        (at("2026-01-07 15:00"), "Discovery", Decimal(30)),
        (at("2026-01-07 16:00"), "Closed won", Decimal(30)),
    ]
    assert [each.last_date for each in spans[:2]] == [date(2026, 1, 6), date(2026, 1, 6)]
    assert {each.held for each in spans} == {"currency_code"}
    (days,) = days_of(spans)
    # Now is the first of March in London, the last of February in New York: 53 days at 30.
    assert (days.day_count, days.reporting_amount) == (55, 2 * Decimal(10) + 53 * Decimal(30))


def test_an_open_deal_changes_its_worth_with_the_rate(book):
    book.rate("EUR", "2025-12-01", "2", until="2026-02-01")
    book.rate("EUR", "2026-02-01", "4")
    deal = book.deal("9", "2026-01-05 15:00", amount=Decimal(8), currency_code="EUR")
    book.stage(deal, "2026-01-05 15:00", "Prospecting")
    assert [(each.valid_from, each.state[WORTH]) for each in book.evaluate().spans] == [
        (at("2026-01-05 15:00"), Decimal(4)),
        (at("2026-02-01 05:00"), Decimal(2)),
    ]


def test_what_a_record_says_now_is_so_from_its_last_change_on(book):
    deal = book.deal("9", "2026-01-05", changed="2026-02-01", amount=Decimal(30))
    book.deal_change(deal, "amount", "2026-01-05", "10")
    assert [(each.valid_from, each.state[AMOUNT]) for each in book.evaluate().spans] == [
        (at("2026-01-05"), Decimal(10)),
        (at("2026-02-01"), Decimal(30)),
    ]
