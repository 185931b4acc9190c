"""What recurs, subscription by subscription and month by month (docs/facts.md §17)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ingestion.sandbox.truth.entities import InvoiceLine, Records, Ref, Subscription
from ingestion.sandbox.truth.money import Rates, a_month
from ingestion.sandbox.truth.page import Page


@dataclass(slots=True)
class Month:
    subscription: Subscription
    account_id: str | None
    opportunity_id: str | None
    start: date
    month_status: str
    mrr_basis: str
    measured_date: date
    mrr_amount: Decimal | None
    previous_mrr_amount: Decimal | None = None
    movement: str = "none"
    reporting_mrr_amount: Decimal | None = None
    reporting_movement_amount: Decimal | None = None
    reporting_rate_amount: Decimal | None = None

    @property
    def movement_amount(self) -> Decimal | None:
        if self.mrr_amount is None or self.previous_mrr_amount is None:
            return None
        return self.mrr_amount - self.previous_mrr_amount


def months_of(
    records: Records,
    page: Page,
    account_of: Mapping[Ref, str | None],
    deal_of: Mapping[Ref, str | None],
) -> list[Month]:
    """`account_of`, `deal_of`: by subscription."""
    rates = Rates(records.rates, page.currency)
    lines: dict[Ref, list[InvoiceLine]] = {}
    for line in records.invoice_lines:
        if line.subscription and not line.is_gone:
            lines.setdefault(line.subscription, []).append(line)
    payers: dict[object, list[Month]] = {}
    for each in records.subscriptions:
        if each.is_gone or each.started_at is None or each.started_at >= records.as_of:
            continue
        months = list(_measured(each, lines.get(each.ref, ()), records.as_of, page))
        for month in months:
            month.account_id, month.opportunity_id = account_of[each.ref], deal_of[each.ref]
        payers.setdefault(account_of[each.ref] or each.customer, []).extend(months)
        before, worth_before = Decimal(0), Decimal(0)
        for month in months:
            month.previous_mrr_amount = before
            currency, day = each.currency_code, month.measured_date
            worth = rates.in_base(month.mrr_amount, currency, day)
            moved = rates.in_base(month.movement_amount, currency, day)
            month.reporting_mrr_amount, month.reporting_movement_amount = worth, moved
            if None not in (worth, moved, worth_before):
                month.reporting_rate_amount = worth - worth_before - moved
            before, worth_before = month.mrr_amount, worth
    for months in payers.values():
        _name(months)
    return [month for months in payers.values() for month in months]


def _measured(
    each: Subscription, lines: Iterable[InvoiceLine], as_of: int, page: Page
) -> Iterator[Month]:
    start = page.date_of(each.started_at).replace(day=1)
    while True:
        following = (start + timedelta(days=32)).replace(day=1)
        begins_at, ends_at = page.midnight(start), page.midnight(following)
        is_over = following <= page.date_of(as_of)
        if begins_at > as_of or (each.ended_at is not None and each.ended_at < begins_at):
            return
        if start > page.date_of(as_of):
            return
        at = ends_at if is_over else as_of
        covering = [line for line in lines if _covers(line, at)]
        told = _billed(covering, each)
        if each.ended_at is not None and each.ended_at < at:
            basis, amount = "ended", Decimal(0)
        elif is_over and told is not None:
            basis, amount = "lines", told
        else:
            basis, amount = "record", each.monthly_amount
        last_day = following - timedelta(days=1) if is_over else page.date_of(as_of)
        yield Month(
            each, None, None, start, "ended" if is_over else "pending", basis, last_day, amount
        )
        start = following


def _covers(line: InvoiceLine, at: int) -> bool:
    begins, ends = line.period_start_at, line.period_end_at
    return begins is not None and ends is not None and begins < at <= ends


def _billed(lines: Iterable[InvoiceLine], each: Subscription) -> Decimal | None:
    """By the month; None where nothing that recurs is among them."""
    by_interval: dict[tuple[str, int], Decimal] = {}
    for line in lines:
        if line.unit_price_amount is not None and line.billing_interval:
            is_trial = line.amount == 0 and not line.is_proration
            sign = 0 if is_trial else -1 if line.amount < 0 else 1
            interval, amount = line.billing_interval, sign * line.quantity * line.unit_price_amount
        elif line.unit_price_amount is None and not line.is_proration:
            interval, amount = line.billing_interval or each.billing_interval, line.amount
        else:
            continue
        if interval:
            by_interval[interval] = by_interval.get(interval, Decimal(0)) + amount
    if not by_interval:
        return None
    return sum((a_month(amount, *each) for each, amount in by_interval.items()), Decimal(0))


def _name(months: list[Month]) -> None:
    """How the MRR of one payer moves, whose months these are."""
    paying = {month.start for month in months if month.mrr_amount}
    for month in months:
        moved = month.movement_amount
        last = (month.start - timedelta(days=1)).replace(day=1)
        if moved is None:
            month.movement = "unknown"
        elif moved > 0:
            is_older = any(each < month.start for each in paying)
            month.movement = (
                "expansion" if last in paying else "reactivation" if is_older else "new"
            )
        elif moved < 0:
            month.movement = "contraction" if month.start in paying else "churn"
