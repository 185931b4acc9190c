"""Records of the store as the API's objects, at the pinned version."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from ingestion.sandbox.store import Store
from ingestion.sources.stripe.simulator.templates import TEMPLATES

INNER = 10  # so many elements of a nested list ride along
Object = dict[str, Any]

_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Renderer:
    """Renders what the store holds at its present instant; made anew when the clock moves."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = store.now
        self._prices: dict[str, Object] = {}

    def found(self, object: str, ids: Iterable[str]) -> dict[str, tuple[int, str, dict[str, Any]]]:
        """(creation in ms, state, fields) of those that exist, gone ones included."""
        wanted = list(dict.fromkeys(ids))
        marks = ", ".join("?" * len(wanted))
        rows = self.store.sql(
            "select id, created_at, state, fields from record "
            f"where system = 'stripe' and object = ? and id in ({marks})",
            (object, *wanted),
        )
        return {id: (at, state, _decode(fields)) for id, at, state, fields in rows}

    def render(self, object: str, id: str, created_at: int, fields: dict[str, Any]) -> Object:
        """The whole object, nested lists included; `cut` gives what rides along in an answer."""
        known = TEMPLATES[object] | fields
        known["id"] = id
        known["created"] = created_at // 1000
        if object == "subscription":
            known["items"] = self._list(
                [self.item(known, item) for item in fields["items"]],
                f"/v1/subscription_items?subscription={id}",
            )
        elif object == "invoice":
            known["lines"] = self._list(
                [self.line(known, line) for line in fields["lines"]], f"/v1/invoices/{id}/lines"
            )
        elif object == "credit_note":
            template = TEMPLATES["credit_note_line_item"]
            known["lines"] = self._list(
                [template | line for line in fields["lines"]], f"/v1/credit_notes/{id}/lines"
            )
        elif object == "balance_transaction":
            known["status"] = self._status(known)
        elif object == "dispute":
            known["balance_transactions"] = [
                self._settled(transaction) for transaction in known["balance_transactions"]
            ]
        return known

    def item(self, subscription: Object, item: dict[str, Any]) -> Object:
        return TEMPLATES["subscription_item"] | item | {
            "price": self.price(item["price"]),
            "subscription": subscription["id"],
        }  # fmt: skip

    def line(self, invoice: Object, line: dict[str, Any]) -> Object:
        return TEMPLATES["line_item"] | {"currency": invoice["currency"]} | line | {
            "price": self.price(line["price"]) if line.get("price") else None
        }  # fmt: skip

    def price(self, id: str) -> Object:
        if id not in self._prices:
            at, _, fields = self.found("price", [id])[id]
            self._prices[id] = self.render("price", id, at, fields)
        return self._prices[id]

    def prices_of(self, rows: Iterable[tuple]) -> None:
        """Read the prices of a whole page at once. Rows: (id, created_at, fields)."""
        wanted = {
            part["price"]
            for _, _, fields in rows
            for part in (*(fields.get("items") or ()), *(fields.get("lines") or ()))
            if part.get("price") and part["price"] not in self._prices
        }
        for id, (at, _, fields) in self.found("price", wanted).items() if wanted else ():
            self._prices[id] = self.render("price", id, at, fields)

    def page(self, object: str, rows: list[tuple[str, int, dict[str, Any]]]) -> list[Object]:
        if object in ("subscription", "invoice"):
            self.prices_of(rows)
        return [self.render(object, id, at, fields) for id, at, fields in rows]

    def _settled(self, fields: dict[str, Any]) -> Object:
        known = TEMPLATES["balance_transaction"] | fields
        return known | {"status": self._status(known)}

    def _status(self, transaction: Object) -> str:
        return "available" if transaction["available_on"] * 1000 <= self.now else "pending"

    @staticmethod
    def _list(data: list[Object], url: str) -> Object:
        return {"object": "list", "data": data, "has_more": False, "url": url}


def cut(known: Object) -> Object:
    """What an answer holds of it: nested lists end after ten and say that there are more."""
    for name in ("items", "lines"):
        inner = known.get(name)
        if isinstance(inner, dict) and len(inner["data"]) > INNER:
            known[name] = inner | {"data": inner["data"][:INNER], "has_more": True}
    return known


def stub(object: str, id: str) -> Object:
    """All that is left of a deleted customer or product."""
    return {"id": id, "object": object, "deleted": True}
