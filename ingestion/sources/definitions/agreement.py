"""What marketing and sales owe each other, as typed data: promises, signs and calendars."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from ingestion.sources.definitions.parts import Part, Rule, Text, Where, formed

Minutes = Annotated[int, Field(ge=1, le=100_000)]
Percent = Annotated[int, Field(ge=1, le=100)]
# From wall clock to wall clock of one day; 24:00 is its end.
CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"
Interval = Annotated[str, *formed(f"{CLOCK}-({CLOCK}|24:00)", "hours such as 09:30-17:00")]


class MarketingsHalf(Part):
    """So many MQLs a week, so many in a hundred of which sales takes on."""

    says: Text
    mqls_a_week: Annotated[int, Field(ge=1, le=1_000_000)]
    accepted_percent: Percent
    consequence: Text | None = None


class SalesHalf(Part):
    """Minutes of the rep's working time from the handoff: to speak to somebody, and to say what
    came of it; each kept for so many in a hundred of a week."""

    says: Text
    contact_within_minutes: Minutes
    feedback_within_minutes: Minutes
    in_time_percent: Percent = 100
    consequence: Text | None = None


class Sign(Part):
    """What tells a rep that a lead is theirs; met when any one rule is."""

    says: Text
    any: Annotated[list[Rule], Field(min_length=1)]


class Signs(Part):
    """Signs that lie so close to a handoff, before or after."""

    within_minutes: Minutes
    task: Sign | None = None
    notification: Sign | None = None


class Calendar(Part):
    """When somebody works; that of every user for whom everything under `where` holds."""

    name: Text
    where: dict[Text, Where] = {}
    time_zone: Text
    hours: dict[Text, list[Interval]]
    holidays: list[date] = []


class Sla(Part):
    """Both halves, from one review to the next."""

    says: Text
    review_on: date
    marketing: MarketingsHalf
    sales: SalesHalf
    signs: Signs | None = None
    calendars: list[Calendar]
