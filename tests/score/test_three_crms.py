"""Deals in any number of CRMs: a second Salesforce org beside the first and HubSpot, in one company.

What is expected is read from the sandbox's store: which records are of one deal, and what they say.
"""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from ingestion.sandbox.acquired import SYSTEM
from ingestion.sandbox.truth.command import held_world
from ingestion.sandbox.truth.happened import happened, lives_of
from ingestion.sandbox.truth.score import score
from tests.conftest import Company

PAGES = Path("dbt_project/definitions")
CRMS = {"salesforce": "Opportunity", SYSTEM: "Opportunity", "hubspot": "deals"}
ORGS = ("salesforce", SYSTEM)


@pytest.fixture(scope="module")
def held(module_path):
    """A company with three CRMs after its first run."""
    company = Company(module_path / "warehouse", size=250, orgs=2)
    outcome = company.run(days=0)
    assert outcome.succeeded, outcome.messages
    return company


@pytest.fixture(scope="module")
def deals(held):
    """By true deal: the records that stand, by the system that holds them."""
    found = {}
    world = held_world(held.warehouse / "sandbox")
    for system, object in CRMS.items():
        for record in world.records(system, object, "state = 'live'"):
            assert found.setdefault(record.truth_key, {}).setdefault(system, record) is record
    world.close()
    return found


@pytest.fixture(scope="module")
def published(held):
    """By record id: the deal that it was published as."""
    rows = held.query(
        "select record_id, opportunity_id from marts.bridge_opportunities"
        " inner join marts.fct_opportunities using (opportunity_id)"
    )
    return dict(rows)


def test_the_second_org_shares_deals_with_one_and_with_both_of_the_others(deals):
    shared = Counter(frozenset(records) for records in deals.values() if SYSTEM in records)
    assert shared[frozenset(CRMS)] >= 5
    assert shared[frozenset(ORGS)] >= 1
    assert shared[frozenset((SYSTEM, "hubspot"))] >= 5
    ids = [record.id for records in deals.values() for record in records.values()]
    assert len(ids) == len(set(ids))
    pointers = (records[SYSTEM].fields.get("HubSpot_Deal_ID__c") for records in deals.values() if SYSTEM in records)  # fmt: skip
    assert not any(pointers)


def test_every_record_of_both_orgs_lands_under_its_connection(held, deals):
    for system, connection in zip(ORGS, ("default", "emea"), strict=True):
        landed = held.query(
            "select record_id from marts.bridge_opportunities"
            f" where source_system = 'salesforce' and connection = '{connection}'"
        )
        there = {records[system].id for records in deals.values() if system in records}
        assert there and there <= {id for (id,) in landed}


def test_a_deal_of_two_or_three_crms_is_one_row_and_says_how_many_hold_it(held, deals, published):
    ids = [{published[each.id] for each in records.values()} for records in deals.values()]
    assert all(len(of_one) == 1 for of_one in ids)
    count = "select opportunity_id, system_count from marts.fct_opportunities order by all"
    assert held.query(count) == sorted(
        (*of_one, len(records)) for of_one, records in zip(ids, deals.values(), strict=True)
    )


def test_each_field_is_that_of_the_org_that_changed_last_and_of_no_other_system(
    held, deals, published
):
    """The page prefers Salesforce, whichever org of it: of two the record that changed last."""
    rows = held.query(
        "select opportunity_id, opportunity_name, amount, currency_code, close_date"
        " from marts.fct_opportunities"
    )
    told = {id: values for id, *values in rows}
    compared = differing = 0
    for records in deals.values():
        if SYSTEM not in records:
            continue
        last, *others = sorted(
            (records[org] for org in ORGS if org in records),
            key=lambda record: (record.modified_at // 1000, record.id),
            reverse=True,
        )
        name, amount, currency, close_date = told[published[last.id]]
        fields = last.fields
        assert (name, currency) == (fields["Name"].strip(), fields["CurrencyIsoCode"])
        assert float(amount) == pytest.approx(fields["Amount"])
        assert close_date.isoformat() == fields["CloseDate"]
        compared += 1
        differing += any(
            each.fields[field] != fields[field] for each in others for field in ("Name", "Amount")
        )
    assert compared > 20 and differing, "the orgs agree on all, so nothing was chosen"


def test_no_deal_is_counted_twice_in_pipeline_and_won(held, deals):
    counted = held.query(
        "select count(*), count(distinct opportunity_id) from marts.fct_opportunities"
    )
    assert counted == [(len(deals), len(deals))]
    for metric, condition in (("won", "is_won"), ("open_pipeline", "not is_closed")):
        [(claimed,)] = held.query(
            f"select distinct canonical_value from marts.rpt_claims where metric = '{metric}'"
        )
        [(summed,)] = held.query(
            f"select sum(reporting_amount) from marts.fct_opportunities where {condition}"
        )
        assert claimed == summed > 0


def test_people_accounts_deals_and_facts_equal_what_can_be_known_of_three_crms(held):
    world = held_world(held.warehouse / "sandbox")
    truth = happened(lives_of(world), world.now)
    report = score(world, held.warehouse / "current", PAGES, truth)
    world.close()
    assert not report.missed, report.mistakes
    joined = {
        (measure.section, measure.name.partition(":")[0]): measure for measure in report.measures
    }
    for entity, precision, recall in (
        ("people", 0.999, 0.98),
        ("accounts", 0.995, 0.97),
        ("opportunities", 0.999, 0.99),
    ):
        assert joined[entity, "precision"].agreement >= precision
        assert joined[entity, "recall"].agreement >= recall


def test_the_bridge_from_each_systems_number_adds_up_with_nothing_unexplained(held):
    cells = held.query(
        "select metric, source_system, connection, month_start_date,"
        " sum(case when line = 'canonical' then -line_value else line_value end),"
        " sum(case when line = 'unexplained' then row_count else 0 end)"
        " from marts.rpt_variance_bridge group by all"
    )
    assert len(cells) > 50
    assert all(rest == Decimal(0) and unexplained == 0 for *_, rest, unexplained in cells)


def test_each_org_leads_from_its_own_number_of_deals_to_the_one_of_all(held, deals):
    """A deal of both stands beside the one fact in each; one that an org has not, that org lacks."""
    for system, connection in zip(ORGS, ("default", "emea"), strict=True):
        lines = held.query(
            "select line, sum(line_value) from marts.rpt_variance_bridge"
            " where metric = 'opportunities' and source_system = 'salesforce'"
            f" and connection = '{connection}' group by line having sum(row_count) > 0"
            " or line = 'system'"
        )
        moved = {line: value for line, value in lines if line != "period"}
        own = sum(system in records for records in deals.values())
        assert moved.pop("system") == own
        assert moved.pop("canonical") == len(deals)
        assert sum(moved.values()) == len(deals) - own
        assert moved.keys() <= {"missing_there", "merge_or_delete", "sync_lag", "definition"}


def test_the_ledger_tells_where_every_record_of_each_org_went(held):
    told = held.query(
        "select connection, sum(record_count) from marts.rpt_record_ledger"
        " where source_object = 'opportunity' and source_system = 'salesforce'"
        " group by connection order by connection"
    )
    landed = held.raw(
        "select _connection, count(distinct _record_id) from raw_salesforce.opportunity"
        " group by 1 order by 1"
    )
    assert told == landed and len(landed) == 2
