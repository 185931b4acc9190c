"""What the systems hold, read as the evaluator reads it: worked out by hand from docs/conforming.md."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ingestion.sandbox.recorded import Change
from ingestion.sandbox.store import Store
from ingestion.sandbox.truth.entities import Records
from ingestion.sandbox.truth.page import read_pages
from ingestion.sandbox.truth.records import read_records


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


NOW = at("2026-03-01")
PAGE = Path("dbt_project/definitions/2024-01-01.yml")  # New York; HubSpot: dollars
LEAD = {
    "Status": "Closed - Not Converted", "OwnerId": "005B", "Email": "ana@acme.example", "LastName": "Ana",
    "Rejection_Reason__c": "No budget", "HubSpot_Contact_ID__c": "77",
}  # fmt: skip


@pytest.fixture
def holding(tmp_path: Path):
    """Records that hold what a case writes down."""

    def held(*changes: tuple[str, Change]) -> Records:
        tracked = {("hubspot", "contacts"): None, ("hubspot", "deals"): None}
        store = Store(tmp_path / "store.sqlite", tracked)
        store.add(changes, NOW)
        store.set_meta("now", NOW)
        return read_records(store, read_pages(PAGE).governing[0])

    return held


def lead_history(id: str, when: str, field: str, old: str | None, new: str | None, type="Picklist"):
    told = {"LeadId": "00Q1", "Field": field, "OldValue": old, "NewValue": new, "DataType": type}
    return ("salesforce", Change(at(when), "LeadHistory", id, "create", told))


def test_a_lead_begins_with_the_value_before_its_first_change_and_seconds_are_whole(holding):
    records = holding(
        ("salesforce", Change(at("2025-03-01 10:00:00.700"), "Lead", "00Q1", "create", LEAD)),
        lead_history(
            "1", "2025-03-02 10:00:00.900", "Status", "Open - Not Contacted", "Working - Contacted"
        ),
        lead_history(
            "2", "2025-03-03 10:00", "Status", "Working - Contacted", "Closed - Not Converted"
        ),
        lead_history("3", "2025-03-03 10:00", "Rejection_Reason__c", None, "No budget"),
    )
    statuses = [claim for claim in records.claims if claim.field == "Status"]
    assert [(claim.at, claim.new, claim.reason) for claim in statuses] == [
        (at("2025-03-01 10:00:00"), "Open - Not Contacted", None),
        (at("2025-03-02 10:00:00"), "Working - Contacted", None),
        (at("2025-03-03 10:00:00"), "Closed - Not Converted", "No budget"),
    ]


def test_an_owner_without_history_was_the_owner_from_the_beginning(holding):
    records = holding(
        ("salesforce", Change(at("2025-03-01 10:00"), "Lead", "00Q1", "create", LEAD)),
        lead_history("1", "2025-03-02 10:00", "Owner", "Marketing Queue", "Bo", "Text"),
    )
    owners = [change for change in records.person_changes if change.field == "owner"]
    assert [(change.at, change.old, change.new) for change in owners] == [
        (at("2025-03-01 10:00"), None, "005B")
    ]
    assert records.people[0].synced == (("hubspot", "77"),)


def test_of_a_deals_states_only_those_change_a_field_in_which_it_differs(holding):
    states = (("1", "Prospecting", 5), ("2", "Prospecting", 9), ("3", "Qualification", 9))
    records = holding(
        *(
            ("salesforce", Change(at(f"2025-03-0{id}"), "OpportunityHistory", id, "create",
             {"OpportunityId": "0061", "StageName": stage, "Amount": amount}))
            for id, stage, amount in states
        )
    )  # fmt: skip
    assert [(change.field, change.old, change.new) for change in records.deal_changes] == [
        ("stage", None, "Prospecting"),
        ("amount", None, "5"),
        ("amount", "5", "9"),
        ("stage", "Prospecting", "Qualification"),
    ]


def contact(id: str, when: str, op: str = "create", into: str | None = None, **fields):
    return ("hubspot", Change(at(when), "contacts", id, op, fields, into=into))


def test_a_survivor_tells_the_history_of_those_that_were_merged_into_it(holding):
    records = holding(
        contact("1", "2025-03-01", email="a@acme.example", hubspotscore="10"),
        contact("1", "2025-03-02", "update", hubspotscore="70"),
        contact("2", "2025-03-03", email="b@acme.example"),
        contact("9", "2025-03-04", email="a@acme.example", hubspotscore="70"),
        contact("1", "2025-03-04", "merge", into="9"),
        contact("2", "2025-03-04", "merge", into="9"),
    )
    scores = [change for change in records.person_changes if change.field == "score"]
    assert {change.person[2] for change in records.person_changes} == {"9"}
    assert [(change.at, change.new) for change in scores] == [
        (at("2025-03-01"), "10"),
        (at("2025-03-02"), "70"),
        (at("2025-03-04"), "70"),
    ]


def test_a_submission_is_of_the_contact_that_holds_the_address_the_earliest_that_is_not_gone(
    holding,
):
    values = [{"name": "email", "value": " INFO@acme.example"}]
    records = holding(
        ("hubspot", Change(at("2025-01-01"), "forms", "f", "create", {"name": "Newsletter"})),
        contact("3", "2025-03-01", email="info@acme.example"),
        contact("3", "2025-03-09", "delete"),
        contact("2", "2025-03-03", email="bo@acme.example"),
        contact("1", "2025-03-02", email="ana@acme.example"),
        contact(
            "1", "2025-03-05", "update", hs_additional_emails="x@acme.example;info@acme.example"
        ),
        contact("2", "2025-03-06", "update", email="info@acme.example"),
        (
            "hubspot",
            Change(at("2025-03-01"), "form_submissions/f", "s", "create", {"values": values}),
        ),
    )
    (touch,) = records.touches
    assert touch.person == ("hubspot", "contacts", "1")
    assert (touch.asset, touch.ref[2]) == ("Newsletter", "f|s")


def test_the_only_contact_of_a_deal_is_its_primary_one(holding):
    deal = {
        "dealstage": "contractsent",
        "pipeline": "default",
        "@contacts": [["1", [3]], ["2", [3]]],
    }
    both = (
        contact("1", "2025-03-01", email="a@acme.example"),
        contact("2", "2025-03-01", email="b@acme.example"),
    )
    alone = contact("1", "2025-03-02", "delete")
    made = ("hubspot", Change(at("2025-03-01"), "deals", "d", "create", deal))
    assert [role.is_primary for role in holding(*both, made, alone).roles] == [True]


def test_yen_have_no_minor_unit_and_invoices_name_their_deal(holding):
    invoice = {
        "currency": "jpy", "customer": "cus_1", "subtotal": 1200, "total": 1000, "amount_remaining": 1000,
        "status": "open", "total_discount_amounts": [{"amount": 200}],
        "status_transitions": {"finalized_at": 1_740_000_000},
        "metadata": {"opportunity_id": "salesforce:0061"},
    }  # fmt: skip
    records = holding(("stripe", Change(at("2025-03-01"), "invoice", "in_1", "create", invoice)))
    (found,) = records.invoices
    assert (found.total_amount, found.discount_amount) == (Decimal(1000), Decimal(200))
    assert (found.issued_at, found.synced) == (1_740_000_000_000, (("salesforce", "0061"),))


def test_a_day_begins_at_midnight_in_new_york_and_an_instant_has_the_date_it_has_there(holding):
    member = {"CampaignId": "701", "LeadId": "00Q1", "HasResponded": True,
              "FirstRespondedDate": "2025-07-02"}  # fmt: skip
    lead = LEAD | {"IsConverted": True, "ConvertedDate": "2025-03-09"}
    records = holding(
        ("salesforce", Change(at("2025-03-01"), "Lead", "00Q1", "create", lead)),
        ("salesforce", Change(at("2025-07-01"), "CampaignMember", "00v", "create", member)),
        ("hubspot", Change(at("2025-03-01"), "deals", "d", "create",
                           {"closedate": "2025-07-02T03:59:59.000Z"})),
    )  # fmt: skip
    assert [touch.at for touch in records.touches] == [at("2025-07-01"), at("2025-07-02 04:00")]
    conversions = [claim.at for claim in records.claims if claim.field == "IsConverted"]
    assert conversions == [at("2025-03-01"), at("2025-03-09 05:00")]
    assert [deal.close_date for deal in records.deals] == [date(2025, 7, 1)]


def test_money_that_names_no_currency_is_in_the_one_the_page_names_for_its_system(holding):
    records = holding(
        ("salesforce", Change(at("2025-03-01"), "Opportunity", "0061", "create", {"Amount": 5})),
        ("hubspot", Change(at("2025-03-01"), "deals", "1", "create", {"amount": "5"})),
        ("hubspot", Change(at("2025-03-01"), "deals", "2", "create",
                           {"amount": "5", "deal_currency_code": ""})),
        ("hubspot", Change(at("2025-03-01"), "deals", "3", "create",
                           {"amount": "5", "deal_currency_code": "EUR"})),
    )  # fmt: skip
    assert {deal.ref[2]: deal.currency_code for deal in records.deals} == {
        "0061": None, "1": "USD", "2": "USD", "3": "EUR",
    }  # fmt: skip


CAMPAIGNS = {
    "planned": ({"StartDate": "2026-05-01", "EndDate": "2026-05-09"}, {"2026-02-28": "1"}),
    "begun_on_no_day": ({"EndDate": "2026-02-27"}, {"2026-02-26": "0.5", "2026-02-27": "0.5"}),
    "without_end": ({"StartDate": "2026-02-26"},
                    {"2026-02-26": "0.3333", "2026-02-27": "0.3333", "2026-02-28": "0.3334"}),
    "ended_before_it_began": ({"StartDate": "2026-02-20", "EndDate": "2026-02-10"},
                              {"2026-02-20": "1"}),
    "running": ({"StartDate": "2026-02-27", "EndDate": "2026-03-31"},
                {"2026-02-27": "0.5", "2026-02-28": "0.5"}),
}  # fmt: skip


@pytest.mark.parametrize(("dates", "spent"), CAMPAIGNS.values(), ids=CAMPAIGNS)
def test_what_a_campaign_cost_so_far_lies_on_its_days_until_today(holding, dates, spent):
    """It is midnight UTC of the 1st of March, and still the 28th of February in New York."""
    campaign = {"ActualCost": 1.0, "CurrencyIsoCode": "KWD", **dates}
    made = Change(at("2026-02-27 02:00"), "Campaign", "701", "create", campaign)
    records = holding(("salesforce", made))
    assert {each.spend_date.isoformat(): each.amount for each in records.spend} == {
        day: Decimal(amount) for day, amount in spent.items()
    }
