"""Who somebody is and what they did, in points (docs/facts.md §11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ingestion.sandbox.truth.accounts import Account
from ingestion.sandbox.truth.events import Event
from ingestion.sandbox.truth.page import Page, Pages
from ingestion.sandbox.truth.people import Person
from ingestion.sandbox.truth.segments import Segment

MOST_HALF_LIVES = 40


def fit_attributes(person: Person, account: Account | None) -> dict[str, Any]:
    of_account = {
        "industry": account.values["industry"],
        "employee_count": account.values["employee_count"],
        "account_country": account.values["country"],
        "is_icp": "true" if account.is_icp else "false",
    }  if account else {}  # fmt: skip
    return {
        "email_kind": person.email_kind,
        "title": person.values["title"],
        "country": person.values["country"],
        **of_account,
    }


@dataclass(frozen=True, slots=True)
class Earning:
    """A touch that brought points, under the page by which it did."""

    event: Event
    page: Page
    activity: int
    day: date

    @property
    def row(self) -> Mapping[str, Any]:
        return self.page.activities[self.activity]


class Scores:
    """Of one person in one segment. Points are counted in thousandths."""

    def __init__(self, segment: Segment, fit: Mapping[str, Any], pages: Pages, as_of: int) -> None:
        self._fit, self._pages = fit, pages
        self._today = pages.in_force(as_of) or pages.governing[0]
        self._earnings = list(self._earned(segment.events))
        self.moments = sorted({*self._touched(), *self._pages_begun(segment, as_of)})

    def _earned(self, events: Iterable[Event]) -> Iterator[Earning]:
        for event in events:
            if event.activity is not None:
                day = self._today.date_of(event.at)
                yield Earning(event, self._pages.at(event.at), event.activity, day)

    def _touched(self) -> set[int]:
        return {earning.event.at for earning in self._earnings}

    def _pages_begun(self, segment: Segment, as_of: int) -> Iterator[int]:
        first = min(self._touched(), default=None)
        for page in () if self._pages.judge else self._pages.governing:
            at = page.starts_at
            if (
                first is not None
                and first < at <= as_of
                and (segment.closed_at is None or at <= segment.closed_at)
                and (segment.next_at is None or at < segment.next_at)
                and at - segment.reached <= page.idle_limit
            ):
                yield at

    def fit_by(self, page: Page) -> int | None:
        return page.fit_of(self._fit)

    def intent_at(self, at: int, *, is_before: bool = False) -> int:
        """`is_before`: on the same day, without what happened at that very instant."""
        day = self._today.date_of(at)
        counted: dict[tuple[date, int], dict[date, list[Earning]]] = {}
        for earning in self._earnings:
            if earning.event.at < at or (earning.event.at == at and not is_before):
                key = (earning.page.effective_from, earning.activity)
                counted.setdefault(key, {}).setdefault(earning.day, []).append(earning)
        total = 0
        for days in counted.values():
            worth = sum(
                _worth(earnings, (day - earned_on).days) for earned_on, earnings in days.items()
            )
            row = next(iter(days.values()))[0].row
            total += min(worth, row["at_most"] * 1000)
        return total

    def _are_met(self, page: Page | None, intent: int) -> bool:
        thresholds = page.scores if page else None
        return bool(
            thresholds
            and self.fit_by(page) >= thresholds["fit"]["at_least"]
            and intent >= thresholds["intent"]["at_least"] * 1000
        )

    def thresholds_met(self) -> Iterator[Event]:
        """An event for each instant from which on they are met."""
        for at in self.moments:
            is_met = self._are_met(self._pages.at(at), self.intent_at(at))
            was_met = self._are_met(self._pages.at(at - 1), self.intent_at(at, is_before=True))
            if is_met and not was_met:
                yield self._event(at)

    def _event(self, at: int) -> Event:
        earned = [each.event for each in self._earnings if each.event.at == at]
        stages = frozenset(("mql",))
        if not earned:
            ref = (None, None, self._pages.at(at).effective_from.isoformat())
            return Event(at, "thresholds_met", ref, {}, at, stages=stages)
        last = max(earned, key=lambda event: event.order)
        return Event(
            at, "thresholds_met", last.ref, {"side": last.side}, at,
            campaign=last.campaign, channel=last.channel, stages=stages,
        )  # fmt: skip

    def intent_until(self, at: int | None) -> int:
        """As it was when points were last looked at, up to an instant or at all."""
        past = [moment for moment in self.moments if at is None or moment <= at]
        return self.intent_at(past[-1]) if past else 0


def _worth(earnings: list[Earning], days: int) -> int:
    """Of what one activity brought on one day, so many days later."""
    page, row = earnings[0].page, earnings[0].row
    rules = page.scores["intent"]
    if len(earnings) > rules["most_a_day"]:
        return 0
    half_life = rules["half_life_days"]
    halved, beyond = divmod(days, half_life)
    if halved >= MOST_HALF_LIVES:
        return 0
    points = len(earnings) * row["points"]
    return points * 1000 * (2 * half_life - beyond) // (2 * half_life * 2**halved)
