"""What a user sees when a source can't be read, and what is published then."""

import os

import pytest

from tests.conftest import Company


def run_with(company: Company, days: int = 1, **variables: str):
    """A run whose sources are pointed elsewhere after the sandbox has set them."""
    from orchestration import environment as places
    from orchestration import run, sandbox

    original = places.use_sandbox

    def changed(urls):
        original(urls)
        os.environ.update(variables)

    with company.environment():
        sandbox.use_sandbox = changed
        try:
            return run.run(days)
        finally:
            sandbox.use_sandbox = original


@pytest.mark.parametrize(
    ("source", "variable", "value", "says"),
    [
        ("salesforce", "SALESFORCE_CLIENT_SECRET", "wrong", "SALESFORCE_CLIENT_SECRET"),
        ("hubspot", "HUBSPOT_ACCESS_TOKEN", "pat-na1-wrong", "HUBSPOT_ACCESS_TOKEN"),
        ("stripe", "STRIPE_API_KEY", "sk_test_wrong", "STRIPE_API_KEY"),
    ],
)
def test_a_wrong_credential_is_one_line_and_the_other_sources_are_published(
    published, tmp_path, source, variable, value, says
):
    company = published.copy(tmp_path / "warehouse")
    before = (company.warehouse / "current").readlink()
    outcome = run_with(company, **{variable: value})
    [line] = [line for line in outcome.failed if "load_accepted" in line]
    assert f"raw/{source}/_loads" in line and says in line and "\n" not in line
    assert value not in line
    assert outcome.was_modelled and (company.warehouse / "current").readlink() != before


def test_an_unreachable_host_is_one_line_that_names_what_to_set(published, tmp_path):
    company = published.copy(tmp_path / "warehouse")
    outcome = run_with(company, STRIPE_BASE_URL="http://127.0.0.1:9")
    [line] = [line for line in outcome.failed if "load_accepted" in line]
    assert "stripe" in line and "STRIPE_BASE_URL" in line


def test_a_source_older_than_the_page_allows_blocks_publication(published, tmp_path):
    company = published.copy(tmp_path / "warehouse")
    wrong = {"SALESFORCE_CLIENT_SECRET": "wrong"}
    assert run_with(company, days=1, **wrong).was_modelled
    before = (company.warehouse / "current").readlink()
    outcome = run_with(company, days=3, **wrong)
    assert not outcome.was_modelled and (company.warehouse / "current").readlink() == before
    assert any("salesforce was last read" in line for line in outcome.messages)
