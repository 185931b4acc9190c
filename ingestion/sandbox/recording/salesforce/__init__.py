"""The sample company as its Salesforce org holds it: firm and lives in the vendor's records.

The org's own histories (`LeadHistory` and the like) are records, so the store keeps none for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.sandbox.history import Firm, Life
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.recording.salesforce.activities import record_activities, record_members
from ingestion.sandbox.recording.salesforce.book import Book
from ingestion.sandbox.recording.salesforce.deals import record_deals
from ingestion.sandbox.recording.salesforce.firm import record_firm
from ingestion.sandbox.recording.salesforce.people import record_people
from ingestion.sandbox.traces import Traces

TRACKED: dict[tuple[str, str], frozenset[str] | None] = {}

__all__ = ["TRACKED", "record", "record_firm"]


def record(firm: Firm, life: Life, traces: Traces) -> Iterator[Change]:
    book = Book(firm, life, traces)
    yield from record_people(book)
    yield from record_deals(book)
    yield from record_activities(book)
    yield from record_members(book)
