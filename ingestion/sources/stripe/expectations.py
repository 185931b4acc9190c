"""What Stripe promises of its records at the pinned version."""

from ingestion.expectation import Expectation, in_set, matches_regex, not_null

CURRENCY = r"[a-z]{3}"
ID = r"[A-Za-z0-9_]+"
MINOR_UNITS = r"-?[0-9]+"
EPOCH_SECONDS = r"[0-9]{9,11}"


def _id(*prefixes: str) -> tuple[Expectation, ...]:
    return matches_regex(rf"(?:{'|'.join(prefixes)})_{ID}", "id", says="has not its kind in front")


def _money(amount: str, *others: str) -> tuple[Expectation, ...]:
    """The amount and its currency are there; whatever is money comes in whole minor units."""
    whole = matches_regex(MINOR_UNITS, amount, *others, says="is not in whole minor units")
    return (*not_null(amount, "currency"), *matches_regex(CURRENCY, "currency"), *whole)


EXPECTATIONS: dict[str, tuple[Expectation, ...]] = {
    "customer": (
        *not_null("created"),
        *matches_regex(MINOR_UNITS, "balance", says="is not in whole minor units"),
        *matches_regex(CURRENCY, "currency"),
        in_set("tax_exempt", ("exempt", "none", "reverse")),
    ),
    "product": not_null("created", "name", "active", "updated"),
    "price": (
        *not_null("product", "currency"),
        *matches_regex(MINOR_UNITS, "unit_amount", says="is not in whole minor units"),
        *matches_regex(r"-?[0-9]+(?:\.[0-9]+)?", "unit_amount_decimal"),
        in_set("type", ("one_time", "recurring")),
    ),
    "subscription": (
        *_id("sub"),
        *not_null("customer", "items", "start_date"),
        *matches_regex(CURRENCY, "currency"),
        in_set(
            "status",
            (
                "active", "canceled", "incomplete", "incomplete_expired", "past_due", "paused",
                "trialing", "unpaid",
            ),
        ),
    ),
    "subscription_item": (
        *_id("si"),
        *not_null("subscription", "price"),
    ),
    "invoice": (
        *_id("in"),
        *not_null("created", "status_transitions"),
        *_money("total", "subtotal", "amount_paid", "amount_remaining"),
        *matches_regex(MINOR_UNITS, "tax"),
        in_set("status", ("draft", "open", "paid", "uncollectible", "void")),
    ),
    "invoice_line_item": (
        *_id("il"),
        *not_null("invoice", "period"),
        *_money("amount"),
        in_set("type", ("invoiceitem", "subscription")),
    ),
    "charge": (
        *_id("ch", "py"),
        *not_null("created"),
        *_money("amount", "amount_refunded"),
        in_set("status", ("failed", "pending", "succeeded")),
    ),
    "payment_intent": (
        *_id("pi"),
        *not_null("created"),
        *_money("amount", "amount_received"),
        in_set(
            "status",
            (
                "canceled", "processing", "requires_action", "requires_capture",
                "requires_confirmation", "requires_payment_method", "succeeded",
            ),
        ),
    ),
    "refund": (
        *_id("re", "pyr"),
        *not_null("created"),
        *_money("amount"),
        in_set("status", ("canceled", "failed", "pending", "requires_action", "succeeded")),
    ),
    "credit_note": (
        *_id("cn"),
        *not_null("created", "invoice", "customer"),
        *_money("amount", "total"),
        in_set("status", ("issued", "void")),
        in_set("type", ("post_payment", "pre_payment")),
    ),
    "credit_note_line_item": (
        *_id("cnli"),
        *not_null("credit_note", "amount"),
        *matches_regex(MINOR_UNITS, "amount", "unit_amount", says="is not in whole minor units"),
        in_set("type", ("custom_line_item", "invoice_line_item")),
    ),
    "dispute": (
        *_id("dp", "du", "pdp"),
        *not_null("created", "charge"),
        *_money("amount"),
        in_set(
            "status",
            (
                "lost", "needs_response", "under_review", "warning_closed",
                "warning_needs_response", "warning_under_review", "won",
            ),
        ),
    ),
    "balance_transaction": (
        *_id("txn"),
        *not_null("created", "type"),
        *_money("amount", "fee", "net"),
        *matches_regex(EPOCH_SECONDS, "available_on"),
        in_set("status", ("available", "pending")),
    ),
}  # fmt: skip
