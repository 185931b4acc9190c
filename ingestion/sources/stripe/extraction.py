"""The walk: everything once, then what changed.

Lists know one filter of time, `created`, and no `updated`. So changes come from the feed of
events, which only names them; each object is then read anew at the pinned version. Events lag,
are not ordered within a second, are kept for 30 days, and some changes have none: every run also
reads again what is not settled yet, and after a gap of 25 days everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from ingestion.source import Batch, Checkpoint, SourceError, Tombstone
from ingestion.sources.stripe import feed, totals
from ingestion.sources.stripe.client import Client, named
from ingestion.sources.stripe.kinds import KINDS, Kind, batches

LAG = 60
DAY = 24 * 3600
LONGEST_GAP = 25 * DAY
FEED_KEPT = 30 * DAY


def extract(client: Client, cursor: dict[str, Any]) -> Iterator[Batch | Checkpoint]:
    """`cursor`: `until`, up to where events are complete; `ended`, when the last run ceased to
    read; `unsettled`, by kind the second its oldest unsettled object was made; `totals`."""
    now = int(client.now.timestamp())
    walk = Walk(client, cursor, now)
    try:
        if not cursor:
            yield from walk.everything()
        elif now - cursor["until"] > LONGEST_GAP:
            yield from walk.everything()
            yield from walk.gone()
        else:
            yield from walk.changes()
    except msgspec.DecodeError as error:
        raise SourceError(
            "stripe", f"an answer is not of the documented form ({error})", "Run again"
        ) from error
    yield Checkpoint(walk.next_cursor())


class Walk:
    """One run over one account."""

    def __init__(self, client: Client, cursor: dict[str, Any], now: int) -> None:
        self.client, self.cursor, self.now = client, cursor, now
        self.unsettled: dict[str, int] = {}
        self.seen: dict[str, set[str]] = {kind.name: set() for kind in KINDS}
        self.parts: set[str] = set()

    def everything(self) -> Iterator[Batch]:
        """All objects made until now; what is made meanwhile is the next run's."""
        billed: dict[str, dict[str, int]] = {}
        for kind in KINDS:
            window = [("created[lte]", str(self.now))] if kind.has_created else []
            count = (lambda r: totals.add(billed, r)) if kind.name == "invoice" else None
            yield from self._list(kind, window, count)
        self.client.totals = billed

    def changes(self) -> Iterator[Batch]:
        since, told = self.cursor["until"], feed.Told()
        yield from feed.read(self.client, since, told)
        for kind in KINDS:
            if kind.has_created:
                oldest = self.cursor["unsettled"].get(kind.name, since)
                window = [("created[gte]", str(min(oldest, since)))]
                yield from self._list(kind, window)
            for status in kind.relisted:
                yield from self._list(kind, [("status", status)])
            yield from self._hydrate(kind, told)
        yield from self._lost_parts(told)
        if told.has_invoices or "totals" not in self.cursor:
            self.client.totals = totals.asked(self.client)
        else:
            self.client.totals = self.cursor["totals"]

    def gone(self) -> Iterator[Batch]:
        """After everything was read: what the feed still names and no list held."""
        told = feed.Told()
        yield from feed.read(self.client, self.now - FEED_KEPT, told)
        for kind in KINDS:
            yield from self._hydrate(kind, told)
        yield from self._lost_parts(told)

    def next_cursor(self) -> dict[str, Any]:
        return {
            "until": self.now - LAG,
            "ended": int(self.client.now.timestamp()),
            "unsettled": self.unsettled,
            "totals": self.client.totals,
        }

    def _list(
        self,
        kind: Kind,
        parameters: list[tuple[str, str]],
        count: Callable[[bytes], None] | None = None,
    ) -> Iterator[Batch]:
        given = [*kind.parameters, *parameters]
        pages = self.client.pages(kind.path, kind.name, given, has_created=kind.has_created)
        for page in pages:
            fresh = [record for record in page if self._is_fresh(kind, record)]
            for record in fresh if count else ():
                count(record)
            yield from self._batches(kind, fresh)

    def _is_fresh(self, kind: Kind, record: bytes) -> bool:
        """Not read in this run yet; notes what will have to be read again."""
        known = named(record)
        if known.id in self.seen[kind.name]:
            return False
        self.seen[kind.name].add(known.id)
        if known.status in kind.unsettled:
            oldest = self.unsettled.get(kind.name, known.created)
            self.unsettled[kind.name] = min(oldest, known.created)
        return True

    def _batches(self, kind: Kind, records: list[bytes]) -> Iterator[Batch]:
        for batch in batches(self.client, kind, records):
            if batch.table is not kind.table:
                self.parts.update(named(record).id for record in batch.records)
            if batch.records:
                yield batch

    def _hydrate(self, kind: Kind, told: feed.Told) -> Iterator[Batch]:
        """Read each changed object that no list has brought; what is no more leaves a tombstone."""
        found: list[bytes] = []
        gone: list[Tombstone] = []
        for id, (changed_at, made_at) in told.changed.get(kind.name, {}).items():
            if id in self.seen[kind.name]:
                continue
            record = self.client.one(f"{kind.path}/{id}", kind.name)
            if record is not None:
                self._is_fresh(kind, record)
                found.append(record)
            elif made_at <= self.cursor.get("ended", 0):  # younger ones have never landed
                gone.append(Tombstone(id, "delete", str(changed_at)))
        yield from self._batches(kind, found)
        if gone:
            yield Batch(kind.table, tombstones=gone, seen_at=self.client.now)

    def _lost_parts(self, told: feed.Told) -> Iterator[Batch]:
        """Parts that an object had before it changed and has no more."""
        for kind in KINDS:
            if kind.child is None:
                continue
            gone = [
                Tombstone(id, "delete", str(at))
                for id, at in told.parts.get(kind.child.table.name, {}).items()
                if id not in self.parts
            ]
            if gone:
                yield Batch(kind.child.table, tombstones=gone, seen_at=self.client.now)
