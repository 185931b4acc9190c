"""What Stripe itself says was billed and collected: its invoices, listed and summed."""

from __future__ import annotations

from collections.abc import Sequence

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
    total: int
    amount_paid: int


_billed = msgspec.json.Decoder(Billed)


def add(totals: dict[str, dict[str, int]], record: bytes) -> None:
    invoice = _billed.decode(record)
    if invoice.status in COUNTED:
        of_currency = totals.setdefault(invoice.currency, {"billed": 0, "collected": 0})
        of_currency["billed"] += invoice.total
        of_currency["collected"] += invoice.amount_paid


def asked(client: Client) -> dict[str, dict[str, int]]:
    """By currency, in minor units."""
    totals: dict[str, dict[str, int]] = {}
    for parameters in ([], *Clocks(client).parameters(INVOICES)):
        for page in client.pages(INVOICES.path, INVOICES.name, parameters):
            for record in page:
                add(totals, record)
    return totals


def control_totals(client: Client) -> Sequence[ControlTotal]:
    """The walk has them unless it was cut short and taken up again."""
    totals = client.totals if client.totals is not None else asked(client)
    how = {
        "billed": "total of invoices that are open, paid or uncollectible",
        "collected": "amount_paid of the same invoices",
    }
    return [
        ControlTotal(metric, major(amount, currency), currency.upper(), how[metric])
        for currency, of_currency in sorted(totals.items())
        for metric, amount in of_currency.items()
    ]


def major(amount: int, currency: str) -> str:
    """Minor units as a decimal text in major units, exactly."""
    digits = 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
    sign, whole = "-" if amount < 0 else "", str(abs(amount)).rjust(digits + 1, "0")
    return f"{sign}{whole[:-digits]}.{whole[-digits:]}" if digits else f"{sign}{whole}"
