"""What two pages say differently: one line a rule, in plain words."""

from __future__ import annotations

from typing import NamedTuple

from orchestration.backtest.pages import Tried
from orchestration.backtest.rules import Records, said, tried_in_order

Named = dict[tuple[str, str], str]


class Difference(NamedTuple):
    """A rule of a part of the page, and what each page says of it: None where it says nothing."""

    part: str
    rule: str
    before: str | None
    after: str | None


def differences(page: Tried, against: Tried) -> list[Difference]:
    """In the order of the page's parts; `before` is what `against` says."""
    ours, theirs = _named(page.records), _named(against.records)
    parts = list(dict.fromkeys(part for part, _ in (*theirs, *ours)))
    keys = sorted(dict.fromkeys((*theirs, *ours)), key=lambda key: parts.index(key[0]))
    found = [Difference(*key, theirs.get(key), ours.get(key)) for key in keys]
    return [each for each in found if each.before != each.after] + _moved(page, against)


def _named(records: Records) -> Named:
    """Every rule by its name; of two of one name the second is called so."""
    named: Named = {}
    for part, rule, says in said(records):
        name, number = rule, 1
        while (part, name) in named:
            number += 1
            name = f"{rule} ({number})"
        named[part, name] = says
    return named


def _moved(page: Tried, against: Tried) -> list[Difference]:
    """Of the same rules in another order another one may fit first."""
    now, before = tried_in_order(page.records), tried_in_order(against.records)
    return [
        Difference(part, "order in which they are tried", ", ".join(before[part]), ", ".join(names))
        for part, names in now.items()
        if names != before[part] and sorted(names) == sorted(before[part])
    ]
