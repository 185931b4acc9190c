"""What Stripe itself says was billed and collected: its invoices, listed and summed by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from ingestion.source import ControlTotal
from ingestion.sources.stripe.client import Client
from ingestion.sources.stripe.clocks import Clocks
from ingestion.sources.stripe.kinds import INVOICES

# Currencies whose minor unit is not a hundredth, as the API counts them.
ZERO_DECIMAL = (
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf",
    "xof", "xpf",
)  # fmt: skip
THREE_DECIMAL = ("bhd", "jod", "kwd", "omr", "tnd")
COUNTED = frozenset({"open", "paid", "uncollectible"})  # finalized and not voided


class Billed(msgspec.Struct):
    id: str
    currency: str
    status: str | None
    created: int
    total: int
    amount_paid: int


_billed = msgspec.json.Decoder(Billed)


# By currency and month, in minor units.
Months = dict[str, dict[str, dict[str, int]]]


def add(totals: Months, record: bytes) -> None:
    """An invoice counts in the month in which it was made, in UTC: so Stripe lists them."""
    invoice = _billed.decode(record)
    if invoice.status in COUNTED:
        month = f"{datetime.fromtimestamp(invoice.created, UTC):%Y-%m}-01"
        months = totals.setdefault(invoice.currency, {})
        of_month = months.setdefault(month, {"billed": 0, "collected": 0})
        of_month["billed"] += invoice.total
        of_month["collected"] += invoice.amount_paid


def asked(client: Client) -> Months:
    totals: Months = {}
    for parameters in ([], *Clocks(client).parameters(INVOICES)):
        for page in client.pages(INVOICES.path, INVOICES.name, parameters):
            for record in page:
                add(totals, record)
    return totals


def control_totals(client: Client) -> Sequence[ControlTotal]:
    """The walk has them unless it was cut short and taken up again."""
    totals = client.totals if client.totals is not None else asked(client)
    how = {
        "billed": "total of invoices that are open, paid or uncollectible, by created",
        "collected": "amount_paid of the same invoices",
    }
    return [
        ControlTotal(metric, major(amount, currency), currency.upper(), how[metric], month)
        for currency, months in sorted(totals.items())
        for month, of_month in sorted(months.items())
        for metric, amount in of_month.items()
    ]


def major(amount: int, currency: str) -> str:
    """Minor units as a decimal text in major units, exactly."""
    digits = 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
    sign, whole = "-" if amount < 0 else "", str(abs(amount)).rjust(digits + 1, "0")
    return f"{sign}{whole[:-digits]}.{whole[-digits:]}" if digits else f"{sign}{whole}"
