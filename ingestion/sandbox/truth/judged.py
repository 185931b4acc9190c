"""What pages make of all that happened to people: leads, handoffs, touches with their channels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ingestion.sandbox.truth.accounts import Account
from ingestion.sandbox.truth.entities import Ref
from ingestion.sandbox.truth.events import Event, Events
from ingestion.sandbox.truth.handoffs import Handoff, handoffs_of
from ingestion.sandbox.truth.leads import Lead, leads_of
from ingestion.sandbox.truth.page import Pages
from ingestion.sandbox.truth.people import Person
from ingestion.sandbox.truth.scores import fit_attributes


@dataclass(slots=True)
class Judged:
    events: Events
    leads: list[Lead]
    handoffs: list[Handoff]
    touches: list[tuple[str | None, Event]]


def judge(
    events: Events, people: Iterable[Person], account_of: Mapping[str, Account | None],
    user_of: Callable[[Ref | None], Mapping[str, Any]], pages: Pages, as_of: int, connection: str,
) -> Judged:  # fmt: skip
    """`account_of`: by person; `user_of`: what calendars may ask of a user."""
    leads: list[Lead] = []
    handoffs: list[Handoff] = []
    touches: list[tuple[str | None, Event]] = [(None, event) for event in events.of_nobody()]
    for person in people:
        account = account_of[person.id]
        happened = events.of(person)
        touches += [(person.id, event) for event in happened if event.touch is not None]
        if not person.is_internal:
            own = list(leads_of(
                person, happened, account.id if account else None,
                fit_attributes(person, account), pages, as_of, connection,
            ))  # fmt: skip
            leads += own
            handoffs += handoffs_of(person, happened, own, pages, as_of, user_of)
    _mark_primaries(leads, events)
    return Judged(events, leads, handoffs, touches)


def _mark_primaries(leads: list[Lead], events: Events) -> None:
    """One lead a deal: a primary contact's first, then the earliest, then the least id."""
    by_deal: dict[str, list[Lead]] = {}
    for lead in leads:
        if lead.opportunity_id:
            by_deal.setdefault(lead.opportunity_id, []).append(lead)
    for deal_id, candidates in by_deal.items():

        def order(lead: Lead, deal_id: str = deal_id) -> tuple:
            roles = events.deals_of[lead.person_id][deal_id]
            is_primary = any(role.is_primary for role in roles)
            return (not is_primary, lead.lead_at, lead.lead_id)

        min(candidates, key=order).is_primary_for_opportunity = True
