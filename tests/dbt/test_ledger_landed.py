"""What is read and becomes no row of the contract says why, whatever is left blank in it."""

import pytest


def opportunity_state(id, at, **fields):
    state = {"StageName": "Talk", "Amount": "8", "CloseDate": "2026-03-01", "Probability": "10"}
    told = state | {"ForecastCategory": "Pipeline"} | fields
    return {"Id": id, "OpportunityId": "o1", "CreatedDate": f"{at}T00:00:00.000+0000"} | told


@pytest.fixture(scope="module")
def unread(by_hand):
    """By raw table and record: why, or None; and which name or join others."""
    warehouse = by_hand()
    for source in ("stripe", "files"):
        warehouse.land(source, 1)
    warehouse.land(
        "salesforce",
        1,
        opportunity_history=[
            opportunity_state("first", "2026-01-01"),
            opportunity_state("more", "2026-01-02", Amount="9"),
            opportunity_state("same", "2026-01-03", Amount="9"),
            opportunity_state("none", "2026-01-04", Amount=None),
            opportunity_state("none_again", "2026-01-05", Amount=None),
        ],
        lead_history=[
            {"Id": "status", "Field": "Status"},
            {"Id": "reason", "Field": "Rejection_Reason__c"},
            {"Id": "ids", "Field": "Owner", "DataType": "EntityId"},
            {"Id": "names", "Field": "Owner", "DataType": "Text"},
            {"Id": "untyped", "Field": "Owner"},
            {"Id": "other", "Field": "Title"},
            {"Id": "nameless"},
        ],
        dated_conversion_rate=[{"Id": "rate", "IsoCode": "EUR", "ConversionRate": "0.9"}],
    )
    warehouse.land(
        "hubspot",
        1,
        email_events=[
            {"id": "open", "type": "OPEN"},
            {"id": "machine", "type": "OPEN", "filteredEvent": "true"},
            {"id": "untyped"},
            {"id": "left", "type": "STATUSCHANGE", "portalSubscriptionStatus": "UNSUBSCRIBED"},
            {"id": "came", "type": "STATUSCHANGE", "portalSubscriptionStatus": "SUBSCRIBED"},
            {"id": "unsaid", "type": "STATUSCHANGE"},
        ],
        lists=[{"listId": "1"}],
    )
    warehouse.build("--select", "+int_records_landed")
    rows = warehouse.rows(
        "select source_object, record_id, unread_reason, is_label"
        " from intermediate.int_records_landed"
    )
    return {(table, id): (why, is_label) for table, id, why, is_label in rows}


def told(unread, table):
    return {id: why for (object, id), (why, _) in unread.items() if object == table}


def test_a_state_that_changes_nothing_that_is_read_says_so(unread):
    same = "changes no field that a fact reads"
    assert told(unread, "opportunity_history") == {
        "first": None, "more": None, "same": same, "none": None, "none_again": same,
    }  # fmt: skip


def test_a_change_of_a_field_that_no_fact_reads_says_so(unread):
    names, no_fact = "the names of a change told by ids", "no fact reads this field"
    assert told(unread, "lead_history") == {
        "status": None, "reason": None, "ids": None, "names": names, "untyped": names,
        "other": no_fact, "nameless": no_fact,
    }  # fmt: skip
    assert unread["lead_history", "reason"][1] and not unread["lead_history", "status"][1]


def test_an_event_that_is_no_touch_says_so(unread):
    none = "no touch"
    assert told(unread, "email_events") == {
        "open": None, "machine": none, "untyped": none, "left": None, "came": none, "unsaid": none,
    }  # fmt: skip


def test_a_rate_without_a_corporate_currency_and_an_object_that_nobody_reads_say_so(unread):
    assert told(unread, "dated_conversion_rate") == {"rate": "no currency is corporate"}
    assert list(told(unread, "lists").values()) == ["no fact reads this object"]
