"""Money in the reporting currency: the rate in force on a day, rounded half away from zero."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from ingestion.sandbox.truth.entities import Rate

CENTS_OF_CENTS = Decimal("0.0001")


class Rates:
    def __init__(self, rates: Iterable[Rate], base: str) -> None:
        self._base = base
        self._by_currency: dict[str, list[Rate]] = {}
        for rate in rates:
            if rate.base_currency_code == base:
                self._by_currency.setdefault(rate.currency_code, []).append(rate)

    def in_base(
        self, amount: Decimal | None, currency: str | None, day: date | None
    ) -> Decimal | None:
        """None where amount, currency, day or rate is unknown."""
        if amount is None or currency is None or day is None:
            return None
        units = Decimal(1) if currency == self._base else self._units(currency, day)
        if units is None:
            return None
        with localcontext(prec=60):
            return (amount / units).quantize(CENTS_OF_CENTS, ROUND_HALF_UP)

    def _units(self, currency: str, day: date) -> Decimal | None:
        in_force = [
            rate
            for rate in self._by_currency.get(currency, ())
            if rate.valid_from <= day and (rate.valid_to is None or day < rate.valid_to)
        ]
        return max(in_force, key=lambda rate: rate.valid_from).units_per_base if in_force else None
