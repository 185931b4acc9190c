"""Subscriptions: items, periods, and their end."""

from __future__ import annotations

from ingestion.sandbox.clock import DAY, add_months
from ingestion.sandbox.history import Subscription, SubscriptionItem
from ingestion.sandbox.recording.stripe.book import Book, Fields
from ingestion.sandbox.recording.stripe.invoices import Ledger
from ingestion.sandbox.traces import Trace


def record_subscriptions(book: Book, ledger: Ledger) -> None:
    for subscription in book.life.subscriptions:
        customer = ledger.owners.get(subscription.key)
        if customer:
            _record(book, ledger, subscription, customer)


def assign_customers(book: Book, ledger: Ledger) -> None:
    """A subscription is billed to one customer from its first day to its last."""
    for subscription in book.life.subscriptions:
        customer = book.customer(subscription.company_key, subscription.started_at)
        if customer:
            ledger.owners[subscription.key] = customer


def _record(book: Book, ledger: Ledger, subscription: Subscription, customer: Trace) -> None:
    id = book.id("sub", subscription.key)
    started_at, ended_at = subscription.started_at, subscription.ended_at
    billed = [i for i in book.life.invoices if i.subscription_key == subscription.key]
    terms = next((i for i in billed if i.due_at and i.finalized_at), None)
    first_seen: dict[str, int] = {}
    state: Fields = {
        "billing_cycle_anchor": started_at // 1000,
        "collection_method": "send_invoice" if terms else "charge_automatically",
        "currency": subscription.currency.lower(),
        "current_period_end": add_months(started_at, 12 if subscription.interval == "year" else 1)
        // 1000,
        "current_period_start": started_at // 1000,
        "customer": customer.id,
        "days_until_due": None,
        "items": _items(book, subscription, subscription.changes[0], first_seen),
        "metadata": book.deal_metadata(subscription.deal_key),
        "start_date": started_at // 1000,
        "status": "active",
    }
    if terms:
        state["days_until_due"] = round((terms.due_at - terms.finalized_at) / DAY)
    else:
        state["default_payment_method"] = book.id("pm", customer.id)
    book.create(started_at, "subscription", id, dict(state), ("subscription", subscription.key))
    ledger.of_customers[customer.id].append(
        (started_at, {"currency": subscription.currency.lower()})
    )

    later = [
        (change[0], {"items": _items(book, subscription, change, first_seen)})
        for change in subscription.changes[1:]
    ]
    later += ledger.of_subscriptions[subscription.key]
    asked_at = subscription.cancel_asked_at
    if asked_at is not None:
        ends_with_period = any(
            line.period_end == ended_at for invoice in billed for line in invoice.lines
        )
        asked: Fields = {
            "cancel_at": ended_at and ended_at // 1000,
            "cancel_at_period_end": ends_with_period,
            "canceled_at": asked_at // 1000,
        }
        later.append((asked_at, asked))
    later.sort(key=lambda entry: entry[0])
    for at, fields in later:
        changed = {name: value for name, value in fields.items() if state.get(name) != value}
        if ended_at is not None and at >= ended_at:  # a last invoice may follow the end
            changed = {n: v for n, v in changed.items() if n == "latest_invoice"}
        if changed:
            state |= changed
            book.update(at, "subscription", id, changed)
    if ended_at is not None:
        end: Fields = {"ended_at": ended_at // 1000, "status": "canceled"}
        end["canceled_at"] = (asked_at or ended_at) // 1000
        end["cancellation_details"] = {
            "comment": None,
            "feedback": None,
            "reason": "cancellation_requested" if asked_at else "payment_failed",
        }
        book.update(ended_at, "subscription", id, end)


def _items(
    book: Book,
    subscription: Subscription,
    change: tuple[int, tuple[SubscriptionItem, ...]],
    first_seen: dict[str, int],
) -> list[Fields]:
    at, items = change
    return [
        {
            "id": book.id("si", item.key),
            "created": first_seen.setdefault(item.key, at // 1000),
            "price": book.price(at, item.product_key, subscription.currency, item.unit_price_minor),
            "quantity": item.quantity,
        }
        for item in items
    ]
