"""Once a day everything is read again: what moves no stamp, and what went without a word."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


def is_due(cursor: dict[str, Any], now: int) -> bool:
    """In the first run of each day of the vendor's clock, so never later than a day after."""
    swept_at = cursor.get("swept_at")
    if swept_at is None:
        return True
    return datetime.fromisoformat(swept_at).date() != datetime.fromtimestamp(now / 1000, UTC).date()


def swept_at(cursor: dict[str, Any], now: int, is_sweep: bool) -> str:
    """What the next cursor says."""
    if not is_sweep:
        return cursor["swept_at"]
    return datetime.fromtimestamp(now // 1000, UTC).isoformat()
