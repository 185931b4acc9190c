"""Two accounts of a vendor side by side, some in trouble: what lands, what is published, what blocks.

The sandbox is connected a second time, so each record of the one account has its twin in the other.
"""

from collections import Counter

import pytest

from ingestion.sandbox.store import Store
from ingestion.sources import discover
from ingestion.sources.salesforce import simulator as salesforce
from ingestion.sources.salesforce.simulator.org import Org
from tests.main_job.runs import answering, loads, run_with

TWICE = ("salesforce", "hubspot")
BOTH = ("default", "second")
SECOND = {
    **{f"{name.upper()}_CONNECTIONS": "default,second" for name in TWICE},
    **{f"{name.upper()}_SECOND_BASE_URL": f"{{{name.upper()}_BASE_URL}}" for name in TWICE},
    "SALESFORCE_SECOND_CLIENT_ID": "sandbox",
    "SALESFORCE_SECOND_CLIENT_SECRET": "sandbox",
    "HUBSPOT_SECOND_ACCESS_TOKEN": "pat-na1-sandbox",
}
NOBODY = {"STRIPE_BASE_URL": "http://127.0.0.1:9"}


@pytest.fixture(scope="module")
def ran(published, module_path):
    """A company after such a run, and how it ended: Salesforce's first account hid an object."""
    company = published.copy(module_path / "warehouse")
    store = Store(company.warehouse / "sandbox" / "world.sqlite")
    with answering(salesforce.app(store, Org(hidden_objects=frozenset({"Campaign"})))) as url:
        told = run_with(company, days=0, **SECOND, **NOBODY, SALESFORCE_BASE_URL=url)
    store.close()
    return company, told


def test_a_connection_in_trouble_is_a_line_and_the_others_are_published(published, ran):
    company, told = ran
    assert told.status == 1
    assert loads(company) == {
        ("salesforce", "default"): "failed",
        ("salesforce", "second"): "accepted",
        ("hubspot", "default"): "accepted",
        ("hubspot", "second"): "accepted",
        ("stripe", "default"): "failed",
        ("definitions", "default"): "accepted",
    }
    # Every other check passed, each model's key among them.
    assert len(told.failed()) == 2 and ", 2 failed" in told.printed
    for part in ("salesforce.campaign", "may not read Campaign", "SALESFORCE_SKIP"):
        assert part in told.of("salesforce")
    assert "STRIPE_BASE_URL" in told.of("stripe")
    stale = "select source_system from marts.publication_sources where is_stale order by 1"
    assert company.query(stale) == [("salesforce",), ("stripe",)]


def test_each_connection_has_cursors_of_its_own(ran):
    company, _ = ran
    found = Counter(
        company.raw("select source, connection from control.cursors where status = 'accepted'")
    )
    for source in TWICE:
        for connection in BOTH:
            assert found[source, connection] == len(discover()[source].streams)


@pytest.mark.parametrize("source", TWICE)
def test_records_of_one_id_land_side_by_side(ran, source):
    company, _ = ran
    versions = " union all ".join(
        f"select _connection, '{table.name}' as _table, _record_id, _op "
        f'from raw_{source}."{table.name}"'
        for table in discover()[source].tables
    )
    apart = {connection: Counter() for connection in BOTH}
    for connection, *version in company.raw(versions):
        apart[connection][tuple(version)] += 1
    assert apart["default"] == apart["second"] and apart["default"].total() > 1000


@pytest.mark.parametrize("entity", ["people", "accounts", "opportunities"])
def test_the_marts_hold_every_record_of_both_under_a_key_of_its_own(published, ran, entity):
    company, _ = ran
    records = (
        f"select source_system, source_object, record_id, record_key from marts.bridge_{entity}"
    )
    once, keys = published.query(records), set()
    for connection in BOTH:
        found = company.query(f"{records} where connection = '{connection}'")
        twins = [row[:3] for row in once if connection == "default" or row[0] in TWICE]
        assert Counter(row[:3] for row in found) == Counter(twins)
        assert keys.isdisjoint(row[3] for row in found)
        keys |= {row[3] for row in found}
    assert keys > {row[3] for row in once}, "keys that were given out stay"


@pytest.mark.parametrize(
    ("measured", "times"),
    [
        ("count(*) from marts.fct_touchpoints where touch_type not like 'event%'", 2),
        ("count(*) from marts.fct_touchpoints where touch_type like 'event%'", 1),
        ("count(*) from marts.fct_opportunity_lines", 1),
        ("sum(total_amount) from marts.fct_invoices", 1),
        ("sum(amount) from marts.fct_payments", 1),
    ],
)
def test_nothing_is_counted_for_a_twin_that_is_not_there(published, ran, measured, times):
    company, _ = ran
    [(once,)], [(found,)] = (
        published.query(f"select {measured}"),
        company.query(f"select {measured}"),
    )
    assert once and found == times * once


def test_a_connection_that_stays_unread_blocks_though_its_twin_is_fresh(ran, tmp_path):
    company = ran[0].copy(tmp_path / "warehouse")
    before = (company.warehouse / "current").readlink()
    wrong = {
        "SALESFORCE_CLIENT_SECRET": "s3cret",
        "HUBSPOT_SECOND_ACCESS_TOKEN": "pat-na1-s3cret",
    }
    told = run_with(company, days=3, **{**SECOND, **NOBODY, **wrong})
    assert told.status == 1
    assert "SALESFORCE_CLIENT_SECRET" in told.of("salesforce")
    assert "HUBSPOT_SECOND_ACCESS_TOKEN" in told.of("hubspot")
    assert "s3cret" not in told.printed
    assert loads(company)["hubspot", "default"] == "accepted"
    for name in ("hubspot (second)", "salesforce"):
        assert f"{name} was last read" in told.printed
    assert "salesforce (second)" not in told.printed
    assert (company.warehouse / "current").readlink() == before


@pytest.mark.parametrize(
    ("mart", "columns"),
    [
        ("fct_opportunities", "opportunity_id, amount, opportunity_stage, recurring_amount"),
        ("fct_opportunity_lines", "opportunity_id, amount"),
        ("fct_opportunity_stage_events", "opportunity_id, source_stage, entered_at"),
    ],
)
def test_a_deal_that_four_accounts_of_two_vendors_hold_is_counted_once(
    published, ran, mart, columns
):
    """No pointer leads from one account of a vendor to another: the two deals are merely alike."""
    company, _ = ran
    rows = f"select {columns} from marts.{mart} order by all"
    assert company.query(rows) == published.query(rows)


def test_a_deal_says_how_many_accounts_hold_it_and_what_joined_them(published, ran):
    company, _ = ran
    held = "select opportunity_id, {} * system_count from marts.fct_opportunities order by all"
    assert company.query(held.format(1)) == published.query(held.format(2))
    rules = "select count(*) from marts.bridge_opportunities where rule = 'likeness'"
    assert company.query(rules) > [(0,)]
