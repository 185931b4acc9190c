"""A person's trips through the funnel (docs/facts.md §6)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ingestion.sandbox.truth.entities import Ref
from ingestion.sandbox.truth.events import Event
from ingestion.sandbox.truth.page import STAGE_RANKS, Pages
from ingestion.sandbox.truth.people import Person
from ingestion.sandbox.truth.scores import Scores
from ingestion.sandbox.truth.segments import Segment, closing_stages, segments

FURTHEST_FIRST = ("opportunity", "sql", "accepted", "contacted", "handed_off", "mql", "lead")
PASSED = (*reversed(FURTHEST_FIRST), "won")


@dataclass(slots=True)
class StageEvent:
    at: int
    stage: str
    basis: str  # canonical, claimed
    source_system: str | None
    kind: str  # first, repeat, regression, skip


@dataclass(slots=True)
class Lead:
    """`cycle`: its events in their order; `handing`: that by which sales was given it."""

    lead_id: str
    person_id: str
    account_id: str | None
    cycle_number: int
    opening: Event
    lead_at: int
    mql_at: int | None
    handed_off_at: int | None
    first_contacted_at: int | None
    accepted_at: int | None
    rejected_at: int | None
    rejection_reason: str | None
    sql_at: int | None
    opportunity_id: str | None
    opportunity_at: int | None
    won_at: int | None
    lost_at: int | None
    recycled_at: int | None
    lead_stage: str
    channel: str | None
    campaign: Ref | None
    owner: Ref | None
    is_marketing_sourced: bool
    definition_version: date
    fit_score: Decimal | None
    intent_score: Decimal | None
    stage_events: list[StageEvent]
    cycle: list[Event]
    handing: Event | None
    has_ended: bool = False
    is_primary_for_opportunity: bool = False


def leads_of(
    person: Person, events: list[Event], account_id: str | None, fit: Mapping[str, Any],
    pages: Pages, as_of: int, connection: str,
) -> Iterator[Lead]:  # fmt: skip
    """`events` in their order; one lead for each segment that opens a cycle. `fit`: what the
    pages may ask of who the person is."""
    leads: list[Lead] = []
    claims: list[list[Event]] = []  # of each lead those that come in no cycle
    early: list[Event] = []
    for segment in segments(events, pages):
        scores = Scores(segment, fit, pages, as_of)
        happened = (*segment.events, *scores.thresholds_met())
        cycle = _cycle(sorted(happened, key=lambda event: event.order), pages)
        inside = set(map(id, cycle))
        outside = claims[-1] if claims else early
        outside += (each for each in segment.events if each.claims and id(each) not in inside)
        if cycle:
            number = len(leads) + 1
            lead = _lead(person, cycle, segment, account_id, number, pages, as_of, connection)
            leads.append(lead)
            claims.append([])
            page = pages.by_day(lead.definition_version)
            if page.scores:
                lead.fit_score = Decimal(scores.fit_by(page))
                lead.intent_score = Decimal(scores.intent_until(lead.mql_at)) / 1000
    for lead, outside in zip(leads, claims, strict=True):
        told = (early if lead is leads[0] else []) + outside
        lead.stage_events = list(_stage_events(lead.cycle, told))
    yield from leads


def _cycle(events: list[Event], pages: Pages) -> list[Event]:
    """The events from the one that opens on; empty if none does."""
    for position, event in enumerate(events):
        if event.stages and event.stages & pages.at(event.at).opens_cycle:
            return events[position:]
    return []


def _lead(
    person: Person, cycle: list[Event], segment: Segment, account_id: str | None,
    number: int, pages: Pages, as_of: int, connection: str,
) -> Lead:  # fmt: skip
    opening = cycle[0]
    at = {stage: _first(cycle, stage) for stage in STAGE_RANKS}
    mql_at = _instant(at["mql"])
    handed_off = _first(cycle, "handed_off", mql_at) if mql_at is not None else None
    since = handed_off.at if handed_off else opening.at
    rejected, linked = at["rejected"], at["opportunity"]
    page = pages.at(mql_at if mql_at is not None else opening.at)
    owners = [
        event.user for event in cycle if event.name == "owner_changed" and event.user is not None
    ]
    lead = Lead(
        lead_id=_lead_id(person.id, opening, connection),
        person_id=person.id,
        account_id=account_id,
        cycle_number=number,
        opening=opening,
        lead_at=opening.at,
        mql_at=mql_at,
        handed_off_at=_instant(handed_off),
        first_contacted_at=_instant(_first(cycle, "contacted", since)),
        accepted_at=_instant(at["accepted"]),
        rejected_at=_instant(rejected),
        rejection_reason=page.rejection_reason(rejected.reason) if rejected else None,
        sql_at=_instant(at["sql"]),
        opportunity_id=linked.deal.id if linked and linked.deal else None,
        opportunity_at=_instant(linked),
        won_at=_instant(at["won"]),
        lost_at=_instant(at["lost"]),
        recycled_at=_instant(at["recycled"]),
        lead_stage="",
        channel=opening.channel,
        campaign=opening.campaign,
        owner=owners[-1] if owners else person.owner,
        is_marketing_sourced=opening.side == "marketing",
        definition_version=page.effective_from,
        fit_score=None,
        intent_score=None,
        stage_events=[],
        cycle=cycle,
        handing=handed_off,
    )
    lead.lead_stage = _stage_of(lead, segment, pages, as_of)
    lead.has_ended = segment.closing is not None or lead.lead_stage == "idle"
    return lead


def _stage_of(lead: Lead, segment: Segment, pages: Pages, as_of: int) -> str:
    if segment.closing:
        return min(closing_stages(segment.closing, pages), key=STAGE_RANKS.__getitem__)
    if not segment.is_last or as_of - segment.reached > pages.idle_limit(as_of):
        return "idle"
    instants = {
        "opportunity": lead.opportunity_at, "sql": lead.sql_at, "accepted": lead.accepted_at,
        "contacted": lead.first_contacted_at, "handed_off": lead.handed_off_at,
        "mql": lead.mql_at, "lead": lead.lead_at,
    }  # fmt: skip
    return next(stage for stage in FURTHEST_FIRST if instants[stage] is not None)


def _stage_events(cycle: Iterable[Event], outside: Iterable[Event]) -> Iterator[StageEvent]:
    passed: dict[str | None, list[str]] = {}  # by the system that claims; None for the page
    for event in cycle:
        for stage in sorted(event.stages, key=STAGE_RANKS.__getitem__):
            kind = _kind(stage, passed.setdefault(None, []))
            yield StageEvent(event.at, stage, "canonical", event.ref[0], kind)
    for event in sorted((*cycle, *outside), key=lambda event: event.order):
        if event.claims:
            kind = _kind(event.claims, passed.setdefault(event.ref[0], []))
            yield StageEvent(event.at, event.claims, "claimed", event.ref[0], kind)


def _kind(stage: str, before: list[str]) -> str:
    """Of an entry after those `before`, to which it is added."""
    furthest = max((PASSED.index(each) for each in before if each in PASSED), default=-1)
    is_known = stage in before
    before.append(stage)
    if stage in PASSED and PASSED.index(stage) < furthest:
        return "regression"
    if is_known:
        return "repeat"
    return "skip" if stage in PASSED and PASSED.index(stage) > furthest + 1 else "first"


def _first(cycle: Iterable[Event], stage: str, since: int | None = None) -> Event | None:
    for event in cycle:
        if stage in event.stages and (since is None or event.at >= since):
            return event
    return None


def _instant(event: Event | None) -> int | None:
    return event.at if event else None


def _lead_id(person_id: str, opening: Event, connection: str) -> str:
    system, object, id = opening.ref
    parts = (person_id, system, connection if system else None, object, id, opening.name)
    return hashlib.md5("|".join(part or "" for part in parts).encode()).hexdigest()
