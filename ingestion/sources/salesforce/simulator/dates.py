"""Dates of SOQL: literals as the texts that rows hold, and the spans that date words name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

DAY = timedelta(days=1)


def instant_text(literal: str) -> str:
    """A datetime literal as rows write instants."""
    moment = datetime.fromisoformat(literal).astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}+0000"


def day_text(day: date) -> str:
    return f"{day.isoformat()}T00:00:00.000+0000"


def span(word: str, count: int | None, today: date) -> tuple[date, date]:
    """First day of a date word and the day after its last."""
    if count is not None:
        return _counted_span(word, count, today)
    if word in ("today", "yesterday", "tomorrow"):
        day = today + DAY * {"today": 0, "yesterday": -1, "tomorrow": 1}[word]
        return day, day + DAY
    which, unit = word.split("_")
    shift = {"last": -1, "this": 0, "next": 1}[which]
    if unit == "week":
        sunday = today - DAY * ((today.weekday() + 1) % 7) + timedelta(weeks=shift)
        return sunday, sunday + timedelta(weeks=1)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = _month_index(today) // months * months + shift * months
    return _month_start(first), _month_start(first + months)


def _counted_span(word: str, count: int, today: date) -> tuple[date, date]:
    if word == "last_n_days":
        return today - DAY * count, today + DAY
    if word == "next_n_days":
        return today + DAY, today + DAY * (count + 1)
    if word == "n_days_ago":
        return today - DAY * count, today - DAY * (count - 1)
    first = _month_index(today)
    if word == "last_n_months":
        return _month_start(first - count), _month_start(first)
    return _month_start(first + 1), _month_start(first + 1 + count)


def _month_index(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month_start(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)
