"""What a user sees when a source can't be read: a line each, and the other sources land."""

import pytest

from ingestion.sandbox.store import Store
from ingestion.sources.hubspot import simulator as hubspot
from ingestion.sources.salesforce import simulator as salesforce
from ingestion.sources.salesforce.simulator.org import Org
from tests.main_job.runs import answering, loads, run_with

ALL_BUT_DEALS = frozenset(
    {
        *(
            f"crm.objects.{name}.read"
            for name in ("contacts", "companies", "products", "line_items", "owners")
        ),
        "crm.objects.marketing_events.read",
        "marketing.campaigns.read",
        "sales-email-read",
        "forms",
        "content",
        "business-intelligence",
    }
)


@pytest.fixture
def company(published, tmp_path):
    return published.copy(tmp_path / "warehouse")


@pytest.fixture
def world(company):
    """What the systems hold, for a vendor that grants less than the sandbox does."""
    store = Store(company.warehouse / "sandbox" / "world.sqlite")
    yield store
    store.close()


def test_a_missing_right_to_one_object_and_a_wrong_key_are_a_line_each(company, world):
    with answering(hubspot.app(world, hubspot.Limits(scopes=ALL_BUT_DEALS))) as url:
        ran = run_with(company, days=0, HUBSPOT_BASE_URL=url, STRIPE_API_KEY="sk_test_s3cret")
    assert ran.status == 1
    for part in ("hubspot.deals", "crm.objects.deals.read", "HUBSPOT_SKIP"):
        assert part in ran.of("hubspot")
    assert "STRIPE_API_KEY" in ran.of("stripe") and "s3cret" not in ran.printed
    ended = loads(company)
    assert ended["salesforce", "default"] == ended["definitions", "default"] == "accepted"


def test_a_hidden_object_and_a_wrong_token_are_a_line_each(company, world):
    with answering(salesforce.app(world, Org(hidden_objects=frozenset({"Campaign"})))) as url:
        ran = run_with(
            company, days=0, SALESFORCE_BASE_URL=url, HUBSPOT_ACCESS_TOKEN="pat-na1-s3cret"
        )
    assert ran.status == 1
    for part in ("salesforce.campaign", "may not read", "SALESFORCE_SKIP"):
        assert part in ran.of("salesforce")
    assert "HUBSPOT_ACCESS_TOKEN" in ran.of("hubspot") and "s3cret" not in ran.printed
    ended = loads(company)
    assert ended["stripe", "default"] == ended["definitions", "default"] == "accepted"
