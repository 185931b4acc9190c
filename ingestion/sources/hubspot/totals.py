"""What HubSpot itself claims, asked of it in its own terms."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from ingestion.source import ControlTotal
from ingestion.sources.hubspot import searching
from ingestion.sources.hubspot.answers import head_of
from ingestion.sources.hubspot.client import LIST_PAGE, Client

STAGES = {"leads": "lead", "mqls": "marketingqualifiedlead"}
SUMS = {
    "won": "sum of amount over deals with hs_is_closed_won, by currency",
    "open_pipeline": "sum of amount over deals without hs_is_closed, by currency",
}
_ASKED = "amount,deal_currency_code,hs_is_closed,hs_is_closed_won"


def control_totals(client: Client) -> list[ControlTotal]:
    """Contacts by their lifecycle stage now, deals by what they are worth in their own currency."""
    totals: list[ControlTotal] = []
    if "contacts" not in client.skipped:
        totals += _contacts(client)
    if "deals" not in client.skipped:
        totals += _deals(client)
    return totals


def _contacts(client: Client) -> Iterator[ControlTotal]:
    for metric, stage in STAGES.items():
        where = {"propertyName": "lifecyclestage", "operator": "EQ", "value": stage}
        count = searching.count(client, "contacts", [where])
        yield ControlTotal(metric, str(count), how=f"contacts with lifecyclestage {stage}")


def _deals(client: Client) -> Iterator[ControlTotal]:
    sums: dict[tuple[str, str | None], Decimal] = {}
    params = {"limit": LIST_PAGE, "properties": _ASKED}
    for page in client.pages("/crm/v3/objects/deals", "deals", **params):
        for record in page:
            told = head_of(record).properties
            is_won = told.get("hs_is_closed_won") == "true"
            if told.get("hs_is_closed") == "true" and not is_won:
                continue
            key = ("won" if is_won else "open_pipeline", told.get("deal_currency_code") or None)
            sums[key] = sums.get(key, Decimal(0)) + _amount(told.get("amount"))
    for (metric, currency), total in sorted(sums.items(), key=str):
        yield ControlTotal(metric, str(total), currency, SUMS[metric])


def _amount(text: str | None) -> Decimal:
    try:
        return Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)
