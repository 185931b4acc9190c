"""One invoice and what became of it: paid, retried, refunded, credited, disputed or given up."""

from dataclasses import replace
from random import Random

from ingestion.sandbox.clock import DAY, HOUR, MINUTE
from ingestion.sandbox.history import Company, Invoice, InvoiceLine
from ingestion.sandbox.lives.book import Book

# in tenths of a per cent of the net amount
TAXES = {
    "US": (0, 0, 0, 60, 80), "DE": (190,), "GB": (200,), "FR": (200,), "NL": (0, 210),
    "SE": (250,), "JP": (100,), "CA": (50, 130), "KW": (0,),
}  # fmt: skip
REFUNDS = ("requested_by_customer", "requested_by_customer", "duplicate")
CREDITS = ("order_change", "product_unsatisfactory", "duplicate")
DISPUTES = ("product_not_received", "unrecognized", "duplicate", "general")


def issue(
    book: Book,
    dice: Random,
    company: Company,
    at: int,
    lines: list[InvoiceLine],
    subscription: str | None = None,
    deal: str | None = None,
) -> None:
    """Write the invoice into the book, with everything that ever happens to it."""
    key = f"invoice-{book.index}-{len(book.invoices)}"
    products = book.firm.extra["products"]
    net = sum(line.amount_minor for line in lines)
    discount = net * dice.choice((10, 15, 20)) // 100 if net > 0 and dice.random() < 0.08 else 0
    rates = TAXES[company.country]
    tax = max(0, (net - discount) * rates[len(key) % len(rates)] // 1000)
    invoice = Invoice(
        key=key,
        company_key=company.key,
        subscription_key=subscription,
        deal_key=deal,
        created_at=at,
        finalized_at=at + HOUR,
        due_at=at + dice.choice((14, 30, 30, 45)) * DAY,
        currency=company.currency,
        lines=tuple(
            replace(
                line,
                key=f"{key}-line-{number}",
                description=_description(line, products[line.product_key].name),
            )
            for number, line in enumerate(lines)
        ),
        discount_minor=discount,
        tax_minor=tax,
    )
    book.invoices.append(invoice)
    total = net - discount + tax
    if dice.random() < 0.005:
        invoice.finalized_at = invoice.due_at = None  # forgotten as a draft
    elif total > 0:
        _settle(dice, invoice, total, at + HOUR, is_automatic=subscription is not None)


def _description(line: InvoiceLine, name: str) -> str:
    if not line.is_proration:
        return f"{line.quantity} × {name}"
    return f"{'Unused' if line.amount_minor < 0 else 'Remaining'} time on {line.quantity} × {name}"


def _settle(dice: Random, invoice: Invoice, total: int, at: int, is_automatic: bool) -> None:
    draw = dice.random()
    if draw < 0.012:
        invoice.voided_at = at + int(dice.uniform(1, 20) * DAY)
        return
    payments: list[tuple[int, int, str]] = []
    paid_at = at + 5 * MINUTE
    if not is_automatic or dice.random() < 0.25:
        paid_at = at + int(dice.triangular(1, 50, 26) * DAY)
    while dice.random() < 0.07 and len(payments) < 4:
        payments.append((paid_at, total, "failed"))
        paid_at += dice.choice((3, 5, 7)) * DAY
    if draw < 0.022 or len(payments) == 4:
        invoice.payments = tuple(payments)
        invoice.uncollectible_at = paid_at + 40 * DAY
        return
    payments.append((paid_at, total, "succeeded"))
    invoice.payments = tuple(payments)
    draw = dice.random()
    if draw < 0.024:
        whole = dice.random() < 0.4
        amount = total if whole else max(1, total * dice.randrange(10, 60) // 100)
        refunded_at = paid_at + int(dice.uniform(1, 60) * DAY)
        refunds = [(refunded_at, amount, dice.choice(REFUNDS))]
        if not whole and dice.random() < 0.2:
            refunds.append((refunded_at + 9 * DAY, max(1, (total - amount) // 3), REFUNDS[0]))
        invoice.refunds = tuple(refunds)
    elif draw < 0.042:
        amount = max(1, total * dice.randrange(5, 50) // 100)
        credited_at = invoice.finalized_at + int(dice.uniform(0.5, 30) * DAY)
        invoice.credit_notes = ((max(credited_at, paid_at + HOUR), amount, dice.choice(CREDITS)),)
    elif draw < 0.049:
        opened_at = paid_at + int(dice.uniform(4, 60) * DAY)
        closed_at = opened_at + int(dice.uniform(15, 70) * DAY)
        outcome = "won" if dice.random() < 0.5 else "lost"
        invoice.disputes = ((opened_at, total, dice.choice(DISPUTES), closed_at, outcome),)
