"""Lists that the platform keeps by itself: a contact is on the list of the stage it stands at."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.sandbox import ids
from ingestion.sandbox.clock import DAY
from ingestion.sandbox.history import Firm
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.recording.hubspot.book import Book
from ingestion.sandbox.recording.hubspot.sheet import Sheet

# By the stage of the lifecycle whose contacts are on it.
NAMES = {
    "subscriber": "Newsletter readers",
    "marketingqualifiedlead": "Marketing qualified leads",
    "customer": "Customers",
}
LEAVES = ("delete", "merge")


def record_lists(firm: Firm) -> Iterator[Change]:
    for stage, name in NAMES.items():
        fields = {"name": name, "objectTypeId": "0-1", "processingType": "DYNAMIC"}
        yield Change(firm.starts_at - 250 * DAY, "lists", _id(firm, stage), "create", fields)


def record_members(book: Book) -> None:
    """Who joins and leaves, once all is written on the contacts."""
    for trace in book.of("contacts"):
        book.loose += moves(book.firm, book.sheets[trace.id])


def moves(firm: Firm, sheet: Sheet) -> Iterator[Change]:
    """On which list a contact was from when to when."""
    stage = on = None
    for change in sorted(sheet.changes(), key=lambda each: each.at):
        stage = change.fields.get("lifecyclestage", stage)
        now_on = stage if stage in NAMES and change.op not in LEAVES else None
        if now_on == on:
            continue
        for of_list, op in ((on, "delete"), (now_on, "create")):
            if of_list:
                object = f"list_memberships/{_id(firm, of_list)}"
                yield Change(change.at, object, sheet.id, op, {})
        on = now_on


def _id(firm: Firm, stage: str) -> str:
    return ids.hubspot(firm.seed, "list", stage)
