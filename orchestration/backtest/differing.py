"""What two pages say differently, as their rows tell it: one line a rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingestion.source import Table
from ingestion.sources.definitions.tables import TABLES, Row
from orchestration.backtest.pages import Tried

# Who stands behind a page and from when on is no rule.
UNTOLD = ("title", "status", "is_retrospective", "is_sample", "digest", "approvals_are_valid")


class Difference(NamedTuple):
    """A rule of a part of the page, and what each page says of it: None where it says nothing."""

    part: str
    rule: str
    before: str | None
    after: str | None


def differences(page: Tried, against: Tried) -> list[Difference]:
    """In the order of the page's parts; `before` is what `against` says."""
    return [
        difference
        for table in TABLES
        if table.name != "approvals"
        for difference in _of(table, page.records, against.records)
    ]


def _of(table: Table, now: dict, before: dict) -> Iterator[Difference]:
    keys = [name for name in table.key if name != "page"]
    values = [field.name for field in table.fields if field.name not in (*table.key, *UNTOLD)]
    ours, theirs = (
        {tuple(row[key] for key in keys): row for row in records.get(table.name, ())}
        for records in (now, before)
    )
    part = table.name.replace("_", " ")
    for key in sorted(ours.keys() | theirs.keys(), key=_in_order):
        called = " ".join(filter(None, key))
        mine, other = ours.get(key), theirs.get(key)
        if mine is None or other is None:
            told = [_said(row, values) if row is not None else None for row in (other, mine)]
            yield Difference(part, called, *told)
            continue
        for value in values:
            if mine[value] != other[value]:
                rule = " ".join(filter(None, (called, value.replace("_", " "))))
                yield Difference(part, rule, other[value], mine[value])


def _in_order(key: Sequence[str | None]) -> list[tuple[bool, int, str]]:
    """Numbers as numbers."""
    words = [word or "" for word in key]
    return [(not w.isdecimal(), int(w) if w.isdecimal() else 0, w) for w in words]


def _said(row: Row, values: Sequence[str]) -> str:
    """A row that one page alone has; one that is but a key is there."""
    return ", ".join(str(row[value]) for value in values if row[value] is not None) or "yes"
