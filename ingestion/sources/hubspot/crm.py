"""Streams of CRM objects: everything at first and once a day, else what changed or went."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from ingestion.source import (
    Batch,
    Checkpoint,
    Compare,
    Item,
    Listed,
    SourceError,
    Stream,
    Tombstone,
    Window,
)
from ingestion.sources.hubspot import schema, searching, sweeps
from ingestion.sources.hubspot.answers import Head, head_of
from ingestion.sources.hubspot.client import ASSOCIATION_BATCH, Client
from ingestion.sources.hubspot.digests import digest
from ingestion.sources.hubspot.properties import ASSOCIATIONS, CRM_OBJECTS
from ingestion.sources.hubspot.tables import ASSOCIATED, CRM, HISTORY
from ingestion.sources.hubspot.ties import ties_after
from ingestion.sources.hubspot.vanishing import MUCH
from ingestion.texts import reader

LAG = 3_600_000  # HubSpot's search index may show a change up to an hour late
OVERLAP = 60_000  # clocks differ, and searches cut milliseconds off
IDS_AT_ONCE = 10_000

_encode = msgspec.json.encode
_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_value = reader(msgspec.json.Decoder(str | None).decode)


def stream_of(name: str) -> Stream:
    tables = [CRM[name], *([HISTORY[name]] if name in HISTORY else [])]
    tables += [ASSOCIATED[pair] for pair in ASSOCIATIONS if pair[0] == name]
    return Stream(name, tuple(tables), _extract(name), again=_again(name))


def _extract(name: str) -> Callable[[Client, dict[str, Any]], Iterator[Item]]:
    def extract(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
        if name in client.skipped:
            yield Checkpoint(cursor)
        else:
            yield from _Walk(client, name, cursor).items()

    return extract


def _again(name: str) -> Callable[[Client, str, Window], Iterator[Item]]:
    def again(client: Client, _: str, window: Window) -> Iterator[Item]:
        if window.is_open:
            yield from _Walk(client, name, {}).items()
        else:
            now = client.now
            cursor = {"until": now, "swept_at": sweeps.swept_at({}, now, is_sweep=True)}
            yield from _Walk(client, name, cursor).window(window)

    return again


class _Walk:
    """One run over one object."""

    def __init__(self, client: Client, name: str, cursor: dict[str, Any]) -> None:
        self.client, self.name, self.cursor = client, name, cursor
        self.table = CRM[name]
        self.pairs = [pair for pair in ASSOCIATIONS if pair[0] == name]
        self.until = client.now
        self.is_first = "until" not in cursor
        self.is_sweep = (
            self.is_first
            or sweeps.is_ahead(cursor, self.until, name)
            or sweeps.is_due(cursor, self.until)
        )
        self.listed = 0
        self.alive: list[str] = []  # listed, and not yet handed to the landing
        self.archived: dict[str, str | None] = {}
        self.waiting: list[str] = []  # live records whose associations are still to be read
        self.gone: set[str] = set()

    def items(self) -> Iterator[Item]:
        shape = schema.shape_of(self.client.properties(self.name))
        drifts = schema.drifts(self.table, self.cursor.get("schema"), shape)
        yield from drifts
        if self.is_sweep:
            yield from self._everything()
        else:
            yield from self._changes()
            yield from self._unread([d.field for d in drifts if d.kind in schema.UNREAD])
        yield from self._archive()
        if self.is_sweep and not self.is_first:
            yield from self._vanished()
        yield from self._associations()
        yield from self._buried()
        yield Checkpoint(
            {
                "until": self.until,
                "trailed": self._trailed(),
                "swept_at": sweeps.swept_at(self.cursor, self.until, self.is_sweep),
                "archived": self.archived,
                "schema": schema.pack(shape),
            }
        )

    def window(self, window: Window) -> Iterator[Item]:
        """What changed in a window, as the search tells it: archived records it does not know."""
        since = _millis(window.start) if window.start else 0
        until = _millis(window.end) - 1 if window.end else self.until
        is_settled = until <= self.until - LAG
        ids = searching.changed_ids(self.client, self.name, since, until, is_settled=is_settled)
        yield from self._read(ids)
        yield from self._associations()
        yield from self._buried()

    # ── records ─────────────────────────────────────────────────────────────────────────────

    def _everything(self) -> Iterator[Item]:
        """The vendor's count is asked for before, so what is created meanwhile does no harm."""
        if self.is_first:
            yield Batch(self.table, vendor_count=searching.count(self.client, self.name))
        for page in self.client.records(self.name):
            yield from self._landed(page)
            self.listed += len(page)
            self.alive += [head_of(record).id for record in page]
            if len(self.alive) >= IDS_AT_ONCE:
                yield self._compare()

    def _changes(self) -> Iterator[Item]:
        """The search only says what to read: its index lags, and it knows no history.

        What it tells of the last hour is read at once and asked for again when the hour has passed.
        """
        settled, since = self.until - LAG, self.cursor["until"]
        trailed = self.cursor.get("trailed", since)
        if settled > trailed:
            window = (trailed - OVERLAP, settled)
            yield from self._read(searching.changed_ids(self.client, self.name, *window))
        window = (max(since - OVERLAP, settled), self.until)
        recent = searching.changed_ids(self.client, self.name, *window, is_settled=False)
        yield from self._read(recent)

    def _trailed(self) -> int:
        """Up to here nothing can show up late: lists lag behind nothing, searches by an hour."""
        if self.is_sweep:
            return self.until
        return max(self.cursor.get("trailed", 0), self.until - LAG)

    def _unread(self, fields: Sequence[str]) -> Iterator[Item]:
        """A property that is new to us may be old on records that nobody touched since."""
        for field in set(fields) & set(self.client.wanted(self.name)):
            yield from self._read(searching.ids_having(self.client, self.name, field))

    def _archive(self) -> Iterator[Item]:
        """Archiving moves no stamp, so all of it is listed; what is there no longer came back, or
        is gone for good and stays deleted."""
        told = self.cursor.get("archived", {})
        known = told if isinstance(told, dict) else dict.fromkeys(told)
        for page in self.client.briefly(self.name, archived=True):
            heads = [head_of(record) for record in page]
            new = [head.id for head in heads if known.get(head.id, "") != head.archived_at]
            self.archived |= {head.id: head.archived_at for head in heads}
            yield from self._read([new], archived=True)
        yield from self._read([sorted(known.keys() - self.archived.keys())])

    def _vanished(self) -> Iterator[Item]:
        """Deleted for privacy, or by a list that passed them over: each is asked for once more."""
        compare = self._compare(is_last=True)
        yield compare
        for ids in compare.unlisted():
            found: set[str] = set()
            for page in self.client.read(self.name, ids):
                yield from self._landed(page)
                for head in map(head_of, page):
                    found |= {head.id, *head.merged}
            gone = [id for id in ids if id not in found]
            if not self.listed and len(gone) >= MUCH:
                raise SourceError(
                    "hubspot",
                    f"nothing is there where at least {len(gone)} records are known",
                    "Check that the token is of the same portal and may read it",
                    obj=self.name,
                )
            self.gone |= set(gone)
            yield Batch(self.table, tombstones=[Tombstone(id, "delete") for id in gone])

    def _compare(self, *, is_last: bool = False) -> Compare:
        ids, self.alive = self.alive, []
        return Compare(self.table, ids, is_last=is_last)

    def _read(self, parts: Iterable[Sequence[str]], *, archived: bool = False) -> Iterator[Item]:
        for ids in parts:
            for page in self.client.read(self.name, ids, archived=archived):
                yield from self._landed(page)

    def _landed(self, page: Sequence[bytes]) -> Iterator[Item]:
        heads = [head_of(record) for record in page]
        merged = [
            Tombstone(old, "merge", merged_into_id=head.id) for head in heads for old in head.merged
        ]
        self.waiting += [head.id for head in heads if not head.archived]
        self.gone |= {head.id for head in heads if head.archived}
        self.gone |= {tombstone.record_id for tombstone in merged}
        yield Batch(self.table, page, merged)
        if self.name in HISTORY:
            yield Batch(HISTORY[self.name], list(_versions(heads)))
        if len(self.waiting) >= ASSOCIATION_BATCH:
            yield from self._associations()

    # ── associations ────────────────────────────────────────────────────────────────────────

    def _associations(self) -> Iterator[Item]:
        """A row a record, also of one that stands beside nobody: it may once have."""
        ids, self.waiting = list(dict.fromkeys(self.waiting)), []
        for pair in self.pairs if ids else ():
            found = self.client.associations(*pair, ids)
            rows = [_beside(id, to) for id, to in found.items()]
            yield Batch(ASSOCIATED[pair], rows)
            if self.is_sweep and not self.is_first:
                yield Listed(ASSOCIATED[pair], ids, is_last=False)

    def _buried(self) -> Iterator[Item]:
        """A record that is gone stands beside nothing. A sweep has listed all that is not."""
        for pair in () if self.is_first else self.pairs:
            if self.is_sweep:
                yield Listed(ASSOCIATED[pair])
            elif self.gone:
                gone = [Tombstone(id, "delete") for id in sorted(self.gone)]
                yield Batch(ASSOCIATED[pair], tombstones=gone)


def _millis(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


def _beside(id: str, to: Iterable[msgspec.Raw]) -> bytes:
    """In one order whatever the answer's, and each once, though a page may come twice."""
    return _encode(
        {"from": {"id": id}, "to": [msgspec.Raw(each) for each in sorted(set(map(bytes, to)))]}
    )


def _versions(heads: Iterable[Head]) -> Iterator[bytes]:
    """History is nested by property; a row a version needs to say of what it is one."""
    for head in heads:
        for name, told in head.history.items():
            versions = [_members(raw) for raw in told]
            digests = [digest(_value(each.get("value", b"null")) or "") for each in versions]
            instants = [bytes(each.get("timestamp", b"null")) for each in versions]
            ties = ties_after(zip(instants, digests, strict=True))
            for version, value_digest, tie in zip(versions, digests, ties, strict=True):
                if tie is not None:
                    key = {"object_id": head.id, "property": name, "value_digest": value_digest}
                    yield _encode(key | ({"ties_after": tie} if tie else {}) | version)


STREAMS = tuple(stream_of(name) for name in CRM_OBJECTS)
