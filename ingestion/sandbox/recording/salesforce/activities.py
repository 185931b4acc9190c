"""Tasks, events and campaign members: what people did, hung on the record they had then."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.sandbox import ids
from ingestion.sandbox.clock import HOUR, iso_date
from ingestion.sandbox.history import Activity, Touch
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.recording.salesforce import words
from ingestion.sandbox.recording.salesforce.book import Book
from ingestion.sandbox.recording.salesforce.sheet import Fields, Sheet
from ingestion.sandbox.traces import Trace, record_of
from ingestion.sources.salesforce.simulator.render import stamp

BOOKED_AHEAD = 20 * HOUR
DEFAULT_MEETING_SECONDS = 1800
MAILS = ("email", "notification")
SUBTYPES = {"call": "Call", **dict.fromkeys(MAILS, "Email")}


def sells_in_salesforce(book: Book) -> bool:
    """Sales works on the people of middle and large companies here, on all others in HubSpot."""
    companies = book.life.companies
    return bool(companies) and companies[0].segment != "smb"


def record_activities(book: Book) -> Iterator[Change]:
    if not sells_in_salesforce(book):
        return
    for activity in book.life.activities:
        trace = book.person_at(activity.person_key, activity.at)
        if trace is not None:
            yield from _activity(book, activity, trace)


def _activity(book: Book, activity: Activity, who: Trace) -> Iterator[Change]:
    owner = words.user_id(book.firm, activity.user_key)
    actor = words.automation_user_id(book.firm) if activity.is_automatic else owner
    subject = words.clean(activity.subject)
    fields: Fields = {
        **_parties(book, activity, who),
        "OwnerId": owner,
        "CurrencyIsoCode": "USD",
        "Subject": words.AUTOMATIC + (subject or "") if activity.is_automatic else subject,
    }
    truth = ("activity", activity.key)
    if activity.kind == "meeting":
        sheet = _event(book, activity, who, fields, actor, truth)
    else:
        sheet = _task(book, activity, fields, actor, truth)
    for moved_at, survivor in book.successors(who):
        sheet.update(moved_at, actor, **_parties(book, activity, survivor))
    sheet.delete(*_last_fate(book, who))
    yield from sheet.changes()


def _parties(book: Book, activity: Activity, who: Trace) -> Fields:
    """An activity on a lead names nothing else; one on a contact names the deal or the account."""
    if who.object == "Lead":
        return {"WhoId": who.id}
    deal = None
    if activity.deal_key:
        deal = record_of(book.traces, words.SYSTEM, "deal", activity.deal_key, activity.at)
    return {
        "WhoId": who.id,
        "WhatId": deal.id if deal else who.account_id,
        "AccountId": who.account_id,
    }


def _last_fate(book: Book, who: Trace) -> tuple[int | None, int | None]:
    """Activities follow the person's record into the recycle bin and back."""
    for _, survivor in book.successors(who):
        who = survivor
    return who.deleted_at, who.restored_at


def _event(
    book: Book,
    activity: Activity,
    who: Trace,
    fields: Fields,
    actor: str,
    truth: tuple[str, str],
) -> Sheet:
    """A meeting is booked before it takes place, and told of when it is over."""
    seconds = activity.duration_seconds or DEFAULT_MEETING_SECONDS
    booked_at = max(who.created_at, activity.at - BOOKED_AHEAD)
    fields |= {
        "StartDateTime": stamp(activity.at),
        "DurationInMinutes": max(1, round(seconds / 60)),
        "Type": "Meeting",
        "ShowAs": "Busy",
        "EventSubtype": "Event",
    }
    id = ids.salesforce("00U", book.firm.seed, activity.key)
    sheet = Sheet("Event", id, booked_at, actor, fields, truth)
    outcome = words.OUTCOMES.get(activity.outcome)
    if outcome:
        sheet.update(activity.at + seconds * words.SECOND, actor, Outcome__c=outcome)
    return sheet


def _task(
    book: Book, activity: Activity, fields: Fields, actor: str, truth: tuple[str, str]
) -> Sheet:
    is_done = activity.outcome != "open"
    fields |= {
        "ActivityDate": iso_date(activity.at),
        "Status": "Completed" if is_done else "Not Started",
        "Priority": "Normal",
        "TaskSubtype": SUBTYPES.get(activity.kind, "Task"),
        "CompletedDateTime": stamp(activity.at) if is_done else None,
    }
    if activity.kind == "call":
        fields |= {
            "Type": "Call",
            "CallType": "Outbound",
            "CallDisposition": words.CALL_DISPOSITIONS.get(activity.outcome),
            "CallDurationInSeconds": activity.duration_seconds or 0,
        }
    if activity.kind in MAILS:
        fields |= {"Type": "Email", "Outcome__c": words.OUTCOMES.get(activity.outcome)}
    id = ids.salesforce("00T", book.firm.seed, activity.key)
    return Sheet("Task", id, activity.at, actor, fields, truth)


def record_members(book: Book) -> Iterator[Change]:
    """Who came to what: a member a campaign and record, from the first sign on."""
    members: dict[tuple[str, str], Sheet] = {}
    touches = [t for t in book.life.touches if t.kind in ("event_registered", "event_attended")]
    for touch in sorted(touches, key=lambda touch: touch.at):
        who = book.person_at(touch.person_key, touch.at)
        if who is None or touch.campaign_key is None:
            continue
        key = (touch.campaign_key, _final(book, who).id)
        if key not in members:
            members[key] = _member(book, touch, who)
        if touch.kind == "event_attended":
            members[key].update(
                touch.at,
                words.integration_user_id(book.firm),
                Status="Attended",
                HasResponded=True,
                FirstRespondedDate=iso_date(touch.at),
            )
    for sheet in members.values():
        yield from sheet.changes()


def _final(book: Book, who: Trace) -> Trace:
    for _, survivor in book.successors(who):
        who = survivor
    return who


def _member(book: Book, touch: Touch, who: Trace) -> Sheet:
    actor = words.integration_user_id(book.firm)
    values = who.values
    fields: Fields = {
        "CampaignId": words.campaign_id(book.firm, touch.campaign_key or ""),
        "LeadId": who.id if who.object == "Lead" else None,
        "ContactId": who.id if who.object == "Contact" else None,
        "AccountId": who.account_id if who.object == "Contact" else None,
        "Status": "Registered",
        "HasResponded": False,
        "FirstName": words.clean(values.get("first_name")),
        "LastName": words.clean(values.get("last_name")),
        "Email": words.clean(values.get("email")),
        "Title": words.clean(values.get("title")),
        "CompanyOrAccount": words.clean(values.get("company_name")),
        "LeadSource": words.LEAD_SOURCES.get(values.get("source") or ""),
        "CurrencyIsoCode": "USD",
    }
    id = ids.salesforce("00v", book.firm.seed, touch.campaign_key, who.id)
    sheet = Sheet("CampaignMember", id, touch.at, actor, fields, ("touch", touch.key))
    for moved_at, survivor in book.successors(who):
        field = "LeadId" if survivor.object == "Lead" else "ContactId"
        sheet.update(moved_at, actor, **{field: survivor.id})
    return sheet
