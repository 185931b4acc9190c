"""What Salesforce itself says: leads, open pipeline, won."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ingestion.source import ControlTotal
from ingestion.sources.salesforce.client import Client
from ingestion.sources.salesforce.errors import Refused

LEADS = "select count() from Lead"
MONEY = {
    "open_pipeline": "select sum(Amount) from Opportunity where IsClosed = false",
    "won": "select sum(Amount) from Opportunity where IsWon = true",
}
CORPORATE_CURRENCY = "select IsoCode from CurrencyType where IsCorporate = true"


def control_totals(client: Client) -> Sequence[ControlTotal]:
    """Each as the API answers it. Salesforce adds money up in the org's corporate currency."""
    totals = []
    if "lead" not in client.skipped:
        totals.append(ControlTotal("leads", str(client.count(LEADS, "lead")), None, LEADS))
    if "opportunity" in client.skipped:
        return totals
    currency = _corporate_currency(client)
    for metric, soql in MONEY.items():
        try:
            (answer,) = client.rows(soql, "opportunity")
        except Refused:
            continue  # the connected user sees no amounts
        value = Decimal(str(answer["expr0"] or 0))
        totals.append(ControlTotal(metric, f"{value:f}", currency, soql))
    return totals


def _corporate_currency(client: Client) -> str | None:
    """None in an org with a single currency, which has no list of them."""
    try:
        rows = client.rows(CORPORATE_CURRENCY, "currency_type")
    except Refused:
        return None
    return rows[0]["IsoCode"] if rows else None
