"""What the agreement of a page has to be beyond its form: promises that can be kept and counted."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import available_timezones

from ingestion.lined_yaml import Where
from ingestion.sources.definitions.agreement import Calendar, Sla
from ingestion.sources.definitions.conditions import (
    Found,
    no_time_zone,
    of_attribute,
    of_rule,
    repeated,
    rules_repeated,
    unknown,
)
from ingestion.sources.definitions.page import Page
from ingestion.sources.definitions.parts import covers
from ingestion.sources.definitions.vocabulary import EVENTS, SIGNS, USER_ATTRIBUTES, WEEKDAYS

ASKED = ("handed_off", "contacted")  # without these nothing can be kept
MOST_WEEKS = 26  # nobody waits longer for what was promised


def faults(page: Page) -> Found:
    if page.sla is None:
        return
    for stage in ASKED:
        if stage not in page.criteria:
            yield ("sla",), f"no criterion under `criteria` says what makes `{stage}`"
    if "mql" not in page.criteria and page.scores is None:
        yield ("sla",), "neither `scores` nor a criterion says what makes `mql`"
    if page.sla.review_on <= page.effective_from:
        yield ("sla", "review_on"), f"reviewed before it is tried: in force from {page.key}"
    yield from _signs(page, page.sla)
    if not page.sla.calendars:
        yield ("sla", "calendars"), "an SLA needs a calendar: say when the reps work"
    promised = ("sla", "sales", "feedback_within_minutes")
    if page.sla.sales.feedback_within_minutes < page.sla.sales.contact_within_minutes:
        yield promised, "nobody says what came of a contact before it is due"
    for position, calendar in enumerate(page.sla.calendars):
        at: Where = ("sla", "calendars", position)
        yield from _calendar(at, calendar, page)
        most = MOST_WEEKS * _weekly_minutes(calendar)
        if page.sla.sales.feedback_within_minutes > most:
            yield promised, f"`{calendar.name}` works but {most} minutes in half a year"
        for earlier in page.sla.calendars[:position]:
            if covers(earlier.where, calendar.where):
                place = (*at, "where") if calendar.where else at
                yield place, f"never reached: `{earlier.name}` fits everybody whom this one does"
                break
    names = [calendar.name for calendar in page.sla.calendars]
    for (*_, position), says in repeated((), names):
        yield ("sla", "calendars", position, "name"), says


def _signs(page: Page, sla: Sla) -> Found:
    for name in SIGNS:
        sign = getattr(sla.signs, name, None)
        rules = sign.any if sign else ()
        yield from rules_repeated(("sla", "signs", name, "any"), rules)
        for number, rule in enumerate(rules):
            at: Where = ("sla", "signs", name, "any", number)
            if rule.event not in EVENTS:
                yield (*at, "event"), unknown(rule.event, EVENTS, "event")
            yield from of_rule((*at, "where"), rule.event, rule.where, page)


def _calendar(at: Where, calendar: Calendar, page: Page) -> Found:
    if calendar.time_zone not in available_timezones():
        yield (*at, "time_zone"), no_time_zone(calendar.time_zone)
    for attribute, condition in calendar.where.items():
        place = (*at, "where", attribute)
        yield from of_attribute(place, attribute, condition, USER_ATTRIBUTES, page)
    if not any(calendar.hours.values()):
        yield (*at, "hours"), 'names no hours: write monday: ["09:00-17:00"]'
    for weekday, intervals in calendar.hours.items():
        if weekday not in WEEKDAYS:
            yield (*at, "hours", weekday), unknown(weekday, WEEKDAYS, "weekday")
        ended = "00:00"
        for position, interval in enumerate(intervals):
            starts, _, ends = interval.partition("-")
            if starts >= ends:
                yield (*at, "hours", weekday, position), f"`{interval}` ends before it starts"
            elif starts < ended:
                yield (*at, "hours", weekday, position), f"`{interval}` begins before {ended}"
            ended = max(ended, ends)
    days = [day.isoformat() for day in calendar.holidays]
    yield from repeated((*at, "holidays"), days)


def _weekly_minutes(calendar: Calendar) -> int:
    return sum(max(length, 0) for length in _lengths(calendar))


def _lengths(calendar: Calendar) -> Iterator[int]:
    for intervals in calendar.hours.values():
        for interval in intervals:
            starts, ends = (int(clock[:2]) * 60 + int(clock[3:]) for clock in interval.split("-"))
            yield ends - starts
