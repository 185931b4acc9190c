"""From booked to collected: each case worked out by hand from the rules."""

from decimal import Decimal

import pytest

from ingestion.sandbox.truth.entities import Invoice, InvoiceLine, Line, Payment, Subscription
from tests.score.conftest import at

INVOICE = ("stripe", "invoice", "in_1")


def won(book, id: str, when: str, amount: int):
    deal = book.deal(id, when, stage="Closed Won", amount=Decimal(amount))
    book.stage(deal, when, "Closed Won")
    return deal


def test_every_step_from_booked_to_collected_has_its_cause(book):
    """Now is in February 2026: the year of a deal closed in January 2025 is over."""
    won(book, "9", "2025-01-10 15:00", 150)
    book.records.invoices.append(
        Invoice(
            ref=INVOICE,
            created_at=at("2025-01-15"),
            customer=None,
            subscription=None,
            status="open",
            currency_code="USD",
            synced=(("salesforce", "9"),),
            total_amount=Decimal(138),
            discount_amount=Decimal(10),
            tax_amount=Decimal(5),
            due_amount=Decimal(20),
            issued_at=at("2025-01-15"),
            due_at=at("2025-02-15"),
        )
    )
    for number, (amount, since, is_proration) in enumerate(
        ((100, "2025-01-15", False), (40, "2026-01-15", False), (3, "2025-06-01", True))
    ):
        book.records.invoice_lines.append(
            InvoiceLine(
                ref=("stripe", "line_item", str(number)),
                invoice=INVOICE,
                product=None,
                currency_code="USD",
                amount=Decimal(amount),
                quantity=Decimal(1),
                is_proration=is_proration,
                period_start_at=at(since),
                period_end_at=at("2026-12-31"),
            )
        )
    for kind, amount in (("payment", 110), ("refund", 10), ("credit", 50)):
        book.records.payments.append(
            Payment(
                ref=("stripe", kind, "1"),
                customer=None,
                invoice=INVOICE,
                payment_type=kind,
                outcome="succeeded",
                currency_code="USD",
                amount=Decimal(amount),
                paid_at=at("2025-02-01"),
            )
        )
    (told,) = book.evaluate().booked
    found = {
        name.removesuffix("_amount"): int(value)
        for name, value in told.items()
        if name.endswith("_amount") and not name.startswith("reporting_") and value
    }
    assert found == {
        "booked": 150, "not_billed": -50, "later": 40, "proration": 3, "discount": -10, "tax": 5,
        "billed": 138, "outstanding": -20, "refunded": -10, "credited": -8, "collected": 100,
        "overdue": -20,
    }  # fmt: skip
    assert (told["billing_status"], told["collection_status"]) == ("breached", "breached")


def test_what_may_still_be_billed_is_pending(book):
    won(book, "9", "2025-12-10 15:00", 150)
    (told,) = book.evaluate().booked
    assert (told["not_due_amount"], told["not_billed_amount"]) == (-150, 0)
    assert (told["billing_status"], told["collection_status"]) == ("pending", "not_applicable")


SUBSCRIPTION = ("stripe", "subscription", "sub_1")


def billed(book, since: str, quantity: int, price: str, is_recurring: bool = True) -> None:
    """An invoice of the deal 9 with one line."""
    number = len(book.records.invoices)
    amount = quantity * Decimal(price)
    book.records.invoices.append(
        Invoice(
            ref=("stripe", "invoice", f"in_{number}"),
            created_at=at(since),
            customer=None,
            subscription=None,
            status="paid",
            currency_code="USD",
            synced=(("salesforce", "9"),),
            total_amount=amount,
            due_amount=Decimal(0),
            issued_at=at(since),
        )
    )
    book.records.invoice_lines.append(
        InvoiceLine(
            ref=("stripe", "line_item", f"il_{number}"),
            invoice=("stripe", "invoice", f"in_{number}"),
            product=("stripe", "product", "seats"),
            currency_code="USD",
            amount=amount,
            quantity=Decimal(quantity),
            unit_price_amount=Decimal(price),
            is_proration=False,
            subscription=SUBSCRIPTION if is_recurring else None,
            billing_interval=("month", 1) if is_recurring else None,
            period_start_at=at(since),
            period_end_at=at("2026-12-31"),
        )
    )


def causes(book) -> dict[str, Decimal]:
    """Of the deal 9; only what adds something between booked and billed."""
    (told,) = (row for row in book.evaluate().booked if row["booked_amount"])
    ends = {"booked", "billed", "outstanding", "collected", "collection_unexplained", "overdue"}
    return {
        name.removesuffix("_amount"): value
        for name, value in told.items()
        if name.endswith("_amount") and not name.startswith("reporting_") and value
        and name.removesuffix("_amount") not in ends
    }  # fmt: skip


@pytest.mark.parametrize(("ended", "why"), [("2025-12-20", "cancelled"), (None, "not_due")])
def test_what_grew_since_the_beginning_hides_nothing_of_what_is_missing(book, ended, why):
    """Of 150 ten seats for 5 were billed twice, and two seats more the second time."""
    won(book, "9", "2025-09-10 15:00", 150)
    billed(book, "2025-09-15", 10, "5")
    billed(book, "2025-10-15", 12, "5")
    book.records.subscriptions.append(
        Subscription(
            ref=SUBSCRIPTION,
            created_at=at("2025-09-15"),
            customer=("stripe", "customer", "cus_1"),
            currency_code="USD",
            billing_interval=("month", 1),
            monthly_amount=Decimal(60),
            started_at=at("2025-09-15"),
            ended_at=at(ended) if ended else None,
            synced=(("salesforce", "9"),),
        )
    )
    assert causes(book) == {"changed": 10, why: -50}


def test_what_recurs_begins_the_year(book):
    """Signed in January 2025, billed from March on: now, in February 2026, its year goes on."""
    won(book, "9", "2025-01-10 15:00", 150)
    billed(book, "2025-03-03", 10, "5")
    billed(book, "2026-01-20", 10, "5")
    assert causes(book) == {"not_due": -50}


def test_an_amount_that_was_edited_is_billed_by_its_lines(book):
    deal = won(book, "9", "2025-01-10 15:00", 90)
    book.records.lines.append(
        Line(
            ref=("salesforce", "line", "1"), created_at=at("2025-01-10"), deal=deal, product=None,
            currency_code="USD", amount=Decimal(100),
        )
    )  # fmt: skip
    billed(book, "2025-01-15", 20, "5", is_recurring=False)
    assert causes(book) == {"edited": 10}


def test_a_cent_of_rounded_prices_is_no_more_than_that(book):
    """Two seats and an amount are three halves of a cent: one cent is within them, two are not."""
    won(book, "9", "2025-01-10 15:00", 100)
    billed(book, "2025-01-15", 2, "50.005")
    assert causes(book) == {"rounding": Decimal("0.01")}
    book.records.invoices.clear()
    book.records.invoice_lines.clear()
    billed(book, "2025-01-15", 2, "49.99")
    assert causes(book) == {"not_billed": Decimal("-0.02")}
