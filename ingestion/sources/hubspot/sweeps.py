"""Once a day everything is read again: what moves no stamp, and what went without a word."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ingestion.vendor_clock import is_sweep_due, lies_ahead


def is_due(cursor: dict[str, Any], now: int) -> bool:
    swept_at = cursor.get("swept_at")
    return is_sweep_due(datetime.fromisoformat(swept_at) if swept_at else None, _instant(now))


def swept_at(cursor: dict[str, Any], now: int, is_sweep: bool) -> str:
    """What the next cursor says."""
    return _instant(now).isoformat() if is_sweep else cursor["swept_at"]


def is_ahead(cursor: dict[str, Any], now: int, name: str) -> bool:
    """The last run was in what is the portal's future: everything is to be read again."""
    told = [_instant(at) for at in (cursor.get("until"), *cursor.get("newest", {}).values()) if at]
    if "swept_at" in cursor:
        told.append(datetime.fromisoformat(cursor["swept_at"]))
    return lies_ahead(f"hubspot.{name}", max(told, default=None), _instant(now))


def _instant(at: int) -> datetime:
    """Whole seconds."""
    return datetime.fromtimestamp(at // 1000, UTC)
