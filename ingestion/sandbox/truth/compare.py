"""Expected rows against published ones: row by row, column by column."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table. `bar` None: told, not demanded."""

    section: str
    name: str
    expected: int
    got: int
    agreement: float
    bar: float | None = 1.0

    @property
    def is_met(self) -> bool:
        return self.bar is None or self.agreement >= self.bar


@dataclass(frozen=True, slots=True)
class Mistake:
    """By keys and values of facts, never by names or addresses."""

    kind: str
    key: str
    expected: str
    got: str
    pairs: int = 0  # of records, that are wrong by it


@dataclass(slots=True)
class Comparison:
    measures: list[Measure] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


def compare(
    section: str,
    expected: Iterable[Row],
    got: Iterable[Row],
    key: Callable[[Row], Hashable],
    columns: Iterable[str],
    hidden: frozenset[str] = frozenset(),
) -> Comparison:
    """Rows by key, then every column of the rows that both hold; `hidden` values are not shown."""
    found = Comparison()
    wanted, published = _by_key(expected, key), _by_key(got, key)
    shared = [each for each in wanted if each in published]
    agreement = len(shared) / max(len(wanted), len(published), 1)
    is_empty = not wanted and not published
    found.measures.append(
        Measure(section, "rows", len(wanted), len(published), 1.0 if is_empty else agreement)
    )
    found.mistakes += [
        Mistake(f"{section}: row missing", _text(each), "a row", "none")
        for each in wanted
        if each not in published
    ][:SHOWN]
    found.mistakes += [
        Mistake(f"{section}: row too many", _text(each), "none", "a row")
        for each in published
        if each not in wanted
    ][:SHOWN]
    for column in columns:
        _compare_column(found, section, column, wanted, published, shared, column in hidden)
    return found


def _compare_column(
    found: Comparison, section: str, column: str, wanted: Mapping[Hashable, Row],
    published: Mapping[Hashable, Row], shared: list[Hashable], is_hidden: bool,
) -> None:  # fmt: skip
    if any(column not in published[each] for each in shared[:1]):
        found.measures.append(Measure(section, column, len(shared), 0, 0.0))
        found.mistakes.append(Mistake(f"{section}: {column}", "every row", "a column", "none"))
        return
    wrong = [each for each in shared if not is_same(wanted[each][column], published[each][column])]
    right = len(shared) - len(wrong)
    found.measures.append(
        Measure(section, column, len(shared), right, right / len(shared) if shared else 1.0)
    )
    for each in wrong[:SHOWN]:
        values = (wanted[each][column], published[each][column])
        told = ("one value", "another") if is_hidden else tuple(map(_text, values))
        found.mistakes.append(Mistake(f"{section}: {column}", _text(each), *told))


def is_same(one: Any, other: Any) -> bool:
    """Numbers by value, dates by day, everything else by equality."""
    if isinstance(one, (Decimal, int)) and isinstance(other, (Decimal, int)):
        return one == other
    if isinstance(one, date) != isinstance(other, date):
        return str(one) == str(other)
    return one == other


def _by_key(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> dict[Hashable, Row]:
    """Rows that share a key are told apart by their position among those that do."""
    found: dict[Hashable, Row] = {}
    seen: dict[Hashable, int] = {}
    for row in rows:
        base = key(row)
        position = seen[base] = seen.get(base, -1) + 1
        found[(base, position) if position else base] = row
    return found


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return " · ".join(map(_text, value))
    return str(value)
