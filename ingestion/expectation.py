"""What a vendor promises of its records, declared simply; orchestration turns it into checks.

An expectation judges the rows that one load landed in one raw table, columns as text. Every kind
but `not_null` lets null pass. A violation breaks exactly one expectation and proves it can fail.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "not_null",  # every row has a value in `column`
    "unique_in_load",  # no two rows of a load have the same value in `column`
    "matches_regex",  # the whole value fits `pattern` (the same in Python, DuckDB and PostgreSQL)
    "in_set",  # the value is one of `values`
    "is_number",  # the value is a JSON number
    "is_timestamp",  # the value is an ISO 8601 instant with its offset
    "row_count_between",  # a full load of the table brought `minimum` to `maximum` rows
]

Plant = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@dataclass(frozen=True)
class Expectation:
    """One promise. `says` tells in plain words what is wrong when it fails."""

    kind: Kind
    column: str | None = None
    pattern: str | None = None
    values: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    says: str = ""

    @property
    def name(self) -> str:
        """Stable within its table: the column and the kind."""
        return f"{self.column}.{self.kind}" if self.column else self.kind


@dataclass(frozen=True)
class Violation:
    """A planted mistake: `plant` makes records, as the API gives them, break one promise."""

    table: str
    expectation_name: str
    plant: Plant


def not_null(*columns: str) -> tuple[Expectation, ...]:
    return tuple(Expectation("not_null", column) for column in columns)


def unique_in_load(column: str) -> Expectation:
    return Expectation("unique_in_load", column)


def matches_regex(pattern: str, *columns: str, says: str = "") -> tuple[Expectation, ...]:
    return tuple(Expectation("matches_regex", column, pattern, says=says) for column in columns)


def in_set(column: str, values: Sequence[str], says: str = "") -> Expectation:
    return Expectation("in_set", column, values=tuple(values), says=says)


def are_numbers(*columns: str) -> tuple[Expectation, ...]:
    return tuple(Expectation("is_number", column) for column in columns)


def are_timestamps(*columns: str) -> tuple[Expectation, ...]:
    return tuple(Expectation("is_timestamp", column) for column in columns)


def row_count_between(minimum: int, maximum: int | None = None) -> Expectation:
    return Expectation("row_count_between", minimum=minimum, maximum=maximum)
