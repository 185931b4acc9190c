"""WHERE as a predicate over rows, with the comparisons and the type errors of SOQL."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from ingestion.sources.salesforce.simulator.dates import day_text, instant_text, span
from ingestion.sources.salesforce.simulator.errors import ApiError, at, bad
from ingestion.sources.salesforce.simulator.org import NUMERIC, FieldDefinition, full_id
from ingestion.sources.salesforce.simulator.render import Row
from ingestion.sources.salesforce.simulator.tree import (
    Comparison,
    Condition,
    Junction,
    Literal,
    Path,
)

Getter = Callable[[Row], Any]
Predicate = Callable[[Row], bool]
Resolve = Callable[[Path], tuple[FieldDefinition, Getter]]

TEXTS = ("string", "picklist", "combobox", "email", "phone", "url", "textarea")


class Conditions:
    """Compiles the conditions of a query; `TODAY` is the day of `now` (the API user is in GMT)."""

    def __init__(self, text: str, resolve: Resolve, now: datetime) -> None:
        self.text = text
        self.resolve = resolve
        self.now = now

    def predicate(self, condition: Condition) -> Predicate:
        if isinstance(condition, Comparison):
            return self._comparison(condition)
        return self._junction(condition)

    def _junction(self, junction: Junction) -> Predicate:
        parts = [self.predicate(part) for part in junction.parts]
        if junction.kind == "not":
            return lambda row: not parts[0](row)
        if junction.kind == "and":
            return lambda row: all(part(row) for part in parts)
        return lambda row: any(part(row) for part in parts)

    def _comparison(self, comparison: Comparison) -> Predicate:
        definition, get = self.resolve(comparison.path)
        if not definition.is_filterable:
            raise bad(
                "INVALID_FIELD",
                at(
                    self.text,
                    comparison.path.position,
                    f"field '{definition.name}' can not be filtered in a query call",
                ),
            )
        if comparison.operator == "like":
            return self._like(comparison, definition, get)
        if comparison.operator in ("in", "not in"):
            return self._membership(comparison, definition, get)
        literal = comparison.values[0]
        if literal.kind == "range":
            return self._range(comparison.operator, definition, get, literal)
        wanted = self._wanted(definition, literal)
        return _compared(comparison.operator, _comparable(definition, get), wanted)

    def _like(self, comparison: Comparison, definition: FieldDefinition, get: Getter) -> Predicate:
        literal = comparison.values[0]
        if literal.kind != "string" or definition.type not in TEXTS:
            raise bad(
                "INVALID_FIELD",
                at(
                    self.text,
                    comparison.path.position,
                    f"invalid operator on {definition.type} field",
                ),
            )
        pattern = re.compile(_like_pattern(literal.text), re.IGNORECASE | re.DOTALL)
        return lambda row: pattern.fullmatch(get(row) or "") is not None

    def _membership(
        self, comparison: Comparison, definition: FieldDefinition, get: Getter
    ) -> Predicate:
        wanted = {self._wanted(definition, literal) for literal in comparison.values}
        key = _comparable(definition, get)
        if comparison.operator == "in":
            return lambda row: key(row) in wanted
        return lambda row: key(row) not in wanted

    def _range(
        self, operator: str, definition: FieldDefinition, get: Getter, literal: Literal
    ) -> Predicate:
        first, after = span(literal.text, literal.count, self.now.date())
        if definition.type == "date":
            start, end = first.isoformat(), after.isoformat()
        elif definition.type == "datetime":
            start, end = day_text(first), day_text(after)
        else:
            raise self._mistyped(definition, literal)
        tests: dict[str, Callable[[str], bool]] = {
            "=": lambda value: start <= value < end,
            "!=": lambda value: not start <= value < end,
            "<": lambda value: value < start,
            "<=": lambda value: value < end,
            ">": lambda value: value >= end,
            ">=": lambda value: value >= start,
        }
        test = tests[operator]
        is_true_of_null = operator == "!="

        def predicate(row: Row) -> bool:
            value = get(row)
            return is_true_of_null if value is None else test(value)

        return predicate

    def _wanted(self, definition: FieldDefinition, literal: Literal) -> Any:
        """The literal as a value that rows compare with, if it is of the field's type."""
        kind, type = literal.kind, definition.type
        if kind == "null":
            return None
        if type in ("id", "reference") and kind == "string":
            if len(literal.text) not in (15, 18):
                raise bad(
                    "INVALID_QUERY_FILTER_OPERATOR",
                    at(self.text, literal.position, f"invalid ID field: {literal.text}"),
                )
            return full_id(literal.text)
        if type in TEXTS and kind == "string":
            return literal.text.lower() or None
        if type in NUMERIC and kind == "number":
            return float(literal.text)
        if type == "boolean" and kind == "boolean":
            return literal.text == "true"
        if type == "date" and kind == "date":
            return self._day(literal).isoformat()
        if type == "datetime" and kind == "datetime":
            return instant_text(literal.text)
        raise self._mistyped(definition, literal)

    def _day(self, literal: Literal) -> date:
        try:
            return date.fromisoformat(literal.text)
        except ValueError:
            raise bad(
                "MALFORMED_QUERY", at(self.text, literal.position, f"Invalid date: {literal.text}")
            ) from None

    def _mistyped(self, definition: FieldDefinition, literal: Literal) -> ApiError:
        type = {"datetime": "dateTime", "id": "ID", "reference": "reference"}.get(
            definition.type, "double" if definition.type in NUMERIC else definition.type
        )
        quotes = " and should not be enclosed in quotes" if literal.kind == "string" else ""
        return bad(
            "INVALID_FIELD",
            at(
                self.text,
                literal.position,
                f"value of filter criterion for field '{definition.name}' must be of type "
                f"{'string' if definition.type in TEXTS else type}"
                + (" and should be enclosed in quotes" if definition.type in TEXTS else quotes),
            ),
        )


def _comparable(definition: FieldDefinition, get: Getter) -> Getter:
    """Text compares without regard to case, as SOQL does."""
    if definition.type not in TEXTS:
        return get

    def lowered(row: Row) -> str | None:
        value = get(row)
        return value.lower() if value is not None else None

    return lowered


def _compared(operator: str, get: Getter, wanted: Any) -> Predicate:
    if operator == "=":
        return lambda row: get(row) == wanted
    if operator == "!=":
        return lambda row: get(row) != wanted
    tests: dict[str, Callable[[Any], bool]] = {
        "<": lambda value: value < wanted,
        "<=": lambda value: value <= wanted,
        ">": lambda value: value > wanted,
        ">=": lambda value: value >= wanted,
    }
    test = tests[operator]

    def predicate(row: Row) -> bool:
        value = get(row)
        return value is not None and wanted is not None and test(value)

    return predicate


def _like_pattern(text: str) -> str:
    signs = {"%": ".*", "_": "."}
    parts = re.findall(r"\\.|.", text, flags=re.DOTALL)
    return "".join(
        re.escape(part[1:]) if len(part) == 2 else signs.get(part, re.escape(part))
        for part in parts
    )
