"""What a record becomes under a page of New York: its days and its currencies, worked out by hand."""

from datetime import date, datetime
from decimal import Decimal

import pytest

# By the clock of the build it is midnight UTC of the 10th, and still the 9th in New York.
DEFINITIONS = {
    "pages": [
        {"page": "2024-01-01", "status": "signed", "is_sample": "false", "approvals_are_valid": "true", "time_zone": "America/New_York", "reporting_currency": "USD"},
        {"page": "2026-01-11", "status": "signed", "is_sample": "false", "approvals_are_valid": "true", "time_zone": "Asia/Tokyo", "reporting_currency": "JPY"},
    ],
    "unnamed_currencies": [
        {"_record_id": "a", "page": "2024-01-01", "system": "salesforce", "currency_code": "USD"},
        {"_record_id": "b", "page": "2026-01-11", "system": "hubspot", "currency_code": "EUR"},
    ],
}  # fmt: skip
LATER = "2026-01-08T02:00:00.000+0000"  # the 7th in New York
SALESFORCE = {
    "campaign": [
        {"Id": "dated_by_its_making", "ActualCost": "0.01", "CreatedDate": LATER},
        {"Id": "in_dinars", "ActualCost": "0.001", "CurrencyIsoCode": "KWD", "StartDate": "2026-01-08", "EndDate": "2026-01-31", "CreatedDate": LATER},
        {"Id": "ended_before_it_began", "ActualCost": "5", "CurrencyIsoCode": "EUR", "StartDate": "2026-01-03", "EndDate": "2026-01-01", "CreatedDate": LATER},
        {"Id": "planned", "ActualCost": "7", "CurrencyIsoCode": "EUR", "StartDate": "2026-03-01", "EndDate": "2026-03-02", "CreatedDate": LATER},
        {"Id": "unpaid", "StartDate": "2026-01-01", "CreatedDate": LATER},
    ],
    "lead": [{"Id": "00Q1", "Status": "New", "IsConverted": "true", "ConvertedDate": "2026-01-04", "CreatedDate": "2026-01-01T00:00:00.000+0000"}],
    "campaign_member": [{"Id": "m1", "CampaignId": "planned", "LeadId": "00Q1", "HasResponded": "true", "FirstRespondedDate": "2026-01-02", "CreatedDate": "2026-01-01T09:00:00.000+0000"}],
    "opportunity": [{"Id": "0061", "StageName": "Won", "Amount": "5", "CreatedDate": "2026-01-01T00:00:00.000+0000"}],
}  # fmt: skip
HUBSPOT = {
    "deals": [{"id": "70", "amount": "5", "deal_currency_code": "", "closedate": "2026-01-09T03:30:00Z", "createdAt": "2026-01-01T00:00:00Z"}],
    "deal_property_history": [
        {"_record_id": "70|closedate|a|x", "object_id": "70", "property": "closedate", "value": "2026-01-05T04:59:59Z", "timestamp": "2026-01-01T00:00:00Z"},
        {"_record_id": "70|closedate|b|y", "object_id": "70", "property": "closedate", "value": "2026-01-05T05:00:00Z", "timestamp": "2026-01-02T00:00:00Z"},
    ],
}  # fmt: skip
ENTITIES = (
    "spend", "lifecycle_changes", "touches", "opportunities", "opportunity_changes", "people",
)  # fmt: skip


@pytest.fixture(scope="module")
def conformed(by_hand):
    warehouse = by_hand()
    warehouse.land("definitions", 1, **DEFINITIONS)
    warehouse.land("salesforce", 1, **SALESFORCE)
    warehouse.land("hubspot", 1, **HUBSPOT)
    warehouse.build("--select", *(f"+int_{entity}_unioned" for entity in ENTITIES))
    return lambda entity, columns, where="true": warehouse.rows(
        f"select {columns} from intermediate.int_{entity}_unioned where {where} order by all"
    )


def test_what_was_spent_lies_on_days_that_have_been_whatever_the_campaign_says(conformed):
    assert conformed("spend", "source_campaign_id, spend_date, currency_code, amount") == [
        ("dated_by_its_making", date(2026, 1, 7), "USD", Decimal("0.0033")),
        ("dated_by_its_making", date(2026, 1, 8), "USD", Decimal("0.0033")),
        ("dated_by_its_making", date(2026, 1, 9), "USD", Decimal("0.0034")),
        ("ended_before_it_began", date(2026, 1, 3), "EUR", Decimal(5)),
        ("in_dinars", date(2026, 1, 8), "KWD", Decimal("0.0005")),
        ("in_dinars", date(2026, 1, 9), "KWD", Decimal("0.0005")),
        ("planned", date(2026, 1, 9), "EUR", Decimal(7)),
    ]


def test_a_day_without_a_time_begins_at_midnight_in_new_york(conformed):
    fourth = datetime(2026, 1, 4, 5)
    assert conformed("people", "converted_at", "source_object = 'Lead'") == [(fourth,)]
    claims = conformed("lifecycle_changes", "changed_at", "field = 'IsConverted'")
    assert claims == [(datetime(2026, 1, 1),), (fourth,)]
    answers = conformed("touches", "touched_at", "touch_type = 'event_attended'")
    assert answers == [(datetime(2026, 1, 2, 5),)]


def test_a_deal_closes_on_the_date_that_it_is_in_new_york(conformed):
    where = "source_system = 'hubspot'"
    assert conformed("opportunities", "close_date", where) == [(date(2026, 1, 8),)]
    changes = conformed(
        "opportunity_changes", "changed_at, old_value, new_value", f"{where} and field = 'close_date'"
    )  # fmt: skip
    assert changes == [
        (datetime(2026, 1, 1), None, "2026-01-04"),
        (datetime(2026, 1, 2), "2026-01-04", "2026-01-05"),
    ]


def test_an_amount_without_a_currency_is_in_the_one_that_the_page_in_force_names(conformed):
    assert conformed("opportunities", "source_system, amount, currency_code") == [
        ("hubspot", Decimal(5), None),
        ("salesforce", Decimal(5), "USD"),
    ]
