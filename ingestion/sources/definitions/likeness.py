"""How much each kind of agreement tells that two are one: rows beside the page.

For each level of a comparison the share of pairs of one person, account or deal (`m`) and the share
of pairs of two (`u`) that are at it; the row `prior` tells it of any pair. `make train` writes
those of people.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from ingestion.lined_yaml import Fault, Faults

FILE = "matching_weights.csv"
OWN = Path(__file__).parents[3] / "dbt_project" / "definitions"
COLUMNS = ("entity", "comparison", "level", "m", "u")
LEVELS = {
    "people": {
        "prior": ("any_pair",),
        "name": (
            "full_name_at_employer",
            "full_name_at_employer_apart",
            "full_name",
            "full_name_elsewhere",
            "short_name_at_employer",
            "short_name_at_employer_apart",
            "short_name",
            "family_name_at_employer",
            "unlike",
        ),
        "address": ("mailbox", "local_part", "unlike"),
        "phone": ("same", "unlike"),
        "title": ("same", "unlike"),
        "city": ("same", "unlike"),
    },
    "accounts": {
        "prior": ("any_pair",),
        "name": ("same", "beginning", "unlike"),
        "domain": ("same", "other_ending", "unlike"),
        "place": ("same", "city", "unlike"),
        "phone": ("same", "unlike"),
        "contact": ("same", "unlike"),
    },
    "opportunities": {
        "prior": ("any_pair",),
        "account": ("same", "unlike"),
        "name": ("same", "beginning", "unlike"),
        "amount": ("same", "near", "unlike"),
        "time": ("same", "created", "closing", "near", "unlike"),
        "owner": ("same", "unlike"),
    },
}
SHARE = re.compile(r"0\.[0-9]{1,18}|1(\.0{1,18})?")
ONE = Decimal("0.001")  # so near do the shares of a comparison come to one: they are rounded

Row = dict[str, str | None]


def weights_of(folder: Path) -> tuple[Row, ...]:
    """Those of the folder, else those that come with the project."""
    own = folder / FILE
    return weights(own if own.exists() else OWN / FILE)


def weights(path: Path) -> tuple[Row, ...]:
    """The rows of the file, or Faults that name all that is wrong in it."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        raise Faults([Fault(path.name, 1, "not UTF-8 text")]) from None
    told = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and line[0] != "#"]
    rows = [(n, tuple(cell.strip() for cell in next(csv.reader([line])))) for n, line in told]
    wrong = list(_faults(path.name, rows))
    if wrong:
        raise Faults(wrong)
    return tuple(dict(zip(COLUMNS, cells)) for _, cells in rows[1:])


def _faults(name: str, rows: list[tuple[int, tuple[str, ...]]]) -> Iterator[Fault]:
    if not rows or rows[0][1] != COLUMNS:
        yield Fault(name, rows[0][0] if rows else 1, f"the first line says {','.join(COLUMNS)}")
        return
    seen: dict[tuple[str, ...], tuple[int, Decimal, Decimal]] = {}
    for line, cells in rows[1:]:
        if len(cells) != len(COLUMNS):
            yield Fault(name, line, f"{len(cells)} values: there are {len(COLUMNS)} columns")
            continue
        entity, comparison, level, m, u = cells
        if level not in LEVELS.get(entity, {}).get(comparison, ()):
            yield Fault(name, line, f"there is no level `{level}` of `{comparison}` of {entity}")
        elif cells[:3] in seen:
            yield Fault(name, line, f"`{level}` of `{comparison}` of {entity} stands twice")
        elif not SHARE.fullmatch(m) or not SHARE.fullmatch(u) or not Decimal(m) * Decimal(u):
            yield Fault(name, line, "`m` and `u` are shares: above 0, at most 1, as 0.0042")
        else:
            seen[cells[:3]] = line, Decimal(m), Decimal(u)
    for entity, comparisons in LEVELS.items():
        for comparison, levels in comparisons.items():
            of = f"`{comparison}` of {entity}"
            told = [seen.get((entity, comparison, level)) for level in levels]
            if None in told:
                missing = levels[told.index(None)]
                yield Fault(name, rows[-1][0], f"{of} has no level `{missing}`")
            elif len(levels) > 1:
                yield from _shares(name, of, told)


def _shares(name: str, of: str, told: list[tuple[int, Decimal, Decimal]]) -> Iterator[Fault]:
    for column, position in (("m", 1), ("u", 2)):
        total = sum(each[position] for each in told)
        if abs(total - 1) > ONE:
            says = f"the `{column}` of {of} add up to {total}, not to 1"
            yield Fault(name, told[0][0], says)
