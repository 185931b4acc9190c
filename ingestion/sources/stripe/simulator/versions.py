"""How later versions of the API render what ours renders otherwise: members moved, renamed, gone.

Only what a reader of events could trip over; ids, `object` and `created` stay what they are.
"""

from __future__ import annotations

from typing import Any

BASIL = "2025-03-31.basil"
Object = dict[str, Any]

_GONE_FROM_INVOICES = (
    "application_fee_amount", "charge", "discount", "paid", "paid_out_of_band", "payment_intent",
    "quote", "rendering_options", "subscription", "subscription_details", "tax",
    "total_tax_amounts", "transfer_data",
)  # fmt: skip
_GONE_FROM_LINES = (
    "amount_excluding_tax", "invoice_item", "plan", "price", "proration", "proration_details",
    "subscription", "subscription_item", "tax_amounts", "tax_rates", "type",
    "unit_amount_excluding_tax",
)  # fmt: skip


def rendered_at(version: str, known: Object) -> Object:
    """The object as an event of that version shows it."""
    if version < BASIL:
        return known
    match known["object"]:
        case "subscription":
            return _subscription(known)
        case "invoice":
            return _invoice(known)
        case "credit_note":
            return _credit_note(known)
    return known


def _subscription(known: Object) -> Object:
    """The period stands on the items, and is no more one of the subscription."""
    period = {name: known[name] for name in ("current_period_end", "current_period_start")}
    moved = _without(known, *period, "discount")
    items = [item | period for item in known["items"]["data"]]
    return moved | {"discounts": [], "items": known["items"] | {"data": items}}


def _invoice(known: Object) -> Object:
    parent = {
        "quote_details": None,
        "subscription_details": {"metadata": {}, "subscription": known["subscription"]},
        "type": "subscription_details",
    }
    lines = [
        _without(line, *_GONE_FROM_LINES)
        | {"invoice": known["id"], "parent": None, "pricing": None, "taxes": []}
        for line in known["lines"]["data"]
    ]
    return _without(known, *_GONE_FROM_INVOICES) | {
        "lines": known["lines"] | {"data": lines},
        "parent": parent if known["subscription"] else None,
        "total_taxes": known["total_tax_amounts"],
    }


def _credit_note(known: Object) -> Object:
    lines = [
        _without(line, "amount_excluding_tax", "tax_amounts", "unit_amount_excluding_tax")
        | {"taxes": line["tax_amounts"]}
        for line in known["lines"]["data"]
    ]
    return _without(known, "refund", "tax_amounts") | {
        "lines": known["lines"] | {"data": lines},
        "total_taxes": known["tax_amounts"],
    }


def _without(known: Object, *names: str) -> Object:
    return {name: value for name, value in known.items() if name not in names}
