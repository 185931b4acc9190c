"""The simulator tells records, describes and deletes as Salesforce does."""

import pytest

from ingestion.sources.salesforce.simulator.org import Org

HOUR, DAY = 3_600_000, 86_400_000


def code(answer):
    return answer.json()[0]["errorCode"]


def test_a_record_is_told_whole_with_its_address_put_together(hand, asking):
    id = hand.lead("Ada", "2026-01-02T03:04:05", City="Köln", PostalCode="02134", FirstName="Ä")
    hand.then("2026-03-04T05:06:07", "Lead", id, Status="Nurture", HubSpot_Score__c=12)
    record = asking(hand.open()).get(f"sobjects/Lead/{id}").json()
    assert record["attributes"] == {
        "type": "Lead",
        "url": f"/services/data/v62.0/sobjects/Lead/{id}",
    }
    assert record["CreatedDate"] == "2026-01-02T03:04:05.000+0000"
    assert record["SystemModstamp"] == "2026-03-04T05:06:07.000+0000"
    assert (record["Name"], record["PostalCode"]) == ("Ä Ada", "02134")
    assert record["Address"] == {
        "city": "Köln", "country": None, "geocodeAccuracy": None, "latitude": None,
        "longitude": None, "postalCode": "02134", "state": None, "street": None,
    }  # fmt: skip
    assert (record["IsDeleted"], record["HubSpot_Score__c"], record["Email"]) == (False, 12.0, None)


def test_numbers_are_written_as_the_vendor_writes_them(hand, asking):
    hand.make("Account", "001", "big", "2026-01-01T00:00:00", Name="big", AnnualRevenue=12_500_000,
              NumberOfEmployees=10_000_000)  # fmt: skip
    hand.make("Account", "001", "low", "2026-01-01T00:00:00", Name="low", AnnualRevenue=9_999_999.5)
    text = (
        asking(hand.open())
        .query("SELECT AnnualRevenue, NumberOfEmployees FROM Account ORDER BY Name")
        .text
    )
    assert '"AnnualRevenue":1.25E7,"NumberOfEmployees":10000000' in text
    assert '"AnnualRevenue":9999999.5,' in text


def test_a_deleted_record_is_gone_by_id_and_marked_in_query_all(hand, asking):
    lost, won = hand.lead("Lost"), hand.lead("Won")
    hand.then("2026-05-01T00:00:00", "Lead", lost, "merge", into=won)
    api = asking(hand.open())
    answer = api.get(f"sobjects/Lead/{lost}")
    assert (answer.status_code, code(answer)) == (404, "ENTITY_IS_DELETED")
    soql = f"SELECT IsDeleted, MasterRecordId FROM Lead WHERE Id = '{lost}'"
    (record,) = api.records(soql, "queryAll")
    assert (record["IsDeleted"], record["MasterRecordId"]) == (True, won)


def test_a_campaign_counts_its_members_and_deals_without_being_changed(hand, asking):
    hand.make(
        "CurrencyType", "01L", "EUR", "2020-01-01T00:00:00", IsoCode="EUR", ConversionRate=0.5
    )
    fair = hand.make("Campaign", "701", "fair", "2026-01-01T00:00:00", Name="Fair")
    for name, responded in (("Ada", True), ("Bob", False)):
        hand.make("CampaignMember", "00v", name, "2026-05-20T13:00:00", CampaignId=fair,
                  LeadId=hand.lead(name), HasResponded=responded)  # fmt: skip
    hand.opportunity(
        "won", StageName="Closed Won", Amount=10.0, CurrencyIsoCode="EUR", CampaignId=fair
    )
    hand.opportunity("open", Amount=5.0, CampaignId=fair)
    api = asking(hand.open())
    fields = (
        "SystemModstamp, NumberOfLeads, NumberOfResponses, NumberOfOpportunities, "
        "NumberOfWonOpportunities, AmountAllOpportunities, AmountWonOpportunities"
    )
    (before,) = api.records(f"SELECT {fields} FROM Campaign")
    api.store.advance(hand.now + HOUR)
    (after,) = api.records(f"SELECT {fields} FROM Campaign")
    assert list(before.values())[2:] == [0, 0, 2, 1, 25.0, 20.0]
    assert list(after.values())[2:] == [2, 1, 2, 1, 25.0, 20.0]
    assert before["SystemModstamp"] == after["SystemModstamp"]


def test_old_activities_are_archived_and_come_through_query_all_alone(hand, asking):
    old = hand.make("Task", "00T", "old", "2025-05-01T00:00:00", Status="Completed", Priority="Normal",
                    ActivityDate="2025-05-20")  # fmt: skip
    hand.make("Task", "00T", "still open", "2025-05-01T00:00:00", Status="Not Started",
              Priority="Normal", ActivityDate="2025-05-01")  # fmt: skip
    api = asking(hand.open())
    assert len(api.records("SELECT Id FROM Task")) == 2
    api.store.advance(hand.now + DAY)
    api.sign_in()
    assert old not in [r["Id"] for r in api.records("SELECT Id FROM Task")]
    archived = api.records("SELECT Id FROM Task WHERE IsArchived = true", "queryAll")
    assert [r["Id"] for r in archived] == [old]


def test_describe_tells_types_words_and_relations(hand, asking):
    api = asking(hand.open())
    fields = {f["name"]: f for f in api.get("sobjects/Lead/describe").json()["fields"]}
    assert fields["Status"]["type"] == "picklist"
    assert "Nurture" in [value["value"] for value in fields["Status"]["picklistValues"]]
    assert (fields["OwnerId"]["referenceTo"], fields["OwnerId"]["relationshipName"]) == (
        ["Group", "User"], "Owner",
    )  # fmt: skip
    assert (fields["LastName"]["nillable"], fields["LastName"]["length"]) == (False, 80)
    assert (fields["City"]["compoundFieldName"], fields["Address"]["filterable"]) == (
        "Address",
        False,
    )
    assert fields["HubSpot_Score__c"]["custom"] is True
    listed = api.get("sobjects").json()["sobjects"]
    assert {o["name"]: o["keyPrefix"] for o in listed}["Opportunity"] == "006"


def test_what_the_user_may_not_see_is_not_there_at_all(hand, asking):
    hand.lead("Ada", Rating="Hot")
    api = asking(
        hand.open(),
        Org(hidden_objects=frozenset({"Account"}), hidden_fields=frozenset({"Lead.Rating"})),
    )
    assert code(api.get("sobjects/Account/describe")) == "NOT_FOUND"
    assert code(api.query("SELECT Id FROM Account")) == "INVALID_TYPE"
    assert code(api.query("SELECT Rating FROM Lead")) == "INVALID_FIELD"
    assert "Rating" not in [f["name"] for f in api.get("sobjects/Lead/describe").json()["fields"]]


# ── deletes ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def deletes(hand, asking):
    for name, gone in (("one", "2026-05-19T10:00:30"), ("two", "2026-05-20T11:00:00")):
        hand.then(gone, "Lead", hand.lead(name), "delete")
    hand.then("2026-05-20T13:00:00", "Lead", hand.lead("three"), "delete")
    api = asking(hand.open())
    api.hand = hand
    return api


def deleted(api, start, end):
    return api.get("sobjects/Lead/deleted/", start=start, end=end)


def test_deleted_ids_are_told_between_two_instants_seconds_ignored(deletes):
    answer = deleted(deletes, "2026-05-19T10:00:59+00:00", "2026-05-20T11:00:00+00:00").json()
    assert answer == {
        "deletedRecords": [
            {"id": deletes.hand.key("00Q", "one"), "deletedDate": "2026-05-19T10:00:30.000+0000"}
        ],
        "earliestDateAvailable": "2026-05-05T12:00:00.000+0000",
        "latestDateCovered": "2026-05-20T11:00:00.000+0000",
    }


def test_deletes_are_covered_until_now_at_most(deletes):
    answer = deleted(deletes, "2026-05-20T00:00:00Z", "2026-05-21T00:00:00Z").json()
    assert [r["id"] for r in answer["deletedRecords"]] == [deletes.hand.key("00Q", "two")]
    assert answer["latestDateCovered"] == "2026-05-20T12:00:00.000+0000"


def test_deletes_are_told_for_thirty_days_and_a_minute_at_least(deletes):
    too_old = deleted(deletes, "2026-04-20T11:59:00Z", "2026-05-20T00:00:00Z")
    too_short = deleted(deletes, "2026-05-20T00:00:10Z", "2026-05-20T00:00:50Z")
    for answer in (too_old, too_short):
        assert (answer.status_code, code(answer)) == (400, "INVALID_REPLICATION_DATE")
    assert code(deletes.get("sobjects/Lead/deleted/")) == "MISSING_ARGUMENT"


def test_updated_ids_are_told_too(deletes):
    path = "sobjects/Lead/updated/"
    answer = deletes.get(path, start="2026-05-01T00:00:00Z", end="2026-05-20T12:00:00Z").json()
    assert answer["ids"] == []
