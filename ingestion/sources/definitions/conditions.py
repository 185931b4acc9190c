"""What a condition of a page may ask: attributes that there are, of values that they can have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from zoneinfo import available_timezones

from ingestion.lined_yaml import Where
from ingestion.sources.definitions.carried import (
    CARRIED,
    can_be,
    carried,
    gives_channel,
    meanings,
    outcomes,
    systems,
)
from ingestion.sources.definitions.page import Page
from ingestion.sources.definitions.parts import Condition, Rule
from ingestion.sources.definitions.vocabulary import (
    ATTRIBUTES,
    EVENTS,
    FIT_ATTRIBUTES,
    NUMBERS,
    OUTCOMES,
    TOUCH_TYPES,
    VALUES,
)

# Where, what is wrong, and the other place that it is about, if any.
Found = Iterator[tuple[Where, str] | tuple[Where, str, Where]]
ASKED = (*ATTRIBUTES, "channel")  # of an event
# What depends on the system, and the entry of the page that gives it.
BY_SYSTEM = {"means": "statuses", "outcome": "outcomes"}


def unknown(word: str, known: Iterable[str], what: str) -> str:
    return f"unknown {what} `{word}`; there are {', '.join(known)}"


def no_time_zone(text: str) -> str:
    return f"`{text}` is no time zone; write one such as Europe/Berlin"


def of_attribute(
    at: Where, attribute: str, condition: Condition, known: tuple[str, ...], page: Page
) -> Found:
    """`known`: what may be asked here."""
    if attribute not in known:
        yield at, unknown(attribute, known, "attribute")
    elif condition.like and known is not FIT_ATTRIBUTES:
        yield at, "only fit knows `like`: write a list of the texts it may be"
    else:
        yield from of_condition(at, attribute, condition, page)


def of_rule(at: Where, event: str, where: Mapping[str, Condition], page: Page) -> Found:
    """What a rule asks of an event of one kind. `at`: where its `where` stands."""
    for attribute, condition in where.items():
        if event in EVENTS and attribute in ASKED and attribute not in CARRIED[event]:
            has = ", ".join(CARRIED[event])
            yield (*at, attribute), f"never met: a `{event}` has no `{attribute}`; it has {has}"
            continue
        wrong = list(of_attribute((*at, attribute), attribute, condition, ASKED, page))
        yield from wrong
        if event in EVENTS and not wrong:
            yield from _never_met((*at, attribute), event, attribute, where, page)


def _never_met(
    at: Where, event: str, attribute: str, where: Mapping[str, Condition], page: Page
) -> Found:
    told = carried(event, where, page)
    channels = where[attribute].one_of if attribute == "channel" else ()
    if channels and not gives_channel(event, where, page, channels):
        yield at, f"never met: no row of `channels` gives such a `{event}` this channel"
        return
    if can_be(told, attribute, where[attribute]):
        return
    whose = f"a `{event}`"
    if "source_system" in where and attribute in (*BY_SYSTEM, "record_kind"):
        whose += f" of {' or '.join(where['source_system'].one_of)}"
    if told[attribute]:
        says = f"the `{attribute}` of {whose} is {' or '.join(told[attribute])}"
    else:
        says = f"nothing under `{BY_SYSTEM[attribute]}` gives {whose} a `{attribute}`"
    yield at, f"never met: {says}"


def of_condition(at: Where, attribute: str, condition: Condition, page: Page) -> Found:
    if attribute in NUMBERS:
        if not condition.bounds:
            yield at, f"`{attribute}` is a number: write {{at_least: …}} or {{at_most: …}}"
        elif not condition.is_possible:
            yield at, f"no {attribute} is at least and at most that"
        return
    if condition.bounds:
        yield at, f"`{attribute}` is text: write a list of the texts it may be"
    if condition.like and attribute in VALUES:
        yield at, f"`{attribute}` is one of few words: write a list of them"
    known = VALUES.get(attribute)
    if attribute == "source_system":
        known = tuple(sorted(systems(page)))
    if attribute == "means":
        known = tuple(sorted(meanings(page, systems(page))))
    if attribute == "outcome":
        known = tuple(sorted(outcomes(page, systems(page), TOUCH_TYPES).union(OUTCOMES)))
    if attribute == "channel":
        known = tuple(dict.fromkeys(channel.channel for channel in page.channels))
    if attribute == "time_zone":
        for value in condition.one_of:
            if value not in available_timezones():
                yield at, no_time_zone(value)
    for value in condition.one_of if known is not None else ():
        if value not in known:
            yield at, f"`{attribute}` is never `{value}`; it can be {', '.join(known) or 'nothing'}"


def rules_repeated(at: Where, rules: Sequence[Rule]) -> Found:
    for position, rule in enumerate(rules):
        for earlier, other in enumerate(rules[:position]):
            if rule.asks_the_same_as(other):
                yield (*at, position), "the same rule stands twice, first in", (*at, earlier)
                break


def repeated(at: Where, words: Sequence[str]) -> Found:
    for position, word in enumerate(words):
        if word in words[:position]:
            yield (*at, position), f"`{word}` stands twice"
