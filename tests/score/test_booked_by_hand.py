"""From booked to collected: each case worked out by hand from the rules."""

from decimal import Decimal

from ingestion.sandbox.truth.entities import Invoice, InvoiceLine, Payment
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
