"""What happened, as rows: the true history up to an instant, in keys of the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ingestion.sandbox.history import Deal, Invoice, Life, Person, Qualification
from ingestion.sandbox.lives import life
from ingestion.sandbox.lives.births import births
from ingestion.sandbox.store import Store
from ingestion.sandbox.world import World

Rows = Iterator[dict[str, Any]]
Tables = dict[str, list[dict[str, Any]]]


def lives_of(world: World) -> Iterator[Life]:
    """Everybody who is in the data of a world, one household at a time."""
    for index in range(births(world.firm, world.now)):
        yield life(world.firm, index, world.mess)


def happened(lives: Iterable[Life], now: int) -> Tables:
    """Tables of what happened by `now`."""
    tables: Tables = {
        name: []
        for name in (
            "people", "companies", "deals", "stage_entries", "qualifications", "invoices",
            "payments",
        )
    }  # fmt: skip
    for lived in lives:
        tables["companies"] += [
            {
                "company_key": company.key,
                "parent_key": company.parent_key,
                "segment": company.segment,
                "currency_code": company.currency,
                "shares_domain": company.shares_domain,
            }
            for company in lived.companies
        ]
        tables["people"] += [_person(each) for each in lived.people if each.arrived_at <= now]
        tables["qualifications"] += [
            _qualification(each, now) for each in lived.qualifications if each.opened_at <= now
        ]
        deals = [each for each in lived.deals if each.created_at <= now]
        tables["deals"] += [_deal(each, now) for each in deals]
        tables["stage_entries"] += [
            {"deal_key": deal.key, "entered_at": at, "stage": stage}
            for deal in deals
            for at, stage in deal.stages
            if at <= now
        ]
        invoices = [each for each in lived.invoices if each.created_at <= now]
        tables["invoices"] += [_invoice(each, now) for each in invoices]
        tables["payments"] += [row for each in invoices for row in _payments(each, now)]
    return tables


def record_keys(store: Store) -> Rows:
    """Which record stands for which true thing."""
    rows = store.sql(
        "select system, object, id, state, truth_kind, truth_key from record"
        " where truth_key is not null order by system, object, id"
    )
    names = ("source_system", "source_object", "record_id", "state", "kind", "key")
    return (dict(zip(names, row)) for row in rows)


def _person(person: Person) -> dict[str, Any]:
    return {
        "person_key": person.key,
        "company_key": person.company_key,
        "arrived_at": person.arrived_at,
        "address_changed_at": person.address_changed_at,
        "mailbox_is_shared": person.mailbox_is_shared,
        "is_student": person.is_student,
        "is_internal": person.is_internal,
    }


def _qualification(trip: Qualification, now: int) -> dict[str, Any]:
    statuses = [change for change in trip.status_changes if change[0] <= now]
    last = statuses[-1] if statuses else (None, None, None)
    return {
        "qualification_key": trip.key,
        "person_key": trip.person_key,
        "sales_system": trip.sales_system,
        "opened_at": trip.opened_at,
        "mql_at": _by(trip.mql_at, now),
        "assigned_at": _by(trip.assignments[0][0] if trip.assignments else None, now),
        "converted_at": _by(trip.converted_at, now),
        "status": last[1],
        "status_at": last[0],
        "reason": last[2],
        "deal_key": trip.deal_key,
    }


def _deal(deal: Deal, now: int) -> dict[str, Any]:
    at, stage = [entry for entry in deal.stages if entry[0] <= now][-1]
    amounts = [amount for when, amount in deal.amounts if when <= now]
    return {
        "deal_key": deal.key,
        "company_key": deal.company_key,
        "kind": deal.kind,
        "system": deal.system,
        "created_at": deal.created_at,
        "stage": stage,
        "closed_at": at if stage in ("won", "lost") else None,
        "amount_minor": amounts[-1] if amounts else None,
        "currency_code": deal.currency,
    }


def _invoice(invoice: Invoice, now: int) -> dict[str, Any]:
    net = sum(line.amount_minor for line in invoice.lines) - invoice.discount_minor
    return {
        "invoice_key": invoice.key,
        "company_key": invoice.company_key,
        "deal_key": invoice.deal_key,
        "created_at": invoice.created_at,
        "finalized_at": _by(invoice.finalized_at, now),
        "currency_code": invoice.currency,
        "total_minor": net + invoice.tax_minor,
    }


def _payments(invoice: Invoice, now: int) -> Rows:
    kinds = (
        ("payment", invoice.payments),
        ("refund", invoice.refunds),
        ("credit", invoice.credit_notes),
    )
    for kind, entries in kinds:
        for at, amount, told in entries:
            if at <= now:
                yield {
                    "invoice_key": invoice.key,
                    "payment_type": kind,
                    "paid_at": at,
                    "amount_minor": amount,
                    "currency_code": invoice.currency,
                    "told": told,
                }


def _by(at: int | None, now: int) -> int | None:
    return at if at is not None and at <= now else None
