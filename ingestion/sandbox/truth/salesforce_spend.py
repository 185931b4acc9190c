"""What campaigns cost a day: Salesforce tells only the total so far (docs/conforming.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from ingestion.sandbox.store import Record
from ingestion.sandbox.truth.entities import Spend
from ingestion.sandbox.truth.reading import day, number

NAME = "salesforce"
CENTS = 100


def spend(campaign: Record, as_of: int) -> Iterable[Spend]:
    """Whole cents a day, the rest on the last day."""
    fields = campaign.fields
    cost, start, end = (
        number(fields.get("ActualCost")), day(fields.get("StartDate")), day(fields.get("EndDate"))
    )  # fmt: skip
    if cost is None or start is None or end is None or end < start:
        return
    today = datetime.fromtimestamp(as_of // 1000, UTC).date()
    last = max(start, min(end, today))
    days = (last - start).days + 1
    each, rest = divmod(int(cost * CENTS), days)
    for number_of_day in range(days):
        date = start + timedelta(number_of_day)
        cents = each + (rest if date == last else 0)
        yield Spend(
            ref=(NAME, "Campaign", f"{campaign.id}|{date.isoformat()}"),
            is_gone=campaign.state != "live",
            campaign=(NAME, "Campaign", campaign.id),
            currency_code=fields.get("CurrencyIsoCode"),
            amount=Decimal(cents) / CENTS,
            spend_date=date,
        )
