"""Stripe's records as entities, by docs/conforming.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ingestion.sandbox.store import Record, Store
from ingestion.sandbox.truth.entities import (
    AccountRecord,
    Invoice,
    InvoiceLine,
    Payment,
    PersonRecord,
    Records,
    Ref,
    Subscription,
)
from ingestion.sandbox.truth.money import a_month
from ingestion.sandbox.truth.people import address
from ingestion.sandbox.truth.reading import System, from_seconds, life, number, to_second

NAME = "stripe"
NO_DECIMALS = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA",
     "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF")
)  # fmt: skip
THREE_DECIMALS = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))
COMPANIES = {"salesforce_account_id": "salesforce", "hubspot_company_id": "hubspot"}
OUTCOMES = {"succeeded": "succeeded", "failed": "failed", "canceled": "failed"}


def read_stripe(store: Store, records: Records) -> None:
    system = System(NAME, store)
    for customer in system.records("customer"):
        _customer(customer, records)
    prices = {each.id: each.fields for each in system.records("price")}
    records.subscriptions += [
        _subscription(each, prices) for each in system.records("subscription")
    ]
    invoices = system.records("invoice")
    records.invoices += [_invoice(each) for each in invoices]
    records.invoice_lines += [line for each in invoices for line in _lines(each, prices)]
    charges = {each.id: each for each in system.records("charge")}
    records.payments += [_charge(each) for each in charges.values()]
    records.payments += [_refund(each, charges) for each in system.records("refund")]
    records.payments += [_credit(each) for each in system.records("credit_note")]


def _customer(record: Record, records: Records) -> None:
    fields = record.fields
    where = fields.get("address") or {}
    places = {name: where.get(name) for name in ("country", "city", "postal_code")}
    mailbox = address(fields.get("email"))
    metadata = fields.get("metadata") or {}
    synced = tuple((COMPANIES[name], id) for name, id in metadata.items() if name in COMPANIES)
    records.people.append(
        PersonRecord(
            **life(NAME, record, is_stamped=False),
            kind="customer",
            email=fields.get("email"),
            phone=fields.get("phone"),
            company_name=fields.get("name"),
            source_account_id=record.id,
            **places,
        )
    )
    records.accounts.append(
        AccountRecord(
            **life(NAME, record, is_stamped=False),
            is_customer_record=True,
            account_name=fields.get("name"),
            domain=mailbox and mailbox.partition("@")[2],
            phone=fields.get("phone"),
            synced=synced,
            **places,
        )
    )


def _invoice(record: Record) -> Invoice:
    fields, currency = record.fields, record.fields["currency"].upper()
    reached = fields.get("status_transitions") or {}
    discounts = fields.get("total_discount_amounts") or ()

    def money(name: str) -> Decimal | None:
        return major(fields.get(name), currency)

    return Invoice(
        **life(NAME, record, is_stamped=False),
        customer=_ref("customer", fields.get("customer")),
        subscription=_ref("subscription", fields.get("subscription")),
        synced=_sold_by(fields),
        status=fields.get("status") or "draft",
        currency_code=currency,
        invoice_number=fields.get("number"),
        subtotal_amount=money("subtotal"),
        discount_amount=major(sum(each["amount"] for each in discounts), currency),
        tax_amount=money("tax"),
        total_amount=money("total"),
        paid_amount=major(fields.get("amount_paid", 0), currency),
        due_amount=money("amount_remaining"),
        issued_at=from_seconds(reached.get("finalized_at")),
        due_at=from_seconds(fields.get("due_date")),
        paid_at=from_seconds(reached.get("paid_at")),
        voided_at=from_seconds(reached.get("voided_at")),
    )


def _subscription(record: Record, prices: Mapping[str, Mapping[str, Any]]) -> Subscription:
    fields = record.fields
    by_interval: dict[tuple[str, int], Decimal] = {}
    for item in fields.get("items") or ():
        price = prices[item["price"]]
        if interval := _interval(price):
            worth = major(price["unit_amount"], price["currency"].upper()) * item["quantity"]
            by_interval[interval] = by_interval.get(interval, Decimal(0)) + worth
    return Subscription(
        **life(NAME, record, is_stamped=False),
        customer=_ref("customer", fields["customer"]),
        synced=_sold_by(fields),
        currency_code=fields["currency"].upper(),
        billing_interval=next(iter(by_interval)) if len(by_interval) == 1 else None,
        monthly_amount=_monthly(fields, by_interval),
        started_at=from_seconds(fields.get("start_date")),
        ended_at=from_seconds(fields.get("ended_at")),
    )


def _monthly(
    fields: Mapping[str, Any], by_interval: Mapping[tuple[str, int], Decimal]
) -> Decimal | None:
    if fields.get("status") == "trialing":
        return Decimal(0)
    if not by_interval:
        return None
    return sum((a_month(amount, *each) for each, amount in by_interval.items()), Decimal(0))


def _interval(price: Mapping[str, Any]) -> tuple[str, int] | None:
    recurring = price.get("recurring") or {}
    return (recurring["interval"], recurring.get("interval_count") or 1) if recurring else None


def _lines(invoice: Record, prices: Mapping[str, Mapping[str, Any]]) -> Iterable[InvoiceLine]:
    for line in invoice.fields.get("lines") or ():
        currency = (line.get("currency") or invoice.fields["currency"]).upper()
        period = line.get("period") or {}
        price = prices.get(line.get("price") or "", {})
        yield InvoiceLine(
            ref=(NAME, "line_item", line["id"]),
            is_gone=invoice.state != "live",
            invoice=(NAME, "invoice", invoice.id),
            product=_ref("product", price.get("product")),
            currency_code=currency,
            amount=major(line["amount"], currency),
            quantity=number(line.get("quantity")),
            is_proration=bool(line.get("proration")),
            period_start_at=from_seconds(period.get("start")),
            period_end_at=from_seconds(period.get("end")),
            subscription=_ref("subscription", line.get("subscription")),
            billing_interval=_interval(price),
            unit_price_amount=major(price.get("unit_amount"), currency),
        )


def _charge(record: Record) -> Payment:
    fields = record.fields
    return Payment(
        **life(NAME, record, is_stamped=False),
        customer=_ref("customer", fields.get("customer")),
        invoice=_ref("invoice", fields.get("invoice")),
        payment_type="payment",
        status=fields["status"],
        outcome=OUTCOMES.get(fields["status"], "pending"),
        **_worth(fields),
        paid_at=to_second(record.created_at),
    )


def _refund(record: Record, charges: Mapping[str, Record]) -> Payment:
    fields = record.fields
    refunded = charges[fields["charge"]].fields
    return Payment(
        **life(NAME, record, is_stamped=False),
        customer=_ref("customer", refunded.get("customer")),
        invoice=_ref("invoice", refunded.get("invoice")),
        payment_type="refund",
        status=fields["status"],
        outcome=OUTCOMES.get(fields["status"], "pending"),
        **_worth(fields),
        paid_at=to_second(record.created_at),
    )


def _credit(record: Record) -> Payment:
    fields = record.fields
    status = fields.get("status") or "issued"
    return Payment(
        **life(NAME, record, is_stamped=False),
        customer=_ref("customer", fields.get("customer")),
        invoice=_ref("invoice", fields.get("invoice")),
        payment_type="credit",
        status=status,
        outcome="succeeded" if status == "issued" else "failed",
        **_worth(fields),
        paid_at=to_second(record.created_at),
    )


def major(minor: int | None, currency: str) -> Decimal | None:
    """Minor units as Stripe counts them, in major ones."""
    if minor is None:
        return None
    decimals = 0 if currency in NO_DECIMALS else 3 if currency in THREE_DECIMALS else 2
    return Decimal(minor).scaleb(-decimals)


def _worth(fields: Mapping[str, Any]) -> dict[str, Any]:
    currency = fields["currency"].upper()
    return {"currency_code": currency, "amount": major(fields["amount"], currency)}


def _sold_by(fields: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    system, colon, id = ((fields.get("metadata") or {}).get("opportunity_id") or "").partition(":")
    return ((system, id),) if colon else ()


def _ref(object: str, id: str | None) -> Ref | None:
    return (NAME, object, id) if id else None
