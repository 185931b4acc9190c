"""What a backtest found: of each page its funnel, and what it gained and lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from orchestration.backtest.asked import Asked
from orchestration.backtest.building import COMPARED
from orchestration.backtest.pages import Tried
from orchestration.environment import Place

KEPT, GAINED, LOST = "kept", "gained", "lost"


@dataclass(frozen=True)
class Funnel:
    """Some MQLs and what became of them; every number adds up."""

    mql_count: int = 0
    handed_off_count: int = 0
    contacted_count: int = 0
    contacted_within_24_hours_count: int = 0
    response_minutes: int = 0
    accepted_count: int = 0
    rejected_count: int = 0
    decision_pending_count: int = 0
    sql_count: int = 0
    opportunity_count: int = 0
    pipeline_amount: Decimal = Decimal(0)
    won_count: int = 0
    won_amount: Decimal = Decimal(0)
    unconverted_count: int = 0

    def __add__(self, other: Funnel) -> Funnel:
        return Funnel(*(getattr(self, name) + getattr(other, name) for name in MEASURES))

    @property
    def decided_count(self) -> int:
        """What sales answered, so or so."""
        return self.accepted_count + self.rejected_count

    @property
    def acceptance_rate(self) -> float | None:
        """As `rpt_baseline` has it: nothing that is pending or ended without an answer is in it."""
        return self.accepted_count / self.decided_count if self.decided_count else None

    @property
    def response_hours(self) -> float | None:
        """The mean, from handoff to first contact."""
        return self.response_minutes / 60 / self.contacted_count if self.contacted_count else None

    @property
    def day_rate(self) -> float | None:
        """Of those given to sales, those that it reached within 24 hours."""
        if not self.handed_off_count:
            return None
        return self.contacted_within_24_hours_count / self.handed_off_count

    def money(self, measure: str) -> Decimal | None:
        """None where an amount in it could not be converted."""
        return None if self.unconverted_count else getattr(self, measure)


MEASURES = tuple(each.name for each in fields(Funnel))
NOBODY = Funnel()


@dataclass(frozen=True)
class Told:
    """One page: what it has of each change, and its MQLs month by month."""

    page: Tried
    changes: Mapping[str, Funnel] = field(default_factory=dict)
    months: Mapping[date, int] = field(default_factory=dict)

    def of(self, change: str) -> Funnel:
        return self.changes.get(change, NOBODY)

    @property
    def whole(self) -> Funnel:
        return self.of(KEPT) + self.of(GAINED)


@dataclass(frozen=True)
class Compared:
    """All pages of a backtest, over one period."""

    pages: tuple[Told, ...]
    against: Told
    asked: Asked
    currency_code: str
    as_of: datetime

    @property
    def period(self) -> str:
        """In words."""
        begin = f"from {self.asked.first}" if self.asked.first else ""
        end = f"before {self.asked.until}" if self.asked.until else ""
        return " to ".join(filter(None, (begin, end))) or "over the whole history"

    @property
    def is_empty(self) -> bool:
        return not any(told.whole.mql_count for told in (self.against, *self.pages))

    @property
    def says_empty(self) -> str:
        return (
            "None of the pages qualifies anybody in this period; what landed ends on "
            f"{self.as_of:%Y-%m-%d}."
        )


def read(
    scratch: Place, published: Path, pages: Sequence[Tried], against: Tried, told: Asked
) -> Compared:
    """The mart of a backtest, added up over the period."""
    with duckdb.connect(str(published / "accord.duckdb"), read_only=True) as marts:
        [(currency_code, as_of)] = marts.execute(
            "select reporting_currency_code, as_of from marts.publication"
        ).fetchall()
    with duckdb.connect(str(scratch.marts), read_only=True) as marts:

        def of(page: Tried, other: Tried) -> Told:
            where = [page.name, other.name, told.first, told.until]
            return Told(page, _changes(marts, where), _months(marts, where))

        return Compared(
            tuple(of(page, against) for page in pages),
            of(against, pages[0]),
            told,
            currency_code,
            as_of,
        )


PERIOD = (
    f"from marts.{COMPARED} where definition_version = $1 and against_version = $2 "
    "and mql_date >= coalesce($3, mql_date) and ($4 is null or mql_date < $4)"
)


def _changes(marts: duckdb.DuckDBPyConnection, where: list) -> dict[str, Funnel]:
    sums = ", ".join(f"sum({name})" for name in MEASURES)
    rows = marts.execute(f"select change, {sums} {PERIOD} group by change", where).fetchall()
    return {change: Funnel(*numbers) for change, *numbers in rows}


def _months(marts: duckdb.DuckDBPyConnection, where: list) -> dict[date, int]:
    """What it qualifies itself, by the first day of the month."""
    return dict(
        marts.execute(
            "select cast(date_trunc('month', mql_date) as date) as month, sum(mql_count) "
            f"{PERIOD} and change <> '{LOST}' group by all order by all",
            where,
        ).fetchall()
    )
