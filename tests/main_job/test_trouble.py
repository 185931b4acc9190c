"""A source that can't be read says in one line which object, and what to set or grant."""

import os
from datetime import UTC, datetime

import pytest

from ingestion.landing.warehouse import Warehouse
from ingestion.sandbox.store import Store
from ingestion.sources.hubspot import simulator as hubspot
from ingestion.sources.salesforce import simulator as salesforce
from ingestion.sources.salesforce.simulator.org import Org
from orchestration.environment import Mode, Place
from orchestration.landing import begin, land_source
from orchestration.sandbox import starting
from tests.conftest import environment
from tests.main_job.runs import answering

SCOPES = ("crm.objects.contacts.read", "crm.objects.companies.read", "sales-email-read")


@pytest.fixture(scope="module")
def place(module_path):
    """A warehouse with a refresh under way, and the systems that it reads."""
    where = Place(module_path)
    with environment(ACCORD_SIZE="60", ACCORD_SEED="11"), starting(where) as sandbox:
        sandbox.ready()
        with Warehouse(where.working) as warehouse:
            begin(Mode("sample"), warehouse, lambda: datetime(2026, 7, 1, tzinfo=UTC))
        yield where


def refused(place, source, **variables):
    """What the load says that fails with some variables set otherwise."""
    with environment(**{**os.environ, **variables}), Warehouse(place.working) as warehouse:
        [load] = land_source(source, warehouse, lambda *_: None)
    assert load.status == "failed"
    assert "\n" not in load.message and "s3cret" not in load.message
    return load.message


@pytest.mark.parametrize(
    ("source", "variable", "value"),
    [
        ("salesforce", "SALESFORCE_CLIENT_SECRET", "s3cret"),
        ("hubspot", "HUBSPOT_ACCESS_TOKEN", "pat-na1-s3cret"),
        ("stripe", "STRIPE_API_KEY", "sk_test_s3cret"),
    ],
)
def test_a_wrong_credential_names_its_variable(place, source, variable, value):
    told = refused(place, source, **{variable: value})
    assert told.startswith(source) and variable in told


def test_a_missing_right_to_one_object_names_the_object_and_the_right(place):
    store = Store(place.sandbox / "world.sqlite")
    with answering(hubspot.app(store, hubspot.Limits(scopes=frozenset(SCOPES)))) as url:
        told = refused(place, "hubspot", HUBSPOT_BASE_URL=url)
    for part in ("hubspot.deals", "crm.objects.deals.read", "HUBSPOT_SKIP"):
        assert part in told
    with answering(salesforce.app(store, Org(hidden_objects=frozenset({"Campaign"})))) as url:
        told = refused(place, "salesforce", SALESFORCE_BASE_URL=url)
    for part in ("salesforce.campaign", "may not read Campaign", "SALESFORCE_SKIP"):
        assert part in told
    store.close()
