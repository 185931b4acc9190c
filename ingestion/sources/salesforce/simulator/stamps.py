"""Which part of an object a condition on its stamps can reach at all."""

from __future__ import annotations

from datetime import datetime

from ingestion.sources.salesforce.simulator.tree import Comparison, Condition

COLUMNS = {
    "systemmodstamp": "modified_at",
    "lastmodifieddate": "modified_at",
    "createddate": "created_at",
}


def earliest_of(condition: Condition | None) -> tuple[str, int] | None:
    """The store's column and the epoch milliseconds before which no row can fit, if that is so."""
    if condition is None:
        return None
    if isinstance(condition, Comparison):
        literal = condition.values[0]
        column = COLUMNS.get(condition.path.text.lower())
        is_bound = condition.operator in (">", ">=", "=") and literal.kind == "datetime"
        if column is None or not is_bound:
            return None
        return column, int(datetime.fromisoformat(literal.text).timestamp()) * 1000
    if condition.kind != "and":
        return None
    return next(filter(None, map(earliest_of, condition.parts)), None)
