"""What an invoice says when it is drawn up: lines, prices, discount and tax."""

from __future__ import annotations

from ingestion.sandbox.history import Invoice, InvoiceLine
from ingestion.sandbox.recording.stripe.book import Book, Fields
from ingestion.sandbox.recording.stripe.customers import as_known
from ingestion.sandbox.recording.stripe.money import spread
from ingestion.sandbox.traces import Trace


def draft(book: Book, invoice: Invoice, customer: Trace, id: str, is_first: bool) -> Fields:
    """`is_first`: nothing was billed before for the same subscription."""
    at = invoice.created_at
    subtotal = sum(line.amount_minor for line in invoice.lines)
    total = subtotal - invoice.discount_minor + invoice.tax_minor
    known = as_known(customer, at)
    metadata = book.deal_metadata(invoice.deal_key)
    tax = _taxes(book, customer, invoice.tax_minor, subtotal - invoice.discount_minor)
    discounts = [book.id("di", invoice.key)] if invoice.discount_minor else []
    lines = _lines(book, invoice, customer)
    subscription = invoice.subscription_key
    fields: Fields = {
        "account_country": "US",
        "amount_due": max(total, 0),
        "amount_remaining": max(total, 0),
        "auto_advance": invoice.finalized_at is not None,
        "billing_reason": _reason(invoice, is_first),
        "collection_method": "send_invoice" if invoice.due_at else "charge_automatically",
        "currency": invoice.currency.lower(),
        "customer": customer.id,
        "customer_email": known.get("email"),
        "customer_name": known.get("name"),
        "customer_phone": known.get("phone"),
        "discounts": discounts,
        "due_date": invoice.due_at and invoice.due_at // 1000,
        "lines": lines,
        "metadata": metadata,
        "next_payment_attempt": None,
        "period_end": at // 1000,
        "period_start": at // 1000,
        "subscription": subscription and book.id("sub", subscription),
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal,
        "tax": invoice.tax_minor if tax else None,
        "total": total,
        "total_excluding_tax": total - invoice.tax_minor,
        "total_discount_amounts": [
            {"amount": invoice.discount_minor, "discount": discount} for discount in discounts
        ],
        "total_tax_amounts": tax,
        "webhooks_delivered_at": at // 1000,
    }
    if discounts:
        fields["discount"] = _discount(book, invoice, customer, id, discounts[0])
    if subscription:
        fields["subscription_details"] = {"metadata": metadata}
    return fields


def _reason(invoice: Invoice, is_first: bool) -> str:
    if not invoice.subscription_key:
        return "manual"
    if is_first:
        return "subscription_create"
    is_update = all(line.is_proration for line in invoice.lines)
    return "subscription_update" if is_update else "subscription_cycle"


def _lines(book: Book, invoice: Invoice, customer: Trace) -> list[Fields]:
    weights = [max(line.amount_minor, 0) for line in invoice.lines]
    discounts = spread(invoice.discount_minor, weights)
    taxes = spread(invoice.tax_minor, weights)
    return [
        _line(book, invoice, customer, line, discount, tax)
        for line, discount, tax in zip(invoice.lines, discounts, taxes, strict=True)
    ]


def _line(
    book: Book, invoice: Invoice, customer: Trace, line: InvoiceLine, discount: int, tax: int
) -> Fields:
    per_unit = line.amount_minor / line.quantity if line.quantity else 0.0
    unit = _unit(book, invoice, line)
    fields: Fields = {
        "id": book.id("il", line.key),
        "amount": line.amount_minor,
        "amount_excluding_tax": line.amount_minor,
        "description": line.description,
        "period": {"end": line.period_end // 1000, "start": line.period_start // 1000},
        "price": book.price(invoice.created_at, line.product_key, invoice.currency, unit),
        "quantity": line.quantity,
        "unit_amount_excluding_tax": f"{per_unit:.12g}",
    }
    if discount:
        named = book.id("di", invoice.key)
        fields["discount_amounts"] = [{"amount": discount, "discount": named}]
    if tax:
        fields["tax_amounts"] = _taxes(book, customer, tax, line.amount_minor - discount)
    if line.is_proration:
        fields |= {"proration": True, "discountable": False}
    if invoice.subscription_key:
        fields["subscription"] = book.id("sub", invoice.subscription_key)
    if line.item_key:
        fields["subscription_item"] = book.id("si", line.item_key)
    if line.item_key and not line.is_proration:
        fields["type"] = "subscription"
    else:
        fields["invoice_item"] = book.id("ii", line.key)
    return fields


def _unit(book: Book, invoice: Invoice, line: InvoiceLine) -> int:
    """The price of one: the subscription's where the line is of a part of a period."""
    if not line.is_proration and line.quantity and line.amount_minor % line.quantity == 0:
        return line.amount_minor // line.quantity
    units = [
        item.unit_price_minor
        for subscription in book.life.subscriptions
        if subscription.key == invoice.subscription_key
        for at, items in subscription.changes
        if at <= invoice.created_at
        for item in items
        if item.key == line.item_key
    ]
    return units[-1] if units else abs(line.amount_minor) // max(line.quantity, 1)


def _taxes(book: Book, customer: Trace, amount: int, taxable: int) -> list[Fields]:
    if not amount:
        return []
    return [
        {
            "amount": amount,
            "inclusive": False,
            "tax_rate": book.id("txr", customer.id),
            "taxability_reason": None,
            "taxable_amount": taxable,
        }
    ]


def _discount(book: Book, invoice: Invoice, customer: Trace, invoice_id: str, id: str) -> Fields:
    at = invoice.created_at // 1000
    return {
        "id": id,
        "object": "discount",
        "checkout_session": None,
        "coupon": {
            "id": book.id("", "coupon", invoice.key)[1:9],
            "object": "coupon",
            "amount_off": invoice.discount_minor,
            "created": at,
            "currency": invoice.currency.lower(),
            "duration": "once",
            "duration_in_months": None,
            "livemode": False,
            "max_redemptions": 1,
            "metadata": {},
            "name": "As agreed",
            "percent_off": None,
            "redeem_by": None,
            "times_redeemed": 1,
            "valid": False,
        },
        "customer": customer.id,
        "end": None,
        "invoice": invoice_id,
        "invoice_item": None,
        "promotion_code": None,
        "start": at,
        "subscription": None,
    }
