"""What payments, refunds and disputes leave on the balance."""

from __future__ import annotations

from ingestion.sandbox.recording.stripe import money
from ingestion.sandbox.recording.stripe.book import Book, Fields

# type, reporting category, words before the invoice's id
KINDS = {
    "charge": ("charge", "charge", "Payment for invoice"),
    "refund": ("refund", "refund", "Refund for invoice"),
    "refund_failure": ("refund_failure", "refund_failure", None),
    "dispute": ("adjustment", "dispute", "Chargeback withdrawal for invoice"),
    "dispute_reversal": ("adjustment", "dispute_reversal", "Chargeback reversal for invoice"),
}
EARLIEST_DAYS, SPREAD_DAYS = 3, 5  # until it can be paid out, counted in midnights


class Balance:
    """Transactions about one invoice, in dollars."""

    def __init__(self, book: Book, currency: str, invoice_id: str) -> None:
        self.book, self.currency, self.invoice_id = book, currency, invoice_id

    def transact(self, at: int, kind: str, source: str, amount: int) -> str:
        transaction = self.transaction(at, kind, source, amount)
        self.book_in(at, transaction)
        return transaction["id"]

    def book_in(self, at: int, transaction: Fields) -> None:
        kept = {k: v for k, v in transaction.items() if k not in ("id", "created")}
        self.book.create(at, "balance_transaction", transaction["id"], kept)

    def transaction(self, at: int, kind: str, source: str, amount: int) -> Fields:
        """`amount` in minor units of the invoice's currency; the fee is the processor's."""
        rate = money.exchange_rate(self.book.firm, self.currency, at)
        cents = money.settled(amount, self.currency, rate)
        type, category, description = KINDS[kind]
        fee = {"charge": money.fee(cents), "dispute": money.DISPUTE_FEE}.get(kind, 0)
        id = self.book.id("txn", source, kind)
        return {
            "id": id,
            "created": at // 1000,
            "amount": cents,
            "available_on": money.available_on(at, EARLIEST_DAYS + ord(id[-1]) % SPREAD_DAYS),
            "currency": money.SETTLEMENT.lower(),
            "description": description and f"{description} {self.invoice_id}",
            "exchange_rate": rate,
            "fee": fee,
            "fee_details": _fees(fee, kind),
            "net": cents - fee,
            "reporting_category": category,
            "source": source,
            "type": type,
        }


def _fees(amount: int, kind: str) -> list[Fields]:
    if not amount:
        return []
    return [
        {
            "amount": amount,
            "application": None,
            "currency": money.SETTLEMENT.lower(),
            "description": "Dispute fee" if kind == "dispute" else "Stripe processing fees",
            "type": "stripe_fee",
        }
    ]
