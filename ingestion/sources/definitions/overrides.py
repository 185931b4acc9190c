"""What somebody decided about two records, whatever the evidence says: rows beside the page.

`link` makes them one, `apart` keeps them two. A row that is taken out again leaves no trace.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingestion.lined_yaml import Fault, Faults

FILE = "matching_overrides.csv"
KEY = ("entity", "record", "other_record")
COLUMNS = (*KEY, "decision", "decided_by", "decided_on", "why")
ENTITIES = ("people", "accounts", "opportunities")
DECISIONS = ("link", "apart")
NAME = re.compile(r"[^:\s]+:[^:\s]+:[^:\s]+:\S.*")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FORM = "system:connection:object:record, as the bridges name it"

Row = dict[str, str | None]
Named = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """One row of the file and the line it stands on."""

    line: int
    entity: str
    record: str
    other_record: str
    decision: str
    decided_by: str
    decided_on: str
    why: str

    @property
    def ends(self) -> tuple[Named, Named]:
        return (self.entity, self.record), (self.entity, self.other_record)

    @property
    def faults(self) -> Iterator[str]:
        if self.entity not in ENTITIES:
            yield f"`entity` is one of {', '.join(ENTITIES)}"
        if self.decision not in DECISIONS:
            yield f"`decision` is one of {', '.join(DECISIONS)}"
        for column in KEY[1:]:
            if not NAME.fullmatch(getattr(self, column)):
                yield f"`{column}` is no {FORM}"
        if self.record == self.other_record:
            yield "a record is always itself: name two"
        for column in ("decided_by", "why"):
            if not getattr(self, column):
                yield f"`{column}` is empty"
        day = _day(self.decided_on)
        if day is None:
            yield "`decided_on` is no day such as 2026-03-31"
        elif day > date.today():
            yield f"`decided_on` is still to come: today is {date.today()}"


def overrides_of(folder: Path) -> tuple[Row, ...]:
    """Those of the folder; without a file nobody has decided anything."""
    own = folder / FILE
    return overrides(own) if own.exists() else ()


def overrides(path: Path) -> tuple[Row, ...]:
    """The rows of the file, or Faults that name all that is wrong in it."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Faults([Fault(path.name, 1, "not UTF-8 text")]) from None
    told = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and line[0] != "#"]
    rows = [(n, tuple(cell.strip() for cell in next(csv.reader([line])))) for n, line in told]
    if not rows or rows[0][1] != COLUMNS:
        line = rows[0][0] if rows else 1
        raise Faults([Fault(path.name, line, f"the first line says {','.join(COLUMNS)}")])
    wrong, read = [], []
    for line, cells in rows[1:]:
        if len(cells) != len(COLUMNS):
            says = f"{len(cells)} values: there are {len(COLUMNS)} columns"
            wrong.append(Fault(path.name, line, says))
            continue
        one = Told(line, *cells)
        wrong.extend(Fault(path.name, line, says) for says in one.faults)
        read.append(one)
    wrong.extend(Fault(path.name, line, says) for line, says in _collisions(read))
    if wrong:
        raise Faults(wrong)
    return tuple({column: getattr(one, column) for column in COLUMNS} for one in read)


def _day(text: str) -> date | None:
    """The day of `2026-03-31`; of the other spellings of ISO 8601 the warehouse reads none."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def _collisions(told: list[Told]) -> Iterator[tuple[int, str]]:
    """Pairs of which two rows speak, and records that some rows link and another keeps apart."""
    first: dict[frozenset[Named], int] = {}
    linked: dict[Named, dict[Named, int]] = {}
    for one in told:
        pair = frozenset(one.ends)
        if pair in first:
            yield one.line, f"line {first[pair]} decides about these two records, too"
            continue
        first[pair] = one.line
        if one.decision == "link":
            for near, far in (one.ends, one.ends[::-1]):
                linked.setdefault(near, {})[far] = one.line
    for one in told:
        if one.decision == "apart" and (lines := _way(linked, *one.ends)):
            by = f"line {lines[0]}" if len(lines) == 1 else f"lines {_listed(lines)}"
            yield one.line, f"these two records are one by {by}"


def _way(linked: dict[Named, dict[Named, int]], start: Named, end: Named) -> list[int]:
    """The lines of a shortest chain of links between two records; none if there is none."""
    reached: dict[Named, list[int]] = {start: []}
    waiting = [start]
    for near in waiting:
        for far, line in linked.get(near, {}).items():
            if far not in reached:
                reached[far] = [*reached[near], line]
                waiting.append(far)
    return sorted(reached.get(end, ()))


def _listed(lines: list[int]) -> str:
    return ", ".join(map(str, lines[:-1])) + f" and {lines[-1]}"
