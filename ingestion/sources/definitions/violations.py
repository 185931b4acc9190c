"""A planted mistake for each expectation: a row that no page could have made."""

from __future__ import annotations

from functools import partial
from typing import Any

from ingestion.expectation import Violation
from ingestion.sources.definitions.expectations import EXPECTATIONS

WRONG = {"not_null": None, "matches_regex": "soon", "in_set": "perhaps"}


def _planted(
    records: list[dict[str, Any]], *, column: str | None, value: str | None
) -> list[dict[str, Any]]:
    first, *others = records
    return [{**first, column: value}, *others]


VIOLATIONS = tuple(
    Violation(
        table,
        expectation.name,
        partial(_planted, column=expectation.column, value=WRONG[expectation.kind]),
    )
    for table, expectations in EXPECTATIONS.items()
    for expectation in expectations
)
