"""Events as a feed of ids: which objects changed, which went, which lost a part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from ingestion.source import Batch
from ingestion.sources.stripe.client import Client, Nested
from ingestion.sources.stripe.kinds import KINDS
from ingestion.sources.stripe.tables import EVENT

PARTS = {kind.child.member: kind.child.table.name for kind in KINDS if kind.child}
ABSENT = msgspec.Raw(b"")
OF_OBJECT = {kind.table.object: kind.name for kind in KINDS}


class Subject(msgspec.Struct):
    """The object of an event, as far as its snapshot can be trusted: which one it is."""

    id: str | None = None
    object: str = ""
    created: int | None = None
    items: msgspec.Raw = ABSENT
    lines: msgspec.Raw = ABSENT


class Earlier(msgspec.Struct):
    items: msgspec.Raw = ABSENT
    lines: msgspec.Raw = ABSENT


class Data(msgspec.Struct):
    object: Subject
    previous_attributes: Earlier | None = None


class Event(msgspec.Struct):
    id: str
    type: str
    created: int
    data: Data
    api_version: str | None = None


class Part(msgspec.Struct):
    id: str


_event = msgspec.json.Decoder(Event)
_nested = msgspec.json.Decoder(Nested | None)
_part = msgspec.json.Decoder(Part)


@dataclass
class Told:
    """`changed`: by table, object id to the (second of its last event, second it was made).

    `parts`: by table, ids that some object had as a part before a change or when it was deleted.
    """

    changed: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)
    parts: dict[str, dict[str, int]] = field(default_factory=dict)
    has_invoices: bool = False


def read(client: Client, since: int, told: Told) -> Iterator[Batch]:
    """Land the feed since a second, oldest first, and gather what it tells."""
    events: list[Event] = []
    for page in client.pages("/v1/events", "event", [("created[gte]", str(since))]):
        events += [_event.decode(record) for record in page]
    events.reverse()
    for event in events:
        _gather(event, told)
    yield Batch(EVENT, [_pointer(event) for event in events], seen_at=client.now)


def _gather(event: Event, told: Told) -> None:
    subject = event.data.object
    name = OF_OBJECT.get(subject.object)
    if name is None or subject.id is None:
        return
    of_kind = told.changed.setdefault(name, {})
    at = max(event.created, of_kind.get(subject.id, (0, 0))[0])
    of_kind[subject.id] = (at, subject.created or 0)
    told.has_invoices |= name == "invoice"
    earlier: Any = subject if event.type.endswith(".deleted") else event.data.previous_attributes
    if earlier is None:
        return
    for member, table in PARTS.items():
        nested = getattr(earlier, member)
        known = _nested.decode(nested) if bytes(nested) else None
        for element in known.data if known else ():
            told.parts.setdefault(table, {})[_part.decode(element).id] = event.created


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
