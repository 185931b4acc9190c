"""Contacts: as they came, what changed, and what became of them by archive and merge."""

from __future__ import annotations

from typing import Any

from ingestion.sandbox.clock import iso_instant
from ingestion.sandbox.recording.hubspot import words
from ingestion.sandbox.recording.hubspot.book import Book
from ingestion.sandbox.recording.hubspot.sheet import Sheet
from ingestion.sandbox.traces import Trace

PROPERTIES = {
    "first_name": "firstname",
    "last_name": "lastname",
    "email": "email",
    "phone": "phone",
    "title": "jobtitle",
    "company_name": "company",
    "website": "website",
    "country": "country",
    "city": "city",
    "postal_code": "zip",
}
# What a merge under the older regime took from whichever record had it later.
LATEST_WINS = ("lifecyclestage", "hs_lead_status", "rejection_reason", "hubspotscore")
SYNC_IDS = {"Lead": "salesforceleadid", "Contact": "salesforcecontactid"}


def record_contacts(book: Book) -> None:
    """Open a sheet for every contact; `settle_merges` must follow when all is written on them."""
    for trace in book.of("contacts"):
        sheet = _open(book, trace)
        book.sheets[trace.id] = sheet
        for at, new in trace.later:
            sheet.update(at, "FORM|preferences", properties_of(new))
        for at, _, kind, id in trace.synced:
            if kind in SYNC_IDS:
                sheet.update(at, words.SYNC, {SYNC_IDS[kind]: id})
        sheet.archive(trace.deleted_at, trace.restored_at)
        if trace.merged_at is not None and trace.merged_into:
            sheet.merge(trace.merged_at, trace.merged_into)


def properties_of(values: dict[str, Any]) -> dict[str, Any]:
    """A trace's values under HubSpot's names."""
    told = {PROPERTIES[name]: value for name, value in values.items() if name in PROPERTIES}
    if "other_emails" in values:
        others = ";".join(email for email in values["other_emails"] if email)
        told["hs_additional_emails"] = others or None
    return told


def _open(book: Book, trace: Trace) -> Sheet:
    kind = words.ORIGINS.get(trace.origin, "API")
    source = words.SOURCES.get(trace.values.get("source") or "", words.OFFLINE)
    if trace.origin not in ("form", "chat", "merge"):
        source = words.OFFLINE
    fields = properties_of(trace.values) | {
        "hs_analytics_source": source,
        "hs_object_source": kind,
        "hubspot_owner_id": book.owner(trace.owner_key),
        "lifecyclestage": _first_stage(book, trace),
    }
    if trace.account_id:
        fields |= {"associatedcompanyid": trace.account_id, "@companies": [[trace.account_id, [1]]]}
    truth = (trace.kind, trace.key)
    return Sheet("contacts", trace.id, trace.created_at, kind, fields, truth)


def _first_stage(book: Book, trace: Trace) -> str:
    """Who only takes the newsletter is a subscriber; everybody else begins as a lead."""
    for touch in book.life.touches:
        if touch.person_key == trace.key and touch.at == trace.created_at and touch.form_key:
            return "subscriber" if touch.form_key == "newsletter" else "lead"
    return "lead"


def settle_merges(book: Book) -> None:
    """A merge takes over what stood on the records: of the primary, or of the later one."""
    for trace in sorted(book.of("contacts"), key=lambda each: each.created_at):
        losers = [each for each in book.of("contacts") if each.merged_into == trace.id]
        losers.sort(key=lambda each: each.created_at)
        if not losers:
            continue
        if trace.origin == "merge":
            _into_new(book, trace, losers)
        else:
            for loser in losers:
                _into_primary(book, trace, loser)


def _into_new(book: Book, survivor: Trace, losers: list[Trace]) -> None:
    sheet, at = book.sheets[survivor.id], survivor.created_at
    primary = book.sheets[losers[0].id].state(at)
    own = {name: value for name, value in sheet.fields.items() if name not in LATEST_WINS}
    for name in ("hubspot_owner_id", "hs_analytics_source", "@companies", "associatedcompanyid"):
        own.pop(name, None)
    born = [iso_instant(loser.created_at) for loser in losers]
    stood = [primary.get("createdate"), *born]
    sheet.fields = primary | own | {"createdate": min(each for each in stood if each)}
    sheet.fields["hs_object_source"] = words.ORIGINS["merge"]


def _into_primary(book: Book, survivor: Trace, loser: Trace) -> None:
    at = loser.merged_at or 0
    kept, lost = book.sheets[survivor.id], book.sheets[loser.id]
    taken: dict[str, Any] = {"hs_calculated_merged_vids": f"{loser.id}:{at}"}
    before = lost.state(at)
    for name in LATEST_WINS:
        if before.get(name) and lost.written_at(name, at) > kept.written_at(name, at):
            taken[name] = before[name]
    kept.update(at, words.ORIGINS["merge"], taken)
