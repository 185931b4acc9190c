"""What a condition of a page may ask: attributes that there are, of values that they can have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ingestion.lined_yaml import Where
from ingestion.sources.definitions.page import Page
from ingestion.sources.definitions.parts import Condition
from ingestion.sources.definitions.vocabulary import (
    ATTRIBUTES,
    ATTRIBUTES_OF,
    ATTRIBUTES_OF_A_TOUCH,
    EVENTS,
    FIT_ATTRIBUTES,
    NUMBERS,
    OUTCOMES,
    TOLD_OUTCOMES,
    TOUCH_TYPES,
    VALUES,
)

Found = Iterator[tuple[Where, str]]


def systems(page: Page) -> set[str]:
    ranked = [names for fields in page.survivorship.values() for names in fields.values()]
    return set(page.freshness_limit_hours).union(*ranked)


def _meanings(page: Page) -> set[str]:
    return {
        status.means
        for fields in page.statuses.values()
        for labels in fields.values()
        for status in labels.values()
        if status.means
    }


def _outcomes(page: Page) -> set[str]:
    """What may come of a touch or a deal."""
    mapped = {
        outcome
        for touch_types in page.outcomes.values()
        for labels in touch_types.values()
        for outcome in labels.values()
    }
    return mapped.union(TOLD_OUTCOMES, OUTCOMES)


def unknown(word: str, known: Iterable[str], what: str) -> str:
    return f"unknown {what} `{word}`; there are {', '.join(known)}"


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


def of_event(at: Where, event: str, attribute: str, condition: Condition, page: Page) -> Found:
    """What a rule asks of an event of one kind."""
    asked = (*ATTRIBUTES, "channel")
    has = ATTRIBUTES_OF.get(event, ATTRIBUTES_OF_A_TOUCH)
    if attribute in asked and event in EVENTS and attribute not in has:
        yield at, f"never met: a `{event}` has no `{attribute}`; it has {', '.join(has)}"
        return
    told = told_of(event).get(attribute)
    if told and condition.one_of and not set(condition.one_of) & set(told):
        yield at, f"never met: the `{attribute}` of a `{event}` is {' or '.join(told)}"
        return
    yield from of_attribute(at, attribute, condition, asked, page)


def told_of(event: str) -> dict[str, tuple[str, ...]]:
    """What an event of a kind is always, whatever its record says."""
    told = {"event": (event,)}
    if event in TOUCH_TYPES:
        told |= {"touch_type": (event,)}
    elif event in ATTRIBUTES_OF and "side" in ATTRIBUTES_OF[event]:
        told |= {"side": ("sales",)}
    if event == "opportunity_closed":
        told |= {"outcome": ("won", "lost")}
    return told


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
        known = tuple(sorted(_meanings(page)))
    if attribute == "outcome":
        known = tuple(sorted(_outcomes(page)))
    if attribute == "channel":
        known = tuple(dict.fromkeys(channel.channel for channel in page.channels))
    for value in condition.one_of if known is not None else ():
        if value not in known:
            yield at, f"`{attribute}` is never `{value}`; it can be {', '.join(known) or 'nothing'}"


def repeated(at: Where, words: Sequence[str]) -> Found:
    for position, word in enumerate(words):
        if word in words[:position]:
            yield (*at, position), f"`{word}` stands twice"
