"""When somebody works, and how much of it lies between two instants (docs/facts.md §13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
END_OF_DAY = "24:00"


@dataclass(frozen=True)
class Calendar:
    """A row of a page's calendars; `rules` is its parsed text. Instants are epoch milliseconds."""

    rules: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.rules["name"]

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.rules["time_zone"])

    @cached_property
    def _hours(self) -> tuple[list[list[str]], ...]:
        """By weekday, from Monday: the wall clocks at which each interval begins and ends."""
        hours = self.rules.get("hours") or {}
        return tuple(
            sorted(interval.split("-") for interval in hours.get(weekday) or ())
            for weekday in WEEKDAYS
        )

    @cached_property
    def _holidays(self) -> frozenset[date]:
        return frozenset(self.rules.get("holidays") or ())

    def worked(self, since: int, until: int) -> int:
        """Milliseconds of working time between two instants."""
        total = 0
        for start, end in self._intervals(since):
            if start >= until:
                break
            total += max(0, min(end, until) - max(start, since))
        return total

    def due(self, since: int, owed: int) -> int | None:
        """The least instant at which so many milliseconds were worked; None if that never comes."""
        if owed <= 0:
            return since
        for start, end in self._intervals(since):
            begins = max(start, since)
            if end - begins >= owed:
                return begins + owed
            owed -= max(0, end - begins)
        return None

    def _intervals(self, since: int) -> Iterator[tuple[int, int]]:
        """From the day before `since` on, in order. What two of them share counts once."""
        if not any(begins != ends for hours in self._hours for begins, ends in hours):
            return
        day = datetime.fromtimestamp(since // 1000, self._zone).date() - timedelta(days=1)
        reached = 0
        while True:
            for begins, ends in () if day in self._holidays else self._hours[day.weekday()]:
                start, end = max(self._instant(day, begins), reached), self._instant(day, ends)
                if start < end:
                    yield start, end
                    reached = end
            day += timedelta(days=1)

    def _instant(self, day: date, clock: str) -> int:
        """Of a clock that the day shows twice, the later; of one that it leaps over, by the offset
        before: in both cases the later of the two that could be meant."""
        if clock == END_OF_DAY:
            return _milliseconds(datetime.combine(day + timedelta(days=1), time(), self._zone))
        wall = datetime.combine(day, time.fromisoformat(clock), self._zone)
        return max(_milliseconds(wall), _milliseconds(wall.replace(fold=1)))


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000
