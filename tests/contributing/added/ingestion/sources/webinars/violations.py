"""A planted mistake for each promise: a record as the tool would never send it."""

from functools import partial
from typing import Any

from ingestion.expectation import Violation

WRONG = {
    ("registrant", "email", "matches_regex"): "nobody",
    ("registrant", "created_at", "is_timestamp"): "yesterday",
    ("registrant", "updated_at", "is_timestamp"): "yesterday",
    ("attendance", "registrant_id", "not_null"): None,
    ("attendance", "webinar", "not_null"): None,
    ("attendance", "joined_at", "is_timestamp"): "yesterday",
    ("attendance", "minutes", "matches_regex"): -1,
}


def _planted(records: list[dict[str, Any]], *, column: str, value: Any) -> list[dict[str, Any]]:
    first, *others = records
    return [{**first, column: value}, *others]


VIOLATIONS = tuple(
    Violation(table, f"{column}.{kind}", partial(_planted, column=column, value=value))
    for (table, column, kind), value in WRONG.items()
)
