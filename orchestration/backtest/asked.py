"""What a backtest is asked: which pages, against which one, over which days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from orchestration.environment import CannotStart

PARAMETERS = {
    "version": "The pages to try, joined by commas: landed ones, as 2026-07-01, or files.",
    "against": "The page to compare them with; left empty, the one in force.",
    "from": "The first day on which a qualified lead counts, as 2026-01-01; empty: any.",
    "to": "The day before which it counts, as 2026-07-01; empty: any.",
}


@dataclass(frozen=True)
class Asked:
    """Pages as they were named, and a period: from its first day on, to before `until`."""

    versions: tuple[str, ...]
    against: str = ""
    first: date | None = None
    until: date | None = None


def asked(told: Mapping[str, str]) -> Asked:
    """The four parameters as somebody typed them. Raises CannotStart."""
    versions = tuple(dict.fromkeys(filter(None, map(str.strip, told["version"].split(",")))))
    first, until = _day("FROM", told["from"]), _day("TO", told["to"])
    if first and until and first >= until:
        raise CannotStart(f"no day lies from {first} to before {until}; set TO to a later day")
    return Asked(versions, told["against"].strip(), first, until)


def _day(name: str, told: str) -> date | None:
    try:
        return date.fromisoformat(told.strip()) if told.strip() else None
    except ValueError:
        raise CannotStart(f"{name} is {told!r}, which is no day; say it as 2026-03-01") from None
