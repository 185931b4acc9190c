"""What HubSpot recorded of people's touches, by docs/conforming.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ingestion.sandbox.store import Record, Version
from ingestion.sandbox.truth.entities import Records, Ref, Touch
from ingestion.sandbox.truth.people import address
from ingestion.sandbox.truth.reading import System, filled, instant, split, standing

NAME = "hubspot"
MAILS = {
    "SENT": "email_sent", "DELIVERED": "email_delivered", "BOUNCE": "email_bounced",
    "OPEN": "email_opened", "CLICK": "email_clicked",
}  # fmt: skip
EVENTS = {"REGISTERED": "event_registered", "ATTENDED": "event_attended"}
ENGAGEMENTS = {
    "calls": "call", "meetings": "meeting", "emails": "sales_email", "notes": "note",
    "tasks": "task",
}  # fmt: skip
SUBJECTS = {
    "calls": "hs_call_title", "meetings": "hs_meeting_title", "emails": "hs_email_subject",
    "tasks": "hs_task_subject",
}  # fmt: skip
# The labels that every portal has for what came of a call.
CALLS = {
    "f240bbac-87c9-4f6e-bf70-924b57d47db7": "Connected",
    "73a0d17f-1163-4015-bdd5-ec830791da20": "No answer",
    "b2cf5968-551e-4856-9783-52b3da59a7d0": "Left voicemail",
}


def read_touches(
    system: System,
    contacts: list[Record],
    histories: Mapping[tuple[str, str], list[Version]],
    records: Records,
) -> None:
    holders = _holders(contacts, histories)
    present = standing(contacts)
    forms = {each.id: each.fields.get("name") for each in system.records("forms")}
    for object in system.objects("form_submissions/"):
        form_id = object.partition("/")[2]
        for record in system.records(object):
            records.touches.append(_submission(record, form_id, forms, holders))
    campaigns = _campaigns_of_mailings(system)
    for record in system.records("email_events"):
        records.touches += _mail(record, holders, campaigns)
    for record in system.records("web_events"):
        contact = record.fields["contact"]
        records.touches.append(
            _touch(
                (NAME, "web_events", record.id),
                present.get(contact) or contact,
                "page_view",
                record.created_at,
                source_medium=filled(record.fields["properties"].get("hs_utm_medium")),
            )
        )
    names = {each.id: each.fields.get("eventName") for each in system.records("marketing_events")}
    for record in system.records("marketing_event_participations"):
        kind = EVENTS.get(record.fields["attendanceState"])
        contact = record.fields["contactId"]
        if kind:
            ref = (NAME, "marketing_event_participations", record.id)
            at = record.created_at
            records.touches.append(
                _touch(
                    ref,
                    present.get(contact) or contact,
                    kind,
                    at,
                    asset=names.get(record.fields["marketingEventId"]),
                )
            )
    for object, kind in ENGAGEMENTS.items():
        for record in system.records(object):
            records.touches += _engagement(record, object, kind, present)


def _submission(
    record: Record, form_id: str, forms: Mapping[str, str], holders: Mapping[str, str]
) -> Touch:
    values = record.fields["values"]
    text = next((each["value"] for each in values if each["name"] == "email"), None)
    return _touch(
        (NAME, "form_submissions", f"{form_id}|{record.id}"),
        holders.get(address(text)),
        "form_submission",
        record.created_at,
        asset=forms.get(form_id),
    )


def _campaigns_of_mailings(system: System) -> dict[str, str]:
    """By the id of a mailing's sending, the campaign that its marketing e-mail belongs to."""
    campaign_of = {
        each.id: filled(each.fields.get("campaign")) for each in system.records("marketing_emails")
    }
    found = {}
    for sending in system.records("email_campaigns"):
        campaign = campaign_of.get(str(sending.fields.get("contentId")))
        if campaign:
            found[sending.id] = campaign
    return found


def _mail(
    record: Record, holders: Mapping[str, str], campaigns: Mapping[str, str]
) -> Iterable[Touch]:
    fields = record.fields
    kind = MAILS.get(fields["type"])
    is_unsubscribed = fields.get("portalSubscriptionStatus") == "UNSUBSCRIBED"
    if fields["type"] == "STATUSCHANGE" and is_unsubscribed:
        kind = "email_unsubscribed"
    if kind and not fields.get("filteredEvent"):
        ref = (NAME, "email_events", record.id)
        holder = holders.get(address(fields["recipient"]))
        yield _touch(
            ref,
            holder,
            kind,
            record.created_at,
            is_automatic=True,
            source_campaign_id=campaigns.get(str(fields.get("emailCampaignId"))),
        )


def _engagement(
    record: Record, object: str, kind: str, present: Mapping[str, str | None]
) -> Iterable[Touch]:
    fields = record.fields
    disposition = filled(fields.get("hs_call_disposition"))
    source_outcome = {
        "calls": CALLS.get(disposition, disposition),
        "meetings": filled(fields.get("hs_meeting_outcome")),
    }.get(object)
    outcome = {
        "emails": "replied" if fields.get("hs_email_direction") == "INCOMING_EMAIL" else "sent",
        "tasks": "done" if fields.get("hs_task_status") == "COMPLETED" else "open",
    }.get(object)
    at = instant(fields["hs_timestamp"])
    named = (present.get(id, id) for id, _ in fields.get("@contacts") or ())
    for contact in sorted({id for id in named if id}) or [None]:
        yield _touch(
            (NAME, object, f"{record.id}|{contact}" if contact else record.id),
            contact,
            kind,
            at,
            side="sales",
            asset=filled(fields.get(SUBJECTS.get(object))),
            outcome=outcome,
            source_outcome=source_outcome,
            source_author=filled(fields.get("hs_object_source")),
            is_gone=record.state != "live",
            created_at=record.created_at,
        )


def _touch(
    ref: Ref, contact: str | None, kind: str, at: int, side: str = "marketing", **values: Any
) -> Touch:
    person = (NAME, "contacts", contact) if contact else None
    return Touch(ref=ref, person=person, touch_type=kind, at=at, side=side, **values)


def _holders(
    contacts: list[Record], histories: Mapping[tuple[str, str], list[Version]]
) -> dict[str, str]:
    """The contact that each address leads to: one that is not gone, the earliest, the least id."""
    order = sorted(contacts, key=lambda each: (each.state != "live", each.created_at, each.id))
    holders: dict[str, str] = {}
    for record in order:
        texts = [record.fields.get("email"), *split(record.fields.get("hs_additional_emails"))]
        texts += [version.new for version in histories.get((record.id, "email"), ())]
        for text in texts:
            if normalised := address(text):
                holders.setdefault(normalised, record.id)
    return holders
