"""Events as a feed of ids: which objects changed and which went. What they show is not believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from ingestion.source import Batch
from ingestion.sources.stripe.client import Client
from ingestion.sources.stripe.kinds import KINDS
from ingestion.sources.stripe.tables import EVENT

OF_OBJECT = {kind.table.object: kind.name for kind in KINDS}
# A subscription that ends is told of as deleted, and answers as canceled for ever.
LEAVE = frozenset(f"{object}.deleted" for object in OF_OBJECT)
# More changed objects of a kind than this are read by listing all, a hundred a request.
MOST_FETCHED = 50_000


class Subject(msgspec.Struct):
    """The object of an event, as far as its snapshot can be trusted: which one it is."""

    id: str | None = None
    object: str = ""
    created: int | None = None


class Data(msgspec.Struct):
    object: Subject


class Event(msgspec.Struct):
    id: str
    type: str
    created: int
    data: Data
    api_version: str | None = None


_event = msgspec.json.Decoder(Event)


@dataclass(frozen=True)
class Change:
    """`at`: the second of the last event of an object; `made_at`: when the object was made."""

    at: int | None
    made_at: int


@dataclass
class Told:
    """By table, what the feed says of each object. `gone`: those that it calls deleted."""

    changed: dict[str, dict[str, Change]] = field(default_factory=dict)
    gone: dict[str, dict[str, Change]] = field(default_factory=dict)
    versions: set[str] = field(default_factory=set)
    has_invoices: bool = False

    def is_crowded(self, name: str) -> bool:
        return len(self.changed.get(name, ())) > MOST_FETCHED


def read(client: Client, since: int, told: Told) -> Iterator[Batch]:
    """Land the feed since a second and gather what it tells."""
    for page in client.pages("/v1/events", "event", [("created[gte]", str(since))]):
        events = [_event.decode(record) for record in page]
        for event in events:
            _gather(event, told)
        yield Batch(EVENT, [_pointer(event) for event in events], seen_at=client.now)


def _gather(event: Event, told: Told) -> None:
    if event.api_version:
        told.versions.add(event.api_version)
    subject = event.data.object
    name = OF_OBJECT.get(subject.object)
    if name is None or subject.id is None:
        return
    told.has_invoices |= name == "invoice"
    _keep(told.changed.setdefault(name, {}), subject, event.created)
    if event.type in LEAVE:
        _keep(told.gone.setdefault(name, {}), subject, event.created)


def _keep(known: dict[str, Change], subject: Subject, at: int) -> None:
    """The newest event of an object counts; an object too many is enough to know of a crowd."""
    before = known.get(subject.id or "")
    if before is None and len(known) > MOST_FETCHED:
        return
    known[subject.id or ""] = Change(max(at, before.at or 0 if before else 0), subject.created or 0)


def _pointer(event: Event) -> bytes:
    """The event without its snapshot."""
    return msgspec.json.encode(
        {
            "id": event.id,
            "object": "event",
            "api_version": event.api_version,
            "created": event.created,
            "object_id": event.data.object.id,
            "type": event.type,
        }
    )
