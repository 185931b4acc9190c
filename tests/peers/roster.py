"""The peers: which versions, how each is configured, and which raw table a stream of theirs is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingestion.sources import discover
from tests.peers.messages import Dialect

START = "2010-01-01T00:00:00Z"
DAY = 86_400


def never(_: Mapping[str, Any]) -> bool:
    return False


# A subscription whose event says `deleted` was cancelled: the vendor goes on showing it.
def by_event(record: Mapping[str, Any]) -> bool:
    return str(record.get("updated_by_event_type")).endswith(".deleted") and not _stays(record)


def by_flag(record: Mapping[str, Any]) -> bool:
    return record.get("is_deleted") is True and not _stays(record)


def _stays(record: Mapping[str, Any]) -> bool:
    return record.get("object") == "subscription"


@dataclass(frozen=True)
class Peer:
    """`streams` leads from its streams to our raw tables; `is_gone` reads how it marks a record
    that the vendor deleted, `links` where a stream lists the records beside its own, and which raw
    table that is. The others point it: see `pointing/sitecustomize.py`."""

    requirement: str
    source: str
    dialect: Dialect
    program: str
    hosts: tuple[str, ...]
    config: Mapping[str, Any]
    streams: Mapping[str, str]
    is_gone: Callable[[Mapping[str, Any]], bool] = never
    links: tuple[tuple[str, tuple[str, ...], str], ...] = ()
    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    moved: tuple[tuple[str, str, str | None], ...] = ()
    answers: tuple[tuple[str, int, Any], ...] = ()
    dropped: tuple[str, ...] = ()
    # Where it asks for the same by another path: the path of a fault, and that one.
    asks: Mapping[str, str] = field(default_factory=dict)
    catalog_option: str = "--catalog"

    @property
    def name(self) -> str:
        return self.requirement.partition("==")[0]


STRIPE_ACCOUNT = {"id": "acct_sandbox", "settings": {"dashboard": {"display_name": "Sandbox"}}}
STRIPE_CONFIG = {
    "start_date": START,
    "account_id": "acct_sandbox",
    "client_secret": "sk_test_sandbox",
}
TAP_STRIPE = Peer(
    "tap-stripe==3.3.0",
    "stripe",
    "singer",
    "tap-stripe",
    hosts=("api.stripe.com",),
    # One window for all of it: windows cost calls and decide nothing.
    config={
        **STRIPE_CONFIG,
        "date_window_size": 10_000,
        "lookback_window": 30 * DAY,
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

AIRBYTE_STRIPE = Peer(
    "airbyte-source-stripe==5.14.1",
    "stripe",
    "airbyte",
    "source-stripe",
    hosts=("api.stripe.com",),
    config={
        **STRIPE_CONFIG,
        "slice_range": 10_000,
        "lookback_window_days": 30,
    },
    streams={
        **{name: name[:-1] for name in ("customers", "subscriptions", "products", "prices")},
        **{name: name[:-1] for name in ("invoices", "charges", "refunds", "disputes")},
        **{name: name[:-1] for name in ("payment_intents", "balance_transactions")},
        **{name: name[:-1] for name in ("credit_notes", "subscription_items")},
        "invoice_line_items": "invoice_line_item",
    },
    is_gone=by_flag,
    dropped=(r"expand\[\]=data\.(discounts|sources|tax_ids|total_tax_amounts\.tax_rate)",),
)

TAP_SALESFORCE = Peer(
    "tap-salesforce==2.8.1",
    "salesforce",
    "singer",
    "tap-salesforce",
    hosts=("login.salesforce.com",),
    config={
        "start_date": START,
        "client_id": "sandbox",
        "client_secret": "sandbox",
        "refresh_token": "sandbox",
        "api_type": "REST",
        "select_fields_by_default": True,
        "lookback_window": DAY,
    },
    catalog_option="--properties",
    streams={table.object: table.name for table in discover()["salesforce"].tables},
    # The simulator grants no refresh tokens; the session that it grants is the same.
    forms={
        "/services/oauth2/token": {
            "grant_type": "client_credentials",
            "client_id": "sandbox",
            "client_secret": "sandbox",
        }
    },
)

NO_SUCH_OBJECTS = (r"/crm/v3/schemas", 200, {"results": []})
TAP_HUBSPOT = Peer(
    "tap-hubspot==4.5.0",
    "hubspot",
    "singer",
    "tap-hubspot",
    hosts=("api.hubapi.com",),
    config={
        "start_date": START,
        "api_key": "pat-na1-sandbox",
        "email_chunk_size": 30 * DAY * 1_000,
    },
    catalog_option="--properties",
    streams={
        "contacts": "contacts",
        "owners": "owners",
        "email_events": "email_events",
        "contact_lists": "lists",
    },
    # Companies and deals are read by paths of 2015, which the simulator does not serve; a refusal
    # lets the tap leave them out.
    answers=(
        NO_SUCH_OBJECTS,
        (r"/companies/v2/.*|/properties/v1/.*|/crm/v3/properties/tickets", 403, {}),
    ),
)

ANY_PROPERTY = [{"name": "hs_object_id", "type": "string"}]
SERVED = (
    "contacts?|company|companies|deals?|products?|line_items?|calls|emails|meetings|notes|tasks"
)
AIRBYTE_HUBSPOT = Peer(
    "airbyte-source-hubspot==5.7.0",
    "hubspot",
    "airbyte",
    "source-hubspot",
    hosts=("api.hubapi.com",),
    config={
        "start_date": START,
        "credentials": {
            "credentials_title": "Private App Credentials",
            "access_token": "pat-na1-sandbox",
        },
        # Days. Its manifest reads it, its specification does not tell of it.
        "lookback_window": 1,
    },
    streams={
        **{name: name for name in ("contacts", "companies", "deals", "products", "line_items")},
        **{f"engagements_{name}": name for name in ("calls", "emails", "meetings", "notes")},
        "engagements_tasks": "tasks",
        "deals_archived": "deals",
        "owners": "owners",
        "owners_archived": "owners",
        "email_events": "email_events",
        "forms": "forms",
    },
    asks={"*/objects*/contacts": "*/objects/contact"},
    links=(
        ("contacts", ("companies",), "contact_company"),
        ("deals", ("companies",), "deal_company"),
        ("deals", ("contacts",), "deal_contact"),
    ),
    # Properties are asked for by a path of 2015; the same are served by that of 2020.
    moved=((rf"/properties/v2/({SERVED})/properties", r"/crm/v3/properties/\1", "results"),),
    # The sample portal has no tickets.
    answers=(
        NO_SUCH_OBJECTS,
        (
            r"/crm/v4/associations/\w+/tickets/batch/read",
            200,
            {"status": "COMPLETE", "results": []},
        ),
        (rf"/properties/v2/(?!({SERVED})/).*", 200, ANY_PROPERTY),
    ),
)

ROSTER = (TAP_SALESFORCE, TAP_HUBSPOT, AIRBYTE_HUBSPOT, TAP_STRIPE, AIRBYTE_STRIPE)
