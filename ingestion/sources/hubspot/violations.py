"""A planted mistake for every promise: records as the API gives them, one of them broken."""

from __future__ import annotations

import copy
from typing import Any

from ingestion.expectation import Expectation, Plant, Violation
from ingestion.source import Field
from ingestion.sources.hubspot.expectations import EXPECTATIONS
from ingestion.sources.hubspot.tables import TABLES

# A value of the right JSON type that breaks the promise, by its kind.
_WRONG: dict[str, Any] = {
    "not_null": None,
    "matches_regex": "no-digits",
    "in_set": "UNHEARD_OF",
    "is_timestamp": "yesterday",
}


def _plant(field: Field, expectation: Expectation) -> Plant:
    wrong = _WRONG[expectation.kind]
    if field.kind == "number" and wrong is not None:
        wrong = -1

    def plant(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        broken = copy.deepcopy(records)
        inner = broken[0]
        for step in field.at[:-1]:
            inner = inner.setdefault(step, {})
        inner[field.at[-1]] = wrong
        return broken

    return plant


def _violations() -> list[Violation]:
    fields = {(table.name, field.name): field for table in TABLES for field in table.fields}
    return [
        Violation(table, expectation.name, _plant(fields[table, expectation.column], expectation))
        for table, expectations in EXPECTATIONS.items()
        for expectation in expectations
        if expectation.column
    ]


VIOLATIONS = tuple(_violations())
