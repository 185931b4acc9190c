"""What Salesforce itself says, month by month: leads, opportunities, open pipeline, won."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ingestion.source import ControlTotal
from ingestion.sources.salesforce.client import Client
from ingestion.sources.salesforce.errors import Refused


def _by_month(value: str, date: str, rest: str) -> str:
    """One question for all months. Salesforce cuts instants into months in UTC."""
    month = f"CALENDAR_YEAR({date}), CALENDAR_MONTH({date})"
    return f"select {month}, {value} from {rest} group by {month}"


COUNTS = {
    "leads": ("lead", _by_month("count(Id)", "CreatedDate", "Lead")),
    "opportunities": ("opportunity", _by_month("count(Id)", "CreatedDate", "Opportunity")),
}
MONEY = {
    "open_pipeline": _by_month("sum(Amount)", "CloseDate", "Opportunity where IsClosed = false"),
    "won": _by_month("sum(Amount)", "CloseDate", "Opportunity where IsWon = true"),
}
CORPORATE_CURRENCY = "select IsoCode from CurrencyType where IsCorporate = true"


def control_totals(client: Client) -> Sequence[ControlTotal]:
    """Each as the API answers it. Salesforce adds money up in the org's corporate currency."""
    totals = [
        total
        for metric, (obj, soql) in COUNTS.items()
        if obj not in client.skipped
        for total in _told(client, metric, soql, obj)
    ]
    if "opportunity" in client.skipped:
        return totals
    currency = _corporate_currency(client)
    for metric, soql in MONEY.items():
        try:
            totals += _told(client, metric, soql, "opportunity", currency)
        except Refused:
            continue  # the connected user sees no amounts
    return totals


def _told(
    client: Client, metric: str, soql: str, obj: str, currency: str | None = None
) -> Iterator[ControlTotal]:
    """Where nothing is counted, one zero says so."""
    answers = client.rows(soql, obj)
    for answer in answers:
        value = Decimal(str(answer["expr2"] or 0))
        month = f"{answer['expr0']:04d}-{answer['expr1']:02d}-01"
        yield ControlTotal(metric, f"{value:f}", currency, soql, month)
    if not answers:
        yield ControlTotal(metric, "0", currency, soql)


def _corporate_currency(client: Client) -> str | None:
    """None in an org with a single currency, which has no list of them."""
    try:
        rows = client.rows(CORPORATE_CURRENCY, "currency_type")
    except Refused:
        return None
    return rows[0]["IsoCode"] if rows else None
