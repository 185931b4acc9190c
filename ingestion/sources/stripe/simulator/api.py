"""One address to one answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from ingestion.sandbox.store import Store
from ingestion.sources.stripe.simulator import parameters
from ingestion.sources.stripe.simulator.errors import ApiError, missing, no_such_url, unknown
from ingestion.sources.stripe.simulator.events import Feed
from ingestion.sources.stripe.simulator.expansion import expand
from ingestion.sources.stripe.simulator.habits import Habits
from ingestion.sources.stripe.simulator.listing import PAGING, answer, listed, paging, sliced
from ingestion.sources.stripe.simulator.rendering import Object, Renderer, cut, stub
from ingestion.sources.stripe.simulator.resources import BY_OBJECT, BY_PLURAL, Resource

CHILDREN = {
    "subscription_item": ("subscription", "items"),
    "invoice_line_item": ("invoice", "lines"),
    "credit_note_line_item": ("credit_note", "lines"),
}
EVENT_PARAMETERS = {*PAGING, "created", "type", "types", "delivery_success"}

_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Api:
    """Answers at the store's present instant."""

    def __init__(self, store: Store, habits: Habits) -> None:
        self.store, self.habits = store, habits
        self._renderer = Renderer(store)
        self._feed: Feed | None = None

    @property
    def renderer(self) -> Renderer:
        if self._renderer.now != self.store.now:
            self._renderer, self._feed = Renderer(self.store), None
        return self._renderer

    @property
    def feed(self) -> Feed:
        renderer = self.renderer
        if self._feed is None:
            self._feed = Feed(renderer, self.habits)
        return self._feed

    def answer(self, parts: list[str], given: dict[str, Any]) -> Object:
        return expand(self.renderer, self._answer(parts, given), given.get("expand"))

    def _answer(self, parts: list[str], given: dict[str, Any]) -> Object:
        url = "/v1/" + "/".join(parts)
        if parts[0] == "test_helpers":
            parts = ["/".join(parts[:2]), *parts[2:]]
        match parts:
            case ["events"]:
                return self._events(given, url)
            case ["events", id]:
                _only(given, "expand")
                return self._event(id)
            case ["subscription_items"]:
                _only(given, *PAGING, "subscription")
                if "subscription" not in given:
                    raise ApiError(
                        400,
                        "Missing required param: subscription.",
                        "parameter_missing",
                        "subscription",
                    )
                subscription = parameters.text(given["subscription"], "subscription")
                whole = self._one(BY_OBJECT["subscription"], subscription, "subscription", 400)
                return sliced(whole["items"]["data"], "subscription_item", given, url)
            case ["subscription_items", id]:
                _only(given, "expand")
                return self._item(id)
            case ["invoices", id, "lines"]:
                _only(given, *PAGING)
                whole = self._one(BY_OBJECT["invoice"], id, "invoice")
                return sliced(whole["lines"]["data"], "invoice_line_item", given, url)
            case ["credit_notes", id, "lines"]:
                _only(given, *PAGING)
                whole = self._one(BY_OBJECT["credit_note"], id, "credit_note")
                return sliced(whole["lines"]["data"], "credit_note_line_item", given, url)
            case ["charges", id, "refunds"]:
                _only(given, *PAGING)
                self._one(BY_OBJECT["charge"], id)
                return listed(self.renderer, BY_OBJECT["refund"], given, {"charge": id}, url)
            case ["customers", id, "subscriptions"]:
                _only(given, *PAGING)
                self._one(BY_OBJECT["customer"], id)
                resource = BY_OBJECT["subscription"]
                return listed(self.renderer, resource, given, {"customer": id}, url)
            case [plural] if plural in BY_PLURAL:
                return listed(self.renderer, BY_PLURAL[plural], given, {}, url)
            case [plural, id] if plural in BY_PLURAL:
                _only(given, "expand")
                return cut(self._one(BY_PLURAL[plural], id))
        raise no_such_url("GET", url)

    def _one(self, resource: Resource, id: str, param: str = "id", status: int = 404) -> Object:
        row = self.renderer.found(resource.object, [id]).get(id)
        if row is None or (row[1] != "live" and not resource.leaves_stub):
            raise missing(resource.object, id, param, status)
        created_at, state, fields = row
        if state != "live":
            return stub(resource.object, id)
        return self.renderer.render(resource.object, id, created_at, fields)

    def _item(self, id: str) -> Object:
        rows = self.store.sql(
            "select id from record where system = 'stripe' and object = 'subscription' and exists "
            "(select 1 from json_each(fields, '$.items') where value ->> 'id' = ?)",
            (id,),
        )
        for (subscription,) in rows:
            whole = self._one(BY_OBJECT["subscription"], subscription)
            return next(item for item in whole["items"]["data"] if item["id"] == id)
        raise missing("subscription_item", id)

    def _event(self, id: str) -> Object:
        if id not in self.feed.place:
            raise missing("event", id)
        return self.feed.rendered([self.feed.events[self.feed.place[id]]])[0]

    def _events(self, given: dict[str, Any], url: str) -> Object:
        _only(given, *EVENT_PARAMETERS)
        size, after, before = paging(given)
        chosen = self._chosen(given)
        start, end = 0, len(self.feed.events)
        if cursor := after or before:
            if cursor not in self.feed.place:
                raise missing("event", cursor, "starting_after" if after else "ending_before", 400)
            place = self.feed.place[cursor]
            start, end = (0, place) if after else (place + 1, end)
        window = range(end - 1, start - 1, -1) if not before else range(start, end)
        found = []
        for place in window:
            if chosen(self.feed.events[place]):
                found.append(self.feed.events[place])
                if len(found) > size:
                    break
        page = found[:size] if not before else found[:size][::-1]
        return answer(self.feed.rendered(page), url, len(found) > size)

    def _chosen(self, given: dict[str, Any]) -> Any:
        if "type" in given and "types" in given:
            raise ApiError(400, "You may only specify one of these parameters: type, types.")
        names = parameters.texts(given["types"], "types") if "types" in given else []
        names = names or ([parameters.text(given["type"], "type")] if "type" in given else [])
        exact = {name for name in names if not name.endswith("*")}
        stems = tuple(name[:-1] for name in names if name.endswith("*"))
        bounds = parameters.Limits()
        if "created" in given:
            bounds = parameters.limits(given["created"], "created")
        if "delivery_success" in given:
            parameters.boolean(given["delivery_success"], "delivery_success")

        def chosen(event: Any) -> bool:
            second = event.at // 1000
            return (
                (not names or event.type in exact or event.type.startswith(stems or ("\0",)))
                and (bounds.at_least is None or second >= bounds.at_least)
                and (bounds.below is None or second < bounds.below)
            )

        return chosen

    def every(self, table: str) -> Iterator[Object]:
        """The current records of a raw table, oldest first, nested lists whole."""
        if table == "event":
            yield from self.feed.rendered(self.feed.events)
            return
        object, inside = CHILDREN.get(table, (table, ""))
        rows = self.store.sql(
            "select id, created_at, fields from record where system = 'stripe' and object = ? "
            "and state = 'live' order by created_at, id",
            (object,),
        )
        known = self.renderer.page(object, [(id, at, _decode(fields)) for id, at, fields in rows])
        for whole in known:
            if not inside:
                yield whole
            elif object == "subscription":
                yield from whole[inside]["data"]
            else:
                yield from ({**line, object: whole["id"]} for line in whole[inside]["data"])


def _only(given: dict[str, Any], *names: str) -> None:
    for name in given:
        if name not in names:
            raise unknown(name)
