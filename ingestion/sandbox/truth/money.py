"""Money in the reporting currency: the units of a day, rounded half away from zero."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from ingestion.sandbox.truth.entities import Rate

CENTS_OF_CENTS = Decimal("0.0001")
TIMES_A_YEAR = {"day": 365, "week": 52, "month": 12, "year": 1}
TWELFTH_PLACE = Decimal("0.000000000001")


class Rates:
    """`reporting` is the currency in which the page wants amounts."""

    def __init__(self, rates: Iterable[Rate], reporting: str) -> None:
        self._reporting = reporting
        self._told: dict[str, dict[tuple[str, str], list[Rate]]] = {}
        for rate in rates:
            if rate.units_per_base > 0 and rate.currency_code != rate.base_currency_code:
                by_currency = self._told.setdefault(rate.source, {})
                pair = (rate.currency_code, rate.base_currency_code)
                by_currency.setdefault(pair, []).append(rate)

    def in_base(
        self, amount: Decimal | None, currency: str | None, day: date | None
    ) -> Decimal | None:
        """None where amount, currency or rate is unknown."""
        if amount is None or currency is None:
            return None
        units = self.units(currency, day)
        return None if units is None else _rounded(amount, units, CENTS_OF_CENTS)

    def units(self, currency: str, day: date | None) -> Decimal | None:
        """So many of the currency for one of the reporting currency, which needs no day."""
        if currency == self._reporting:
            return Decimal(1)
        if day is None:
            return None
        for source in sorted(self._told):
            for units in self._known(source, currency, day):
                if units:
                    return units
        return None

    def _known(self, source: str, currency: str, day: date) -> Iterator[Decimal]:
        """As one source tells them, or as they follow from another base, in order."""
        told = self._in_force(source, currency, self._reporting, day)
        if told is not None:
            yield told
        for base in sorted({base for _, base in self._told[source]} - {self._reporting}):
            reporting = self._in_force(source, self._reporting, base, day)
            own = Decimal(1) if currency == base else self._in_force(source, currency, base, day)
            if reporting is not None and own is not None:
                yield _rounded(own, reporting, TWELFTH_PLACE)

    def _in_force(self, source: str, currency: str, base: str, day: date) -> Decimal | None:
        in_force = [
            rate
            for rate in self._told[source].get((currency, base), ())
            if rate.valid_from <= day and (rate.valid_to is None or day < rate.valid_to)
        ]
        return max(in_force, key=lambda rate: rate.valid_from).units_per_base if in_force else None


def _rounded(dividend: Decimal, divisor: Decimal, place: Decimal) -> Decimal:
    with localcontext(prec=60):
        return (dividend / divisor).quantize(place, ROUND_HALF_UP)


def a_month(amount: Decimal, unit: str, count: int) -> Decimal:
    """What is billed each so many units, by the month."""
    return _rounded(amount * TIMES_A_YEAR[unit], Decimal(12 * count), CENTS_OF_CENTS)
