"""What a charge of a card says, accepted or declined."""

from __future__ import annotations

from random import Random

from ingestion.sandbox.recording.stripe.book import Book, Fields
from ingestion.sandbox.recording.stripe.customers import as_known
from ingestion.sandbox.traces import Trace

BRANDS = ("visa", "visa", "mastercard", "amex")
DECLINES = (
    ("card_declined", "insufficient_funds", "Your card has insufficient funds."),
    ("card_declined", "generic_decline", "Your card was declined."),
    ("expired_card", "expired_card", "Your card has expired."),
)


def charge_fields(
    book: Book, invoice_id: str, currency: str, customer: Trace, at: int, amount: int, is_paid: bool
) -> Fields:
    """A charge of the customer's card, before its intent and its place on the balance are known."""
    known = as_known(customer, at)
    method = book.id("pm", customer.id)
    if method not in book.cards:
        book.cards[method] = card(Random(method))
    fields: Fields = {
        "amount": amount,
        "amount_captured": amount if is_paid else 0,
        "billing_details": {
            "address": {
                "city": known.get("city"),
                "country": known.get("country"),
                "line1": None,
                "line2": None,
                "postal_code": known.get("postal_code"),
                "state": None,
            },
            "email": known.get("email"),
            "name": known.get("name"),
            "phone": known.get("phone"),
        },
        "calculated_statement_descriptor": "BRIGHTWATER CONTROLS",
        "captured": is_paid,
        "currency": currency,
        "customer": customer.id,
        "description": f"Payment for invoice {invoice_id}",
        "invoice": invoice_id,
        "outcome": {
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": "normal",
            "risk_score": 24,
            "seller_message": "Payment complete.",
            "type": "authorized",
        },
        "paid": is_paid,
        "payment_method": method,
        "payment_method_details": book.cards[method],
        "status": "succeeded" if is_paid else "failed",
    }
    if not is_paid:
        code, decline, message = Random(f"{method}/{at}").choice(DECLINES)
        fields |= {"failure_code": code, "failure_message": message}
        fields["outcome"] |= {
            "network_status": "declined_by_network",
            "reason": decline,
            "seller_message": "The bank did not return any further details with this decline.",
            "type": "issuer_declined",
        }
    return fields


def payment_error(charge: str, fields: Fields) -> Fields:
    return {
        "charge": charge,
        "code": fields["failure_code"],
        "decline_code": fields["outcome"]["reason"],
        "message": fields["failure_message"],
        "type": "card_error",
    }


def card(rng: Random) -> Fields:
    brand = rng.choice(BRANDS)
    return {
        "card": {
            "brand": brand,
            "checks": {
                "address_line1_check": None,
                "address_postal_code_check": "pass",
                "cvc_check": "pass",
            },
            "country": "US",
            "exp_month": rng.randrange(1, 13),
            "exp_year": rng.randrange(2027, 2031),
            "fingerprint": f"{rng.getrandbits(64):016x}",
            "funding": "credit",
            "installments": None,
            "last4": f"{rng.randrange(10_000):04d}",
            "mandate": None,
            "network": brand,
            "network_token": {"used": False},
            "three_d_secure": None,
            "wallet": None,
        },
        "type": "card",
    }
