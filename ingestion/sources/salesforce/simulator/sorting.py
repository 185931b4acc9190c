"""ORDER BY over rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ingestion.sources.salesforce.simulator.render import Row
from ingestion.sources.salesforce.simulator.tree import Ordering


def sorted_by(rows: list[Row], get: Callable[[Row], Any], ordering: Ordering) -> list[Row]:
    """Stable; text without regard to case; nulls where the query wants them (first by default)."""

    def key(row: Row) -> Any:
        value = get(row)
        return value.lower() if isinstance(value, str) else value

    empty = [row for row in rows if get(row) is None]
    filled = [row for row in rows if get(row) is not None]
    filled.sort(key=key, reverse=ordering.is_descending)
    return empty + filled if ordering.has_nulls_first else filled + empty
