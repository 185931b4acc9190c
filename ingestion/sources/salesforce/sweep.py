"""Once a day, what no stamp tells: records that vanished, came back, or were never seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingestion.source import Batch, Compare, Item, Table, Tombstone
from ingestion.sources.salesforce.by_id import by_id
from ingestion.sources.salesforce.described import Described
from ingestion.sources.salesforce.reading import living

if TYPE_CHECKING:
    from ingestion.sources.salesforce.client import Client


def is_history(table: Table) -> bool:
    """Rows that never change and share their parent's fate."""
    return table.changed_at == "CreatedDate"


def sweep(client: Client, table: Table, seen: Described) -> Iterator[Item]:
    """Hold the ids that the org lists against what landed, and read again what differs.

    What landed as alive and is not listed is read by its id: it lies in the recycle bin, or was
    purged and is named as deleted. Histories are kept, so of them only holes are filled.
    """
    has_life = "IsDeleted" in seen.fields and not is_history(table)
    for ids, stamps in living(client, table, "IsDeleted = false" if has_life else None):
        yield Compare(table, ids, stamps)
    known = Compare(table, is_last=True)
    yield known
    if not is_history(table):
        for ids in known.unlisted():
            found = by_id(client, table, seen.fields, ids)
            gone = [Tombstone(id, "delete") for id in ids if id not in found]
            yield Batch(table, list(found.values()), gone, seen_at=client.now)
    for ids in known.lacking():
        found = by_id(client, table, seen.fields, ids)
        yield Batch(table, list(found.values()), seen_at=client.now)
