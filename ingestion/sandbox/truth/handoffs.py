"""What became of each lead that was given to sales (docs/facts.md §13)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ingestion.sandbox.truth.calendars import Calendar
from ingestion.sandbox.truth.clusters import BLANKS
from ingestion.sandbox.truth.entities import DEFAULT, Ref
from ingestion.sandbox.truth.events import Event
from ingestion.sandbox.truth.leads import Lead
from ingestion.sandbox.truth.page import STAGE_RANKS, Page, Pages
from ingestion.sandbox.truth.people import Person

MINUTE = 60_000
# What sales may say of a lead, in the words of its stages.
DISPOSITIONS = {
    **dict.fromkeys(("accepted", "sql", "opportunity", "won", "lost"), "accepted"),
    "rejected": "rejected",
    "recycled": "recycled",
}
ACCEPTANCES = {"accepted": "met", "rejected": "breached", "pending": "pending"}


@dataclass(slots=True)
class Handoff:
    lead: Lead
    owner: Ref | None
    system: str | None
    calendar: str | None
    definition_version: date
    queue_minutes: int
    has_owner: bool
    has_timestamp: bool
    task_status: str
    notification_status: str
    contact_due_at: int | None
    response_minutes: int | None
    response_business_minutes: int | None
    was_contacted_before: bool
    contact_status: str
    contact_outcome: str
    feedback_due_at: int | None
    disposition: str
    disposition_at: int | None
    rejection_reason: str | None
    feedback_business_minutes: int | None
    feedback_status: str
    acceptance_status: str
    bought_after_rejection_at: int | None
    has_source: bool
    has_campaign: bool
    has_score: bool
    has_touches: bool

    @property
    def context_kept_count(self) -> int:
        return sum((self.has_source, self.has_campaign, self.has_score, self.has_touches))


@dataclass(frozen=True, slots=True)
class Promise:
    """Something owed in working time: `calendar` None, nothing is owed."""

    calendar: Calendar | None
    since: int
    within_minutes: int | None
    as_of: int

    @property
    def due_at(self) -> int | None:
        if self.calendar is None or self.within_minutes is None:
            return None
        return self.calendar.due(self.since, self.within_minutes * MINUTE)

    def minutes_until(self, at: int | None) -> int | None:
        if self.calendar is None or at is None:
            return None
        return self.calendar.worked(self.since, at) // MINUTE

    def status(self, kept_at: int | None) -> str:
        due_at = self.due_at
        if due_at is None:
            return "not_applicable"
        if kept_at is not None:
            return "met" if kept_at <= due_at else "breached"
        return "breached" if self.as_of > due_at else "pending"


def handoffs_of(
    person: Person, events: list[Event], leads: Iterable[Lead], pages: Pages, as_of: int,
    user_of: Callable[[Ref | None], Mapping[str, Any]],
) -> Iterator[Handoff]:  # fmt: skip
    """`events`: all of the person's; `user_of`: what a page's calendars may ask of a user."""
    for lead in leads:
        if lead.handing is not None:
            yield _handoff(person, events, lead, pages.at(lead.handing.at), as_of, user_of)


def _handoff(
    person: Person, events: list[Event], lead: Lead, page: Page, as_of: int,
    user_of: Callable[[Ref | None], Mapping[str, Any]],
) -> Handoff:  # fmt: skip
    handing, at = lead.handing, lead.handing.at
    owner = _owner(lead)
    calendar = page.calendar_of(user_of(owner))
    sales = (page.sla or {}).get("sales") or {}
    contact = Promise(calendar, at, sales.get("contact_within_minutes"), as_of)
    feedback = Promise(calendar, at, sales.get("feedback_within_minutes"), as_of)
    disposition, disposition_at = _disposition(lead)
    contacted_at = lead.first_contacted_at
    is_rejected = disposition == "rejected"
    return Handoff(
        lead=lead,
        owner=owner,
        system=handing.ref[0],
        calendar=calendar.name if calendar else None,
        definition_version=page.effective_from,
        queue_minutes=(at - lead.mql_at) // MINUTE,
        has_owner=owner is not None,
        has_timestamp=not (handing.name == "owner_changed" and handing.is_initial),
        task_status=_sign_status("task", events, at, page, as_of),
        notification_status=_sign_status("notification", events, at, page, as_of),
        contact_due_at=contact.due_at,
        response_minutes=None if contacted_at is None else (contacted_at - at) // MINUTE,
        response_business_minutes=contact.minutes_until(contacted_at),
        was_contacted_before=any("contacted" in e.stages and e.at < at for e in lead.cycle),
        contact_status=contact.status(contacted_at),
        contact_outcome=_contact_outcome(lead),
        feedback_due_at=feedback.due_at,
        disposition=disposition,
        disposition_at=disposition_at,
        rejection_reason=lead.rejection_reason if is_rejected else None,
        feedback_business_minutes=feedback.minutes_until(disposition_at),
        feedback_status=feedback.status(disposition_at),
        acceptance_status=ACCEPTANCES.get(disposition, "not_applicable"),
        bought_after_rejection_at=_bought_after(events, disposition_at) if is_rejected else None,
        **_context(person, events, lead),
    )


def _owner(lead: Lead) -> Ref | None:
    """The last user to whom it was given until the handing event, that one included."""
    owner = None
    for event in lead.cycle:
        if event.name == "owner_changed" and event.user:
            owner = event.user
        if event is lead.handing:
            break
    return owner


def _sign_status(sign: str, events: Iterable[Event], at: int, page: Page, as_of: int) -> str:
    if sign not in page.signs:
        return "not_applicable"
    within = page.signs["within_minutes"] * MINUTE
    if any(sign in event.signs and abs(_shown_at(event) - at) <= within for event in events):
        return "met"
    return "pending" if as_of <= at + within else "breached"


def _shown_at(event: Event) -> int:
    """A touch is there to be seen once its record is made, whenever it is due or done."""
    created_at = event.touch.created_at if event.touch else None
    return event.at if created_at is None else created_at


def _disposition(lead: Lead) -> tuple[str, int | None]:
    for event in lead.cycle:
        said = event.stages & DISPOSITIONS.keys()
        if said and event.at >= lead.handed_off_at:
            return DISPOSITIONS[min(said, key=STAGE_RANKS.__getitem__)], event.at
    return ("none" if lead.has_ended else "pending"), None


def _contact_outcome(lead: Lead) -> str:
    if lead.first_contacted_at is not None:
        return "contacted"
    return "never_contacted" if lead.has_ended else "pending"


def _bought_after(events: Iterable[Event], at: int) -> int | None:
    return next(
        (
            event.at
            for event in events
            if event.name == "opportunity_closed"
            and event.attributes["outcome"] == "won"
            and event.at > at
        ),
        None,
    )


def _context(person: Person, events: Iterable[Event], lead: Lead) -> dict[str, bool]:
    """What the rep finds where the lead was given to them."""
    accounts = {record.ref: record.account for record in person.cluster.records}

    def account_of(ref: Ref) -> tuple[str | None, str]:
        return accounts.get(ref, (ref[0], DEFAULT))

    account, at = account_of(lead.handing.ref), lead.handed_off_at

    def is_there(event: Event) -> bool:
        return account[0] is not None and account_of(event.ref) == account and event.at <= at

    there = [event for event in events if is_there(event)]
    return {
        "has_source": any(
            record.account == account
            and record.created_at is not None
            and record.created_at <= at
            and bool((record.lead_source or "").strip(BLANKS))
            for record in person.cluster.live
        ),
        "has_campaign": any(
            event.campaign and (event.touch or event.name == "record_created") for event in there
        ),
        "has_score": any(event.name == "score_changed" for event in there),
        "has_touches": any(
            is_there(event) and event.touch and event.side == "marketing" for event in lead.cycle
        ),
    }
