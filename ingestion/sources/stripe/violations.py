"""A planted mistake for each promise: a record as the API would never send it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ingestion.expectation import Expectation, Violation
from ingestion.sources.stripe.expectations import EXPECTATIONS
from ingestion.sources.stripe.tables import TABLES

WRONG: dict[str, Any] = {
    "not_null": None,
    "in_set": "no word of Stripe's",
    "matches_regex": "?",
}
HALF_A_CENT = 0.5  # a number, but no instant and no count of minor units
NUMBERS = {(t.name, f.name) for t in TABLES for f in t.fields if f.kind == "number"}


def _planted(records: list[dict[str, Any]], *, column: str, value: Any) -> list[dict[str, Any]]:
    first, *others = records
    return [{**first, column: value}, *others]


def _of(table: str, expectation: Expectation) -> Violation:
    value = WRONG[expectation.kind]
    if value is not None and (table, expectation.column) in NUMBERS:
        value = HALF_A_CENT
    plant = partial(_planted, column=expectation.column or "", value=value)
    return Violation(table, expectation.name, plant)


def _all() -> Iterator[Violation]:
    for table, expectations in EXPECTATIONS.items():
        for expectation in expectations:
            yield _of(table, expectation)


VIOLATIONS = tuple(_all())
