"""A planted mistake for every promise: records as the API gives them, one of them broken."""

from __future__ import annotations

import copy
from typing import Any

from ingestion.expectation import Expectation, Plant, Violation
from ingestion.sources.salesforce.expectations import EXPECTATIONS, PERCENT

# Each breaks its own promise and no other one about the same column.
_WRONG_TEXTS = {
    "Id": "not-an-id",
    "CurrencyIsoCode": "dollar",
}
_WRONG_DATE = "next Tuesday"
_WRONG_WORD = "Unheard of"


def _wrong(expectation: Expectation) -> Any:
    if expectation.kind == "not_null":
        return None
    if expectation.kind == "in_set":
        return _WRONG_WORD
    if expectation.pattern == PERCENT:
        return 250.0
    return _WRONG_TEXTS.get(expectation.column or "", _WRONG_DATE)


def _plant(expectation: Expectation) -> Plant:
    def change(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        broken = copy.deepcopy(records)
        broken[0][expectation.column or ""] = _wrong(expectation)
        return broken

    def repeat(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Another record with the same value."""
        twin = copy.deepcopy(records[0])
        twin["Id"] = f"{twin['Id'][:12]}000AAA"
        return [*records, twin]

    return repeat if expectation.kind == "unique_in_load" else change


VIOLATIONS = tuple(
    Violation(table, expectation.name, _plant(expectation))
    for table, expectations in EXPECTATIONS.items()
    for expectation in expectations
)
