"""HubSpot's records as entities, by docs/conforming.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ingestion.sandbox.store import Record, Store, Version
from ingestion.sandbox.truth.entities import (
    AccountRecord,
    Campaign,
    Claim,
    DealChange,
    DealRecord,
    Line,
    PersonChange,
    PersonRecord,
    Product,
    Records,
    Ref,
    Role,
    User,
)
from ingestion.sandbox.truth.hubspot_touches import read_touches
from ingestion.sandbox.truth.page import Page
from ingestion.sandbox.truth.reading import System, filled, instant, life, number, split, standing

NAME = "hubspot"
CONTACT_HISTORY = (
    "lifecyclestage", "hs_lead_status", "rejection_reason", "hubspot_owner_id", "hubspotscore",
    "email",
)  # fmt: skip
CLAIMS = ("lifecyclestage", "hs_lead_status")
CHANGES = {"hubspot_owner_id": "owner", "hubspotscore": "score", "email": "email"}
DEAL_HISTORY = {
    "dealstage": "stage", "amount": "amount", "deal_currency_code": "currency",
    "closedate": "close_date", "hubspot_owner_id": "owner",
}  # fmt: skip
PRIMARY_COMPANY = 5  # the type of a deal's association with it
INTERVALS = {
    "weekly": ("week", 1),
    "biweekly": ("week", 2),
    "monthly": ("month", 1),
    "quarterly": ("month", 3),
    "per_six_months": ("month", 6),
    "annually": ("year", 1),
    "per_two_years": ("year", 2),
    "per_three_years": ("year", 3),
    "per_four_years": ("year", 4),
    "per_five_years": ("year", 5),
}
# So many versions of a property HubSpot tells of a contact, of a deal.
VERSIONS_OF_CONTACT, VERSIONS_OF_DEAL = 45, 20


def read_hubspot(store: Store, records: Records, page: Page) -> None:
    system = System(NAME, store)
    contacts = system.records("contacts")
    histories = _histories(system, "contacts", contacts, CONTACT_HISTORY, VERSIONS_OF_CONTACT)
    for record in contacts:
        records.people.append(_person(record))
    for (id, field), versions in histories.items():
        reasons = histories.get((id, "rejection_reason"), [])
        records.claims += _claims(id, field, versions, reasons)
        records.person_changes += _person_changes(id, field, versions)
    records.accounts += [_account(each) for each in system.records("companies")]
    records.campaigns += [
        Campaign(**life(NAME, each, whole_seconds=False)) for each in system.records("campaigns")
    ]
    records.products += [_product(each) for each in system.records("products")]
    records.users += [
        User(
            ref=_ref(each), created_at=each.created_at, email=each.fields.get("email"),
            team=_team(each.fields.get("teams") or ()),
        )
        for each in system.records("owners")
    ]  # fmt: skip
    _read_deals(system, records, page)
    read_touches(system, contacts, histories, records)


def _histories(
    system: System, object: str, records: list[Record], fields: Iterable[str], kept: int
) -> dict[tuple[str, str], list[Version]]:
    """Versions by (record, property), oldest first; a survivor tells its forerunners', too."""
    survivors = {
        record.id: record.id if record.state == "deleted" else survivor
        for record, survivor in zip(records, standing(records).values())
    }
    found: dict[tuple[str, str], list[Version]] = {}
    for (id, field), versions in system.history(object, fields).items():
        if owner := survivors[id]:
            found.setdefault((owner, field), []).extend(versions)
    return {key: _newest(versions, kept) for key, versions in found.items()}


def _newest(versions: list[Version], kept: int) -> list[Version]:
    """The last so many; a value that two forerunners took at one instant counts once."""
    distinct = {(version.at, str(version.new)): version for version in versions}
    return sorted(distinct.values(), key=lambda version: version.at)[-kept:]


# ── people and accounts ─────────────────────────────────────────────────────────────────────


def _person(record: Record) -> PersonRecord:
    fields = record.fields
    opted_out = filled(fields.get("hs_email_optout"))
    return PersonRecord(
        **life(NAME, record, whole_seconds=False),
        kind="contact",
        email=fields.get("email"),
        other_emails=split(fields.get("hs_additional_emails")),
        first_name=fields.get("firstname"),
        last_name=fields.get("lastname"),
        phone=fields.get("phone"),
        title=fields.get("jobtitle"),
        company_name=fields.get("company"),
        country=fields.get("country"),
        city=fields.get("city"),
        postal_code=fields.get("zip"),
        source_account_id=filled(fields.get("associatedcompanyid")),
        source_user_id=filled(fields.get("hubspot_owner_id")),
        lead_source=fields.get("hs_analytics_source"),
        rejection_reason=fields.get("rejection_reason"),
        synced=_synced(fields, "salesforceleadid", "salesforcecontactid"),
        has_opted_out=None if opted_out is None else str(opted_out).lower() == "true",
    )


def _account(record: Record) -> AccountRecord:
    fields = record.fields
    employees = number(fields.get("numberofemployees"))
    return AccountRecord(
        **life(NAME, record, whole_seconds=False),
        account_name=fields.get("name"),
        domain=fields.get("domain"),
        other_domains=split(fields.get("hs_additional_domains")),
        industry=fields.get("industry"),
        country=fields.get("country"),
        city=fields.get("city"),
        postal_code=fields.get("zip"),
        phone=fields.get("phone"),
        employee_count=None if employees is None else int(employees),
        parent_source_account_id=filled(fields.get("hs_parent_company_id")),
        synced=_synced(fields, "salesforceaccountid"),
    )


def _claims(
    id: str, field: str, versions: list[Version], reasons: list[Version]
) -> Iterable[Claim]:
    if field not in CLAIMS:
        return
    for old, version in zip([None, *versions], versions):
        yield Claim(
            ref=(NAME, "contacts", f"{id}|{field}|{version.at}"),
            person=(NAME, "contacts", id),
            field=field,
            old=old and old.new,
            new=version.new,
            reason=_value_at(reasons, version.at),
            at=version.at,
        )


def _value_at(versions: list[Version], at: int) -> str | None:
    value = None
    for version in versions:
        if version.at <= at:
            value = version.new
    return filled(value)


def _person_changes(id: str, field: str, versions: list[Version]) -> Iterable[PersonChange]:
    if field not in CHANGES:
        return
    for old, version in zip([None, *versions], versions):
        yield PersonChange(
            ref=(NAME, "contacts", f"{id}|{field}|{version.at}"),
            person=(NAME, "contacts", id),
            field=CHANGES[field],
            old=old and old.new,
            new=version.new,
            at=version.at,
        )


# ── deals ───────────────────────────────────────────────────────────────────────────────────


def _read_deals(system: System, records: Records, page: Page) -> None:
    deals = system.records("deals")
    contacts = standing(system.records("contacts"))
    companies = standing(system.records("companies"))
    for record in deals:
        records.deals.append(_deal(record, companies, page))
        records.roles += _roles(record, contacts)
    histories = _histories(system, "deals", deals, DEAL_HISTORY, VERSIONS_OF_DEAL)
    for record in deals:
        if record.state != "merged":
            for field in DEAL_HISTORY:
                versions = histories.get((record.id, field), [])
                records.deal_changes += _deal_changes(record, field, versions, page)
    lines = {each.id: each for each in system.records("line_items")}
    alone = dict(lines)
    for record in deals:
        for line_id in associated(record, "line_items", standing(lines.values())):
            records.lines.append(_line(lines[line_id], _ref(record)))
            alone.pop(line_id, None)
    records.lines += [_line(line, None) for line in alone.values()]


def _deal_changes(
    record: Record, field: str, versions: list[Version], page: Page
) -> Iterable[DealChange]:
    """Every value a property took; the present one from creation on where there is no version."""
    steps = [(f"{record.id}|{field}|{each.at}", each.new, each.at) for each in versions]
    if not steps and filled(record.fields.get(field)):
        steps = [(f"{record.id}|{field}|initial", record.fields[field], record.created_at)]
    old = None
    for id, new, at in steps:
        new = filled(new)
        if field == "closedate" and new is not None:
            new = str(page.date_of(instant(new)))
        yield DealChange(
            ref=(NAME, "deals", id),
            deal=(NAME, "deals", record.id),
            field=DEAL_HISTORY[field],
            old=old,
            new=new,
            at=at,
        )
        old = new


def _line(record: Record, deal: Ref | None) -> Line:
    fields = record.fields
    product = filled(fields.get("hs_product_id"))
    return Line(
        **life(NAME, record, whole_seconds=False),
        deal=deal,
        product=(NAME, "products", product) if product else None,
        currency_code=fields.get("hs_line_item_currency_code"),
        amount=number(fields.get("amount")),
        quantity=number(fields.get("quantity")),
        unit_price_amount=number(fields.get("price")),
    )


def _deal(record: Record, companies: Mapping[str, str | None], page: Page) -> DealRecord:
    fields = record.fields
    account = filled(fields.get("hs_primary_associated_company")) or _company(record, companies)
    return DealRecord(
        **life(NAME, record, whole_seconds=False),
        opportunity_name=fields.get("dealname"),
        source_account_id=account,
        source_user_id=filled(fields.get("hubspot_owner_id")),
        opportunity_type=fields.get("dealtype"),
        pipeline=fields.get("pipeline"),
        stage=fields.get("dealstage"),
        loss_reason=fields.get("closed_lost_reason"),
        competitor=fields.get("competitor"),
        currency_code=filled(fields.get("deal_currency_code")),
        amount=number(fields.get("amount")),
        probability=number(fields.get("hs_deal_stage_probability")),
        close_date=page.date_of(instant(fields.get("closedate"))),
        synced=_synced(fields, "hs_salesforceopportunityid"),
    )


def _company(record: Record, companies: Mapping[str, str | None]) -> str | None:
    """The associated company that is the primary one, else the one with the least id."""
    entries = record.fields.get("@companies") or ()
    primary = {companies.get(id, id) for id, types in entries if PRIMARY_COMPANY in types}
    found = associated(record, "companies", companies)
    return min(found, key=lambda each: (each not in primary, each), default=None)


def _team(teams: Sequence[Mapping[str, Any]]) -> str | None:
    """The primary one, else the first."""
    primary = sorted(team["name"] for team in teams if team.get("primary"))
    return next(iter(primary or [team["name"] for team in teams]), None)


def _product(record: Record) -> Product:
    frequency = filled(record.fields.get("recurringbillingfrequency"))
    return Product(
        **life(NAME, record, whole_seconds=False),
        product_name=record.fields.get("name"),
        billing_interval=INTERVALS.get(frequency),
        source_billing_interval=None if frequency in INTERVALS else frequency,
    )


def _roles(record: Record, contacts: Mapping[str, str | None]) -> Iterable[Role]:
    people = associated(record, "contacts", contacts)
    for contact in people:
        yield Role(
            ref=(NAME, "deals", f"{record.id}|{contact}"),
            deal=(NAME, "deals", record.id),
            person=(NAME, "contacts", contact),
            is_primary=len(people) == 1,
        )


def associated(record: Record, object: str, present: Mapping[str, str | None]) -> list[str]:
    """What a record that is not gone stands beside, each once, in order of id."""
    if record.state != "live":
        return []
    named = (present.get(id, id) for id, _ in record.fields.get(f"@{object}") or ())
    return sorted({id for id in named if id})


def _synced(fields: Mapping[str, Any], *names: str) -> tuple[tuple[str, str], ...]:
    return tuple(("salesforce", fields[name]) for name in names if fields.get(name))


def _ref(record: Record) -> tuple[str, str, str]:
    return (NAME, record.object, record.id)
