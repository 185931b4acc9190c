"""What HubSpot records of the sample company: its marketing, and the small-business team's sales.

Fields are HubSpot's properties, texts all; a field `@contacts` lists what a record is associated
with: [id, [association types beyond the plain one]]. Which record stands for whom is the traces'
decision.
"""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.sandbox.history import Firm, Life
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.recording.hubspot.book import Book
from ingestion.sandbox.recording.hubspot.companies import follow_merges, record_companies
from ingestion.sandbox.recording.hubspot.deals import record_deals
from ingestion.sandbox.recording.hubspot.engagements import record_engagements
from ingestion.sandbox.recording.hubspot.firm import record_firm
from ingestion.sandbox.recording.hubspot.funnel import record_funnel
from ingestion.sandbox.recording.hubspot.lists import record_members
from ingestion.sandbox.recording.hubspot.people import record_contacts, settle_merges
from ingestion.sandbox.recording.hubspot.touches import record_touches
from ingestion.sandbox.traces import Traces

__all__ = ["TRACKED", "record", "record_firm"]

# HubSpot keeps the past of every property; of those that never change it shows the present one.
TRACKED: dict[tuple[str, str], frozenset[str] | None] = {
    ("hubspot", "contacts"): frozenset(
        (
            "email",
            "lifecyclestage",
            "hs_lead_status",
            "rejection_reason",
            "hubspotscore",
            "hubspot_owner_id",
            "hs_additional_emails",
            "hs_email_optout",
            "associatedcompanyid",
        )
    ),
    ("hubspot", "companies"): frozenset(
        (
            "name",
            "domain",
            "industry",
            "numberofemployees",
            "lifecyclestage",
            "hubspot_owner_id",
            "salesforceaccountid",
        )
    ),
    ("hubspot", "deals"): frozenset(
        (
            "dealstage",
            "pipeline",
            "amount",
            "deal_currency_code",
            "closedate",
            "hubspot_owner_id",
            "dealname",
            "closed_lost_reason",
            "competitor",
        )
    ),
}


def record(firm: Firm, life: Life, traces: Traces) -> Iterator[Change]:
    book = Book(firm, life, traces)
    record_companies(book)
    record_contacts(book)
    record_deals(book)
    record_engagements(book)
    record_touches(book)
    record_funnel(book)
    follow_merges(book)
    settle_merges(book)
    record_members(book)
    return book.changes()
