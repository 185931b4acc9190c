"""Working time, each case worked out by hand: New York is four hours behind UTC in summer, five in
winter; in 2025 it put clocks on on March 9 and back on November 2, at two o'clock."""

from datetime import UTC, date, datetime

import pytest

from ingestion.sandbox.truth.calendars import Calendar

MINUTE = 60_000
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
OFFICE = {weekday: ["09:00-17:30"] for weekday in WEEKDAYS}


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


def new_york(*holidays: date, **hours: list[str]) -> Calendar:
    rules = {"name": "New York", "time_zone": "America/New_York", "hours": hours or OFFICE}
    return Calendar(rules | {"holidays": list(holidays)})


def minutes(calendar: Calendar, since: str, until: str) -> float:
    return calendar.worked(at(since), at(until)) / MINUTE


def test_a_weekend_and_a_holiday_are_not_worked():
    calendar = new_york(date(2025, 5, 26))
    friday_at_five, tuesday = at("2025-05-23 21:00"), at("2025-05-27 16:30")
    assert calendar.worked(friday_at_five, tuesday) == (30 + 210) * MINUTE
    assert calendar.due(friday_at_five, 240 * MINUTE) == tuesday


def test_what_is_worked_by_the_end_of_a_day_is_due_then_and_not_next_morning():
    assert new_york().due(at("2025-05-23 17:30"), 240 * MINUTE) == at("2025-05-23 21:30")


def test_what_is_given_at_night_begins_to_count_in_the_morning():
    assert new_york().due(at("2025-05-24 03:00"), MINUTE) == at("2025-05-26 13:01")


def test_nothing_owed_is_due_at_once():
    assert new_york().due(at("2025-05-24 03:00"), 0) == at("2025-05-24 03:00")


def test_a_break_is_not_worked():
    calendar = new_york(monday=["13:30-17:30", "09:00-12:30"])
    assert minutes(calendar, "2025-05-26 16:00", "2025-05-26 18:00") == 30 + 30
    assert calendar.due(at("2025-05-26 16:00"), 31 * MINUTE) == at("2025-05-26 17:31")


def test_a_week_goes_by_the_wall_clock_on_both_sides_of_a_change():
    assert new_york().due(at("2025-03-07 22:00"), 240 * MINUTE) == at("2025-03-10 16:30")
    assert new_york().due(at("2025-10-31 21:00"), 240 * MINUTE) == at("2025-11-03 17:30")


@pytest.mark.parametrize(
    ("hours", "day", "worked"),
    [
        ("01:00-04:00", "2025-03-09", 120),  # two o'clock never comes
        ("01:00-02:30", "2025-03-09", 90),  # half past two is read as half past three
        ("02:30-05:00", "2025-03-09", 90),
        ("02:15-03:10", "2025-03-09", 0),  # a quarter past three to ten past three
        ("00:00-01:30", "2025-11-02", 150),  # until the second half past one
        ("01:30-03:00", "2025-11-02", 90),  # from the second half past one
        ("00:00-24:00", "2025-03-09", 23 * 60),
        ("00:00-24:00", "2025-11-02", 25 * 60),
    ],
)
def test_seconds_count_as_they_pass_where_clocks_are_changed(hours, day, worked):
    calendar = new_york(sunday=[hours])
    noon = f"{day} 12:00"
    before, after = at(noon) - 24 * 60 * MINUTE, at(noon) + 24 * 60 * MINUTE
    assert calendar.worked(before, after) == worked * MINUTE


def test_what_two_intervals_share_where_clocks_are_changed_counts_once():
    calendar = new_york(sunday=["01:30-02:30", "03:00-04:00"])  # 06:30 to 07:30, 07:00 to 08:00
    assert minutes(calendar, "2025-03-09 00:00", "2025-03-10 00:00") == 90
    assert calendar.due(at("2025-03-09 00:00"), 75 * MINUTE) == at("2025-03-09 07:45")


def test_a_night_shift_goes_on_after_midnight():
    calendar = new_york(friday=["22:00-24:00"], saturday=["00:00-01:00"])
    assert minutes(calendar, "2025-05-24 03:00", "2025-05-25 00:00") == 60 + 60


def test_who_never_works_owes_nothing_by_any_time():
    calendar = new_york(monday=[])
    assert calendar.due(at("2025-05-26 16:00"), MINUTE) is None
    assert minutes(calendar, "2025-05-26 16:00", "2026-05-26 16:00") == 0
