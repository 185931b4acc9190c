"""A planted mistake for each expectation: a value that no mapping may let through."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ingestion.expectation import Expectation, Violation
from ingestion.sources.files.expectations import EXPECTATIONS

WRONG = {
    "not_null": None,
    "is_timestamp": "yesterday",
    "matches_regex": "1,234.50",
}


def _planted(
    records: list[dict[str, Any]], *, column: str | None, value: str | None
) -> list[dict[str, Any]]:
    first, *others = records
    return [{**first, column: value}, *others]


def _of(table: str, expectation: Expectation) -> Violation:
    plant = partial(_planted, column=expectation.column, value=WRONG[expectation.kind])
    return Violation(table, expectation.name, plant)


def _all() -> Iterator[Violation]:
    for table, expectations in EXPECTATIONS.items():
        for expectation in expectations:
            yield _of(table, expectation)


VIOLATIONS = tuple(_all())
