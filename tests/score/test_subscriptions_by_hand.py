"""What recurs, month by month: each case worked out by hand from the rules."""

from datetime import date
from decimal import Decimal

from ingestion.sandbox.truth.entities import InvoiceLine, Subscription
from tests.score.conftest import at

CUSTOMER = ("stripe", "customer", "cus_1")


def subscribed(book, id: str, since: str, until: str | None = None, amount: int = 10):
    """A subscription by the month, billed once, for its first month."""
    ref = ("stripe", "subscription", id)
    book.records.subscriptions.append(
        Subscription(
            ref=ref,
            created_at=at(since),
            customer=CUSTOMER,
            currency_code="USD",
            billing_interval=("month", 1),
            monthly_amount=Decimal(amount),
            started_at=at(since),
            ended_at=at(until) if until else None,
        )
    )
    return ref


def billed(book, subscription, since: str, until: str, quantity: int, **values) -> None:
    number = len(book.records.invoice_lines)
    book.records.invoice_lines.append(
        InvoiceLine(
            ref=("stripe", "line_item", f"il_{number}"),
            invoice=("stripe", "invoice", "in_1"),
            product=None,
            currency_code="USD",
            amount=values.get("amount", Decimal(quantity)),
            quantity=Decimal(quantity),
            is_proration="amount" in values,
            period_start_at=at(since),
            period_end_at=at(until),
            subscription=subscription,
            billing_interval=("month", 1),
            unit_price_amount=Decimal(1),
        )
    )


def told(book):
    return [
        (month.start, month.mrr_basis, month.mrr_amount, month.movement)
        for month in book.evaluate().subscription_months
    ]


def test_a_change_within_a_month_is_billed_with_the_next_and_counts_in_its_own(book):
    """Now is the last of February in New York."""
    ref = subscribed(book, "sub_1", "2025-12-15", amount=9)
    billed(book, ref, "2025-12-15", "2026-01-15", 6)
    billed(book, ref, "2025-12-20", "2026-01-15", 6, amount=Decimal(-5))
    billed(book, ref, "2025-12-20", "2026-01-15", 8, amount=Decimal(7))
    billed(book, ref, "2026-01-15", "2026-02-15", 8)
    assert told(book) == [
        (date(2025, 12, 1), "lines", Decimal(8), "new"),
        (date(2026, 1, 1), "lines", Decimal(8), "none"),
        (date(2026, 2, 1), "record", Decimal(9), "expansion"),
    ]


def test_who_comes_back_after_a_month_without_is_reactivated(book):
    subscribed(book, "sub_1", "2025-11-10", until="2025-12-10")
    subscribed(book, "sub_2", "2026-01-10", until="2026-02-10")
    assert told(book) == [
        (date(2025, 11, 1), "record", Decimal(10), "new"),
        (date(2025, 12, 1), "ended", Decimal(0), "churn"),
        (date(2026, 1, 1), "record", Decimal(10), "reactivation"),
        (date(2026, 2, 1), "ended", Decimal(0), "churn"),
    ]
