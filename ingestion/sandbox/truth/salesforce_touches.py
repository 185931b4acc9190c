"""What Salesforce recorded of people's touches, by docs/conforming.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ingestion.sandbox.store import Record
from ingestion.sandbox.truth.entities import Touch
from ingestion.sandbox.truth.page import Page
from ingestion.sandbox.truth.reading import day, filled, instant, life, to_second

NAME = "salesforce"
PREFIXES = {"00Q": "Lead", "003": "Contact"}


def membership(member: Record, campaigns: Mapping[str, Record], page: Page) -> Iterable[Touch]:
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
        answered = page.midnight(day(fields["FirstRespondedDate"]))
        second = life(NAME, member) | {"ref": (NAME, "CampaignMember", f"{member.id}|responded")}
        yield Touch(**second, touch_type="event_attended", at=max(joined, answered), **told)


def task(record: Record, aliases: Mapping[str, str | None]) -> Touch:
    fields = record.fields
    kind = fields.get("TaskSubtype")
    touch_type = {"Call": "call", "Email": "sales_email"}.get(kind, "task")
    told = {
        "call": {"source_outcome": filled(fields.get("CallDisposition"))},
        "sales_email": {"source_outcome": filled(fields.get("Outcome__c"))},
        "task": {"outcome": "done" if fields.get("Status") == "Completed" else "open"},
    }[touch_type]
    completed = to_second(instant(fields.get("CompletedDateTime")))
    at = completed or to_second(record.created_at)
    return _sales_touch(record, aliases, touch_type, at, told)


def event(record: Record, aliases: Mapping[str, str | None]) -> Touch:
    told = {"source_outcome": filled(record.fields.get("Outcome__c"))}
    starts = to_second(instant(record.fields["StartDateTime"]))
    return _sales_touch(record, aliases, "meeting", starts, told)


def _sales_touch(
    record: Record,
    aliases: Mapping[str, str | None],
    touch_type: str,
    at: int,
    told: Mapping[str, str | None],
) -> Touch:
    who = record.fields.get("WhoId") or ""
    object = PREFIXES.get(who[:3])
    return Touch(
        **life(NAME, record),
        person=(NAME, object, who) if object else None,
        touch_type=touch_type,
        at=at,
        side="sales",
        asset=record.fields.get("Subject"),
        source_author=aliases.get(record.fields.get("CreatedById")),
        **told,
    )
