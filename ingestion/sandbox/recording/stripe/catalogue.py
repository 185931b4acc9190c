"""Products and prices: one product a thing that is sold, one list price a currency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingestion.sandbox import ids
from ingestion.sandbox.clock import DAY
from ingestion.sandbox.firm import CURRENCIES, minor_digits
from ingestion.sandbox.history import Firm, Product
from ingestion.sandbox.recorded import Change

ROUGHLY_PRICED = ("JPY", "SEK")


def product_id(firm: Firm, product_key: str) -> str:
    return ids.stripe("prod", firm.seed, product_key)


def list_price(firm: Firm, product: Product, currency: str) -> int:
    """Minor units, rounded as the price list is."""
    if currency == product.currency:
        return product.price_minor
    digits = minor_digits(currency)
    step = 10 ** max(0, digits - 1) * (10 if currency in ROUGHLY_PRICED else 1)
    exact = product.price_minor / 100 * firm.extra["usd"][currency] * 10**digits
    return max(step, round(exact / step) * step)


def price_fields(firm: Firm, product: Product, currency: str, unit: int) -> dict[str, Any]:
    recurring = product.interval and {
        "aggregate_usage": None,
        "interval": product.interval,
        "interval_count": 1,
        "trial_period_days": None,
        "usage_type": "licensed",
    }
    return {
        "active": True,
        "currency": currency.lower(),
        "product": product_id(firm, product.key),
        "recurring": recurring,
        "type": "recurring" if recurring else "one_time",
        "unit_amount": unit,
        "unit_amount_decimal": str(unit),
    }


def catalogue(firm: Firm) -> Iterator[Change]:
    at = firm.starts_at - 400 * DAY
    for number, product in enumerate(firm.products):
        id = product_id(firm, product.key)
        made_at = at + number * 60_000
        fields = {
            "active": True,
            "default_price": None,
            "description": f"{product.family}: {product.name}",
            "metadata": {"family": product.family, "sku": product.key},
            "name": product.name,
            "updated": made_at // 1000,
        }
        yield Change(made_at, "product", id, "create", fields, truth=("product", product.key))
        for currency in CURRENCIES:
            price = ids.stripe("price", firm.seed, product.key, currency)
            unit = list_price(firm, product, currency)
            named = {"nickname": "List price", "lookup_key": f"{product.key}-{currency.lower()}"}
            fields = price_fields(firm, product, currency, unit) | named
            yield Change(made_at + 1000, "price", price, "create", fields)
        default = {
            "default_price": ids.stripe("price", firm.seed, product.key, product.currency),
            "updated": made_at // 1000 + 2,
        }
        yield Change(made_at + 2000, "product", id, "update", default)
