"""What a vendor's record becomes under the contract, by docs/conforming.md; rows worked out by hand."""

from datetime import date, datetime
from decimal import Decimal

import pytest

ENTITIES = (
    "spend", "lifecycle_changes", "person_changes", "touches", "opportunities", "opportunity_people", "opportunity_changes", "people",
)  # fmt: skip
SALESFORCE = {
    "campaign": [
        {"Id": "c1", "Name": "Water Week", "CurrencyIsoCode": "EUR", "ActualCost": "100.00", "StartDate": "2025-12-01", "EndDate": "2025-12-03"},
        {"Id": "c2", "Name": "Ads", "CurrencyIsoCode": "USD", "ActualCost": "0.05", "StartDate": "2026-01-09", "EndDate": "2026-01-31"},
        {"Id": "c3", "Name": "Planned", "StartDate": "2026-01-01", "EndDate": "2026-01-31"},
    ],
    "lead": [
        {"Id": "00Q1", "Status": "Nurture", "OwnerId": "005b", "Rejection_Reason__c": "Student", "IsConverted": "true", "ConvertedDate": "2026-01-03", "HubSpot_Contact_ID__c": "3", "CreatedDate": "2026-01-01T00:00:00.000+0000"},
        {"Id": "00Q2", "Status": "New", "OwnerId": "00G1", "Rejection_Reason__c": None, "IsConverted": "true", "ConvertedDate": "2026-01-04", "CreatedDate": "2026-01-01T00:00:00.000+0000"},
    ],
    "lead_history": [
        {"Id": "h1", "LeadId": "00Q1", "Field": "Status", "DataType": "Picklist", "OldValue": '"New"', "NewValue": '"Rejected"', "CreatedDate": "2026-01-02T00:00:00.000+0000"},
        {"Id": "h2", "LeadId": "00Q1", "Field": "Rejection_Reason__c", "DataType": "Picklist", "OldValue": None, "NewValue": '"Student"', "CreatedDate": "2026-01-02T00:00:00.000+0000"},
        {"Id": "h3", "LeadId": "00Q1", "Field": "leadConverted", "DataType": "Text", "CreatedDate": "2026-01-03T08:30:00.000+0000"},
        {"Id": "h4", "LeadId": "00Q1", "Field": "Owner", "DataType": "EntityId", "OldValue": '"00G1"', "NewValue": '"005b"', "CreatedDate": "2026-01-02T00:00:00.000+0000"},
        {"Id": "h5", "LeadId": "00Q1", "Field": "Owner", "DataType": "Text", "OldValue": '"Queue"', "NewValue": '"Ada"', "CreatedDate": "2026-01-02T00:00:00.000+0000"},
    ],
    "campaign_member": [
        {"Id": "m1", "CampaignId": "c1", "LeadId": "00Q1", "HasResponded": "true", "FirstRespondedDate": "2026-01-01", "CreatedDate": "2026-01-01T09:00:00.000+0000"},
        {"Id": "m2", "CampaignId": "c1", "LeadId": "00Q1", "ContactId": "0031", "HasResponded": "false", "CreatedDate": "2026-01-01T09:00:00.000+0000"},
    ],
    "user": [{"Id": "005auto", "Alias": "auto"}],
    "task": [
        {"Id": "t1", "WhoId": "00Q1", "WhatId": "0061", "TaskSubtype": "Email", "Outcome__c": "Sent", "CreatedById": "005auto", "CompletedDateTime": "2026-01-04T10:00:00.000+0000"},
        {"Id": "t2", "WhoId": "0031", "WhatId": "0011", "TaskSubtype": "Call", "CallDisposition": "Left Voicemail", "CreatedById": "005b", "CreatedDate": "2026-01-05T10:00:00.000+0000"},
        {"Id": "t3", "TaskSubtype": "Task", "IsClosed": "true", "CallDisposition": "Left Voicemail", "CreatedDate": "2026-01-05T11:00:00.000+0000"},
    ],
    "opportunity": [{"Id": "0061", "StageName": "Won", "Probability": "100", "OwnerId": "005b", "CurrencyIsoCode": "EUR", "CreatedDate": "2026-01-01T00:00:00.000+0000"}],
    "opportunity_history": [
        {"Id": "s1", "OpportunityId": "0061", "StageName": "Open", "Amount": "10.0", "CreatedDate": "2026-01-01T00:00:00.000+0000"},
        {"Id": "s2", "OpportunityId": "0061", "StageName": "Open", "Amount": "12.0", "CreatedDate": "2026-01-02T00:00:00.000+0000"},
        {"Id": "s3", "OpportunityId": "0061", "StageName": "Won", "Amount": "12.0", "CreatedDate": "2026-01-03T00:00:00.000+0000"},
    ],
}  # fmt: skip
HUBSPOT = {
    "contacts": [
        {"id": "1", "_op": "merge", "_merged_into_id": "2", "email": "gone@a.com", "hubspot_owner_id": "8", "createdAt": "2026-01-01T00:00:00Z"},
        {"id": "2", "_op": "merge", "_merged_into_id": "3", "createdAt": "2026-01-02T00:00:00Z"},
        {"id": "3", "email": "Ada@a.com", "hs_additional_emails": "ada@b.com;x@y.com", "hubspot_owner_id": "9", "createdAt": "2026-01-05T00:00:00Z"},
    ],
    "contact_property_history": [
        {"_record_id": "1|email|a|x", "object_id": "1", "property": "email", "value": "old@a.com", "timestamp": "2026-01-01T00:00:00Z"},
        {"_record_id": "3|email|a|x", "object_id": "3", "property": "email", "value": "old@a.com", "timestamp": "2026-01-01T00:00:00Z"},
        {"_record_id": "3|email|b|y", "object_id": "3", "property": "email", "value": "Ada@a.com", "timestamp": "2026-01-05T00:00:00Z"},
        {"_record_id": "3|hs_lead_status|c|z", "object_id": "3", "property": "hs_lead_status", "value": "NEW", "timestamp": "2026-01-05T00:00:00Z"},
    ],
    "calls": [
        {"id": "k1", "hs_call_title": "Hello", "hs_call_disposition": "guid", "hs_call_duration": "90500", "hs_object_source": "CRM_UI", "hs_timestamp": "2026-01-06T00:00:00Z"},
        {"id": "k2", "hs_call_disposition": "guid-of-nothing", "hs_timestamp": "2026-01-06T00:00:00Z"},
    ],
    "emails": [
        {"id": "m1", "hs_email_direction": "EMAIL", "hs_timestamp": "2026-01-06T00:00:00Z"},
        {"id": "m2", "hs_email_direction": "INCOMING_EMAIL", "hs_timestamp": "2026-01-06T00:00:00Z"},
    ],
    "call_dispositions": [{"id": "guid", "label": "Connected"}],
    "call_contact": [{"from_id": "k1", "to": '[{"toObjectId": 3, "associationTypes": [{"typeId": 194, "label": null}]}, {"toObjectId": 4, "associationTypes": []}]'}],
    "call_deal": [{"from_id": "k1", "to": '[{"toObjectId": 70, "associationTypes": [{"typeId": 206, "label": null}]}]'}],
    "deals": [{"id": "70", "dealstage": "closedwon", "closedate": "2026-01-08T23:30:00Z", "createdAt": "2026-01-01T00:00:00Z"}],
    "deal_property_history": [
        {"_record_id": "70|dealstage|t|b", "object_id": "70", "property": "dealstage", "value": "first", "timestamp": "2026-01-02T00:00:00Z", "ties_after": "2"},
        {"_record_id": "70|dealstage|t|c", "object_id": "70", "property": "dealstage", "value": "second", "timestamp": "2026-01-02T00:00:00Z", "ties_after": "1"},
        {"_record_id": "70|dealstage|t|a", "object_id": "70", "property": "dealstage", "value": "closedwon", "timestamp": "2026-01-02T00:00:00Z"},
    ],
    "deal_company": [{"from_id": "70", "to": '[{"toObjectId": 501, "associationTypes": [{"typeId": 341, "label": null}]}, {"toObjectId": 502, "associationTypes": [{"typeId": 5, "label": "Primary"}, {"typeId": 341, "label": null}]}]'}],
    "deal_contact": [{"from_id": "70", "to": '[{"toObjectId": 3, "associationTypes": [{"typeId": 3, "label": null}, {"typeId": 90, "label": "Buyer"}]}]'}],
    "forms": [{"id": "f1", "name": "Contact sales"}],
    "form_submissions": [
        {"form_id": "f1", "_record_id": "f1|s1", "email": " ADA@b.com ", "submittedAt": "1767657600000"},
        {"form_id": "f1", "_record_id": "f1|s2", "email": "nobody@a.com", "submittedAt": "1767657600000"},
    ],
    "email_campaigns": [{"id": "11", "contentId": "12", "name": "May, first sending"}],
    "marketing_emails": [{"id": "12", "name": "May", "campaign": "guid-of-campaign"}],
    "email_events": [
        {"id": "e1", "type": "OPEN", "recipient": "old@a.com", "emailCampaignId": "11", "created": "1767657600000"},
        {"id": "e2", "type": "OPEN", "recipient": "old@a.com", "filteredEvent": "true", "created": "1767657600000"},
        {"id": "e3", "type": "STATUSCHANGE", "recipient": "old@a.com", "portalSubscriptionStatus": "SUBSCRIBED", "created": "1767657600000"},
    ],
}  # fmt: skip


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute)


@pytest.fixture(scope="module")
def conformed(by_hand):
    warehouse = by_hand()
    warehouse.land("salesforce", 1, **SALESFORCE)
    warehouse.land("hubspot", 1, **HUBSPOT)
    warehouse.build("--select", *(f"+int_{entity}_unioned" for entity in ENTITIES))
    return lambda entity, columns, where="true": warehouse.rows(
        f"select {columns} from intermediate.int_{entity}_unioned where {where} order by all"
    )


def test_spend_is_spread_evenly_over_the_days_until_now_with_what_is_left_on_the_last(
    conformed,
):
    assert conformed("spend", "record_id, spend_date, currency_code, amount") == [
        ("c1|2025-12-01", date(2025, 12, 1), "EUR", Decimal("33.3333")),
        ("c1|2025-12-02", date(2025, 12, 2), "EUR", Decimal("33.3333")),
        ("c1|2025-12-03", date(2025, 12, 3), "EUR", Decimal("33.3334")),
        ("c2|2026-01-09", date(2026, 1, 9), "USD", Decimal("0.025")),
        ("c2|2026-01-10", date(2026, 1, 10), "USD", Decimal("0.025")),
    ]


def test_a_claim_carries_the_reason_of_its_instant_and_a_field_begins_with_what_was_replaced(
    conformed,
):
    claims = conformed(
        "lifecycle_changes", "source_person_id, field, changed_at, old_value, new_value, reason, record_id",
        "source_system = 'salesforce'",
    )  # fmt: skip
    assert claims == [
        ("00Q1", "IsConverted", at(1), None, "false", None, "00Q1|IsConverted|initial"),
        ("00Q1", "IsConverted", at(3, 8, 30), "false", "true", "Student", "h3"),
        ("00Q1", "Status", at(1), None, "New", None, "00Q1|Status|initial"),
        ("00Q1", "Status", at(2), "New", "Rejected", "Student", "h1"),
        ("00Q2", "IsConverted", at(1), None, "false", None, "00Q2|IsConverted|initial"),
        ("00Q2", "IsConverted", at(4), "false", "true", None, "00Q2"),
        ("00Q2", "Status", at(1), None, "New", None, "00Q2|Status|initial"),
    ]


def test_a_change_of_owner_is_told_by_ids_once(conformed):
    changes = conformed(
        "person_changes", "source_person_id, changed_at, old_value, new_value",
        "source_system = 'salesforce' and field = 'owner'",
    )  # fmt: skip
    assert changes == [
        ("00Q1", at(1), None, "00G1"),
        ("00Q1", at(2), "00G1", "005b"),
        ("00Q2", at(1), None, "00G1"),
    ]


def test_a_survivor_tells_its_forerunners_values_as_its_own_and_once(conformed):
    changes = conformed(
        "person_changes", "source_person_id, field, changed_at, old_value, new_value, record_id",
        "source_system = 'hubspot'",
    )  # fmt: skip
    assert changes == [
        ("3", "email", at(1), None, "old@a.com", "3|email|a|x"),
        ("3", "email", at(5), "old@a.com", "Ada@a.com", "3|email|b|y"),
        ("3", "owner", at(5), None, "9", "3|owner|initial"),
    ]


def test_changes_of_one_instant_follow_each_other_as_the_vendor_tells_them(conformed):
    changes = conformed(
        "opportunity_changes", "ties_after, changed_at, old_value, new_value",
        "source_system = 'hubspot' and field = 'stage'",
    )  # fmt: skip
    assert changes == [
        (0, at(2), "second", "closedwon"),
        (1, at(2), "first", "second"),
        (2, at(2), None, "first"),
    ]


def test_a_conversion_has_the_instant_of_its_history_and_campaigns_the_first_membership(conformed):
    assert conformed(
        "people",
        "record_id, converted_at, source_campaign_id, synced_record_ids",
        "record_kind = 'lead'",
    ) == [("00Q1", at(3, 8, 30), "c1", "hubspot:3"), ("00Q2", at(4), None, None)]


def test_an_answer_shows_attendance_beside_the_registration_and_never_before_it(conformed):
    assert conformed(
        "touches", "record_id, touch_type, source_person_object, source_person_id, touched_at",
        "source_object = 'CampaignMember'",
    ) == [
        ("m1", "event_registered", "Lead", "00Q1", at(1, 9)),
        ("m1|responded", "event_attended", "Lead", "00Q1", at(1, 9)),
        ("m2", "event_registered", "Contact", "0031", at(1, 9)),
    ]  # fmt: skip


def test_a_task_is_a_call_or_an_e_mail_by_its_subtype_and_keeps_its_own_words(conformed):
    columns = "record_id, touch_type, outcome, source_outcome, source_author, source_person_object, source_opportunity_id, source_account_id, touched_at"
    assert conformed("touches", columns, "source_object = 'Task'") == [
        ("t1", "sales_email", None, "Sent", "auto", "Lead", "0061", None, at(4, 10)),
        ("t2", "call", None, "Left Voicemail", None, "Contact", None, "0011", at(5, 10)),
        ("t3", "task", "done", None, None, None, None, None, at(5, 11)),
    ]


def test_an_engagement_is_a_touch_of_each_contact_beside_it(conformed):
    columns = "record_id, source_person_id, source_opportunity_id, outcome, source_outcome, source_author, duration_seconds"
    assert conformed("touches", columns, "source_object = 'calls'") == [
        ("k1|3", "3", "70", None, "Connected", "CRM_UI", Decimal("90.5")),
        ("k1|4", "4", "70", None, "Connected", "CRM_UI", Decimal("90.5")),
        ("k2", None, None, None, "guid-of-nothing", None, None),
    ]
    assert conformed(
        "touches", "record_id, outcome, source_outcome", "source_object = 'emails'"
    ) == [
        ("m1", "sent", None),
        ("m2", "replied", None),
    ]


def test_an_address_finds_the_contact_that_holds_or_held_it(conformed):
    columns = "record_id, touch_type, source_person_id, asset, source_campaign_id, touched_at"
    assert conformed(
        "touches", columns, "source_object in ('form_submissions', 'email_events')"
    ) == [
        ("e1", "email_opened", "3", "May", "guid-of-campaign", at(6)),
        ("f1|s1", "form_submission", "3", "Contact sales", None, at(6)),
        ("f1|s2", "form_submission", None, "Contact sales", None, at(6)),
    ]


def test_a_deal_takes_its_primary_company_and_the_day_it_closes(conformed):
    columns = "source_system, source_account_id, probability, close_date"
    assert conformed("opportunities", columns) == [
        ("hubspot", "502", None, date(2026, 1, 8)),
        ("salesforce", None, Decimal(1), None),
    ]
    assert conformed("opportunity_people", "record_id, role, is_primary") == [
        ("70|3", "Buyer", True)
    ]


def test_states_of_a_deal_become_changes_of_its_fields(conformed):
    columns = "field, record_id, old_value, new_value"
    where = "source_system = 'salesforce' and field in ('stage', 'amount', 'owner')"
    assert conformed("opportunity_changes", columns, where) == [
        ("amount", "s1|amount", None, "10.0000"),
        ("amount", "s2|amount", "10.0000", "12.0000"),
        ("owner", "0061|owner|initial", None, "005b"),
        ("stage", "s1|stage", None, "Open"),
        ("stage", "s3|stage", "Open", "Won"),
    ]
