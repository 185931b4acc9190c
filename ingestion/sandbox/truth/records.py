"""Everything the three systems hold, read from the sandbox's store and from nowhere else."""

from __future__ import annotations

from ingestion.sandbox.store import Store
from ingestion.sandbox.truth.entities import Records
from ingestion.sandbox.truth.read_hubspot import read_hubspot
from ingestion.sandbox.truth.read_salesforce import read_salesforce
from ingestion.sandbox.truth.read_stripe import read_stripe


def read_records(store: Store) -> Records:
    """As the systems would tell them at the store's instant."""
    records = Records(as_of=store.now)
    read_salesforce(store, records)
    read_hubspot(store, records)
    read_stripe(store, records)
    return records
