"""What campaigns cost a day: Salesforce tells only the total so far (docs/conforming.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from ingestion.sandbox.store import Record
from ingestion.sandbox.truth.entities import Spend
from ingestion.sandbox.truth.page import Page
from ingestion.sandbox.truth.reading import day, number

NAME = "salesforce"
PARTS = 10_000


def spend(campaign: Record, as_of: int, page: Page) -> Iterable[Spend]:
    """Whole ten-thousandths a day, the rest on the last day."""
    fields = campaign.fields
    cost = number(fields.get("ActualCost"))
    if cost is None:
        return
    today = page.date_of(as_of)
    first = min(day(fields.get("StartDate")) or page.date_of(campaign.created_at), today)
    last = max(first, min(day(fields.get("EndDate")) or today, today))
    days = (last - first).days + 1
    whole = int(cost * PARTS)
    each = int(Decimal(whole) / days)
    for number_of_day in range(days):
        date = first + timedelta(number_of_day)
        parts = each if date < last else whole - each * (days - 1)
        yield Spend(
            ref=(NAME, "Campaign", f"{campaign.id}|{date.isoformat()}"),
            is_gone=campaign.state != "live",
            campaign=(NAME, "Campaign", campaign.id),
            currency_code=fields.get("CurrencyIsoCode"),
            amount=Decimal(parts) / PARTS,
            spend_date=date,
        )
