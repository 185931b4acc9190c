"""What Stripe records of the sample company: customers, subscriptions, invoices, money.

Written down as Stripe would hold it; which customer stands for whom is the traces' decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingestion.sandbox.history import Firm, Life
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.recording.stripe.book import Book
from ingestion.sandbox.recording.stripe.catalogue import catalogue
from ingestion.sandbox.recording.stripe.customers import record_customers
from ingestion.sandbox.recording.stripe.invoices import Ledger, record_invoices
from ingestion.sandbox.recording.stripe.subscriptions import assign_customers, record_subscriptions
from ingestion.sandbox.traces import Traces

TRACKED: dict[tuple[str, str], frozenset[str] | None] = {}  # its past is told by the journal


def record_firm(firm: Firm) -> Iterator[Change]:
    return catalogue(firm)


def record(firm: Firm, life: Life, traces: Traces) -> Iterable[Change]:
    book = Book(firm, life, traces, {product.key: product for product in firm.products})
    ledger = Ledger()
    assign_customers(book, ledger)
    record_invoices(book, ledger)
    record_subscriptions(book, ledger)
    record_customers(book, ledger.of_customers)
    for id, at in book.prices.items():
        book.create(at, "price", id, book.inline[id])
    return book.changes
