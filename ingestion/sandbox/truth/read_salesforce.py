"""Salesforce's records as entities, by docs/conforming.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ingestion.sandbox.store import Record, Store
from ingestion.sandbox.truth.entities import (
    AccountRecord,
    Campaign,
    DealRecord,
    Line,
    PersonRecord,
    Product,
    Rate,
    Records,
    Ref,
    Role,
    User,
)
from ingestion.sandbox.truth.page import Page
from ingestion.sandbox.truth.reading import System, day, filled, life, number, systems_of, to_second
from ingestion.sandbox.truth.salesforce_histories import (
    claims,
    deal_changes,
    deal_states,
    histories,
    person_changes,
)
from ingestion.sandbox.truth.salesforce_spend import spend
from ingestion.sandbox.truth.salesforce_touches import event, membership, task

NAME = "salesforce"
# What the vendor says of a stage where nobody typed in another probability.
PERCENTS = {
    "Prospecting": 10, "Qualification": 10, "Needs Analysis": 20, "Value Proposition": 50,
    "Id. Decision Makers": 60, "Perception Analysis": 70, "Proposal/Price Quote": 75,
    "Negotiation/Review": 90, "Closed Won": 100, "Closed Lost": 0,
}  # fmt: skip
FOREVER = "9999-12-31"


def read_salesforce(store: Store, records: Records, page: Page) -> None:
    for system in systems_of(NAME, store):
        _read(system, records, page)


def _read(system: System, records: Records, page: Page) -> None:
    leads, contacts = system.records("Lead"), system.records("Contact")
    history = histories(system.records("LeadHistory"))
    members = [each for each in system.records("CampaignMember") if each.state == "live"]
    first_campaign = _first_campaigns(members)
    for record in leads:
        own = history.get(record.id, [])
        records.people.append(_lead(record, first_campaign.get(record.id)))
        records.claims += claims(record, own, page)
        records.person_changes += person_changes(record, own)
    records.people += [_contact(each, first_campaign.get(each.id)) for each in contacts]
    records.accounts += [_account(each) for each in system.records("Account")]
    _read_deals(system, records)
    campaigns = {each.id: each for each in system.records("Campaign")}
    records.campaigns += [
        Campaign(**life(NAME, each), campaign_type=each.fields.get("Type"))
        for each in campaigns.values()
    ]
    for campaign in campaigns.values():
        records.spend += spend(campaign, records.as_of, page)
    for member in members:
        records.touches += membership(member, campaigns, page)
    users = system.records("User")
    roles = {each.id: each.fields.get("Name") for each in system.records("UserRole")}
    records.users += [_user(each, roles) for each in users]
    aliases = {each.id: each.fields.get("Alias") for each in users}
    records.touches += [task(each, aliases) for each in system.records("Task")]
    records.touches += [event(each, aliases) for each in system.records("Event")]
    records.products += [
        Product(
            **life(NAME, each),
            product_name=each.fields.get("Name"),
            source_billing_interval=filled(each.fields.get("Billing_Interval__c")),
        )
        for each in system.records("Product2")
    ]
    records.rates += _rates(system)


# ── people and accounts ─────────────────────────────────────────────────────────────────────


def _lead(record: Record, campaign_id: str | None) -> PersonRecord:
    fields = record.fields
    return PersonRecord(
        **life(NAME, record),
        **_person(fields, ""),
        kind="lead",
        company_name=fields.get("Company"),
        source_campaign_id=campaign_id,
        rejection_reason=fields.get("Rejection_Reason__c"),
        converted_person_id=filled(fields.get("ConvertedContactId")),
        converted_account_id=filled(fields.get("ConvertedAccountId")),
    )


def _contact(record: Record, campaign_id: str | None) -> PersonRecord:
    fields = record.fields
    return PersonRecord(
        **life(NAME, record),
        **_person(fields, "Mailing"),
        kind="contact",
        source_account_id=filled(fields.get("AccountId")),
        source_campaign_id=campaign_id,
    )


def _person(fields: Mapping[str, Any], place: str) -> dict[str, Any]:
    return {
        "email": fields.get("Email"),
        "other_emails": tuple(filter(None, (fields.get("Alternate_Email__c"),))),
        "first_name": fields.get("FirstName"),
        "last_name": fields.get("LastName"),
        "phone": fields.get("Phone"),
        "title": fields.get("Title"),
        "country": fields.get(f"{place}Country"),
        "city": fields.get(f"{place}City"),
        "postal_code": fields.get(f"{place}PostalCode"),
        "lead_source": fields.get("LeadSource"),
        "source_user_id": filled(fields.get("OwnerId")),
        "synced": _synced(fields.get("HubSpot_Contact_ID__c")),
        "has_opted_out": bool(fields.get("HasOptedOutOfEmail")),
    }


def _account(record: Record) -> AccountRecord:
    fields = record.fields
    employees = number(fields.get("NumberOfEmployees"))
    return AccountRecord(
        **life(NAME, record),
        account_name=fields.get("Name"),
        domain=fields.get("Website"),
        industry=fields.get("Industry"),
        country=fields.get("BillingCountry"),
        city=fields.get("BillingCity"),
        postal_code=fields.get("BillingPostalCode"),
        phone=fields.get("Phone"),
        employee_count=None if employees is None else int(employees),
        parent_source_account_id=filled(fields.get("ParentId")),
        synced=_synced(fields.get("HubSpot_Company_ID__c")),
    )


def _first_campaigns(members: Iterable[Record]) -> dict[str, str]:
    first: dict[str, str] = {}
    for member in sorted(members, key=lambda each: (to_second(each.created_at), each.id)):
        for id in (member.fields.get("LeadId"), member.fields.get("ContactId")):
            if id:
                first.setdefault(id, member.fields["CampaignId"])
    return first


# ── deals ───────────────────────────────────────────────────────────────────────────────────


def _read_deals(system: System, records: Records) -> None:
    records.deals += [_deal(each) for each in system.records("Opportunity")]
    records.deal_changes += deal_states(system.records("OpportunityHistory"))
    tracked = histories(system.records("OpportunityFieldHistory"), of="OpportunityId")
    for each in system.records("Opportunity"):
        records.deal_changes += deal_changes(each, tracked.get(each.id, []))
    for each in system.records("OpportunityLineItem"):
        fields = each.fields
        records.lines.append(
            Line(
                **life(NAME, each),
                deal=(NAME, "Opportunity", fields["OpportunityId"]),
                product=_ref("Product2", fields.get("Product2Id")),
                currency_code=fields.get("CurrencyIsoCode"),
                amount=number(fields.get("TotalPrice")),
                quantity=number(fields.get("Quantity")),
                unit_price_amount=number(fields.get("UnitPrice")),
            )
        )
    for each in system.records("OpportunityContactRole"):
        fields = each.fields
        records.roles.append(
            Role(
                **life(NAME, each),
                deal=(NAME, "Opportunity", fields["OpportunityId"]),
                person=(NAME, "Contact", fields["ContactId"]),
                role=fields.get("Role"),
                is_primary=bool(fields.get("IsPrimary")),
                associated_at=to_second(each.created_at),
            )
        )


def _deal(record: Record) -> DealRecord:
    fields = record.fields
    stage = fields.get("StageName")
    percent = number(fields.get("Probability", PERCENTS.get(stage)))
    return DealRecord(
        **life(NAME, record),
        opportunity_name=fields.get("Name"),
        source_account_id=filled(fields.get("AccountId")),
        source_user_id=filled(fields.get("OwnerId")),
        source_campaign_id=filled(fields.get("CampaignId")),
        opportunity_type=fields.get("Type"),
        stage=stage,
        loss_reason=fields.get("Loss_Reason__c"),
        competitor=fields.get("Competitor__c"),
        currency_code=fields.get("CurrencyIsoCode"),
        amount=number(fields.get("Amount")),
        probability=None if percent is None else percent / 100,
        close_date=day(fields.get("CloseDate")),
        synced=_synced(fields.get("HubSpot_Deal_ID__c")),
    )


def _user(record: Record, roles: Mapping[str, str | None]) -> User:
    fields = record.fields
    return User(
        **life(NAME, record),
        email=fields.get("Email"),
        role=roles.get(fields.get("UserRoleId")) or fields.get("Title"),
        team=fields.get("Department"),
        time_zone=fields.get("TimeZoneSidKey"),
    )


# ── the rest ────────────────────────────────────────────────────────────────────────────────


def _rates(system: System) -> Iterable[Rate]:
    base = next(
        (
            each.fields["IsoCode"]
            for each in system.records("CurrencyType")
            if each.fields.get("IsCorporate")
        ),
        None,
    )
    for each in system.records("DatedConversionRate"):
        until = each.fields.get("NextStartDate")
        yield Rate(
            currency_code=each.fields["IsoCode"],
            base_currency_code=base,
            units_per_base=number(each.fields["ConversionRate"]),
            valid_from=day(each.fields["StartDate"]),
            valid_to=None if until in (None, FOREVER) else day(until),
        )


def _synced(contact_id: str | None) -> tuple[tuple[str, str], ...]:
    return (("hubspot", contact_id),) if contact_id else ()


def _ref(object: str, id: str | None) -> Ref | None:
    return (NAME, object, id) if id else None
