"""Events of the last 30 days, told from the journal of what changed.

A snapshot is the object as it was after that change: as it is now, every later change undone.
Each event is visible some time after its second, and within a second they stand in no order.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from ingestion.sandbox import ids
from ingestion.sources.stripe.simulator.habits import Habits
from ingestion.sources.stripe.simulator.rendering import Object, Renderer, cut
from ingestion.sources.stripe.simulator.versions import rendered_at

RETENTION_MS = 30 * 24 * 3600 * 1000

_before = msgspec.json.Decoder(dict[str, list[Any]]).decode
State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the feed: `row` is the change in the journal that it tells of."""

    id: str
    type: str
    at: int
    row: int
    object: str
    of: str


def types(object: str, op: str, before: State, after: State) -> tuple[str, ...]:
    """What the API calls a change, judged by what it did. No events for balance transactions."""
    moved = {name for name in after.keys() | before.keys() if after.get(name) != before.get(name)}
    status = after.get("status") if op == "create" or "status" in moved else None
    match object, op:
        case (("customer" | "product" | "price"), _):
            return (f"{object}.{op}d",)
        case "subscription", "update" if status == "canceled":
            return ("customer.subscription.deleted",)
        case "subscription", _:
            return (f"customer.subscription.{op}d",)
        case "upcoming_invoice", "create":
            return ("invoice.upcoming",)
        case "invoice", "create":
            return ("invoice.created",)
        case "invoice", "delete":
            return ("invoice.deleted",)
        case "invoice", _:
            return _of_invoice(status, moved, after)
        case "charge", "create":
            return ("charge.failed" if status == "failed" else "charge.succeeded",)
        case "charge", _:
            return ("charge.refunded",) if "amount_refunded" in moved else ("charge.updated",)
        case "payment_intent", "create":
            return ("payment_intent.created",)
        case "payment_intent", _:
            if status in ("succeeded", "canceled"):
                return (f"payment_intent.{status}",)
            return ("payment_intent.payment_failed",) if "last_payment_error" in moved else ()
        case "refund", "update":
            return ("charge.refund.updated",)
        case "credit_note", _:
            return ("credit_note.voided" if status == "void" else f"credit_note.{op}d",)
        case "dispute", "create":
            return ("charge.dispute.created", "charge.dispute.funds_withdrawn")
        case "dispute", _:
            if status == "won":
                return ("charge.dispute.closed", "charge.dispute.funds_reinstated")
            return ("charge.dispute.closed" if status == "lost" else "charge.dispute.updated",)
    return ()


def _of_invoice(status: str | None, moved: set[str], after: State) -> tuple[str, ...]:
    named = {
        "open": "invoice.finalized",
        "void": "invoice.voided",
        "uncollectible": "invoice.marked_uncollectible",
    }
    if status == "paid":
        return ("invoice.paid", "invoice.payment_succeeded", "invoice.updated")
    if status in named:
        return (named[status], "invoice.updated")
    if "attempt_count" in moved:
        return ("invoice.payment_failed", "invoice.updated")
    return ("invoice.updated",)


class Feed:
    """All events that the API still tells at one instant, and tells already, oldest first."""

    def __init__(self, renderer: Renderer, habits: Habits) -> None:
        self.renderer, self.habits = renderer, habits
        self.events = sorted(self._told(), key=lambda event: (event.at // 1000, event.id))
        self.place = {event.id: place for place, event in enumerate(self.events)}

    def _told(self) -> list[Event]:
        since = self.renderer.now - RETENTION_MS
        told: list[Event] = []
        for row, object, id, at, op, before, after in self._undone("at >= ?", (since,)):
            for type in reversed(types(object, op, before, after)):
                told.append(
                    Event(ids.stripe("evt", object, id, at, type), type, at, row, object, id)
                )
        return [event for event in told if self._is_visible(event)]

    def _is_visible(self, event: Event) -> bool:
        lag = zlib.crc32(event.id.encode()) % (self.habits.event_lag * 1000 + 1)
        return event.at + lag <= self.renderer.now

    def rendered(self, events: list[Event]) -> list[Object]:
        """The events of a page, each with its snapshot."""
        of = list({event.of for event in events})
        rows = {event.row for event in events}
        oldest = min((event.at for event in events), default=0)
        where = f"at >= ? and id in ({', '.join('?' * len(of))})"
        told: dict[int, tuple[Object, Object | None]] = {}
        for row, object, id, at, op, before, after in self._undone(where, (oldest, *of)):
            if row in rows:
                version = self.habits.version_at(at)
                told[row] = self._data(object, id, op, before, after, version)
        return [self._event(event, *told[event.row]) for event in events]

    def _data(
        self, object: str, id: str, op: str, before: State, after: State, version: str
    ) -> tuple[Object, Object | None]:
        """(snapshot, previous attributes)."""
        if object == "upcoming_invoice":  # a preview, which has no id
            preview = self._snapshot("invoice", id, after, after, version)
            return {name: value for name, value in preview.items() if name != "id"}, None
        now = self._snapshot(object, id, after, after, version)
        if op != "update":
            return now, None
        then = self._snapshot(object, id, after, before, version)
        return now, {name: then.get(name) for name in now if now[name] != then.get(name)}

    def _snapshot(self, object: str, id: str, made: State, state: State, version: str) -> Object:
        known = self.renderer.render(object, id, made["_created_at"], _bare(state))
        return rendered_at(version, cut(known))

    def _event(self, event: Event, snapshot: Object, previous: Object | None) -> Object:
        data: Object = {"object": snapshot}
        if previous and event.type.endswith(".updated"):
            data["previous_attributes"] = previous
        return {
            "id": event.id,
            "object": "event",
            "api_version": self.habits.version_at(event.at),
            "created": event.at // 1000,
            "data": data,
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": None, "idempotency_key": None},
            "type": event.type,
        }

    def _undone(
        self, where: str, values: tuple[Any, ...]
    ) -> Iterator[tuple[int, str, str, int, str, State, State]]:
        """(row, object, id, at, op, state before, state after), newest change first."""
        rows = self.renderer.store.sql(
            "select position, object, id, at, op, before from journal "
            f"where system = 'stripe' and {where} order by at desc, position desc",
            values,
        )
        states: dict[tuple[str, str], State] = {}
        wanted: dict[str, set[str]] = {}
        for _, object, id, *_ in rows:
            wanted.setdefault(object, set()).add(id)
        for object, of in wanted.items():
            for id, (created_at, _, fields) in self.renderer.found(object, of).items():
                states[object, id] = fields | {"_created_at": created_at}
        for position, object, id, at, op, text in rows:
            after = states[object, id]
            before = dict(after) if op != "create" else {}
            for name, old in _before(text).items():
                before.pop(name, None)
                if old:
                    before[name] = old[0]
            states[object, id] = before
            yield position, object, id, at, op, before, after


def _bare(state: State) -> State:
    return {name: value for name, value in state.items() if name != "_created_at"}
