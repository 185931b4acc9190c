"""The scores of a page as typed data: who somebody is, and what they did."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ingestion.sources.definitions.parts import Part, Text, Where


class FitPoints(Part):
    """Points for who somebody is: for everybody for whom everything under `where` holds."""

    says: Text | None = None
    points: int
    where: Annotated[dict[Text, Where], Field(min_length=1)]


class Fit(Part):
    """Who somebody is; `at_least` so many points are enough."""

    says: Text
    at_least: int
    points: Annotated[list[FitPoints], Field(min_length=1)]


class Activity(Part):
    """Points for what somebody did; `at_most` bounds what all of it is worth together."""

    activity: Text
    event: Text
    where: dict[Text, Where] = {}
    points: Annotated[int, Field(ge=1, le=1_000_000)]
    at_most: Annotated[int, Field(ge=1, le=1_000_000)]


class Intent(Part):
    """What somebody did: worth half after `half_life_days`, and nothing where one activity
    happens more than `most_a_day` times a day."""

    says: Text
    at_least: Annotated[int, Field(ge=1)]
    half_life_days: Annotated[int, Field(ge=1, le=3_650)]
    most_a_day: Annotated[int, Field(ge=1)]
    activities: Annotated[list[Activity], Field(min_length=1)]


class Scores(Part):
    """An MQL reaches both thresholds."""

    fit: Fit
    intent: Intent
