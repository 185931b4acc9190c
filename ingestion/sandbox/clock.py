"""Instants of the sample company: epoch milliseconds UTC, and when people work."""

from datetime import UTC, date, datetime
from random import Random

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
MONTH = 30 * DAY + 10 * HOUR
YEAR = 365 * DAY

_EPOCH = date(1970, 1, 1).toordinal()


def instant(year: int, month: int = 1, day: int = 1, hour: int = 0) -> int:
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp()) * 1000


def iso_date(at: int) -> str:
    return date.fromordinal(_EPOCH + at // DAY).isoformat()


def iso_instant(at: int) -> str:
    return (
        datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at % 1000:03d}Z"
    )


def add_months(at: int, months: int) -> int:
    """The same day of a later month, or that month's last day."""
    moment = datetime.fromtimestamp(at // 1000, UTC)
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    for day in range(moment.day, moment.day - 4, -1):
        try:
            moved = moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
        return int(moved.timestamp()) * 1000 + at % 1000
    raise AssertionError("every month has 28 days")


def office(rng: Random, at: int) -> int:
    """Some moment in the first working hours from `at` on: Monday to Friday, 12:00 to 21:00 UTC."""
    day = at // DAY
    if at % DAY > 21 * HOUR:
        day += 1
    weekday = (day + 3) % 7  # 1970-01-01 was a Thursday
    if weekday > 4:
        day += 7 - weekday
    if day * DAY + 12 * HOUR < at <= day * DAY + 21 * HOUR:
        return at + int(rng.random() * (day * DAY + 21 * HOUR - at))
    return day * DAY + 12 * HOUR + int(rng.random() * 9 * HOUR)
