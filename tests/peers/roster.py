"""The peers: which versions, how each is configured, and which raw table a stream of theirs is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.peers.messages import Dialect

START = "2020-01-01T00:00:00Z"


def never(_: Mapping[str, Any]) -> bool:
    return False


def by_event(record: Mapping[str, Any]) -> bool:
    return str(record.get("updated_by_event_type")).endswith(".deleted")


def by_flag(record: Mapping[str, Any]) -> bool:
    return record.get("is_deleted") is True


@dataclass(frozen=True)
class Peer:
    """`streams` leads from its streams to our raw tables; `is_gone` reads how it marks a record
    that the vendor deleted. The others point it: see `pointing/sitecustomize.py`."""

    requirement: str
    source: str
    dialect: Dialect
    program: str
    hosts: tuple[str, ...]
    config: Mapping[str, Any]
    streams: Mapping[str, str]
    is_gone: Callable[[Mapping[str, Any]], bool] = never
    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    moved: tuple[tuple[str, str, str | None], ...] = ()
    answers: tuple[tuple[str, int, Any], ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.requirement.partition("==")[0]


STRIPE_ACCOUNT = {"id": "acct_sandbox", "settings": {"dashboard": {"display_name": "Sandbox"}}}
TAP_STRIPE = Peer(
    "tap-stripe==3.3.0",
    "stripe",
    "singer",
    "tap-stripe",
    hosts=("api.stripe.com",),
    # One window for all of it: windows cost calls and decide nothing.
    config={
        "start_date": START,
        "account_id": "acct_sandbox",
        "client_secret": "sk_test_sandbox",
        "date_window_size": 3_650,
    },
    streams={
        "customers": "customer",
        "subscriptions": "subscription",
        "subscription_items": "subscription_item",
        "products": "product",
        "invoices": "invoice",
        "invoice_line_items": "invoice_line_item",
        "charges": "charge",
        "payment_intents": "payment_intent",
        "disputes": "dispute",
        "balance_transactions": "balance_transaction",
    },
    is_gone=by_event,
    answers=((r"/v1/accounts/\w+", 200, {**STRIPE_ACCOUNT, "object": "account"}),),
    dropped=(r"expand\[\d*\]=data\.(sources|tax_ids|tiers|plan\.tiers)",),
)

ROSTER = (TAP_STRIPE,)
