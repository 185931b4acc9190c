"""What can be listed, by which parameters, and what an answer can expand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "boolean", "choice", "range", "reference", "ids", "words", "members"]


@dataclass(frozen=True)
class Filter:
    """One parameter of a list. `path` leads to what it compares in the stored fields.

    `text`, `choice` and `boolean` compare it; `range` bounds an instant; `reference` names an
    object that must exist; `ids` and `words` are lists; `members` compares several under one name.
    """

    kind: Kind
    path: str = ""
    refers_to: str = ""
    choices: tuple[str, ...] = ()
    members: Mapping[str, "Filter"] = field(default_factory=dict)


@dataclass(frozen=True)
class Resource:
    """One object of the API. `leaves_stub`: a deleted one still answers, as `deleted: true`.

    `clocked_by`: one on a test clock is in no list that does not ask by one of these parameters.
    """

    object: str
    plural: str
    filters: Mapping[str, Filter] = field(default_factory=dict)
    has_created: bool = True
    leaves_stub: bool = False
    clocked_by: tuple[str, ...] = ()


def _reference(object: str, path: str = "") -> Filter:
    return Filter("reference", path or object.split(".")[-1], object)


COLLECTION = Filter("choice", "collection_method", choices=("charge_automatically", "send_invoice"))
SUBSCRIPTION_STATUSES = (
    "active", "all", "canceled", "ended", "incomplete", "incomplete_expired", "past_due", "paused",
    "trialing", "unpaid",
)  # fmt: skip

RESOURCES = (
    Resource(
        "customer",
        "customers",
        {"email": Filter("text", "email"), "test_clock": _reference("test_helpers.test_clock")},
        leaves_stub=True,
        clocked_by=("test_clock",),
    ),
    Resource(
        "product",
        "products",
        {
            "active": Filter("boolean", "active"),
            "ids": Filter("ids"),
            "shippable": Filter("boolean", "shippable"),
            "url": Filter("text", "url"),
        },
        leaves_stub=True,
    ),
    Resource(
        "price",
        "prices",
        {
            "active": Filter("boolean", "active"),
            "currency": Filter("text", "currency"),
            "lookup_keys": Filter("words", "lookup_key"),
            "product": _reference("product"),
            "recurring": Filter(
                "members",
                members={
                    "interval": Filter(
                        "choice", "recurring.interval", choices=("day", "month", "week", "year")
                    ),
                    "usage_type": Filter(
                        "choice", "recurring.usage_type", choices=("licensed", "metered")
                    ),
                },
            ),
            "type": Filter("choice", "type", choices=("one_time", "recurring")),
        },
    ),
    Resource(
        "subscription",
        "subscriptions",
        {
            "automatic_tax": Filter(
                "members", members={"enabled": Filter("boolean", "automatic_tax.enabled")}
            ),
            "collection_method": COLLECTION,
            "current_period_end": Filter("range", "current_period_end"),
            "current_period_start": Filter("range", "current_period_start"),
            "customer": _reference("customer"),
            "price": _reference("price", "items"),
            "status": Filter("choice", "status", choices=SUBSCRIPTION_STATUSES),
            "test_clock": _reference("test_helpers.test_clock"),
        },
        clocked_by=("customer", "test_clock"),
    ),
    Resource(
        "invoice",
        "invoices",
        {
            "collection_method": COLLECTION,
            "customer": _reference("customer"),
            "due_date": Filter("range", "due_date"),
            "status": Filter(
                "choice", "status", choices=("draft", "open", "paid", "uncollectible", "void")
            ),
            "subscription": _reference("subscription"),
        },
        clocked_by=("customer", "subscription"),
    ),
    Resource(
        "charge",
        "charges",
        {
            "customer": _reference("customer"),
            "payment_intent": _reference("payment_intent"),
            "transfer_group": Filter("text", "transfer_group"),
        },
    ),
    Resource("payment_intent", "payment_intents", {"customer": _reference("customer")}),
    Resource(
        "refund",
        "refunds",
        {"charge": _reference("charge"), "payment_intent": _reference("payment_intent")},
    ),
    Resource(
        "credit_note",
        "credit_notes",
        {"customer": _reference("customer"), "invoice": _reference("invoice")},
        has_created=False,
    ),
    Resource(
        "dispute",
        "disputes",
        {"charge": _reference("charge"), "payment_intent": _reference("payment_intent")},
    ),
    Resource(
        "balance_transaction",
        "balance_transactions",
        {
            "currency": Filter("text", "currency"),
            "payout": _reference("payout"),
            "source": Filter("text", "source"),
            "type": Filter("text", "type"),
        },
    ),
    Resource(
        "test_helpers.test_clock",
        "test_helpers/test_clocks",
        has_created=False,
        leaves_stub=True,
    ),
)
BY_PLURAL = {resource.plural: resource for resource in RESOURCES}
BY_OBJECT = {resource.object: resource for resource in RESOURCES}

# Members that hold an id and can hold the object. "": of a kind that this API does not serve.
EXPANDABLE: dict[str, dict[str, str]] = {
    "customer": {"default_source": "", "test_clock": "test_helpers.test_clock"},
    "product": {"default_price": "price", "tax_code": ""},
    "price": {"product": "product"},
    "subscription": {
        "customer": "customer",
        "latest_invoice": "invoice",
        **dict.fromkeys(
            (
                "application", "default_payment_method", "default_source", "on_behalf_of",
                "pending_setup_intent", "schedule",
            ),
            "",
        ),
        "test_clock": "test_helpers.test_clock",
    },
    "invoice": {
        "charge": "charge",
        "customer": "customer",
        "payment_intent": "payment_intent",
        "subscription": "subscription",
        **dict.fromkeys(
            (
                "application", "default_payment_method", "default_source", "latest_revision",
                "on_behalf_of", "quote",
            ),
            "",
        ),
        "test_clock": "test_helpers.test_clock",
    },
    "line_item": {"subscription": "subscription", "subscription_item": "", "invoice_item": ""},
    "charge": {
        "balance_transaction": "balance_transaction",
        "customer": "customer",
        "failure_balance_transaction": "balance_transaction",
        "invoice": "invoice",
        "payment_intent": "payment_intent",
        **dict.fromkeys(
            (
                "application", "application_fee", "on_behalf_of", "review", "source_transfer",
                "transfer",
            ),
            "",
        ),
    },
    "payment_intent": {
        "customer": "customer",
        "invoice": "invoice",
        "latest_charge": "charge",
        **dict.fromkeys(("application", "on_behalf_of", "payment_method", "review"), ""),
    },
    "refund": {
        "balance_transaction": "balance_transaction",
        "charge": "charge",
        "failure_balance_transaction": "balance_transaction",
        "payment_intent": "payment_intent",
        "source_transfer_reversal": "",
        "transfer_reversal": "",
    },
    "credit_note": {
        "customer": "customer",
        "invoice": "invoice",
        "refund": "refund",
        "customer_balance_transaction": "",
    },
    "dispute": {"charge": "charge", "payment_intent": "payment_intent"},
    "balance_transaction": {"source": "*"},
}  # fmt: skip

# Lists that an answer holds only when asked for: (listed object, its field naming the owner, url).
EXPANDABLE_LISTS = {
    "customer": {"subscriptions": ("subscription", "customer", "/v1/customers/{}/subscriptions")},
    "charge": {"refunds": ("refund", "charge", "/v1/charges/{}/refunds")},
}
SOURCE_OF_PREFIX = {"ch": "charge", "re": "refund", "dp": "dispute"}
