"""The changes of one life while they are written down, and the ids they go by."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from ingestion.sandbox import ids
from ingestion.sandbox.history import Firm, Life, Product
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.recording.stripe.catalogue import list_price, price_fields
from ingestion.sandbox.traces import Trace, Traces

Fields = dict[str, Any]


@dataclass(slots=True)
class Book:
    firm: Firm
    life: Life
    traces: Traces
    products: dict[str, Product]
    changes: list[Change] = field(default_factory=list)
    prices: dict[str, int] = field(default_factory=dict)  # made for this life: id, since when
    inline: dict[str, Fields] = field(default_factory=dict)
    cards: dict[str, Fields] = field(default_factory=dict)  # by payment method
    sold_by: dict[str | None, Fields] = field(default_factory=dict)  # by deal key

    def random(self, purpose: str) -> Random:
        return Random(f"{self.firm.seed}/{self.life.index}/stripe/{purpose}")

    def id(self, prefix: str, *parts: object) -> str:
        return ids.stripe(prefix, self.firm.seed, *parts)

    def create(
        self, at: int, object: str, id: str, fields: Fields, truth: tuple[str, str] | None = None
    ) -> None:
        self.changes.append(Change(at, object, id, "create", fields, truth=truth))

    def update(self, at: int, object: str, id: str, fields: Fields) -> None:
        self.changes.append(Change(at, object, id, "update", fields))

    def delete(self, at: int, object: str, id: str) -> None:
        self.changes.append(Change(at, object, id, "delete", {}))

    def price(self, at: int, product_key: str, currency: str, unit: int) -> str:
        """The list price where it fits, else one made inline for this customer."""
        product = self.products[product_key]
        if unit == list_price(self.firm, product, currency):
            return self.id("price", product_key, currency)
        id = self.id("price", self.life.index, product_key, currency, unit)
        if id not in self.prices or at < self.prices[id]:
            self.prices[id] = at
            self.inline[id] = price_fields(self.firm, product, currency, unit) | {"active": False}
        return id

    def deal_metadata(self, deal_key: str | None) -> Fields:
        """Which opportunity it was sold by, in the words of the system it was sold in."""
        if deal_key not in self.sold_by:
            self.sold_by[deal_key] = self._sold_by(deal_key) if deal_key else {}
        return self.sold_by[deal_key]

    def _sold_by(self, deal_key: str) -> Fields:
        system = next((d.system for d in self.life.deals if d.key == deal_key), "")
        others = [name for name in ("salesforce", "hubspot") if name != system]
        for name in filter(None, (system, *others)):
            for trace in self.traces.of_thing(name, "deal", deal_key):
                if trace.merged_into is None:
                    return {"opportunity_id": f"{name}:{trace.id}"}
        return {}

    def customer(self, company_key: str, at: int) -> Trace | None:
        """The customer that something begun at `at` is billed to; of twins one that stays."""
        known = self.traces.of_thing("stripe", "company", company_key)
        there = [trace for trace in known if trace.is_there(at)] or known
        return min(there, key=lambda t: (t.deleted_at is not None, t.created_at), default=None)
