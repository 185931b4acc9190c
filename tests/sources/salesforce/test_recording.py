"""What the org holds is what happened: records beside the known history they were written from."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from ingestion.sandbox import traces
from ingestion.sandbox.lives import life
from ingestion.sandbox.lives.births import births
from ingestion.sandbox.mess import DEFAULT
from ingestion.sources.salesforce.simulator import render
from ingestion.sources.salesforce.tables import TABLES

STAGES = {
    "Prospecting": "discovery", "Qualification": "discovery", "Needs Analysis": "evaluation",
    "Value Proposition": "evaluation", "Id. Decision Makers": "evaluation",
    "Perception Analysis": "evaluation", "Proposal/Price Quote": "proposal",
    "Negotiation/Review": "negotiation", "Closed Won": "won", "Closed Lost": "lost",
}  # fmt: skip
STATUSES = {
    "new": "Open - Not Contacted", "working": "Working - Contacted", "accepted": "Accepted by Sales",
    "rejected": "Closed - Not Converted", "nurture": "Nurture",
}  # fmt: skip
DIGITS = {"JPY": 0, "KWD": 3}


def stamp(at):
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


@pytest.fixture(scope="module")
def held(company):
    """Records by object, each by id."""
    return {
        table.object: {row["Id"]: row for row in render(company, table.name)} for table in TABLES
    }


@pytest.fixture(scope="module")
def lived(company):
    """Every life with its traces of Salesforce."""
    found = []
    for index in range(births(company.firm, company.now)):
        one = life(company.firm, index, DEFAULT)
        found.append((one, traces.of(company.firm, one, DEFAULT)))
    return found


def of_salesforce(lived, company, *objects):
    for one, traced in lived:
        for trace in traced:
            is_here = trace.system == "salesforce" and trace.object in objects
            if is_here and trace.created_at <= company.now:
                yield one, trace


def test_every_trace_is_a_record_and_every_record_of_a_person_company_or_deal_a_trace(
    held, lived, company
):
    for name in ("Lead", "Contact", "Account", "Opportunity"):
        expected = {trace.id for _, trace in of_salesforce(lived, company, name)}
        assert set(held[name]) == expected


def test_people_stand_as_their_traces_spell_them(held, lived, company):
    checked = 0
    for _, trace in of_salesforce(lived, company, "Lead", "Contact"):
        values = dict(trace.values)
        for at, changes in sorted(trace.later, key=lambda change: change[0]):
            ends = [e for e in (trace.converted_at, trace.merged_at, trace.deleted_at) if e]
            if at <= company.now and not any(at >= end for end in ends):
                values |= changes
        record = held[trace.object][trace.id]
        email = (values.get("email") or "").strip() or None
        assert record["Email"] == email
        assert record["FirstName"] == ((values.get("first_name") or "").strip() or None)
        checked += email is not None
    assert checked > 30


def test_merges_name_their_winner_and_deletes_do_not(held, lived, company):
    fates = Counter()
    for _, trace in of_salesforce(lived, company, "Lead", "Contact", "Account", "Opportunity"):
        record = held[trace.object][trace.id]
        is_merged = trace.merged_at is not None and trace.merged_at <= company.now
        is_deleted = trace.deleted_at is not None and trace.deleted_at <= company.now
        if trace.restored_at is not None and trace.restored_at <= company.now:
            is_deleted = False
        assert record["IsDeleted"] == (is_merged or is_deleted)
        if trace.object != "Opportunity":
            assert record["MasterRecordId"] == (trace.merged_into if is_merged else None)
        fates[is_merged, is_deleted] += 1
    assert fates[True, False] > 0


def test_a_converted_lead_names_what_it_became_and_when(held, lived, company):
    converted = 0
    for _, trace in of_salesforce(lived, company, "Lead"):
        record = held["Lead"][trace.id]
        if trace.converted_at is None or trace.converted_at > company.now:
            assert record["IsConverted"] is False
            continue
        assert record["ConvertedDate"] == stamp(trace.converted_at)[:10]
        assert record["ConvertedContactId"] == trace.converted_contact_id
        assert record["ConvertedContactId"] in held["Contact"]
        rows = [h for h in held["LeadHistory"].values()
                if h["LeadId"] == trace.id and h["Field"] == "leadConverted"]  # fmt: skip
        assert [row["CreatedDate"] for row in rows] == [stamp(trace.converted_at)]
        converted += 1
    assert converted > 3


def test_lead_history_chains_from_value_to_value_to_the_present_one(held):
    fields = {"Status": "Status", "Owner": "OwnerId", "Email": "Email"}
    chains = Counter()
    for field, column in fields.items():
        of_lead = {}
        for row in held["LeadHistory"].values():
            if row["Field"] == field and not (field == "Owner" and row["DataType"] == "Text"):
                of_lead.setdefault(row["LeadId"], []).append(row)
        for lead, rows in of_lead.items():
            rows.sort(key=lambda row: row["CreatedDate"])
            for before, after in pairwise(rows):
                assert before["NewValue"] == after["OldValue"]
            assert rows[-1]["NewValue"] == held["Lead"][lead][column]
            chains[field] += 1
    assert chains["Status"] > 10
    assert chains["Owner"] > 10


def test_owner_changes_are_told_by_id_and_by_name(held):
    users = {id: user["Name"] for id, user in held["User"].items()}
    by_moment = {}
    for row in held["LeadHistory"].values():
        if row["Field"] == "Owner":
            moment = by_moment.setdefault((row["LeadId"], row["CreatedDate"]), {})
            moment[row["DataType"]] = row
    assert by_moment
    for rows in by_moment.values():
        assert set(rows) == {"EntityId", "Text"}
        assert users[rows["EntityId"]["NewValue"]] == rows["Text"]["NewValue"]


def test_statuses_are_those_sales_set_while_the_lead_was_there(held, lived, company):
    """Where a person stands once in the org, its lead's claims are exactly the history's."""
    checked = 0
    for one, traced in lived:
        for person in one.people:
            leads = traced.of_thing("salesforce", "person", person.key)
            if len([t for t in leads if t.object == "Lead"]) != 1 or leads[0].object != "Lead":
                continue
            lead = leads[0]
            if lead.deleted_at or lead.merged_at or lead.created_at > company.now:
                continue
            told = [
                (stamp(at), STATUSES[status])
                for q in one.qualifications
                if q.person_key == person.key and q.sales_system == "salesforce"
                for at, status, _ in q.status_changes
                if status != "converted"
                and lead.created_at + 1000 <= at <= company.now
                and (lead.converted_at is None or at < lead.converted_at)
            ]
            rows = sorted(
                (row["CreatedDate"], row["NewValue"])
                for row in held["LeadHistory"].values()
                if row["LeadId"] == lead.id
                and row["Field"] == "Status"
                and row["NewValue"] != "Closed - Converted"
            )
            status = "Open - Not Contacted"
            expected = []
            for at, new in sorted(told):
                if new != status:
                    expected.append((at, new))
                    status = new
            assert rows == expected
            checked += bool(expected)
    assert checked > 10


def test_stages_amounts_and_close_dates_of_a_deal_are_its_history(held, lived, company):
    checked = 0
    for one, trace in of_salesforce(lived, company, "Opportunity"):
        deal = next(deal for deal in one.deals if deal.key == trace.key)
        if trace.deleted_at or trace.created_at != deal.created_at:
            continue
        rows = sorted(
            (h for h in held["OpportunityHistory"].values() if h["OpportunityId"] == trace.id),
            key=lambda row: row["CreatedDate"],
        )
        stages = [(stamp(at), stage) for at, stage in deal.stages if at <= company.now]
        entered, last = [], None
        for row in rows:
            if row["StageName"] != last:
                entered.append((row["CreatedDate"], STAGES[row["StageName"]]))
                last = row["StageName"]
        assert entered == stages
        record = held["Opportunity"][trace.id]
        currency = trace.values.get("currency") or deal.currency
        minor = trace.values.get("amount_minor")
        if minor is None:
            minor = [amount for at, amount in deal.amounts if at <= company.now][-1]
        assert record["Amount"] == pytest.approx(minor / 10 ** DIGITS.get(currency, 2), abs=1e-9)
        assert record["CurrencyIsoCode"] == currency
        assert record["CloseDate"] == [day for at, day in deal.close_dates if at <= company.now][-1]
        assert record["IsWon"] == (stages[-1][1] == "won")
        assert rows[-1]["Amount"] == record["Amount"]
        checked += 1
    assert checked > 20


def test_lines_hold_product_price_and_discount(held, lived, company):
    checked = 0
    for one, trace in of_salesforce(lived, company, "Opportunity"):
        deal = next(deal for deal in one.deals if deal.key == trace.key)
        currency = trace.values.get("currency") or deal.currency
        lines = sorted(
            (li for li in held["OpportunityLineItem"].values() if li["OpportunityId"] == trace.id),
            key=lambda line: line["SortOrder"],
        )
        if not lines and company.now - trace.created_at < 300_000:
            continue
        assert len(lines) == len(deal.lines)
        for line, truth in zip(lines, deal.lines, strict=True):
            product = held["Product2"][line["Product2Id"]]
            assert product["ProductCode"] == truth.product_key.upper()
            price = truth.unit_price_minor / 10 ** DIGITS.get(currency, 2)
            assert (line["Quantity"], line["UnitPrice"]) == (truth.quantity, price)
            total = price * truth.quantity * (100 - truth.discount_percent) / 100
            assert line["TotalPrice"] == pytest.approx(total, abs=0.001)
            checked += 1
    assert checked > 20


def test_roles_name_contacts_of_the_people_on_the_deal(held, lived, company):
    people = {trace.id: trace.key for _, trace in of_salesforce(lived, company, "Contact")}
    deals = {trace.id: (one, trace) for one, trace in of_salesforce(lived, company, "Opportunity")}
    primaries = 0
    for role in held["OpportunityContactRole"].values():
        one, trace = deals[role["OpportunityId"]]
        deal = next(deal for deal in one.deals if deal.key == trace.key)
        truth = {key: is_primary for key, _, is_primary, _ in deal.people}
        assert role["IsPrimary"] == truth[people[role["ContactId"]]]
        primaries += role["IsPrimary"]
    assert primaries > 10


def test_an_activity_hangs_on_a_record_of_its_person(held, lived, company):
    person_of = {t.id: t.key for _, t in of_salesforce(lived, company, "Lead", "Contact")}
    truth = {a.key: a for one, _ in lived for a in one.activities}
    rows = company.sql(
        "select id, object, truth_key from record where system = 'salesforce' and truth_kind = 'activity'"
    )
    assert len(rows) > 100
    kinds = Counter()
    for id, object, key in rows:
        record, activity = held[object][id], truth[key]
        assert person_of[record["WhoId"]] == activity.person_key
        kinds[activity.kind, record.get("TaskSubtype"), record.get("Outcome__c")] += 1
        if object == "Event":
            assert record["StartDateTime"] == stamp(activity.at)
        elif record["IsClosed"]:
            assert record["CompletedDateTime"] == stamp(activity.at)
        is_automatic = (record["Subject"] or "").startswith("[Automated] ")
        assert is_automatic == activity.is_automatic
        assert (held["User"][record["CreatedById"]]["Alias"] == "auto") == activity.is_automatic
    assert {(kind, subtype) for kind, subtype, _ in kinds} == {
        ("call", "Call"), ("email", "Email"), ("task", "Task"), ("meeting", None),
        ("notification", "Email"),
    }  # fmt: skip
    assert kinds["email", "Email", "Replied"] > 0
    assert kinds["meeting", None, "Held"] > 0


def test_who_attended_has_responded_on_that_day(held, lived, company):
    truth = {t.key: t for one, _ in lived for t in one.touches}
    rows = company.sql(
        "select id, truth_key from record where system = 'salesforce' and object = 'CampaignMember'"
    )
    responded = 0
    for id, key in rows:
        first, member = truth[key], held["CampaignMember"][id]
        same = [t for t in truth.values() if t.person_key == first.person_key
                and t.campaign_key == first.campaign_key and t.kind == "event_attended"
                and t.at >= first.at and t.at <= company.now]  # fmt: skip
        assert member["CreatedDate"] == stamp(first.at)
        assert member["HasResponded"] == bool(same)
        if same:
            assert member["FirstRespondedDate"] == stamp(same[0].at)[:10]
            responded += 1
    assert responded > 3


def test_rates_follow_each_other_without_a_gap(held):
    by_currency = {}
    for rate in held["DatedConversionRate"].values():
        by_currency.setdefault(rate["IsoCode"], []).append(rate)
    assert "EUR" in by_currency
    for rates in by_currency.values():
        rates.sort(key=lambda rate: rate["StartDate"])
        ends = [rate["NextStartDate"] for rate in rates]
        assert ends == [rate["StartDate"] for rate in rates[1:]] + [None]
