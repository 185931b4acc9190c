"""When households come: some in the weeks before the 24 months, then at a steady rate for ever."""

from ingestion.sandbox.clock import DAY
from ingestion.sandbox.history import Firm

PEOPLE_PER_HOUSEHOLD = 2.52
THERE_AT_THE_START = 0.22
SETTING_UP = 50 * DAY


def _plan(firm: Firm) -> tuple[int, int, int]:
    """Households there at the start, households of the 24 months, length of the 24 months."""
    households = max(2, round(firm.extra["size"] / PEOPLE_PER_HOUSEHOLD))
    first = round(households * THERE_AT_THE_START)
    return first, households - first, firm.first_day_ends_at - firm.starts_at


def born_at(firm: Firm, index: int) -> int:
    first, later, span = _plan(firm)
    if index < first:
        return firm.starts_at - SETTING_UP - (-(index + 1) * SETTING_UP // (first + 1))
    return firm.starts_at - (-(index - first + 1) * span // later)


def births(firm: Firm, at: int) -> int:
    """How many households are born by `at`: those of index 0 up to it."""
    first, later, span = _plan(firm)
    if at < firm.starts_at:
        return max(0, min(first, (at - firm.starts_at + SETTING_UP) * (first + 1) // SETTING_UP))
    return first + (at - firm.starts_at) * later // span
