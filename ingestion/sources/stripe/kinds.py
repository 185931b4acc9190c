"""What the API lists and how: the walk is the same for all, this is what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from ingestion.source import Table
from ingestion.sources.stripe import tables
from ingestion.sources.stripe.client import Client, Nested


@dataclass(frozen=True)
class Child:
    """A list inside an object that lands as a table of its own.

    `parent` is the column that names the object; the client writes it in if `is_written`, where
    the API leaves it out at this version.
    """

    table: Table
    member: str
    parent: str
    is_written: bool = True


@dataclass(frozen=True)
class Kind:
    """One object. `unsettled` are statuses that change without an event, or late.

    `relisted` are statuses that the list can ask for and that a run reads again each time.
    `vanishes`: an event may not tell that one is gone, so all are listed once a day.
    `of_clock` is the parameter that lists those on a test clock, which no other list holds.
    """

    table: Table
    plural: str
    has_created: bool = True
    parameters: tuple[tuple[str, str], ...] = ()
    child: Child | None = None
    unsettled: frozenset[str] = frozenset()
    relisted: tuple[str, ...] = ()
    vanishes: bool = False
    of_clock: str | None = None

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def tables(self) -> set[str]:
        return {self.name} | ({self.child.table.name} if self.child else set())

    @property
    def path(self) -> str:
        return f"/v1/{self.plural}"


INVOICES = Kind(
    tables.INVOICE,
    "invoices",
    child=Child(tables.INVOICE_LINE_ITEM, "lines", "invoice"),
    relisted=("draft", "open"),
    of_clock="customer",
)
KINDS = (
    Kind(tables.CUSTOMER, "customers", vanishes=True, of_clock="test_clock"),
    Kind(tables.PRODUCT, "products", vanishes=True),
    Kind(tables.PRICE, "prices", vanishes=True),
    Kind(
        tables.SUBSCRIPTION,
        "subscriptions",
        parameters=(("status", "all"),),
        child=Child(tables.SUBSCRIPTION_ITEM, "items", "subscription", is_written=False),
        vanishes=True,
        of_clock="test_clock",
    ),
    INVOICES,
    Kind(tables.CHARGE, "charges", unsettled=frozenset({"pending"})),
    Kind(tables.PAYMENT_INTENT, "payment_intents", unsettled=frozenset({"processing"})),
    Kind(tables.REFUND, "refunds", unsettled=frozenset({"pending", "requires_action"})),
    Kind(
        tables.CREDIT_NOTE,
        "credit_notes",
        has_created=False,
        child=Child(tables.CREDIT_NOTE_LINE_ITEM, "lines", "credit_note"),
    ),
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


@dataclass
class Parts:
    """The elements of some objects' nested lists, all of them, and whose they are."""

    parents: list[str] = field(default_factory=list)
    records: list[bytes] = field(default_factory=list)


_parent = msgspec.json.Decoder(Parent)


def parts(client: Client, kind: Kind, child: Child, records: Iterable[bytes]) -> Parts:
    found = Parts()
    for record in records:
        parent = _parent.decode(record)
        nested = parent.items if child.member == "items" else parent.lines
        if nested is None:
            continue
        path, parameters = f"{kind.path}/{parent.id}/{child.member}", []
        if child.member == "items":
            path, parameters = "/v1/subscription_items", [("subscription", parent.id)]
        elements = client.rest(nested, path, child.table.name, parameters)
        if child.is_written:
            stamp = f'{{"{child.parent}":"{parent.id}",'.encode()
            elements = [stamp + element.lstrip()[1:] for element in elements]
        found.parents.append(parent.id)
        found.records += elements
    return found
