"""What the API lists and how: the walk is the same for all, this is what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from ingestion.source import Batch, Table
from ingestion.sources.stripe import tables
from ingestion.sources.stripe.client import Client, Nested


@dataclass(frozen=True)
class Child:
    """A list inside an object that lands as a table of its own. `stamp` names the parent in it."""

    table: Table
    member: str
    stamp: str | None = None

    def path(self, parent: str) -> tuple[str, list[tuple[str, str]]]:
        if self.member == "items":
            return "/v1/subscription_items", [("subscription", parent)]
        return f"/v1/invoices/{parent}/{self.member}", []


@dataclass(frozen=True)
class Kind:
    """One object. `unsettled` are statuses that change without an event, or late.

    `relisted` are statuses that the list can ask for and that a run reads again each time.
    """

    table: Table
    plural: str
    has_created: bool = True
    parameters: tuple[tuple[str, str], ...] = ()
    child: Child | None = None
    unsettled: frozenset[str] = frozenset()
    relisted: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def path(self) -> str:
        return f"/v1/{self.plural}"


KINDS = (
    Kind(tables.CUSTOMER, "customers"),
    Kind(tables.PRODUCT, "products"),
    Kind(tables.PRICE, "prices"),
    Kind(
        tables.SUBSCRIPTION,
        "subscriptions",
        parameters=(("status", "all"),),
        child=Child(tables.SUBSCRIPTION_ITEM, "items"),
    ),
    Kind(
        tables.INVOICE,
        "invoices",
        child=Child(tables.INVOICE_LINE_ITEM, "lines", stamp="invoice"),
        relisted=("draft", "open"),
    ),
    Kind(tables.CHARGE, "charges", unsettled=frozenset({"pending"})),
    Kind(tables.PAYMENT_INTENT, "payment_intents", unsettled=frozenset({"processing"})),
    Kind(tables.REFUND, "refunds", unsettled=frozenset({"pending", "requires_action"})),
    Kind(tables.CREDIT_NOTE, "credit_notes", has_created=False),
    Kind(
        tables.DISPUTE,
        "disputes",
        unsettled=frozenset(
            {
                "needs_response",
                "under_review",
                "warning_needs_response",
                "warning_under_review",
            }
        ),
    ),
    Kind(tables.BALANCE_TRANSACTION, "balance_transactions", unsettled=frozenset({"pending"})),
)


class Parent(msgspec.Struct):
    id: str
    items: Nested | None = None
    lines: Nested | None = None


_parent = msgspec.json.Decoder(Parent)


def batches(client: Client, kind: Kind, records: list[bytes]) -> Iterator[Batch]:
    """The records, and the elements of their nested lists, all of them."""
    yield Batch(kind.table, records, seen_at=client.now)
    if kind.child is None:
        return
    children: list[bytes] = []
    for record in records:
        parent = _parent.decode(record)
        nested = parent.items if kind.child.member == "items" else parent.lines
        if nested is None:
            continue
        path, parameters = kind.child.path(parent.id)
        elements = client.rest(nested, path, kind.child.table.name, parameters)
        if kind.child.stamp:
            stamp = f'{{"{kind.child.stamp}":"{parent.id}",'.encode()
            elements = [stamp + element.lstrip()[1:] for element in elements]
        children += elements
    yield Batch(kind.child.table, children, seen_at=client.now)
