"""The scores of a page as typed data: who somebody is, and what they did."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ingestion.sources.definitions.parts import Days, Part, Text, Where

Points = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
Worth = Annotated[int, Field(ge=1, le=1_000_000)]


class FitPoints(Part):
    """Points for who somebody is: for everybody for whom everything under `where` holds."""

    says: Text | None = None
    points: Points
    where: Annotated[dict[Text, Where], Field(min_length=1)]


class Fit(Part):
    """Who somebody is; `at_least` so many points are enough."""

    says: Text
    at_least: Points
    points: Annotated[list[FitPoints], Field(min_length=1)]


class Activity(Part):
    """Points for what somebody did; `at_most` bounds what all of it is worth together."""

    activity: Text
    event: Text
    where: dict[Text, Where] = {}
    points: Worth
    at_most: Worth


class Intent(Part):
    """What somebody did: worth half after `half_life_days`, and nothing where one activity
    happens more than `most_a_day` times a day."""

    says: Text
    at_least: Worth
    half_life_days: Days
    most_a_day: Annotated[int, Field(ge=1, le=100_000)]
    activities: Annotated[list[Activity], Field(min_length=1)]


class Scores(Part):
    """An MQL reaches both thresholds."""

    fit: Fit
    intent: Intent
