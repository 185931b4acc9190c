"""Streams of CRM objects: everything at first, then what changed, went, came back or was merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from ingestion.source import Batch, Checkpoint, Stream, Tombstone
from ingestion.sources.hubspot.client import ASSOCIATION_BATCH, Client, Head, head_of
from ingestion.sources.hubspot.digests import digest
from ingestion.sources.hubspot.properties import ASSOCIATIONS, CRM_OBJECTS
from ingestion.sources.hubspot.tables import ASSOCIATED, CRM, HISTORY

HOUR = 3_600_000
OVERLAP = 2 * HOUR  # HubSpot's search index may show a change up to an hour late
# Their associations change without moving any stamp, so they are compared as a whole each time.
ALWAYS_COMPARED = ("deals",)

Item = Batch | Checkpoint
_encode = msgspec.json.encode


def stream_of(name: str) -> Stream:
    tables = [CRM[name], *([HISTORY[name]] if name in HISTORY else [])]
    tables += [ASSOCIATED[pair] for pair in ASSOCIATIONS if pair[0] == name]
    return Stream(name, tuple(tables), _extract(name))


def _extract(name: str) -> Callable[[Client, dict[str, Any]], Iterator[Item]]:
    def extract(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
        if name in client.skipped:
            yield Checkpoint(cursor)
            return
        walk = _Walk(client, name)
        until = client.now
        if "until" in cursor:
            yield from walk.changes(cursor["until"] - OVERLAP, until)
        else:
            yield from walk.everything()
        yield from walk.archived(set(cursor.get("archived", ())))
        yield from walk.associations(is_first="until" not in cursor)
        yield Checkpoint({"until": until, "archived": sorted(walk.archived_ids)})

    return extract


class _Walk:
    """One run over one object: what was touched, and what is archived now."""

    def __init__(self, client: Client, name: str) -> None:
        self.client, self.name = client, name
        self.pairs = [pair for pair in ASSOCIATIONS if pair[0] == name]
        self.touched: list[str] = []
        self.gone: set[str] = set()
        self.archived_ids: set[str] = set()

    def everything(self) -> Iterator[Batch]:
        """The vendor's count is asked for before, so what is created meanwhile does no harm."""
        yield Batch(CRM[self.name], vendor_count=self.client.count(self.name))
        for page in self.client.records(self.name, archived=False):
            yield from self._landed(page)

    def changes(self, since: int, until: int) -> Iterator[Batch]:
        """The search only says what to read: its index lags, and it knows no history."""
        ids = self.client.changed_ids(self.name, since, until)
        for page in self.client.read(self.name, ids):
            yield from self._landed(page)

    def archived(self, known: set[str]) -> Iterator[Batch]:
        """Archiving moves no stamp, so all of it is read; what is archived no longer came back."""
        for page in self.client.records(self.name, archived=True):
            yield from self._landed(page)
        self.gone -= known
        back = sorted(known - self.archived_ids)
        for page in self.client.read(self.name, back):
            yield from self._landed(page)

    def associations(self, *, is_first: bool) -> Iterator[Batch]:
        """A row a record, also of one that stands beside nobody: it may once have."""
        if not self.pairs:
            return
        always = self.name in ALWAYS_COMPARED and not is_first
        ids = list(dict.fromkeys(self._all_ids() if always else self.touched))
        for pair in self.pairs:
            table = ASSOCIATED[pair]
            for start in range(0, len(ids), ASSOCIATION_BATCH):
                found = self.client.associations(*pair, ids[start : start + ASSOCIATION_BATCH])
                rows = [
                    _encode({"from": {"id": id}, "to": sorted(to, key=bytes)})
                    for id, to in found.items()
                ]
                yield Batch(table, rows)
            if self.gone and not is_first:
                yield Batch(table, tombstones=[Tombstone(id, "delete") for id in sorted(self.gone)])

    def _all_ids(self) -> Iterator[str]:
        for page in self.client.ids(self.name):
            yield from page

    def _landed(self, page: Sequence[bytes]) -> Iterator[Batch]:
        heads = [head_of(record) for record in page]
        merged = [
            Tombstone(old, "merge", merged_into_id=head.id)
            for head in heads
            for old in (head.properties.get("hs_merged_object_ids") or "").split(";")
            if old and old != head.id
        ]
        for head in heads:
            if head.archived:
                self.archived_ids.add(head.id)
                self.gone.add(head.id)
            else:
                self.touched.append(head.id)
        self.gone |= {tombstone.record_id for tombstone in merged}
        yield Batch(CRM[self.name], page, merged)
        if self.name in HISTORY:
            yield Batch(HISTORY[self.name], list(_versions(heads)))


def _versions(heads: Iterable[Head]) -> Iterator[bytes]:
    """History is nested by property; a row a version needs to say of what it is one."""
    for head in heads:
        for name, versions in head.history.items():
            for raw in versions:
                version = msgspec.json.decode(raw)
                key = {"object_id": head.id, "property": name}
                key["value_digest"] = digest(version.get("value") or "")
                yield _encode(key | version)


STREAMS = tuple(stream_of(name) for name in CRM_OBJECTS)
