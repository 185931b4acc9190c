"""Customers as their traces say, and what billing itself changes on them."""

from __future__ import annotations

from typing import Any

from ingestion.sandbox.recording.stripe.book import Book
from ingestion.sandbox.traces import Trace

SYNCED_AS = {
    ("salesforce", "Account"): "salesforce_account_id",
    ("hubspot", "companies"): "hubspot_company_id",
}
ADDRESS = ("city", "country", "postal_code")
PREFIX_LETTERS = 8


def prefix(book: Book, customer_id: str) -> str:
    """Invoice numbers of a customer begin with it."""
    return book.id("", customer_id)[1 : 1 + PREFIX_LETTERS].upper()


def as_known(trace: Trace, at: int) -> dict[str, Any]:
    """What the customer's record says at `at`."""
    values = dict(trace.values)
    for changed_at, new in trace.later:
        if changed_at <= at:
            values |= new
    return values


def record_customers(book: Book, billing: dict[str, list[tuple[int, dict[str, Any]]]]) -> None:
    """`billing`: by customer id, (at, fields) that invoices and payments change."""
    for trace in book.traces:
        if trace.system != "stripe":
            continue
        values, created_at = trace.values, trace.created_at
        method = book.id("pm", trace.id)
        fields = {
            "address": _address(values),
            "email": values.get("email"),
            "invoice_prefix": prefix(book, trace.id),
            "invoice_settings": {
                "custom_fields": None,
                "default_payment_method": method,
                "footer": None,
                "rendering_options": None,
            },
            "metadata": _metadata(trace, created_at),
            "name": values.get("name"),
            "phone": values.get("phone"),
        }
        book.create(created_at, "customer", trace.id, fields, (trace.kind, trace.key))
        later = [(at, _changed(trace, at, new)) for at, new in trace.later]
        later += [(at, {"metadata": _metadata(trace, at)}) for at, *_ in trace.synced]
        later += billing.get(trace.id, [])
        for at, changed in sorted(later, key=lambda entry: entry[0]):
            if at > created_at and not (trace.deleted_at and at >= trace.deleted_at):
                book.update(at, "customer", trace.id, changed)
        if trace.deleted_at:
            book.delete(trace.deleted_at, "customer", trace.id)


def _address(values: dict[str, Any]) -> dict[str, Any] | None:
    if not any(values.get(name) for name in ADDRESS):
        return None
    unknown = dict.fromkeys(("line1", "line2", "state"))
    return {name: values.get(name) for name in ADDRESS} | unknown


def _metadata(trace: Trace, at: int) -> dict[str, str]:
    return {
        SYNCED_AS[system, object]: id
        for since, system, object, id in trace.synced
        if since <= at and (system, object) in SYNCED_AS
    }


def _changed(trace: Trace, at: int, new: dict[str, Any]) -> dict[str, Any]:
    named = {name: value for name, value in new.items() if name in ("name", "email", "phone")}
    if any(name in new for name in ADDRESS):
        named["address"] = _address(as_known(trace, at))
    return named
