"""What a list holds no longer is asked for by its id: lists move while they are paged."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ingestion.source import Batch, Compare, Item, SourceError, Tombstone

MUCH = 100  # as many known records do not vanish all at once: then the token is another one
One = Callable[[str], bytes | None]


def unlisted(compare: Compare, *, is_empty: bool) -> Iterator[list[str]]:
    """Ids that are known and in no part of a list, which `compare` ends."""
    for ids in compare.unlisted():
        if is_empty and len(ids) >= MUCH:
            raise SourceError(
                "hubspot",
                f"nothing is there where at least {len(ids)} records are known",
                "Check that the token is of the same portal and may read it",
                obj=compare.table.name,
            )
        yield ids


def buried(compare: Compare, one: One, *, is_empty: bool) -> Iterator[Item]:
    """What `one` gives lands; what it doesn't is gone."""
    yield compare
    for ids in unlisted(compare, is_empty=is_empty):
        told = {id: one(id) for id in ids}
        found = [record for record in told.values() if record is not None]
        gone = [Tombstone(id, "delete") for id, record in told.items() if record is None]
        yield Batch(compare.table, found, gone)
