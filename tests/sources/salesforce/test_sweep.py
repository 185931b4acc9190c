"""What no stamp tells is found within a day: vanished records, holes, calculated and new fields."""

import pytest

from ingestion.sources.salesforce.simulator.org import FieldDefinition, Org
from tests.sources.salesforce.living import DAY, HOUR


def member(hand, name, campaign, lead):
    return hand.make("CampaignMember", "00v", name, "2026-03-01T00:00:00",
                     CampaignId=campaign, LeadId=lead, Status="Sent")  # fmt: skip


def test_campaign_members_are_only_ever_hard_deleted(hand, days):
    campaign = hand.make("Campaign", "701", "c", "2026-02-01T00:00:00", Name="Spring")
    gone = member(hand, "m", campaign, hand.lead("Ada"))
    hand.then("2026-05-20T12:30:00", "CampaignMember", gone, "delete")
    org = days()
    org.org = Org(hard_deletes=frozenset({"CampaignMember"}))
    org.land()
    org.land(HOUR)
    assert org.versions("campaign_member", gone) == ["upsert"]
    org.land(DAY)
    assert org.versions("campaign_member", gone) == ["upsert", "delete"]


def test_what_leaves_the_recycle_bin_stays_deleted(hand, days):
    deleted, restored = hand.lead("deleted"), hand.lead("restored")
    hand.then("2026-05-20T12:30:00", "Lead", deleted, "delete")
    hand.then("2026-05-20T12:30:00", "Lead", restored, "delete")
    hand.then("2026-05-30T00:00:00", "Lead", restored, "restore")
    org = days()
    org.org = Org(recycle_days=15)
    for later in (0, HOUR, 14 * DAY, 2 * DAY, DAY):
        org.land(later)
    assert org.versions("lead", deleted) == ["upsert", "delete"]
    assert org.versions("lead", restored) == ["upsert", "delete", "upsert"]


def test_what_was_deleted_and_purged_in_a_long_gap_is_found(hand, days):
    lead, kept = hand.lead("gone"), hand.lead("kept")
    hand.then("2026-05-21T12:00:00", "Lead", lead, "delete")
    org = days()
    org.org = Org(recycle_days=15)
    org.land()
    org.land(40 * DAY)
    assert org.versions("lead", lead) == ["upsert", "delete"]
    assert org.versions("lead", kept) == ["upsert"]


def test_what_is_hard_deleted_is_gone_after_the_next_sweep(hand, days):
    """A record that was purged at once is in no list of deletes."""
    campaign = hand.make("Campaign", "701", "c", "2026-02-01T00:00:00", Name="Spring")
    lead, kept = hand.lead("gone"), hand.lead("kept")
    gone_member = member(hand, "m", campaign, lead)
    org = days()
    org.land()
    org.purge(lead)
    org.purge(gone_member)
    org.land(HOUR)
    assert org.versions("lead", lead) == ["upsert"]  # an unchanged day is not swept twice
    org.land(DAY)
    assert org.versions("lead", lead, "_op, LastName") == [
        {"_op": "upsert", "LastName": "gone"},
        {"_op": "delete", "LastName": "gone"},
    ]
    assert org.versions("campaign_member", gone_member) == ["upsert", "delete"]
    assert org.versions("lead", kept) == ["upsert"]
    assert org.land(DAY).rows_new == 0


def test_a_load_that_is_killed_between_two_pages_of_a_job_lands_each_record_once(
    hand, days, monkeypatch
):
    monkeypatch.setattr("ingestion.sources.salesforce.reading.BULK_FROM", 0)
    monkeypatch.setattr("ingestion.sources.salesforce.bulk.VALUES_A_PAGE", 1)
    monkeypatch.setattr("ingestion.sources.salesforce.bulk.SMALLEST_PAGE", 2)
    monkeypatch.setattr("ingestion.landing.waiting.ROWS_IN_COLUMNS_A_COMMIT", 2)
    leads = sorted(hand.lead(f"l{number}") for number in range(7))
    org = days()
    commits = []

    def kill(point):
        commits.append(point)
        if commits.count("lead") == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        org.land(after_commit=kill)
    assert org.count("lead") == 4
    org.land(HOUR)
    rows = org.warehouse.rows("select _record_id from raw_salesforce.lead order by 1")
    assert [row["_record_id"] for row in rows] == leads


def test_a_record_that_is_deleted_and_restored_lands_each_time(hand, days):
    lead = hand.lead("Ada")
    hand.then("2026-05-20T13:00:00", "Lead", lead, "delete")
    hand.then("2026-05-20T15:00:00", "Lead", lead, "restore")
    org = days()
    for hours in (0, 2, 2):
        org.land(hours * HOUR)
    assert org.versions("lead", lead) == ["upsert", "delete", "upsert"]


def test_a_restore_that_moved_no_stamp_is_found_by_the_sweep(hand, days):
    lead = hand.lead("Ada")
    hand.then("2026-05-20T13:00:00", "Lead", lead, "delete")
    org = days()
    org.land()
    org.land(2 * HOUR)
    org.store.sql("update record set state = 'live', gone_at = null where id = ?", (lead,))
    org.land(HOUR)
    assert org.versions("lead", lead) == ["upsert", "delete"]
    org.land(DAY)
    assert org.versions("lead", lead) == ["upsert", "delete", "upsert"]


def test_a_row_that_became_visible_long_after_its_stamp_is_found(hand, days):
    late = hand.lead("late", "2026-05-20T11:00:00")
    org = days()
    org.purge(late)
    org.land()
    org.store.sql("update record set state = 'live' where id = ?", (late,))
    org.land(HOUR)
    assert org.versions("lead", late) == []
    org.land(DAY)
    assert org.versions("lead", late) == ["upsert"]


def test_histories_outlive_their_record_and_their_retention(hand, days):
    lead = hand.lead("Ada")
    row = hand.make("LeadHistory", "017", "h", "2026-01-11T00:00:00", LeadId=lead, Field="Status",
                    DataType="Text", OldValue="a", NewValue="b")  # fmt: skip
    org = days()
    org.land()
    org.purge(row)
    org.land(DAY)
    assert org.versions("lead_history", row) == ["upsert"]


def test_a_roll_up_that_changes_without_its_records_stamp_is_read_again(hand, days):
    campaign = hand.make("Campaign", "701", "c", "2026-02-01T00:00:00", Name="Spring")
    lead = hand.lead("Ada")
    first, second = member(hand, "m", campaign, lead), member(hand, "n", campaign, lead)
    org = days()
    org.land()
    org.purge(second)
    org.land(DAY)
    columns = "NumberOfLeads, _changed_at"
    before, after = org.versions("campaign", campaign, columns)
    assert (before["NumberOfLeads"], after["NumberOfLeads"]) == ("2", "1")
    assert before["_changed_at"] == after["_changed_at"]
    assert org.versions("campaign_member", first) == ["upsert"]


def test_a_formula_of_the_org_is_read_again_every_day(hand, days):
    tier = FieldDefinition("Tier__c", "string", 40, is_calculated=True)
    lead = hand.lead("Ada", Tier__c="Gold")
    org = days()
    org.org = Org(custom_fields={"Lead": (tier,)})
    org.land()
    org.store.sql(
        "update record set fields = replace(fields, 'Gold', 'Iron') where id = ?", (lead,)
    )
    assert org.land(HOUR).tables["lead"].rows_new == 0
    assert org.land(DAY).tables["lead"].rows_new == 1
    assert '"Tier__c":"Iron"' in org.versions("lead", lead, "_extra")[-1]["_extra"]


def test_a_right_that_is_granted_fills_the_column_of_old_rows_at_once(hand, days):
    lead = hand.lead("Ada", Rating="Hot")
    org = days()
    org.org = Org(hidden_fields=frozenset({"Lead.Rating"}))
    org.land()
    org.org = Org()
    load = org.land(HOUR)
    assert [row["Rating"] for row in org.versions("lead", lead, "Rating")] == [None, "Hot"]
    (finding,) = [finding for finding in load.findings if finding.check == "landing_drift"]
    assert (finding.table, finding.keys) == ("lead", ("Rating new field picklist",))
    assert org.land(HOUR).tables["lead"].vendor_count is None


def test_a_new_custom_field_is_read_of_all_rows_at_once(hand, days):
    lead = hand.lead("Ada", Tier__c="Gold")
    org = days()
    org.land()
    org.org = Org(custom_fields={"Lead": (FieldDefinition("Tier__c", "string", 40),)})
    org.land(HOUR)
    assert '"Tier__c":"Gold"' in org.versions("lead", lead, "_extra")[-1]["_extra"]
