"""The rows that the agreement of a page lands as. Every value is text."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.sources.definitions.agreement import Calendar, Signs, Sla
from ingestion.sources.definitions.vocabulary import SIGNS, WEEKDAYS

Rows = Iterator[tuple[str, dict[str, str | None]]]


def of_sla(sla: Sla) -> Rows:
    """Pairs of a table's name and a row of it."""
    yield (
        "sla",
        {
            "review_on": sla.review_on.isoformat(),
            "mqls_a_week": str(sla.marketing.mqls_a_week),
            "accepted_percent": str(sla.marketing.accepted_percent),
            "contact_within_minutes": str(sla.sales.contact_within_minutes),
            "feedback_within_minutes": str(sla.sales.feedback_within_minutes),
            "in_time_percent": str(sla.sales.in_time_percent),
            "signs_within_minutes": str(sla.signs.within_minutes) if sla.signs else None,
        },
    )
    if sla.signs:
        yield from _signs(sla.signs)
    for number, calendar in enumerate(sla.calendars, start=1):
        yield from _calendar({"calendar_order": str(number)}, calendar)


def _signs(signs: Signs) -> Rows:
    for name in SIGNS:
        sign = getattr(signs, name)
        for number, rule in enumerate(sign.any if sign else (), start=1):
            key = {"sign": name, "rule": str(number)}
            yield "signs", {**key, "event": rule.event}
            for attribute, condition in rule.where.items():
                for operator, value in condition.rows:
                    row = {"attribute": attribute, "operator": operator, "value": value}
                    yield "sign_conditions", {**key, **row}


def _calendar(key: dict[str, str | None], calendar: Calendar) -> Rows:
    yield "calendars", {**key, "calendar": calendar.name, "time_zone": calendar.time_zone}
    for attribute, condition in calendar.where.items():
        for operator, value in condition.rows:
            row = {"attribute": attribute, "operator": operator, "value": value}
            yield "calendar_conditions", {**key, **row}
    for weekday, intervals in calendar.hours.items():
        iso_weekday = str(WEEKDAYS.index(weekday) + 1)
        for interval in intervals:
            starts, _, ends = interval.partition("-")
            row = {"iso_weekday": iso_weekday, "starts": starts, "ends": ends}
            yield "working_hours", {**key, **row}
    for day in calendar.holidays:
        yield "holidays", {**key, "holiday": day.isoformat()}
