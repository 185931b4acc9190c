"""Everything the three systems hold, read from the sandbox's store and from nowhere else."""

from __future__ import annotations

from ingestion.sandbox.store import Store
from ingestion.sandbox.truth.entities import Records
from ingestion.sandbox.truth.page import Page
from ingestion.sandbox.truth.read_hubspot import read_hubspot
from ingestion.sandbox.truth.read_salesforce import read_salesforce
from ingestion.sandbox.truth.read_stripe import read_stripe
from ingestion.sandbox.truth.reading import System, source_of


def read_records(store: Store, page: Page) -> Records:
    """As the systems would tell them at the store's instant, in the page's days and currencies."""
    records = Records(as_of=store.now)
    read_salesforce(store, records, page)
    read_hubspot(store, records, page)
    read_stripe(store, records)
    _connect(store, records)
    for money in (
        *records.deals, *records.lines, *records.invoices, *records.invoice_lines,
        *records.payments, *records.spend,
    ):  # fmt: skip
        if not (money.currency_code or "").strip():
            money.currency_code = page.currency_where_none_is_named(money.system)
    return records


def _connect(store: Store, records: Records) -> None:
    """Tell of each record that stands in another account of its system than the first."""
    elsewhere = {
        (source_of(system), object, id): System(system, store).connection
        for system, object, id in store.sql(
            "select system, object, id from record where system like '%/%'"
        )
    }
    for each in (
        *records.people, *records.accounts, *records.deals, *records.roles, *records.lines,
        *records.products, *records.users,
    ):  # fmt: skip
        each.connection = elsewhere.get(each.ref, each.connection)
