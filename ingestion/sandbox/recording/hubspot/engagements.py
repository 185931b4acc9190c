"""The small-business team's work as HubSpot logs it: calls, meetings, e-mails, tasks, notes."""

from __future__ import annotations

from random import Random
from typing import Any

from ingestion.sandbox import ids
from ingestion.sandbox.clock import DAY, MINUTE, SECOND, iso_instant
from ingestion.sandbox.history import Activity
from ingestion.sandbox.recording.hubspot import words
from ingestion.sandbox.recording.hubspot.book import Book
from ingestion.sandbox.recording.hubspot.sheet import Sheet
from ingestion.sandbox.traces import Trace

OBJECTS = {
    "call": "calls",
    "meeting": "meetings",
    "email": "emails",
    "task": "tasks",
    "notification": "notes",
}
MACHINE = "AUTOMATION_PLATFORM"
WRITES_A_NOTE = 0.35  # of the meetings that were held
HALF_AN_HOUR = 30 * 60


def record_engagements(book: Book) -> None:
    """What a machine sent a person is none: it is a mailing, and recorded with the touches."""
    if not book.is_sold_here:
        return
    deals = {trace.key: trace.id for trace in book.of("deals")}
    for activity in book.life.activities:
        contact = book.contact(activity.person_key, activity.at)
        if activity.is_mailing or contact is None:
            continue
        dice = book.dice(f"engagement/{activity.key}")
        beside: dict[str, Any] = {"@contacts": [[contact.id, []]]}
        if activity.deal_key in deals:
            beside["@deals"] = [[deals[activity.deal_key], []]]
        sheet = _sheet(book, dice, activity, contact, beside)
        book.sheets[sheet.id] = sheet
        if activity.outcome == "held" and dice.random() < WRITES_A_NOTE:
            note = _note(book, activity, beside)
            book.sheets[note.id] = note


def _sheet(
    book: Book, dice: Random, activity: Activity, contact: Trace, beside: dict[str, Any]
) -> Sheet:
    object = OBJECTS[activity.kind]
    told = {
        "call": _call,
        "meeting": _meeting,
        "email": _email,
        "task": _task,
        "notification": _notification,
    }[activity.kind](book, activity, contact)
    fields = {
        "hs_timestamp": iso_instant(activity.at),
        "hubspot_owner_id": book.owner(activity.user_key),
        "hs_object_source": MACHINE if activity.is_automatic else "CRM_UI",
        **told,
        **beside,
    }
    id = ids.hubspot(book.firm.seed, object, activity.key)
    by = words.by_user(activity.user_key)
    if activity.is_automatic:
        by = words.by_workflow("assignment")
    sheet = Sheet(object, id, activity.at, by, fields, ("activity", activity.key))
    if activity.kind == "meeting":
        _arrange(dice, activity, contact, sheet)
    return sheet


def _arrange(dice: Random, activity: Activity, contact: Trace, sheet: Sheet) -> None:
    """A meeting stands in the calendar before it is held, and has its outcome after."""
    booked_at = activity.at - int(dice.uniform(0.5, 4) * DAY)
    ended_at = activity.at + (activity.duration_seconds or HALF_AN_HOUR) * SECOND
    outcome = sheet.fields["hs_meeting_outcome"]
    sheet.created_at = min(activity.at, max(booked_at, contact.created_at + MINUTE))
    sheet.fields["hs_meeting_outcome"] = "SCHEDULED"
    sheet.update(ended_at, sheet.actor, {"hs_meeting_outcome": outcome})


def _call(_: Book, activity: Activity, __: Trace) -> dict[str, Any]:
    return {
        "hs_call_title": activity.subject,
        "hs_call_direction": "OUTBOUND",
        "hs_call_disposition": words.DISPOSITIONS[activity.outcome],
        "hs_call_duration": str((activity.duration_seconds or 0) * SECOND),
        "hs_call_status": "COMPLETED" if activity.outcome == "connected" else "NO_ANSWER",
    }


def _meeting(_: Book, activity: Activity, __: Trace) -> dict[str, Any]:
    ended_at = activity.at + (activity.duration_seconds or HALF_AN_HOUR) * SECOND
    return {
        "hs_meeting_title": activity.subject,
        "hs_meeting_outcome": words.MEETING_OUTCOMES[activity.outcome],
        "hs_meeting_start_time": iso_instant(activity.at),
        "hs_meeting_end_time": iso_instant(ended_at),
    }


def _email(book: Book, activity: Activity, contact: Trace) -> dict[str, Any]:
    user = next(user for user in book.firm.users if user.key == activity.user_key)
    address = book.address(contact, activity.at)
    is_reply = activity.outcome == "replied"
    return {
        "hs_email_subject": activity.subject,
        "hs_email_direction": "INCOMING_EMAIL" if is_reply else "EMAIL",
        "hs_email_status": "SENT",
        "hs_email_from_email": address if is_reply else user.email,
        "hs_email_to_email": user.email if is_reply else address,
    }


def _task(_: Book, activity: Activity, __: Trace) -> dict[str, Any]:
    is_done = activity.outcome == "done"
    return {
        "hs_task_subject": activity.subject,
        "hs_task_status": "COMPLETED" if is_done else "NOT_STARTED",
        "hs_task_type": "TODO",
        "hs_task_priority": "NONE",
        "hs_task_completion_date": iso_instant(activity.at) if is_done else None,
    }


def _notification(_: Book, activity: Activity, __: Trace) -> dict[str, Any]:
    return {"hs_note_body": f"<p>{activity.subject}</p>"}


def _note(book: Book, activity: Activity, beside: dict[str, Any]) -> Sheet:
    at = activity.at + (activity.duration_seconds or HALF_AN_HOUR) * SECOND + 5 * MINUTE
    fields = {
        "hs_timestamp": iso_instant(at),
        "hs_note_body": f"<p>After the meeting: {activity.subject}</p>",
        "hubspot_owner_id": book.owner(activity.user_key),
        "hs_object_source": "CRM_UI",
        **beside,
    }
    id = ids.hubspot(book.firm.seed, "notes", activity.key)
    return Sheet("notes", id, at, words.by_user(activity.user_key), fields)
