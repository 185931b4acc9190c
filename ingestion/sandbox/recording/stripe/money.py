"""What Stripe does with money: settle it in dollars, keep its fee, spread a sum over lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from ingestion.sandbox.clock import DAY, iso_date
from ingestion.sandbox.firm import minor_digits
from ingestion.sandbox.history import Firm

SETTLEMENT = "USD"
CENTS = 100
FEE_RATE, FEE_FIXED = Decimal("0.029"), 30
DISPUTE_FEE = 1_500


@lru_cache(4)
def _by_currency(rates: tuple[tuple[str, str, str], ...]) -> dict[str, tuple[list[str], list[str]]]:
    found: dict[str, tuple[list[str], list[str]]] = {}
    for date, currency, units in rates:
        dates, values = found.setdefault(currency, ([], []))
        dates.append(date)
        values.append(units)
    return found


def exchange_rate(firm: Firm, currency: str, at: int) -> float | None:
    """Dollars for one unit at the rate in force, as the processor rounds it; None for dollars."""
    if currency == SETTLEMENT:
        return None
    dates, units = _by_currency(firm.rates)[currency]
    place = max(bisect_right(dates, iso_date(at)) - 1, 0)
    return float(f"{1 / float(units[place]):.6g}")


def settled(amount: int, currency: str, rate: float | None) -> int:
    """Cents that arrive for an amount in minor units."""
    if rate is None:
        return amount
    exact = Decimal(amount).scaleb(-minor_digits(currency)) * Decimal(repr(rate)) * CENTS
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def fee(cents: int) -> int:
    return int((cents * FEE_RATE).quantize(Decimal(1), ROUND_HALF_UP)) + FEE_FIXED


def available_on(at: int, days: int) -> int:
    """Midnight so many days later, epoch seconds."""
    return (at // DAY + days) * DAY // 1000


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Shares in proportion that add up to `total` exactly; the last weighty one takes the rest."""
    whole = sum(weights)
    if not weights or whole == 0:
        return [total, *[0] * (len(weights) - 1)] if weights else []
    shares = [total * weight // whole for weight in weights]
    last = max(place for place, weight in enumerate(weights) if weight)
    shares[last] += total - sum(shares)
    return shares
