"""Stages, amounts and rates of deals: each case worked out by hand from the rules."""

from datetime import UTC, date, datetime
from decimal import Decimal

from ingestion.sandbox.truth.entities import Line, Product
from ingestion.sandbox.truth.money import Rates


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


def one_deal(book):
    (deal,) = book.evaluate().deals.values()
    return deal


def test_regressions_and_repeats_are_entries_and_what_did_not_change_is_none(book):
    deal = book.deal("9", "2025-03-01 10:00", stage="Closed Won")
    book.stage(deal, "2025-03-01 10:00", "Prospecting")
    book.stage(deal, "2025-03-05 10:00", "Qualification", "Prospecting")
    book.stage(deal, "2025-03-06 10:00", "Qualification", "Qualification")
    book.stage(deal, "2025-03-09 10:00", "Proposal/Price Quote", "Qualification")
    book.stage(deal, "2025-03-12 10:00", "Qualification", "Proposal/Price Quote")
    book.stage(deal, "2025-03-20 10:00", "Closed Won", "Qualification")
    found = one_deal(book)
    assert [entry.stage for entry in found.entries] == [
        "Discovery", "Discovery", "Proposal", "Discovery", "Closed won",
    ]  # fmt: skip
    assert (found.closed_at, found.cycle_days) == (at("2025-03-20 10:00"), 19)


def test_a_deal_that_was_opened_again_is_not_closed(book):
    deal = book.deal("9", "2025-03-01 10:00", stage="Negotiation/Review")
    book.stage(deal, "2025-03-01 10:00", "Prospecting")
    book.stage(deal, "2025-03-05 10:00", "Closed Lost", "Prospecting")
    book.stage(deal, "2025-03-09 10:00", "Negotiation/Review", "Closed Lost")
    found = one_deal(book)
    assert (found.is_closed, found.closed_at, found.cycle_days) == (False, None, None)
    assert (found.outcome, found.forecast_category) == ("open", "commit")


def test_a_deal_without_history_entered_its_stage_when_it_was_made(book):
    book.deal("9", "2025-03-01 10:00", stage="Closed Lost")
    found = one_deal(book)
    assert [(entry.at, entry.outcome) for entry in found.entries] == [
        (at("2025-03-01 10:00"), "lost")
    ]
    assert found.closed_at == at("2025-03-01 10:00")


def test_what_lies_ahead_of_now_is_not_entered_yet(book):
    """Now is the first of March 2026."""
    deal = book.deal("9", "2025-03-01 10:00", stage="Closed Won")
    book.stage(deal, "2025-03-01 10:00", "Prospecting")
    book.stage(deal, "2026-03-01 00:01", "Closed Won", "Prospecting")
    unseen = book.deal("8", "2025-04-01 10:00", stage="Closed Lost")
    book.stage(unseen, "2026-03-02 10:00", "Closed Lost", "Qualification")
    book.deal("7", "2026-03-01 00:01")
    found = sorted(book.evaluate().deals.values(), key=lambda each: each.created_at)
    assert [each.outcome for each in found] == ["open", "open"]
    assert [[entry.source_stage for entry in each.entries] for each in found] == [
        ["Prospecting"],
        ["Qualification"],
    ]


def test_days_are_those_of_the_pages_time_zone(book):
    """02:00 UTC on the 2nd is still the 1st in New York."""
    deal = book.deal("9", "2025-03-02 02:00", stage="Closed Won")
    book.stage(deal, "2025-03-02 02:00", "Prospecting")
    book.stage(deal, "2025-03-02 15:00", "Closed Won", "Prospecting")
    assert one_deal(book).cycle_days == 1


def test_the_same_deal_in_two_systems_takes_amount_and_stage_from_the_first_that_has_them(book):
    book.deal("9", "2025-03-01", "salesforce", amount=None, stage="Closed Won", currency_code="EUR")
    book.deal(
        "7", "2025-02-01", "hubspot", amount=Decimal("10.5"), currency_code="USD",
        stage="contractsent", pipeline="default", synced=(("salesforce", "9"),),
    )  # fmt: skip
    found = one_deal(book)
    assert (found.amount, found.currency_code, found.stage) == (
        Decimal("10.5"),
        "USD",
        "Closed won",
    )
    assert (found.created_at, found.system_count) == (at("2025-02-01"), 2)


def test_a_stage_that_no_page_lists_stays_unknown(book):
    book.deal("9", "2025-03-01 10:00", stage="Verbal yes")
    found = one_deal(book)
    assert (found.stage, found.outcome) == (None, None)
    assert (found.is_closed, found.is_won) == (None, None)
    assert found.entries[0].source_stage == "Verbal yes"


def test_a_closed_deal_is_worth_the_rate_of_its_closing_day_and_an_open_one_todays(book):
    book.rate("EUR", "2025-01-01", "0.8", "2025-03-20")
    book.rate("EUR", "2025-03-20", "0.9")
    closed = book.deal(
        "8", "2025-03-01", amount=Decimal(100), currency_code="EUR", stage="Closed Won"
    )
    book.stage(closed, "2025-03-01", "Prospecting")
    book.stage(closed, "2025-03-19 18:00", "Closed Won", "Prospecting")
    book.deal("9", "2025-03-01", amount=Decimal(100), currency_code="EUR")
    worth = {deal.is_closed: deal.reporting_amount for deal in book.evaluate().deals.values()}
    assert worth == {True: Decimal("125.0000"), False: Decimal("111.1111")}


def test_the_last_half_is_rounded_away_from_zero(book):
    book.rate("EUR", "2025-01-01", "8")
    for amount, worth in (("0.0004", "0.0001"), ("-0.0004", "-0.0001"), ("0.0003", "0.0000")):
        book.records.deals.clear()
        book.deal("9", "2025-03-01", amount=Decimal(amount), currency_code="EUR")
        assert one_deal(book).reporting_amount == Decimal(worth)


def test_rates_over_another_base_make_the_rate_that_nobody_tells(book):
    """Of yen 160 for a euro and of dollars 1.25: 128 yen, or 0.8 of a euro, for a dollar."""
    book.rate("JPY", "2025-01-01", "160", base="EUR")
    book.rate("CHF", "2025-01-01", "1.1", base="EUR")
    book.rate("CHF", "2025-01-01", "0.5")
    book.rate("USD", "2025-01-01", "1.25", base="EUR")
    for currency, amount, worth in (("JPY", 64, "0.5"), ("EUR", 8, "10"), ("CHF", 1, "2")):
        book.records.deals.clear()
        book.deal("9", "2025-03-01", amount=Decimal(amount), currency_code=currency)
        assert one_deal(book).reporting_amount == Decimal(worth)


def test_a_cross_rate_is_rounded_to_twelve_places(book):
    """A million million by 0.333333333333, not by a third."""
    book.rate("USD", "2025-01-01", "3", base="EUR")
    book.deal("9", "2025-03-01", amount=Decimal(10**12), currency_code="EUR")
    assert one_deal(book).reporting_amount == Decimal("3000000000003")


def test_the_reporting_currency_is_itself_on_every_day_and_on_none():
    rates = Rates([], "USD")
    for day in (date(1999, 12, 31), date(2100, 1, 1), None):
        assert rates.in_base(Decimal(7), "USD", day) == Decimal(7)
        assert rates.in_base(Decimal(7), "EUR", day) is None


def test_without_a_rate_an_amount_is_worth_nothing_known(book):
    book.rate("EUR", "2026-04-01", "0.8")
    book.deal("9", "2025-03-01", amount=Decimal(1), currency_code="EUR")
    assert one_deal(book).reporting_amount is None


def test_lines_count_as_often_as_they_are_billed_in_a_year_and_single_sales_not(book):
    """10 each: 3650 + 520 + 260 + 120 + 40 + 20 + 10 + 3.3333."""
    deal = book.deal("9", "2025-03-01", amount=Decimal(500))
    every = {
        "d": ("day", 1), "w": ("week", 1), "v": ("week", 2), "m": ("month", 1),
        "q": ("month", 3), "h": ("month", 6), "y": ("year", 1), "t": ("year", 3), "o": None,
    }  # fmt: skip
    for id, interval in every.items():
        ref = ("salesforce", "Product2", id)
        book.records.products.append(Product(ref=ref, billing_interval=interval))
        line = Line(
            ref=("salesforce", "OpportunityLineItem", id), deal=deal, product=ref,
            currency_code="USD", amount=Decimal(10),
        )  # fmt: skip
        book.records.lines.append(line)
    assert one_deal(book).recurring_amount == Decimal("4623.3333")


def test_the_close_date_is_what_the_record_says(book):
    book.deal("9", "2025-03-01", close_date=date(2025, 6, 30))
    assert one_deal(book).values["close_date"] == date(2025, 6, 30)
