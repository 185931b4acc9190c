"""The walk: everything once, then what changed.

Lists know one filter of time, `created`, and no `updated`. So changes come from the feed of
events, which only names them; each object is then read anew at the pinned version. Events lag,
are not ordered within a second, are kept for 30 days, and some changes have none: every run also
reads again what is not settled yet, once a day lists what may vanish unsaid, and after a gap of
25 days reads everything and compares it with what is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from ingestion.source import Batch, Checkpoint, Drift, Item, Listed, SourceError, Tombstone, Window
from ingestion.sources.stripe import feed, kinds, totals
from ingestion.sources.stripe.client import VERSION, Client, named
from ingestion.sources.stripe.clocks import Clocks
from ingestion.sources.stripe.feed import Change, Told
from ingestion.sources.stripe.kinds import KINDS, Kind
from ingestion.sources.stripe.shapes import Shapes
from ingestion.sources.stripe.sweep import Whole
from ingestion.sources.stripe.tables import EVENT, TABLES
from ingestion.vendor_clock import is_sweep_due, lies_ahead

LAG = 300  # events become visible about a minute late
DAY = 24 * 3600
LONGEST_GAP = 25 * DAY
FEED_KEPT = 30 * DAY
PAGE = 100
GONE_ON_FROM = ("until", "swept_at", "unsettled", "drafts")
UNTOLD = Change(None, 0)  # of an object that no event names
Count = Callable[[bytes], None]


def extract(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
    """`cursor`: `until`, up to where events are complete; `ended`, when the last run ceased to
    read; `youngest`, the second the youngest object that ever landed was made; `swept_at`, when all
    that may vanish was listed; `unsettled`, by kind the second its oldest unsettled object was
    made; `drafts`, invoices that may yet be deleted; `months`, the totals of each; `versions` and
    `shapes`, what is known of answers that are not as declared."""
    now = int(client.now.timestamp())
    walk = Walk(client, cursor, now)
    try:
        if not cursor:
            yield from walk.everything()
        elif _is_unsure(cursor, now):
            yield from walk.everything_again()
        else:
            yield from walk.changes()
        yield from walk.news()
    except msgspec.DecodeError as error:
        raise SourceError(
            "stripe", f"an answer is not of the documented form ({error})", "Run again"
        ) from error
    yield Checkpoint(walk.next_cursor())


def again(client: Client, table: str, window: Window) -> Iterator[Item]:
    """Objects made in a window, and the elements of their nested lists, for either's table."""
    walk = Walk(client, {"until": 0}, int(client.now.timestamp()))
    kind = next((kind for kind in KINDS if table in kind.tables), None)
    if kind is None or not (kind.has_created or window.is_open):
        todo = "Leave the window out" if kind else "Run the job `sweep`: it reads what is missed"
        raise SourceError("stripe", "it can't be read by a window of time", todo, obj=table)
    ends = ("created[gte]", window.start), ("created[lt]", window.end)
    yield from walk.window(kind, [(name, str(int(end.timestamp()))) for name, end in ends if end])


class Walk:
    """One run over one account."""

    def __init__(self, client: Client, cursor: dict[str, Any], now: int) -> None:
        self.client, self.cursor, self.now = client, cursor, now
        self.clocks = Clocks(client)
        self.shapes = Shapes(TABLES)
        self.told = Told()
        self.unsettled: dict[str, int] = {}
        self.drafts: set[str] = set()
        self.had_youngest = self.youngest = cursor.get("youngest", cursor.get("ended", 0))
        self.seen: dict[str, set[str]] = {kind.name: set() for kind in KINDS}
        swept_at = cursor.get("swept_at")
        told = datetime.fromisoformat(swept_at) if swept_at else None
        self.is_sweep_due = is_sweep_due(told, _instant(now))
        self.swept_at = _iso(now) if self.is_sweep_due else swept_at

    def everything(self) -> Iterator[Item]:
        """All objects made until now; what is made meanwhile is the next run's."""
        billed: totals.Months = {}
        for kind in KINDS:
            count = (lambda r: totals.add(billed, r)) if kind.name == "invoice" else None
            for page in self._all_pages(kind):
                yield from self._landing(kind, page, count=count)
        self.client.totals = billed

    def everything_again(self) -> Iterator[Item]:
        """Where the cursor proves nothing: what events still say of the end of an object, and all
        that there is."""
        self.is_sweep_due, self.swept_at = True, _iso(self.now)
        yield from feed.read(self.client, self.now - FEED_KEPT, self.told)
        billed: totals.Months = {}
        for kind in KINDS:
            count = (lambda r: totals.add(billed, r)) if kind.name == "invoice" else None
            yield from self._whole(kind, count)
        self.client.totals = billed

    def changes(self) -> Iterator[Item]:
        since = self.cursor["until"]
        yield from feed.read(self.client, since, self.told)
        for kind in KINDS:
            if (self.is_sweep_due and kind.vanishes) or self.told.is_crowded(kind.name):
                yield from self._whole(kind)
                continue
            if kind.has_created:
                oldest = self.cursor["unsettled"].get(kind.name, since)
                yield from self._list(kind, [("created[gte]", str(min(oldest, since)))])
            for status in kind.relisted:
                yield from self._list(kind, [("status", status)])
            changed = dict(self.told.changed.get(kind.name, {}))
            if kind.name == "invoice":
                drafts = self.cursor.get("drafts", ())  # they landed, whenever they were made
                changed |= {id: replace(changed.get(id, UNTOLD), made_at=0) for id in drafts}
            yield from self._hydrate(kind, changed)
        if self.told.has_invoices or "months" not in self.cursor:
            self.client.totals = totals.asked(self.client)
        else:
            self.client.totals = self.cursor["months"]

    def window(self, kind: Kind, created: list[tuple[str, str]]) -> Iterator[Item]:
        yield from self._list(kind, created)
        for of_clock in self.clocks.parameters(kind):
            yield from self._list(kind, [*of_clock, *created])

    def news(self) -> Iterator[Drift]:
        """Answers of another version than the pinned one, events of one not seen before, and
        members that are not as declared."""
        for version in sorted(self.client.versions - {VERSION, *self._known("answers")}):
            yield Drift(KINDS[0].table, "Stripe-Version", "new_value", VERSION, version)
        known = self._known("events")
        for version in sorted(self.told.versions - {*known}) if known else ():
            yield Drift(EVENT, "api_version", "new_value", None, version)
        yield from self.shapes.news(self.cursor.get("shapes", {}))

    def next_cursor(self) -> dict[str, Any]:
        return {
            "until": self.now - LAG,
            "ended": int(self.client.now.timestamp()),
            "youngest": self.youngest,
            "swept_at": self.swept_at,
            "unsettled": self.unsettled,
            "drafts": sorted(self.drafts),
            "months": self.client.totals,
            "versions": {
                "answers": sorted(self.client.versions | {*self._known("answers")}),
                "events": sorted(self.told.versions | {*self._known("events")}),
            },
            "shapes": self.shapes.with_those_of(self.cursor.get("shapes", {})),
        }

    def _known(self, of: str) -> list[str]:
        return self.cursor.get("versions", {}).get(of, [])

    def _all_pages(self, kind: Kind) -> Iterator[list[bytes]]:
        window = [("created[lte]", str(self.now))] if kind.has_created else []
        yield from self._pages(kind, window)
        for of_clock in self.clocks.parameters(kind):
            yield from self._pages(kind, of_clock)

    def _pages(self, kind: Kind, parameters: list[tuple[str, str]]) -> Iterator[list[bytes]]:
        given = [*kind.parameters, *parameters]
        return self.client.pages(kind.path, kind.name, given, has_created=kind.has_created)

    def _list(self, kind: Kind, parameters: list[tuple[str, str]]) -> Iterator[Item]:
        """A part of a kind, small enough to remember what was in it."""
        seen = self.seen[kind.name]
        for page in self._pages(kind, parameters):
            fresh = [record for record in page if named(record).id not in seen]
            seen.update(named(record).id for record in fresh)
            yield from self._landing(kind, fresh)

    def _whole(self, kind: Kind, count: Count | None = None) -> Iterator[Item]:
        """All of a kind, against what is known of it. What the feed calls deleted goes first: its
        event says when."""
        yield from self._hydrate(kind, self.told.gone.get(kind.name, {}))
        whole = Whole(kind)
        for page in self._all_pages(kind):
            yield from self._landing(kind, page, whole, count)
            yield from whole.listed([named(record).id for record in page])
        yield from whole.end()
        for ids in whole.unlisted():
            yield from self._hydrate(kind, dict.fromkeys(ids, UNTOLD))

    def _hydrate(self, kind: Kind, changed: Mapping[str, Change]) -> Iterator[Item]:
        """Read each changed object that no list has brought; what is no more leaves a tombstone."""
        found: list[bytes] = []
        gone: dict[str, Change] = {}
        for id, change in changed.items():
            if id in self.seen[kind.name]:
                continue
            record = self.client.one(f"{kind.path}/{id}", kind.name)
            if record is not None:
                found.append(record)
            elif change.made_at <= self.had_youngest:  # younger ones have never landed
                gone[id] = change
            if len(found) == PAGE:
                yield from self._landing(kind, found)
                found = []
        yield from self._landing(kind, found)
        if gone:
            stamps = {id: str(change.at) if change.at else None for id, change in gone.items()}
            tombstones = [Tombstone(id, "delete", at) for id, at in stamps.items()]
            yield Batch(kind.table, tombstones=tombstones, seen_at=self.client.now)
            if kind.child:
                yield Listed(kind.child.table, within=(kind.child.parent, stamps))

    def _landing(
        self,
        kind: Kind,
        records: list[bytes],
        whole: Whole | None = None,
        count: Count | None = None,
    ) -> Iterator[Item]:
        """Records and the elements of their nested lists, all of them; and that these are all."""
        records = [record for record in records if self._concerns_us(kind, record)]
        if not records:
            return
        for record in records if count else ():
            count(record)
        self.shapes.look(kind.table, records)
        yield Batch(kind.table, records, seen_at=self.client.now)
        if kind.child is None:
            return
        parts = kinds.parts(self.client, kind, kind.child, records)
        self.shapes.look(kind.child.table, parts.records)
        yield Batch(kind.child.table, parts.records, seen_at=self.client.now)
        if self.cursor:
            changed = self.told.changed.get(kind.name, {})
            parents = {id: str(changed[id].at) if id in changed else None for id in parts.parents}
            ids = [named(record).id for record in parts.records]
            if whole:
                yield from whole.held(parents, ids)
            else:
                yield Listed(kind.child.table, ids, within=(kind.child.parent, parents))

    def _concerns_us(self, kind: Kind, record: bytes) -> bool:
        """Not on a test clock, unless those are asked for; notes what to read again next time."""
        known = named(record)
        if known.test_clock and not self.client.reads_test_clocks:
            return False
        if not known.test_clock:  # such a clock may be years ahead
            self.youngest = max(self.youngest, known.created)
        if known.status in kind.unsettled:
            oldest = self.unsettled.get(kind.name, known.created)
            self.unsettled[kind.name] = min(oldest, known.created)
        if kind.name == "invoice" and known.status == "draft":
            self.drafts.add(known.id)
        return True


def _is_unsure(cursor: dict[str, Any], now: int) -> bool:
    """The cursor lacks what a run goes on from, lies too far back, or ahead."""
    if any(key not in cursor for key in GONE_ON_FROM):
        return True
    last = _instant(max(cursor["until"], cursor.get("ended", 0)))
    return now - cursor["until"] > LONGEST_GAP or lies_ahead("stripe", last, _instant(now))


def _iso(epoch: int) -> str:
    return _instant(epoch).isoformat()


def _instant(epoch: int) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)
