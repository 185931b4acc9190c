"""`dbt source freshness` by hand says what the page says: how long what was read may stand."""

import duckdb
import pytest

from orchestration import dbt
from orchestration.environment import Place


@pytest.fixture
def company(published, tmp_path):
    return published.copy(tmp_path / "warehouse")


def change(company, statement):
    with duckdb.connect(str(company.warehouse / "accord.duckdb")) as marts:
        marts.execute(statement)


def ages(company):
    """How fresh each source is, by its name."""
    with company.environment():
        place = Place(company.warehouse)
        dbt.ensure_parsed(place)
        found = dbt.run(place, ["source", "freshness"])
    sources = [each for each in found.results if each.node.resource_type == "source"]
    return {each.node.source_name: str(each.status) for each in sources}


def test_a_source_is_an_error_a_minute_after_the_page_lets_it_stand(company):
    """Stripe may be 72 hours old, the others 48."""
    change(
        company,
        "update marts.publication_sources "
        "set fresh_at = fresh_at - interval '48 hours' - interval '2 minutes'",
    )
    assert ages(company) == {"salesforce": "error", "hubspot": "error", "stripe": "pass"}


def test_real_data_ages_by_the_clock_and_not_by_the_last_publication(company):
    assert ages(company) == {"salesforce": "pass", "hubspot": "pass", "stripe": "pass"}
    change(
        company,
        "update marts.publication set is_sample = false; "
        "update marts.publication_sources "
        "set fresh_at = (now() at time zone 'UTC') - interval '71 hours'",
    )
    assert ages(company) == {"salesforce": "error", "hubspot": "error", "stripe": "pass"}
