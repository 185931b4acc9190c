"""What subscriptions bill beside what they began with, and when they ended (docs/facts.md §18)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ingestion.sandbox.truth.entities import InvoiceLine, Ref
from ingestion.sandbox.truth.page import Page
from ingestion.sandbox.truth.subscriptions import Month

NOTHING = Decimal(0)


class Change(NamedTuple):
    """An invoice's amount of one product less the first one; `fewer`: by how many it is less."""

    since: int
    amount: Decimal
    fewer: Decimal


def changes_of(lines: Iterable[InvoiceLine]) -> dict[Ref, list[Change]]:
    """By invoice."""
    of_subscription: dict[Ref, dict[tuple, list[InvoiceLine]]] = {}
    for line in lines:
        if line.is_proration or None in (
            line.subscription, line.product, line.billing_interval, line.quantity,
            line.unit_price_amount, line.period_start_at,
        ):  # fmt: skip
            continue
        sold = (line.product, line.billing_interval)
        products = of_subscription.setdefault(line.subscription, {})
        products.setdefault((line.invoice, *sold), []).append(line)
    found: dict[Ref, list[Change]] = {}
    for products in of_subscription.values():
        told = {
            key: (
                min(line.period_start_at for line in sold),
                sum(line.quantity * line.unit_price_amount for line in sold),
                sum(line.quantity for line in sold),
            )
            for key, sold in products.items()
        }
        began = min(since for since, _, _ in told.values())
        first = {key[1:]: each for key, each in told.items() if each[0] == began}
        known = {product for product, _ in first}
        for (invoice, product, interval), (since, amount, quantity) in told.items():
            if product in known and (product, interval) not in first:
                continue
            _, was, number = first.get((product, interval), (began, NOTHING, NOTHING))
            if amount != was:
                fewer = max(number - quantity, NOTHING)
                found.setdefault(invoice, []).append(Change(since, amount - was, fewer))
    return found


class Endings:
    """The last day of what recurs: of a deal's own subscriptions, else of all of its account."""

    def __init__(self, months: Iterable[Month], page: Page, as_of: int) -> None:
        self._of_deal: dict[str, dict[Ref, date | None]] = {}
        self._of_account: dict[str, dict[Ref, date | None]] = {}
        for month in months:
            each = month.subscription
            is_over = each.ended_at is not None and each.ended_at <= as_of
            day = page.date_of(each.ended_at) if is_over else None
            for ends, id in (
                (self._of_deal, month.opportunity_id),
                (self._of_account, month.account_id),
            ):
                if id is not None:
                    ends.setdefault(id, {})[each.ref] = day

    def of(self, deal_id: str, account_id: str | None) -> date | None:
        """None where one of them goes on, or there is none."""
        days = (self._of_deal.get(deal_id) or self._of_account.get(account_id, {})).values()
        return None if None in days else max(days, default=None)
