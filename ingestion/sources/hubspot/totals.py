"""What HubSpot itself claims, asked of it in its own terms, by months of UTC."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from ingestion.source import ControlTotal
from ingestion.sources.hubspot import searching
from ingestion.sources.hubspot.answers import head_of
from ingestion.sources.hubspot.client import LIST_PAGE, Client

STAGES = {"leads": "lead", "mqls": "marketingqualifiedlead"}
HOW = {
    "opportunities": "deals by createdAt",
    "won": "sum of amount over deals with hs_is_closed_won, by currency and closedate",
    "open_pipeline": "sum of amount over deals without hs_is_closed, by currency and closedate",
}
_ASKED = "amount,deal_currency_code,hs_is_closed,hs_is_closed_won,closedate"

Month = str | None


def control_totals(client: Client) -> list[ControlTotal]:
    """Contacts by their lifecycle stage now, deals by what they are worth in their own currency."""
    totals: list[ControlTotal] = []
    if "contacts" not in client.skipped:
        totals += _contacts(client)
    if "deals" not in client.skipped:
        totals += _deals(client)
    return totals


def _contacts(client: Client) -> Iterator[ControlTotal]:
    """Who is in the stage now, by the month in which the contact was created."""
    for metric, stage in STAGES.items():
        where = {"propertyName": "lifecyclestage", "operator": "EQ", "value": stage}
        found = searching.created(client, "contacts", [where])
        counts = Counter(_month(at) for at in found)
        how = f"contacts with lifecyclestage {stage}, by createdAt"
        for month, count in sorted(counts.items(), key=str) or [(None, 0)]:
            yield ControlTotal(metric, str(count), None, how, month)


def _deals(client: Client) -> Iterator[ControlTotal]:
    counts: Counter[Month] = Counter()
    sums: dict[tuple[str, str | None, Month], Decimal] = {}
    params = {"limit": LIST_PAGE, "properties": _ASKED}
    for page in client.pages("/crm/v3/objects/deals", "deals", **params):
        for record in page:
            head = head_of(record)
            told = head.properties
            counts[_month(head.created_at)] += 1
            is_won = told.get("hs_is_closed_won") == "true"
            if told.get("hs_is_closed") == "true" and not is_won:
                continue
            metric = "won" if is_won else "open_pipeline"
            key = (metric, told.get("deal_currency_code") or None, _month(told.get("closedate")))
            sums[key] = sums.get(key, Decimal(0)) + _amount(told.get("amount"))
    for month, count in sorted(counts.items(), key=str):
        yield ControlTotal("opportunities", str(count), None, HOW["opportunities"], month)
    for (metric, currency, month), total in sorted(sums.items(), key=str):
        yield ControlTotal(metric, str(total), currency, HOW[metric], month)


def _month(instant: str | None) -> Month:
    """HubSpot tells instants in UTC, the year first."""
    return f"{instant[:7]}-01" if instant else None


def _amount(text: str | None) -> Decimal:
    try:
        return Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)
