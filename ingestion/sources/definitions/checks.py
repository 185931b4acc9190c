"""What a page has to be beyond its form: every name it uses is known, none means two things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from zoneinfo import available_timezones

from ingestion.lined_yaml import Where
from ingestion.sources.definitions.page import Condition, Page
from ingestion.sources.definitions.vocabulary import (
    ATTRIBUTES,
    ENTITIES,
    EVENTS,
    NUMBERS,
    OUTCOMES,
    STAGES,
    TOLD_OUTCOMES,
    TOUCH_TYPES,
    VALUES,
)

Found = Iterator[tuple[Where, str]]


def faults(page: Page) -> Found:
    """Where the page contradicts itself or names what nobody knows, and what to write instead."""
    if page.settings.time_zone not in available_timezones():
        yield (
            ("settings", "time_zone"),
            f"`{page.settings.time_zone}` is no time zone; write one such as Europe/Berlin",
        )
    yield from _currencies(page)
    yield from _criteria(page)
    yield from _cycle(page)
    yield from _statuses(page)
    yield from _touches(page)
    yield from _opportunity_stages(page)
    yield from _labels(page)
    yield from _channels(page)
    yield from _survivorship(page)
    yield from _domains(page)
    if page.ideal_customer and page.ideal_customer.employee_count:
        yield from _condition(
            ("ideal_customer", "employee_count"),
            "employee_count",
            page.ideal_customer.employee_count,
            page,
        )


def _systems(page: Page) -> set[str]:
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


def _one_of(word: str, known: Iterable[str], what: str) -> str:
    return f"unknown {what} `{word}`; there are {', '.join(known)}"


def _currencies(page: Page) -> Found:
    systems = sorted(_systems(page))
    for system in page.currency_where_none_is_named:
        if system not in systems:
            at = ("currency_where_none_is_named", system)
            yield at, _one_of(system, systems, "system")


def _criteria(page: Page) -> Found:
    for stage, criterion in page.criteria.items():
        at: Where = ("criteria", stage)
        if stage not in STAGES:
            yield at, _one_of(stage, STAGES, "stage")
        for number, rule in enumerate(criterion.any):
            if rule.event not in EVENTS:
                yield (*at, "any", number, "event"), _one_of(rule.event, EVENTS, "event")
            for attribute, condition in rule.where.items():
                place = (*at, "any", number, "where", attribute)
                yield from _attribute(place, attribute, condition, (*ATTRIBUTES, "channel"), page)


def _attribute(
    at: Where, attribute: str, condition: Condition, known: tuple[str, ...], page: Page
) -> Found:
    if attribute not in known:
        yield at, _one_of(attribute, known, "attribute")
    else:
        yield from _condition(at, attribute, condition, page)


def _condition(at: Where, attribute: str, condition: Condition, page: Page) -> Found:
    if attribute in NUMBERS:
        bounds = dict(condition.bounds)
        if not bounds:
            yield at, f"`{attribute}` is a number: write {{at_least: …}} or {{at_most: …}}"
        elif bounds.get("at_least", 0) > bounds.get("at_most", bounds.get("at_least", 0)):
            yield at, f"no {attribute} is at least and at most that"
        return
    if condition.bounds:
        yield at, f"`{attribute}` is text: write a list of the texts it may be"
    known = VALUES.get(attribute)
    if attribute == "source_system":
        known = tuple(sorted(_systems(page)))
    if attribute == "means":
        known = tuple(sorted(_meanings(page)))
    if attribute == "outcome":
        known = tuple(sorted(_outcomes(page)))
    if attribute == "channel":
        known = tuple(dict.fromkeys(channel.channel for channel in page.channels))
    for value in condition.one_of if known is not None else ():
        if value not in known:
            yield at, f"`{attribute}` is never `{value}`; it can be {', '.join(known) or 'nothing'}"


def _cycle(page: Page) -> Found:
    for entry, stages in (("opens_cycle", page.opens_cycle), ("closes_cycle", page.closes_cycle)):
        for position, stage in enumerate(stages):
            at = (entry, position)
            if stage not in STAGES:
                yield at, _one_of(stage, STAGES, "stage")
            elif stage not in page.criteria:
                yield at, f"no criterion under `criteria` says what makes `{stage}`"
            if stage in stages[:position]:
                yield at, f"`{stage}` stands twice in {entry}"
    for position, stage in enumerate(page.closes_cycle):
        if stage in page.opens_cycle:
            yield ("closes_cycle", position), f"`{stage}` cannot both open and close a cycle"


def _statuses(page: Page) -> Found:
    for system, fields in page.statuses.items():
        for field, labels in fields.items():
            for label, status in labels.items():
                if status.claims and status.claims not in STAGES:
                    at = ("statuses", system, field, label, "claims")
                    yield at, _one_of(status.claims, STAGES, "stage")


def _touches(page: Page) -> Found:
    for system, touch_types in page.outcomes.items():
        for touch_type in touch_types:
            if touch_type not in TOUCH_TYPES:
                yield ("outcomes", system, touch_type), _one_of(touch_type, TOUCH_TYPES, "touch")
    for system, authors in page.automatic_authors.items():
        yield from _repeated(("automatic_authors", system), authors)
    for position, touch_type in enumerate(page.uninfluential_touches):
        if touch_type not in TOUCH_TYPES:
            at = ("uninfluential_touches", position)
            yield at, _one_of(touch_type, TOUCH_TYPES, "touch")
    yield from _repeated(("uninfluential_touches",), page.uninfluential_touches)


def _repeated(at: Where, words: Sequence[str]) -> Found:
    for position, word in enumerate(words):
        if word in words[:position]:
            yield (*at, position), f"`{word}` stands twice"


def _opportunity_stages(page: Page) -> Found:
    orders: dict[int, str] = {}
    for stage, what in page.opportunity_stages.items():
        if what.order in orders:
            at = ("opportunity_stages", stage, "order")
            yield at, f"`{stage}` and `{orders[what.order]}` have the same order {what.order}"
        orders.setdefault(what.order, stage)
    outcomes = {what.outcome for what in page.opportunity_stages.values()}
    for outcome in OUTCOMES:
        if outcome not in outcomes:
            yield ("opportunity_stages",), f"no stage has the outcome {outcome}"
    for system, pipelines in page.stage_labels.items():
        for pipeline, labels in pipelines.items():
            for label, stage in labels.items():
                if stage not in page.opportunity_stages:
                    at = ("stage_labels", system, pipeline, label)
                    yield at, _one_of(stage, page.opportunity_stages, "opportunity stage")
        if "*" in pipelines:
            yield from _shadowed(system, pipelines)


def _shadowed(system: str, pipelines: Mapping[str, Mapping[str, str]]) -> Found:
    """A label under `*` and under a pipeline of its own would fit twice."""
    for pipeline, labels in pipelines.items():
        for label in labels if pipeline != "*" else ():
            if label in pipelines["*"]:
                at = ("stage_labels", system, pipeline, label)
                yield at, f"`{label}` stands under pipeline * already"


def _labels(page: Page) -> Found:
    maps = (
        ("rejection_reasons", page.rejection_reasons),
        ("opportunity_types", page.opportunity_types),
        ("billing_intervals", page.billing_intervals),
    )
    for entry, words in maps:
        owners: dict[str, str] = {}
        for word, labels in words.items():
            for position, label in enumerate(labels):
                if label in owners:
                    at = (entry, word, position)
                    yield at, f"`{label}` means `{owners[label]}` already"
                owners.setdefault(label, word)


def _channels(page: Page) -> Found:
    seen: dict[tuple, int] = {}
    for position, channel in enumerate(page.channels):
        for attribute, condition in channel.when.items():
            at = ("channels", position, "when", attribute)
            yield from _attribute(at, attribute, condition, ATTRIBUTES, page)
        asked = tuple(sorted((a, c.rows) for a, c in channel.when.items()))
        if asked in seen:
            yield ("channels", position), f"never reached: row {seen[asked] + 1} asks the same"
        seen.setdefault(asked, position)


def _survivorship(page: Page) -> Found:
    for entity in ENTITIES:
        if entity not in page.survivorship:
            yield ("survivorship",), f"does not say which system wins for {entity}"
    for entity, fields in page.survivorship.items():
        if entity not in ENTITIES:
            yield ("survivorship", entity), _one_of(entity, ENTITIES, "entity")
        if "default" not in fields:
            yield ("survivorship", entity), f"has no `default` for the fields of {entity}"
        for field, systems in fields.items():
            if len(set(systems)) < len(systems):
                yield ("survivorship", entity, field), "names a system twice"


def _domains(page: Page) -> Found:
    owners: dict[str, str] = {}
    for kind in ("internal", "free_mail", "student", "shared"):
        for position, pattern in enumerate(getattr(page.domains, kind)):
            at = ("domains", kind, position)
            if pattern != pattern.lower() or "@" in pattern or "/" in pattern:
                yield at, f"`{pattern}`: write what follows the @, in lower case"
            if "*" in pattern and kind != "student":
                yield at, f"`{pattern}`: only student domains may hold *"
            if pattern in owners:
                yield at, f"`{pattern}` stands under {owners[pattern]} already"
            owners.setdefault(pattern, kind)
    for position, name in enumerate(page.shared_mailboxes):
        at = ("shared_mailboxes", position)
        if name != name.lower() or "@" in name:
            yield at, f"`{name}`: write what stands before the @, in lower case"
    yield from _repeated(("shared_mailboxes",), page.shared_mailboxes)
