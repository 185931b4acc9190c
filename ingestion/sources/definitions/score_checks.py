"""What the scores of a page have to be beyond their form: thresholds that somebody can reach."""

from __future__ import annotations

from ingestion.lined_yaml import Where
from ingestion.sources.definitions.conditions import (
    Found,
    of_attribute,
    of_rule,
    repeated,
    unknown,
)
from ingestion.sources.definitions.page import Page
from ingestion.sources.definitions.parts import covers
from ingestion.sources.definitions.scores import Activity, Fit, Intent
from ingestion.sources.definitions.vocabulary import FIT_ATTRIBUTES, TOUCH_TYPES


def faults(page: Page) -> Found:
    if page.scores is None:
        return
    if "mql" in page.closes_cycle:
        at = ("closes_cycle", page.closes_cycle.index("mql"))
        yield at, "`mql` is what the scores make, so it cannot close a cycle"
    yield from _fit(page, page.scores.fit)
    yield from _intent(page, page.scores.intent)


def _fit(page: Page, fit: Fit) -> Found:
    seen: dict[tuple, int] = {}
    for position, row in enumerate(fit.points):
        at: Where = ("scores", "fit", "points", position)
        asked = tuple(sorted((a, c.rows) for a, c in row.where.items()))
        if asked in seen:
            yield at, f"row {seen[asked] + 1} asks the same: give its points there"
        seen.setdefault(asked, position)
        if row.points == 0:
            yield (*at, "points"), "0 points change nothing"
        for attribute, condition in row.where.items():
            place = (*at, "where", attribute)
            yield from of_attribute(place, attribute, condition, FIT_ATTRIBUTES, page)
    at = ("scores", "fit", "at_least")
    most = _most(fit)
    if fit.at_least > most:
        yield at, f"nobody can reach {fit.at_least}: the rows that one may meet bring {most}"
    if fit.at_least <= sum(min(row.points, 0) for row in fit.points):
        yield at, f"everybody reaches {fit.at_least}: it asks nothing"


def _most(fit: Fit) -> int:
    """What the rows bring at most: of those that ask one attribute for texts, one text is met."""
    most = 0
    texts: dict[str, dict[str, int]] = {}
    for row in fit.points:
        (attribute, condition), *more = row.where.items()
        if more or not condition.one_of:
            most += max(row.points, 0)
            continue
        for text in condition.one_of:
            of_text = texts.setdefault(attribute, {})
            of_text[text] = of_text.get(text, 0) + row.points
    return most + sum(max(0, *of_text.values()) for of_text in texts.values())


def _intent(page: Page, intent: Intent) -> Found:
    for position, row in enumerate(intent.activities):
        at: Where = ("scores", "intent", "activities", position)
        if row.event not in TOUCH_TYPES:
            yield (*at, "event"), unknown(row.event, TOUCH_TYPES, "touch")
        yield from of_rule((*at, "where"), row.event, row.where, page)
        if row.at_most < row.points:
            yield (*at, "at_most"), f"a single one brings {row.points}, which is more"
        for earlier, other in enumerate(intent.activities[:position], start=1):
            if row.event == other.event and covers(other.where, row.where):
                yield at, f"never reached: row {earlier} fits all that this does"
                break
    names = [row.activity for row in intent.activities]
    for (*_, position), says in repeated((), names):
        yield ("scores", "intent", "activities", position, "activity"), says
    most = sum(_worth_at_most(row, intent) for row in intent.activities)
    if intent.at_least > most:
        yield (
            ("scores", "intent", "at_least"),
            f"nobody can reach {intent.at_least}: all activities together bring at most {most}",
        )


def _worth_at_most(row: Activity, intent: Intent) -> int:
    """What an activity is worth at most: as often as counts on each day that there ever was.

    One that happens daily is worth (3 × half-life + 1) ÷ 2 of its days, as section 11 of
    docs/facts.md lets points fade.
    """
    daily = row.points * intent.most_a_day
    return min(row.at_most, daily * (3 * intent.half_life_days + 1) // 2)
