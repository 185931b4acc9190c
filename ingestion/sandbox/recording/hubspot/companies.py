"""Companies, and who stands beside them when two become one."""

from __future__ import annotations

from typing import Any

from ingestion.sandbox.recording.hubspot import words
from ingestion.sandbox.recording.hubspot.book import Book
from ingestion.sandbox.recording.hubspot.sheet import Sheet
from ingestion.sandbox.traces import Trace

PROPERTIES = {
    "name": "name",
    "domain": "domain",
    "industry": "industry",
    "country": "country",
    "city": "city",
    "postal_code": "zip",
    "phone": "phone",
}


def record_companies(book: Book) -> None:
    for trace in book.of("companies"):
        kind = words.ORIGINS.get(trace.origin, "API")
        fields = properties_of(trace.values) | {
            "website": trace.values.get("domain"),
            "hs_object_source": kind,
            "hs_parent_company_id": trace.parent_id,
            "hubspot_owner_id": book.owner(trace.owner_key),
        }
        truth = (trace.kind, trace.key)
        sheet = Sheet("companies", trace.id, trace.created_at, kind, fields, truth)
        book.sheets[trace.id] = sheet
        for at, new in trace.later:
            sheet.update(at, "COMPANY_INSIGHTS", properties_of(new))
        for at, _, _, id in trace.synced:
            sheet.update(at, words.SYNC, {"salesforceaccountid": id})
        sheet.archive(trace.deleted_at, trace.restored_at)
        if trace.merged_at is not None and trace.merged_into:
            sheet.merge(trace.merged_at, trace.merged_into)


def properties_of(values: dict[str, Any]) -> dict[str, Any]:
    told = {PROPERTIES[name]: value for name, value in values.items() if name in PROPERTIES}
    if "employees" in values:
        employees = values["employees"]
        told["numberofemployees"] = None if employees is None else str(employees)
    if "other_domains" in values:
        told["hs_additional_domains"] = ";".join(values["other_domains"]) or None
    return told


def follow_merges(book: Book) -> None:
    """People and deals of a company that was merged stand beside the survivor from then on."""
    for loser in book.of("companies"):
        if loser.merged_at is None or not loser.merged_into:
            continue
        if book.by_id[loser.merged_into].created_at < loser.merged_at:
            _stamp(book, loser)
        for trace in (*book.of("contacts"), *book.of("deals")):
            if trace.account_id == loser.id and trace.created_at < loser.merged_at:
                _move(book.sheets[trace.id], trace, loser.merged_at, loser.merged_into)


def _stamp(book: Book, loser: Trace) -> None:
    """A survivor that stood before is changed by the merge, if only in whom it took in."""
    merged = [
        each.id
        for each in book.of("companies")
        if each.merged_into == loser.merged_into and (each.merged_at or 0) <= (loser.merged_at or 0)
    ]
    told = {"hs_merged_object_ids": ";".join(sorted(merged))}
    survivor = book.sheets[loser.merged_into or ""]
    survivor.update(loser.merged_at or 0, words.ORIGINS["merge"], told)


def _move(sheet: Sheet, trace: Trace, at: int, survivor: str) -> None:
    if trace.object == "contacts":
        moved: dict[str, Any] = {"associatedcompanyid": survivor, "@companies": [[survivor, [1]]]}
    else:
        moved = {"hs_primary_associated_company": survivor, "@companies": [[survivor, [5]]]}
    sheet.update(at + 1_000, words.ORIGINS["merge"], moved)
