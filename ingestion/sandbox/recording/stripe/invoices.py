"""Invoices from draft to their end: number, payments, credit, and who is late."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from ingestion.sandbox.clock import DAY
from ingestion.sandbox.history import Invoice
from ingestion.sandbox.recording.stripe.book import Book, Fields
from ingestion.sandbox.recording.stripe.customers import prefix
from ingestion.sandbox.recording.stripe.drafts import draft
from ingestion.sandbox.recording.stripe.payments import Payments
from ingestion.sandbox.traces import Trace

NEVER = {"finalized_at": None, "marked_uncollectible_at": None, "paid_at": None, "voided_at": None}
CREDIT_REASONS = ("duplicate", "fraudulent", "order_change", "product_unsatisfactory")
# what happens in the same instant happens in this order
FINALIZED, PAID, CREDITED, VOIDED, UNCOLLECTIBLE = range(5)


@dataclass(slots=True)
class Ledger:
    """What invoices change elsewhere: (at, fields), by customer id and by subscription key."""

    of_customers: dict[str, list[tuple[int, Fields]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    of_subscriptions: dict[str, list[tuple[int, Fields]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    owners: dict[str, Trace] = field(default_factory=dict)  # of subscriptions, by key


def record_invoices(book: Book, ledger: Ledger) -> None:
    by_customer: dict[str, list[tuple[Invoice, Trace]]] = defaultdict(list)
    for invoice in book.life.invoices:
        customer = ledger.owners.get(invoice.subscription_key or "")
        customer = customer or book.customer(invoice.company_key, invoice.created_at)
        if customer:
            by_customer[customer.id].append((invoice, customer))
    for customer_id, billed in by_customer.items():
        final = sorted(i.finalized_at for i, _ in billed if i.finalized_at is not None)
        numbers = {at: place + 1 for place, at in reversed(list(enumerate(final)))}
        lateness: list[tuple[int, int, str, bool]] = []
        seen: set[str] = set()
        for invoice, customer in billed:
            number = None
            if invoice.finalized_at is not None:
                sequence = numbers[invoice.finalized_at]
                numbers[invoice.finalized_at] += 1
                number = f"{prefix(book, customer_id)}-{sequence:04d}"
                ledger.of_customers[customer_id].append(
                    (invoice.finalized_at, {"next_invoice_sequence": sequence + 1})
                )
            is_first = (invoice.subscription_key or "") not in seen
            seen.add(invoice.subscription_key or "")
            writer = Writer(book, invoice, customer, number, is_first)
            writer.write()
            lateness += writer.lateness
            if invoice.subscription_key:
                ledger.of_subscriptions[invoice.subscription_key] += writer.of_subscription
        ledger.of_customers[customer_id] += _delinquency(lateness)


def _delinquency(lateness: list[tuple[int, int, str, bool]]) -> list[tuple[int, Fields]]:
    """When a customer begins and ceases to be late."""
    found: list[tuple[int, Fields]] = []
    late: set[str] = set()
    for at, _, key, is_late in sorted(lateness):
        was = bool(late)
        late = late | {key} if is_late else late - {key}
        if bool(late) != was:
            found.append((at, {"delinquent": not was}))
    return found


class Writer:
    """Writes one invoice and everything that hangs on it, in order of time."""

    def __init__(
        self, book: Book, invoice: Invoice, customer: Trace, number: str | None, is_first: bool
    ) -> None:
        self.book, self.invoice, self.customer, self.number = book, invoice, customer, number
        self.is_first = is_first
        self.id = book.id("in", invoice.key)
        subtotal = sum(line.amount_minor for line in invoice.lines)
        self.total = subtotal - invoice.discount_minor + invoice.tax_minor
        self.transitions = dict(NEVER)
        self.paid = self.credited = 0
        self.attempts = 0
        self.status = "draft"
        self.lateness: list[tuple[int, int, str, bool]] = []
        self.of_subscription: list[tuple[int, Fields]] = []

    @property
    def due(self) -> int:
        return max(self.total, 0) - self.credited

    def write(self) -> None:
        invoice = self.invoice
        fields = draft(self.book, invoice, self.customer, self.id, self.is_first)
        truth = ("invoice", invoice.key)
        self.book.create(invoice.created_at, "invoice", self.id, fields, truth)
        self._tell_subscription()
        self.payments = Payments(self.book, invoice, self.id, self.customer)
        steps: list[tuple[int, int, int, Any]] = []
        if invoice.finalized_at is not None:
            steps.append((invoice.finalized_at, FINALIZED, 0, None))
        steps += [(p[0], PAID, n, p) for n, p in enumerate(invoice.payments)]
        steps += [(c[0], CREDITED, n, c) for n, c in enumerate(invoice.credit_notes)]
        if invoice.voided_at:
            steps.append((invoice.voided_at, VOIDED, 0, None))
        if invoice.uncollectible_at:
            steps.append((invoice.uncollectible_at, UNCOLLECTIBLE, 0, None))
        for at, kind, number, what in sorted(steps, key=lambda step: step[:3]):
            self._overdue(at)
            if kind == FINALIZED:
                self._finalize(at)
            elif kind == PAID:
                self._pay(at, number, what)
            elif kind == CREDITED:
                self._credit(at, number, what)
            elif kind == VOIDED:
                self._end(at, "void", "voided_at")
            else:
                self._end(at, "uncollectible", "marked_uncollectible_at")
        self._overdue(None)
        self.payments.after()

    def _tell_subscription(self) -> None:
        periods = [
            (line.period_start, line.period_end)
            for line in self.invoice.lines
            if line.item_key and not line.is_proration
        ]
        fields: Fields = {"latest_invoice": self.id}
        if periods:
            start, end = max(periods)
            fields |= {"current_period_start": start // 1000, "current_period_end": end // 1000}
        self.of_subscription.append((self.invoice.created_at, fields))

    def _update(self, at: int, fields: Fields) -> None:
        self.book.update(at, "invoice", self.id, fields)

    def _finalize(self, at: int) -> None:
        self.status = "open"
        self.transitions = self.transitions | {"finalized_at": at // 1000}
        page = f"https://invoice.stripe.com/i/{self.id}"
        fields: Fields = {
            "effective_at": at // 1000,
            "ending_balance": min(self.total, 0),
            "hosted_invoice_url": page,
            "invoice_pdf": f"{page}/pdf",
            "number": self.number,
            "status": "open",
            "status_transitions": self.transitions,
        }
        if self.due > 0:
            fields["payment_intent"] = self.payments.intend(at, self.due)
        self._update(at, fields)
        if self.due <= 0:
            self._settle(at, {})

    def _pay(self, at: int, number: int, payment: tuple[int, int, str]) -> None:
        _, amount, outcome = payment
        self.attempts += 1
        charge = self.payments.charge(at, number, amount, outcome)
        fields: Fields = {"attempt_count": self.attempts, "attempted": True, "charge": charge}
        if outcome != "succeeded":
            if not self.invoice.due_at:
                fields["next_payment_attempt"] = (at + 3 * DAY) // 1000
            self._update(at, fields)
            self._late(at)
            return
        self.paid += amount
        fields |= {"amount_paid": self.paid, "amount_remaining": max(self.due - self.paid, 0)}
        if self.paid >= self.due:
            self._settle(at, fields)
        else:
            self._update(at, fields)

    def _settle(self, at: int, fields: Fields) -> None:
        self._in_time(at)
        self.status = "paid"
        self.transitions = self.transitions | {"paid_at": at // 1000}
        self._update(
            at,
            fields
            | {
                "amount_remaining": 0,
                "attempted": True,
                "auto_advance": False,
                "next_payment_attempt": None,
                "paid": True,
                "status": "paid",
                "status_transitions": self.transitions,
            },
        )

    def _end(self, at: int, status: str, transition: str) -> None:
        if status == "void":
            self.payments.cancel(at)
        self._in_time(at)
        self.status = status
        self.transitions = self.transitions | {transition: at // 1000}
        self._update(
            at,
            {
                "auto_advance": False,
                "next_payment_attempt": None,
                "status": status,
                "status_transitions": self.transitions,
            },
        )

    def _credit(self, at: int, number: int, note: tuple[int, int, str]) -> None:
        _, amount, reason = note
        book, invoice = self.book, self.invoice
        is_open = self.status in ("open", "uncollectible")
        id = book.id("cn", invoice.key, number)
        word = reason if reason in CREDIT_REASONS else None
        shared = {
            "amount": amount,
            "subtotal": amount,
            "subtotal_excluding_tax": amount,
            "total": amount,
            "total_excluding_tax": amount,
        }
        fields = shared | {
            "currency": invoice.currency.lower(),
            "customer": self.customer.id,
            "effective_at": at // 1000,
            "invoice": self.id,
            "lines": [
                {
                    "id": book.id("cnli", invoice.key, number),
                    "amount": amount,
                    "amount_excluding_tax": amount,
                    "description": "Credit",
                    "quantity": 1,
                    "unit_amount": amount,
                    "unit_amount_decimal": str(amount),
                    "unit_amount_excluding_tax": str(amount),
                }
            ],
            "memo": None if word else reason,
            "number": f"{self.number}-CN-{number + 1:02d}",
            "out_of_band_amount": None if is_open else amount,
            "pdf": f"https://pay.stripe.com/credit_notes/{id}/pdf",
            "reason": word,
            "type": "pre_payment" if is_open else "post_payment",
        }
        book.create(at, "credit_note", id, fields, ("credit_note", f"{invoice.key}/{number}"))
        if not is_open:
            whole = sum(a for t, a, _ in invoice.credit_notes[: number + 1] if t <= at)
            self._update(at, {"post_payment_credit_notes_amount": whole - self.credited})
            return
        self.credited += amount
        changed = {
            "amount_due": self.due,
            "amount_remaining": max(self.due - self.paid, 0),
            "pre_payment_credit_notes_amount": self.credited,
        }
        if self.paid >= self.due:
            self._settle(at, changed)
        else:
            self._update(at, changed)

    # ── who is late ─────────────────────────────────────────────────────────────────────────

    def _late(self, at: int) -> None:
        self.lateness.append((at, 1, self.invoice.key, True))
        self._mark(at, "past_due")

    def _in_time(self, at: int) -> None:
        self.lateness.append((at, 0, self.invoice.key, False))
        self._mark(at, "active")

    def _mark(self, at: int, status: str) -> None:
        if self.invoice.subscription_key:
            self.of_subscription.append((at, {"status": status}))

    def _overdue(self, until: int | None) -> None:
        """The due date passes unpaid."""
        due_at = self.invoice.due_at
        if due_at is None or self.status != "open" or (until is not None and until <= due_at):
            return
        if not any(at == due_at for at, *_ in self.lateness):
            self._late(due_at)
