"""What Salesforce recorded of people's touches, by docs/conforming.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ingestion.sandbox.store import Record
from ingestion.sandbox.truth.entities import Touch
from ingestion.sandbox.truth.reading import instant, life, to_second

NAME = "salesforce"
PREFIXES = {"00Q": "Lead", "003": "Contact"}
CALLS = {
    "connected": "connected", "no answer": "no_answer", "voicemail": "voicemail",
    "left voicemail": "voicemail",
}  # fmt: skip
MAILS = {"Sent": "sent", "Replied": "replied"}
MEETINGS = {"Held": "held", "No Show": "no_show"}


def membership(member: Record, campaigns: Mapping[str, Record]) -> Iterable[Touch]:
    fields = member.fields
    campaign = campaigns.get(fields["CampaignId"])
    of = ("Contact", fields["ContactId"]) if fields.get("ContactId") else ("Lead", fields["LeadId"])
    joined = to_second(member.created_at)
    told = {
        "person": (NAME, *of),
        "side": "marketing",
        "asset": campaign.fields.get("Name") if campaign else None,
        "source_campaign_id": fields["CampaignId"],
    }
    yield Touch(**life(NAME, member), touch_type="event_registered", at=joined, **told)
    if fields.get("HasResponded"):
        answered = instant(f"{fields['FirstRespondedDate']}T00:00:00Z")
        second = life(NAME, member) | {"ref": (NAME, "CampaignMember", f"{member.id}|responded")}
        yield Touch(**second, touch_type="event_attended", at=max(joined, answered), **told)


def task(record: Record, machines: set[str]) -> Touch:
    fields = record.fields
    kind = fields.get("TaskSubtype")
    touch_type = {"Call": "call", "Email": "sales_email"}.get(kind, "task")
    outcome: Callable[[], str | None] = {
        "Call": lambda: CALLS.get((fields.get("CallDisposition") or "").lower()),
        "Email": lambda: MAILS.get(fields.get("Outcome__c")),
    }.get(kind, lambda: "done" if fields.get("Status") == "Completed" else "open")
    completed = to_second(instant(fields.get("CompletedDateTime")))
    return _sales_touch(
        record, machines, touch_type, outcome(), completed or to_second(record.created_at)
    )


def event(record: Record, machines: set[str]) -> Touch:
    fields = record.fields
    outcome = MEETINGS.get(fields.get("Outcome__c"))
    starts = to_second(instant(fields["StartDateTime"]))
    return _sales_touch(record, machines, "meeting", outcome, starts)


def _sales_touch(
    record: Record, machines: set[str], touch_type: str, outcome: str | None, at: int
) -> Touch:
    who = record.fields.get("WhoId") or ""
    object = PREFIXES.get(who[:3])
    return Touch(
        **life(NAME, record),
        person=(NAME, object, who) if object else None,
        touch_type=touch_type,
        at=at,
        side="sales",
        outcome=outcome,
        asset=record.fields.get("Subject"),
        is_automatic=record.fields.get("CreatedById") in machines,
    )
