"""What a page has to be beyond its form: every name it uses is known, none means two things."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from zoneinfo import available_timezones

from ingestion.lined_yaml import Where
from ingestion.sources import discover
from ingestion.sources.definitions import agreement_checks, score_checks
from ingestion.sources.definitions.carried import kinds_that_meet, systems
from ingestion.sources.definitions.conditions import (
    Found,
    no_time_zone,
    of_attribute,
    of_condition,
    of_rule,
    repeated,
    rules_repeated,
    unknown,
)
from ingestion.sources.definitions.page import Page
from ingestion.sources.definitions.parts import covers, meet
from ingestion.sources.definitions.vocabulary import (
    ATTRIBUTES,
    ENTITIES,
    EVENTS,
    EXCLUSIVE,
    OUTCOMES,
    STAGES,
    SURVIVING,
    TOUCH_TYPES,
)


def faults(page: Page) -> Found:
    """Where the page contradicts itself or names what nobody knows, and what to write instead."""
    if page.settings.time_zone not in available_timezones():
        yield (
            ("settings", "time_zone"),
            no_time_zone(page.settings.time_zone),
        )
    yield from _currencies(page)
    yield from _criteria(page)
    yield from _cycle(page)
    yield from _systems(page)
    yield from _statuses(page)
    yield from _touches(page)
    yield from _opportunity_stages(page)
    yield from _labels(page)
    yield from _channels(page)
    yield from _survivorship(page)
    yield from _domains(page)
    yield from score_checks.faults(page)
    yield from agreement_checks.faults(page)
    if page.ideal_customer and page.ideal_customer.employee_count:
        yield from of_condition(
            ("ideal_customer", "employee_count"),
            "employee_count",
            page.ideal_customer.employee_count,
            page,
        )


def _currencies(page: Page) -> Found:
    known = sorted(systems(page))
    for system in page.currency_where_none_is_named:
        if system not in known:
            at = ("currency_where_none_is_named", system)
            yield at, unknown(system, known, "system")


def _criteria(page: Page) -> Found:
    for stage, criterion in page.criteria.items():
        at: Where = ("criteria", stage)
        if stage not in STAGES:
            yield at, unknown(stage, STAGES, "stage")
        yield from rules_repeated((*at, "any"), criterion.any)
        for number, rule in enumerate(criterion.any):
            if rule.event not in EVENTS:
                yield (*at, "any", number, "event"), unknown(rule.event, EVENTS, "event")
            yield from of_rule((*at, "any", number, "where"), rule.event, rule.where, page)
    yield from _contradictions(page)


def _contradictions(page: Page) -> Found:
    """One event makes nobody two things that exclude each other."""
    for stages in EXCLUSIVE:
        for one, other in combinations([s for s in stages if s in page.criteria], 2):
            for number, rule in enumerate(page.criteria[other].any):
                if any(
                    rule.event == earlier.event and meet(rule.where, earlier.where)
                    for earlier in page.criteria[one].any
                ):
                    at = ("criteria", other, "any", number)
                    yield at, f"the same may make somebody `{one}`, which excludes `{other}`"


def _cycle(page: Page) -> Found:
    for entry, stages in (("opens_cycle", page.opens_cycle), ("closes_cycle", page.closes_cycle)):
        for position, stage in enumerate(stages):
            at = (entry, position)
            if stage not in STAGES:
                yield at, unknown(stage, STAGES, "stage")
            elif stage not in page.criteria and not (stage == "mql" and page.scores):
                yield at, f"no criterion under `criteria` says what makes `{stage}`"
            if stage in stages[:position]:
                yield at, f"`{stage}` stands twice in {entry}"
    for position, stage in enumerate(page.closes_cycle):
        if stage in page.opens_cycle:
            yield ("closes_cycle", position), f"`{stage}` cannot both open and close a cycle"


def _systems(page: Page) -> Found:
    sources = [name for name in discover() if name != "definitions"]
    for system in page.freshness_limit_hours:
        if system not in sources:
            yield ("freshness_limit_hours", system), unknown(system, sources, "system")
    for entity, fields in page.survivorship.items():
        for field, ranked in fields.items():
            for position, system in enumerate(ranked):
                if system not in sources:
                    at = ("survivorship", entity, field, position)
                    yield at, unknown(system, sources, "system")
    known = sorted(systems(page))
    for entry in ("statuses", "outcomes", "automatic_authors", "stage_labels"):
        for system in getattr(page, entry):
            if system not in known:
                yield (entry, system), unknown(system, known, "system")


def _statuses(page: Page) -> Found:
    asked = _meanings_asked(page)
    for system, fields in page.statuses.items():
        for field, labels in fields.items():
            for label, status in labels.items():
                if status.claims and status.claims not in STAGES:
                    at = ("statuses", system, field, label, "claims")
                    yield at, unknown(status.claims, STAGES, "stage")
                if status.means and status.means not in asked:
                    at = ("statuses", system, field, label, "means")
                    yield at, f"no criterion asks for `{status.means}`: {', '.join(asked)}"


def _meanings_asked(page: Page) -> list[str]:
    rules = [rule for criterion in page.criteria.values() for rule in criterion.any]
    return sorted({word for r in rules if "means" in r.where for word in r.where["means"].one_of})


def _touches(page: Page) -> Found:
    for system, touch_types in page.outcomes.items():
        for touch_type in touch_types:
            if touch_type not in TOUCH_TYPES:
                yield ("outcomes", system, touch_type), unknown(touch_type, TOUCH_TYPES, "touch")
    for system, authors in page.automatic_authors.items():
        yield from repeated(("automatic_authors", system), authors)
    for position, touch_type in enumerate(page.uninfluential_touches):
        if touch_type not in TOUCH_TYPES:
            at = ("uninfluential_touches", position)
            yield at, unknown(touch_type, TOUCH_TYPES, "touch")
    yield from repeated(("uninfluential_touches",), page.uninfluential_touches)


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
                    yield at, unknown(stage, page.opportunity_stages, "opportunity stage")
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
    judged = _judged_by_channel(page)
    for position, channel in enumerate(page.channels):
        wrong = []
        for attribute, condition in channel.when.items():
            at = ("channels", position, "when", attribute)
            wrong += of_attribute(at, attribute, condition, ATTRIBUTES, page)
        yield from wrong
        if not wrong and not kinds_that_meet(channel.when, page, judged):
            asked = " and ".join(f"`{attribute}`" for attribute in channel.when)
            says = f"never met: no touch, and no event that opens a cycle, has such {asked}"
            yield ("channels", position), says
        for earlier, other in enumerate(page.channels[:position], start=1):
            if covers(other.when, channel.when):
                yield (
                    ("channels", position),
                    f"never reached: row {earlier} fits all that this does",
                )
                break


def _judged_by_channel(page: Page) -> list[str]:
    """Kinds of events whose channel is told of, or asked for by a rule."""
    named = {
        rule.event
        for stage, criterion in page.criteria.items()
        for rule in criterion.any
        if stage in page.opens_cycle or "channel" in rule.where
    }
    return [e for e in EVENTS if e in TOUCH_TYPES or e == "record_created" or e in named]


def _survivorship(page: Page) -> Found:
    for entity in ENTITIES:
        if entity not in page.survivorship:
            yield ("survivorship",), f"does not say which system wins for {entity}"
    for entity, fields in page.survivorship.items():
        if entity not in ENTITIES:
            yield ("survivorship", entity), unknown(entity, ENTITIES, "entity")
        if "default" not in fields:
            yield ("survivorship", entity), f"has no `default` for the fields of {entity}"
        for field, ranked in fields.items():
            fields_of = SURVIVING.get(entity)
            if field != "default" and fields_of is not None and field not in fields_of:
                known = ("default", *fields_of)
                yield ("survivorship", entity, field), unknown(field, known, "field")
            if not ranked:
                yield ("survivorship", entity, field), "names no system"
            if len(set(ranked)) < len(ranked):
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
    yield from repeated(("shared_mailboxes",), page.shared_mailboxes)
