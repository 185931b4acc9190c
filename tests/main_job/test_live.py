"""Real credentials: what is not set is skipped, and nothing is published under an unsigned page."""

import os

import pytest

from tests.conftest import Company, environment


@pytest.fixture
def stripe(tmp_path):
    """Somewhere that answers as Stripe does, reached as a real account would be."""
    from orchestration.environment import Place
    from orchestration.sandbox import starting

    with (
        environment(ACCORD_SIZE="60", ACCORD_SEED="5"),
        starting(Place(tmp_path / "elsewhere")) as sandbox,
    ):
        sandbox.ready()
        yield {
            "STRIPE_API_KEY": "sk_test_sandbox",
            "STRIPE_BASE_URL": os.environ["STRIPE_BASE_URL"],
        }


def test_live_data_lands_and_waits_for_a_page_that_is_signed(stripe, tmp_path, capfd):
    from orchestration.run import run

    company = Company(tmp_path / "warehouse")
    with company.environment():
        os.environ.update(stripe)
        outcome = run(days=1)
    assert not outcome.succeeded and not outcome.failed
    assert any("no page of definitions is signed" in line for line in outcome.messages)
    assert not company.marts.exists()
    assert company.raw("select mode from control.warehouse") == [("live",)]
    assert company.raw("select count(*) > 0 from raw_stripe.invoice") == [(True,)]
    assert company.raw("select count(*) > 0 from staging.stg_stripe__invoices") == [(True,)]
    told = capfd.readouterr().err
    assert "salesforce: skipped, SALESFORCE_BASE_URL" in told
    assert "hubspot: skipped, HUBSPOT_ACCESS_TOKEN is not set" in told
    assert "sk_test_sandbox" not in told


def test_a_sample_warehouse_refuses_real_credentials(published, stripe, tmp_path):
    from orchestration.run import run

    company = published.copy(tmp_path / "warehouse")
    with company.environment():
        os.environ.update(stripe)
        outcome = run(days=1)
    assert any("holds sample data" in line for line in outcome.messages)
