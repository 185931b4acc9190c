"""Payment intents, charges, refunds and disputes of an invoice."""

from __future__ import annotations

from typing import Any

from ingestion.sandbox.clock import DAY, HOUR
from ingestion.sandbox.history import Invoice
from ingestion.sandbox.recording.stripe.balance import Balance
from ingestion.sandbox.recording.stripe.book import Book, Fields
from ingestion.sandbox.recording.stripe.charges import charge_fields, payment_error
from ingestion.sandbox.traces import Trace

REFUND_REASONS = ("duplicate", "fraudulent", "requested_by_customer")
DISPUTE_REASONS = (
    "credit_not_processed", "duplicate", "fraudulent", "general", "product_not_received",
    "product_unacceptable", "subscription_canceled", "unrecognized",
)  # fmt: skip
REFUND_WAITS, REFUND_FAILS_FIRST = 0.35, 0.05


class Payments:
    """The money side of one invoice."""

    def __init__(self, book: Book, invoice: Invoice, invoice_id: str, customer: Trace) -> None:
        self.book, self.invoice = book, invoice
        self.invoice_id, self.customer = invoice_id, customer
        self.currency = invoice.currency.lower()
        self.balance = Balance(book, invoice.currency, invoice_id)
        self.intent: str | None = None
        self.is_intent_open = False
        self.amount = 0
        self.intents = 0
        self.charges: list[tuple[int, str, str, int]] = []  # at, id, intent, amount
        self.metadata = book.deal_metadata(invoice.deal_key)

    def intend(self, at: int, amount: int) -> str:
        self.intent = self.book.id("pi", self.invoice.key, self.intents)
        self.intents += 1
        self.is_intent_open = True
        fields = {
            "amount": amount,
            "client_secret": f"{self.intent}_secret_{self.intent[-12:]}",
            "currency": self.currency,
            "customer": self.customer.id,
            "description": f"Payment for invoice {self.invoice_id}",
            "invoice": self.invoice_id,
            "payment_method": None,
            "setup_future_usage": "off_session",
            "status": "requires_payment_method",
        }
        self.book.create(at, "payment_intent", self.intent, fields)
        return self.intent

    def cancel(self, at: int) -> None:
        if self.intent and self.is_intent_open:
            self.is_intent_open = False
            changed = {
                "canceled_at": at // 1000,
                "cancellation_reason": "void_invoice",
                "status": "canceled",
            }
            self.book.update(at, "payment_intent", self.intent, changed)

    def charge(self, at: int, number: int, amount: int, outcome: str) -> str:
        if not self.is_intent_open:  # paid in parts: each part is an intent of its own
            self.intend(at, amount)
        id = self.book.id("ch", self.invoice.key, number)
        is_paid = outcome == "succeeded"
        fields = charge_fields(
            self.book, self.invoice_id, self.currency, self.customer, at, amount, is_paid
        )
        fields["payment_intent"] = self.intent
        if is_paid:
            transaction = self.balance.transact(at, "charge", id, amount)
            fields |= {"balance_transaction": transaction}
            self.charges.append((at, id, self.intent or "", amount))
        truth = ("payment", f"{self.invoice.key}/{number}")
        self.book.create(at, "charge", id, fields, truth)
        changed: Fields = {"latest_charge": id, "payment_method": fields["payment_method"]}
        if is_paid:
            self.is_intent_open = False
            changed |= {
                "amount": amount,
                "amount_received": amount,
                "last_payment_error": None,
                "status": "succeeded",
            }
        else:
            changed |= {"last_payment_error": payment_error(id, fields)}
        self.book.update(at, "payment_intent", self.intent or "", changed)
        return id

    def after(self) -> None:
        """What happens to the charges later, in order of time."""
        steps: list[tuple[int, str, int, Any]] = []
        steps += [(r[0], "refund", n, r) for n, r in enumerate(self.invoice.refunds)]
        steps += [(d[0], "dispute", n, d) for n, d in enumerate(self.invoice.disputes)]
        refunded: dict[str, int] = {}
        for at, kind, number, what in sorted(steps, key=lambda step: step[:3]):
            earlier = [charge for charge in self.charges if charge[0] <= at]
            if not earlier:
                continue
            if kind == "dispute":
                self._dispute(earlier[-1], number, what)
                continue
            fits = [c for c in earlier if c[3] - refunded.get(c[1], 0) >= what[1]]
            self._refund((fits or earlier)[-1], number, what, refunded)

    def _refund(
        self,
        charge: tuple[int, str, str, int],
        number: int,
        refund: tuple[int, int, str],
        refunded: dict[str, int],
    ) -> None:
        charged_at, charge_id, intent, charged = charge
        at, amount, reason = refund
        rng = self.book.random(f"refund/{self.invoice.key}/{number}")
        id = self.book.id("re", self.invoice.key, number)
        fields: Fields = {
            "amount": amount,
            "charge": charge_id,
            "currency": self.currency,
            "payment_intent": intent,
            "reason": reason if reason in REFUND_REASONS else "requested_by_customer",
            "status": "succeeded",
        }
        begun = at - 2 * DAY
        if rng.random() < REFUND_FAILS_FIRST and begun > charged_at:
            self._failed_refund(begun, at - HOUR, number, fields)
        refunded[charge_id] = refunded.get(charge_id, 0) + amount
        fields["balance_transaction"] = self.balance.transact(at, "refund", id, -amount)
        waits = rng.random() < REFUND_WAITS
        if waits:
            fields["status"] = "pending"
        self.book.create(at, "refund", id, fields, ("refund", f"{self.invoice.key}/{number}"))
        if waits:
            later = at + rng.randrange(1, 5) * DAY
            self.book.update(later, "refund", id, {"status": "succeeded"})
        changed = {
            "amount_refunded": refunded[charge_id],
            "refunded": refunded[charge_id] >= charged,
        }
        self.book.update(at, "charge", charge_id, changed)

    def _failed_refund(self, at: int, failed_at: int, number: int, wanted: Fields) -> None:
        """The bank sends a first try back: its money leaves the balance and returns."""
        id = self.book.id("re", self.invoice.key, number, "failed")
        amount = wanted["amount"]
        gone = self.balance.transact(at, "refund", id, -amount)
        self.book.create(
            at, "refund", id, wanted | {"balance_transaction": gone, "status": "pending"}
        )
        back = self.balance.transact(failed_at, "refund_failure", id, amount)
        changed = {
            "failure_balance_transaction": back,
            "failure_reason": "expired_or_canceled_card",
            "status": "failed",
        }
        self.book.update(failed_at, "refund", id, changed)

    def _dispute(
        self,
        charge: tuple[int, str, str, int],
        number: int,
        dispute: tuple[int, int, str, int | None, str | None],
    ) -> None:
        _, charge_id, intent, _ = charge
        at, amount, reason, closed_at, outcome = dispute
        id = self.book.id("dp", self.invoice.key, number)
        withdrawn = self.balance.transaction(at, "dispute", id, -amount)
        fields = {
            "amount": amount,
            "balance_transactions": [withdrawn],
            "charge": charge_id,
            "currency": self.currency,
            "evidence_details": _evidence(at, False),
            "is_charge_refundable": False,
            "payment_intent": intent,
            "reason": reason if reason in DISPUTE_REASONS else "general",
            "status": "needs_response",
        }
        truth = ("dispute", f"{self.invoice.key}/{number}")
        self.balance.book_in(at, withdrawn)
        self.book.create(at, "dispute", id, fields, truth)
        self.book.update(at, "charge", charge_id, {"disputed": True})
        answered_at = at + 4 * DAY
        if closed_at is None or answered_at < closed_at:
            changed: Fields = {
                "evidence_details": _evidence(at, True),
                "status": "under_review",
            }
            self.book.update(answered_at, "dispute", id, changed)
        if closed_at is not None:
            changed = {"status": outcome or "lost"}
            if outcome == "won":
                returned = self.balance.transaction(closed_at, "dispute_reversal", id, amount)
                self.balance.book_in(closed_at, returned)
                changed["balance_transactions"] = [withdrawn, returned]
            self.book.update(closed_at, "dispute", id, changed)


def _evidence(at: int, is_sent: bool) -> Fields:
    return {
        "due_by": (at + 7 * DAY) // 1000,
        "has_evidence": is_sent,
        "past_due": False,
        "submission_count": int(is_sent),
    }
