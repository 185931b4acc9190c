"""From what was booked to what was collected, deal by deal (docs/facts.md §18)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from ingestion.sandbox.truth.billing import InvoiceFact, PaymentFact
from ingestion.sandbox.truth.changes import Endings, changes_of
from ingestion.sandbox.truth.deals import Deal
from ingestion.sandbox.truth.entities import InvoiceLine, Records
from ingestion.sandbox.truth.money import Rates
from ingestion.sandbox.truth.page import Page
from ingestion.sandbox.truth.read_stripe import major
from ingestion.sandbox.truth.subscriptions import Month

NOTHING = Decimal(0)
BILLING = (
    "edited", "voided", "elsewhere", "cancelled", "not_due", "not_billed", "changed", "later",
    "proration", "discount", "tax", "rounding", "billing_unexplained",
)  # fmt: skip
UNBILLED = ("cancelled", "not_due", "not_billed")
COLLECTION = ("outstanding", "refunded", "credited", "collection_unexplained")


def bridges_of(
    deals: Iterable[Deal],
    invoices: Iterable[InvoiceFact],
    lines: Iterable[InvoiceLine],
    payments: Iterable[PaymentFact],
    months: Iterable[Month],
    records: Records,
    page: Page,
) -> Iterator[dict[str, Any]]:
    rates = Rates(records.rates, page.currency)
    today = page.date_of(records.as_of)
    of_deal: dict[str, list[InvoiceFact]] = {}
    for fact in invoices:
        if fact.opportunity_id:
            of_deal.setdefault(fact.opportunity_id, []).append(fact)
    lines_of: dict[object, list[InvoiceLine]] = {}
    lines = list(lines)
    changes = changes_of(lines)
    endings = Endings(months, page, records.as_of)
    for line in lines:
        lines_of.setdefault(line.invoice, []).append(line)
    payments_of: dict[object, list[PaymentFact]] = {}
    for paid in payments:
        if paid.payment.outcome == "succeeded":
            payments_of.setdefault(paid.payment.invoice, []).append(paid)

    def is_void(fact: InvoiceFact) -> bool:
        at = fact.invoice.voided_at
        return at is not None and at <= records.as_of

    found = []
    for deal in deals:
        named = of_deal.get(deal.id, [])
        if not deal.is_won and not named:
            continue
        own = [fact for fact in named if fact.invoice.currency_code == deal.currency_code]
        standing = [fact for fact in own if not is_void(fact)]
        began = [
            page.date_of(line.period_start_at)
            for fact in own
            for line in lines_of.get(fact.invoice.ref, ())
            if line.subscription and line.billing_interval and line.period_start_at is not None
        ]
        ends = _a_year_after(min(began) if began else deal.closed_date)
        half = major(1, deal.currency_code or "") / 2
        limit, changed = NOTHING, NOTHING
        for fact in standing:
            for change in changes.get(fact.invoice.ref, ()):
                if ends is None or page.date_of(change.since) < ends:
                    changed += change.amount
                    limit += change.fewer * half
        first, later, proration, void = NOTHING, NOTHING, NOTHING, NOTHING
        for fact in own:
            for line in lines_of.get(fact.invoice.ref, ()):
                begins = page.date_of(line.period_start_at)
                is_later = ends is not None and begins is not None and begins >= ends
                if is_void(fact):
                    void += NOTHING if is_later or line.is_proration else line.amount
                elif line.is_proration:
                    proration += line.amount
                elif is_later:
                    later += line.amount
                else:
                    first += line.amount
                    limit += ((1 if line.quantity is None else line.quantity) + 1) * half
        worth = {"payment": NOTHING, "refund": NOTHING, "credit": NOTHING}
        for fact in standing:
            for paid in payments_of.get(fact.invoice.ref, ()):
                worth[paid.payment.payment_type] += paid.payment.amount
        booked = (deal.amount or NOTHING) if deal.is_won else NOTHING
        known = [fact for fact in named if not is_void(fact)]
        collected = [
            (1 if each.payment.payment_type == "payment" else -1, each.reporting_amount)
            for fact in known
            for each in payments_of.get(fact.invoice.ref, ())
            if each.payment.payment_type != "credit"
        ]
        difference = booked - (first - changed)
        edited = _edited(deal, booked, difference, limit)
        difference += edited
        is_rounded = abs(difference) <= limit
        missing = NOTHING if is_rounded else max(difference, NOTHING)
        last = endings.of(deal.id, deal.account_id) if deal.is_won else None
        is_over = last is not None and deal.closed_date is not None and last >= deal.closed_date
        billed = _sum(fact.invoice.total_amount for fact in standing)
        due = _sum(fact.invoice.due_amount for fact in standing)
        found.append({
            "deal": deal, "ends": ends, "named": len(named), "foreign": len(named) - len(own),
            "booked": booked, "missing": missing, "is_bare": not named,
            "is_cancelled": is_over and ends is not None and last < ends,
            "rounding": -difference if is_rounded else NOTHING,
            "edited": edited, "changed": changed,
            "voided": -min(missing, void), "later": later, "proration": proration,
            "discount": -_sum(fact.invoice.discount_amount for fact in standing),
            "tax": _sum(fact.invoice.tax_amount for fact in standing),
            "billed": billed, "outstanding": -due, "refunded": -worth["refund"],
            "credited": -min(worth["credit"], max(billed - due - worth["payment"], NOTHING)),
            "collected": worth["payment"] - worth["refund"],
            "overdue": -_sum(
                fact.invoice.due_amount for fact in standing
                if fact.invoice.due_at is not None and page.date_of(fact.invoice.due_at) < today
            ),
            "other_account": _sum(
                fact.invoice.total_amount for fact in standing
                if fact.account_id != deal.account_id
            ),
            "reporting_billed": _all(fact.reporting_amount for fact in known),
            "reporting_collected": _all(
                None if amount is None else sign * amount for sign, amount in collected
            ),
        })  # fmt: skip
    _hand_out(found)
    for each in found:
        yield _told(each, rates, page, today, records.as_of)


def _hand_out(found: list[dict[str, Any]]) -> None:
    """Later lines of an account to its deals that no invoice names, the first closed one first."""
    pools: dict[tuple[str | None, str | None], Decimal] = {}
    for each in found:
        deal = each["deal"]
        pool = (deal.account_id, deal.currency_code)
        pools[pool] = pools.get(pool, NOTHING) + each["later"]
        each["elsewhere"] = NOTHING
    bare = [each for each in found if each["is_bare"] and each["deal"].account_id]
    for each in sorted(
        bare, key=lambda each: (each["deal"].closed_date or date.max, each["deal"].id)
    ):
        pool = (each["deal"].account_id, each["deal"].currency_code)
        given = min(each["missing"], max(pools[pool], NOTHING))
        pools[pool] -= given
        each["elsewhere"] = -given


def _told(
    each: dict[str, Any], rates: Rates, page: Page, today: date, as_of: int
) -> dict[str, Any]:
    deal: Deal = each["deal"]
    rest = each["missing"] + each["voided"] + each["elsewhere"]
    is_open = each["ends"] is None or each["ends"] > today
    why = "cancelled" if each["is_cancelled"] else "not_due" if is_open else "not_billed"
    each |= {cause: -rest if cause == why else NOTHING for cause in UNBILLED}
    each["billing_unexplained"] = (
        each["billed"] - each["booked"] - sum(each[cause] for cause in BILLING[:-1])
    )
    each["collection_unexplained"] = (
        each["collected"] - each["billed"] - sum(each[cause] for cause in COLLECTION[:-1])
    )
    days = {
        "as_of": page.date_of(as_of),
        "created_date": page.date_of(deal.created_at),
        "closed_date": deal.closed_date,
        "close_date": deal.values["close_date"],
    }
    day = days[page.rate_date("closed_opportunity" if deal.is_closed else "open_opportunity")]
    amounts = ("booked", *BILLING, "billed", *COLLECTION, "collected", "overdue", "other_account")
    row = {f"{name}_amount": each[name] for name in amounts}
    for name in (*BILLING, *COLLECTION):
        row[f"reporting_{name}_amount"] = rates.in_base(each[name], deal.currency_code, day)
    row["reporting_booked_amount"] = deal.reporting_amount if each["booked"] else NOTHING
    for name in ("billed", "collected"):
        row[f"reporting_{name}_amount"] = each[f"reporting_{name}"]
    for name, since, until, causes in (
        ("billing", "booked", "billed", BILLING), ("collection", "billed", "collected", COLLECTION),
    ):  # fmt: skip
        parts = [row[f"reporting_{part}_amount"] for part in (since, *causes)]
        whole = row[f"reporting_{until}_amount"]
        row[f"reporting_{name}_currency_amount"] = (
            None if whole is None or None in parts else whole - sum(parts)
        )
    return row | {
        "opportunity_id": deal.id,
        "account_id": deal.account_id,
        "currency_code": deal.currency_code,
        "invoice_count": each["named"],
        "other_currency_count": each["foreign"],
        "billing_status": "met" if not rest else "pending" if why == "not_due" else "breached",
        "collection_status": "not_applicable"
        if not each["billed"]
        else "breached"
        if each["overdue"]
        else "pending"
        if each["outstanding"]
        else "met",
        "first_year_end_date": each["ends"],
    }


def _edited(deal: Deal, booked: Decimal, difference: Decimal, limit: Decimal) -> Decimal:
    """What its lines, a year of them, add to its amount: no more than there is to explain."""
    lines = [line for line in deal.lines if line.line.currency_code == deal.currency_code]
    if booked <= 0 or abs(difference) <= limit or not lines:
        return NOTHING
    told = [line.recurring if line.is_recurring else line.line.amount for line in lines]
    if None in (line.line.amount for line in lines):
        return NOTHING
    more = sum(told, NOTHING) - booked
    if difference > 0:
        return -min(difference, max(-more, NOTHING))
    return min(-difference, max(more, NOTHING))


def _a_year_after(day: date | None) -> date | None:
    if day is None:
        return None
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), NOTHING)


def _all(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Unknown where one of them is."""
    told = list(amounts)
    return None if None in told else sum(told, NOTHING)
