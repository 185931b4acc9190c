"""What recurs by the month, and by the channel its customers came through (docs/facts.md §17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ingestion.sandbox.truth.deals import Deal
from ingestion.sandbox.truth.leads import Lead
from ingestion.sandbox.truth.subscriptions import Month

MOVEMENTS = ("new", "expansion", "contraction", "churn", "reactivation")
COUNTED = {"new": "new", "reactivation": "reactivated", "churn": "churned"}
KEY = ("month_start_date", "acquisition_channel", "is_marketing_sourced")
AMOUNTS = tuple(f"{name}_amount" for name in ("opening", *MOVEMENTS, "rate", "closing"))
COUNTS = tuple(
    f"{name}_customer_count" for name in ("opening", *COUNTED.values(), "closing")
)  # fmt: skip
RATES = ("gross_retention_rate", "net_retention_rate", "customer_churn_rate")
COLUMNS = ("month_status", *AMOUNTS, *COUNTS, *RATES, "unknown_count")
PLACES = Decimal("1e-12")
NOTHING = Decimal(0)

Cell = tuple[date, str | None, bool]


def recurring(
    months: Iterable[Month], deals: Iterable[Deal], is_sourced: Mapping[str, bool],
    leads: Iterable[Lead],
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """`is_sourced`: by a deal, whether marketing sourced it."""
    channels = {
        lead.opportunity_id: lead.channel for lead in leads if lead.is_primary_for_opportunity
    }
    came: dict[str, tuple[str | None, bool]] = {}
    for deal in sorted((d for d in deals if d.is_won), key=lambda d: (d.closed_date, d.id)):
        if deal.account_id is not None:
            came.setdefault(deal.account_id, (channels.get(deal.id), is_sourced[deal.id]))
    cells: dict[Cell, list[Month]] = defaultdict(list)
    for month in months:
        channel, sourced = came.get(month.account_id or "", (None, False))
        cells[month.start, channel, sourced].append(month)
    before: dict[object, Decimal | None] = {}
    for cell in sorted(cells, key=lambda cell: cell[0]):
        yield dict(zip(KEY, cell, strict=True)) | _told(cells[cell], before)


def _told(months: list[Month], before: dict[object, Decimal | None]) -> dict[str, Any]:
    """`before`: what each subscription was worth when it was last told of; kept up to date."""
    sums: dict[str, Decimal] = dict.fromkeys(AMOUNTS, NOTHING)
    payers: dict[str, set[object]] = {name: set() for name in COUNTS}
    unknown = 0
    for month in months:
        payer = month.account_id or month.subscription.customer or month.subscription.ref
        opening = before.get(month.subscription.ref, NOTHING)
        before[month.subscription.ref] = month.reporting_mrr_amount
        told = (opening, month.reporting_movement_amount, month.reporting_mrr_amount)
        unknown += None in told
        sums["opening_amount"] += opening or NOTHING
        sums["closing_amount"] += month.reporting_mrr_amount or NOTHING
        sums["rate_amount"] += month.reporting_rate_amount or NOTHING
        if month.movement in MOVEMENTS:
            sums[f"{month.movement}_amount"] += month.reporting_movement_amount or NOTHING
        if month.movement in COUNTED:
            payers[f"{COUNTED[month.movement]}_customer_count"].add(payer)
        if month.previous_mrr_amount:
            payers["opening_customer_count"].add(payer)
        if month.mrr_amount:
            payers["closing_customer_count"].add(payer)
    counts = {name: len(those) for name, those in payers.items()}
    opening = sums["opening_amount"]
    gross = opening + sums["contraction_amount"] + sums["churn_amount"]
    return {
        "month_status": months[0].month_status,
        **sums,
        **counts,
        "gross_retention_rate": _share(gross, opening),
        "net_retention_rate": _share(gross + sums["expansion_amount"], opening),
        "customer_churn_rate": _share(
            Decimal(counts["churned_customer_count"]), Decimal(counts["opening_customer_count"])
        ),
        "unknown_count": unknown,
    }


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part / whole).quantize(PLACES, ROUND_HALF_UP) if whole else None
