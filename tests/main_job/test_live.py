"""Real credentials: what is not set is skipped, and nothing is published under an unsigned page."""

import os
import shutil
from datetime import date

import pytest

from ingestion.sources.definitions.signing import sign
from tests.conftest import ROOT, Company, environment


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


@pytest.fixture
def pages(tmp_path):
    """The sample company's page, and one that is signed for a day to come."""
    folder = tmp_path / "pages"
    shutil.copytree(ROOT / "dbt_project" / "definitions", folder)
    example = ROOT / "examples" / "files" / "definitions" / "2026-01-01.yml"
    later = folder / "2099-01-01.yml"
    text = example.read_text().replace("effective_from: 2026-01-01", "effective_from: 2099-01-01")
    later.write_text(text.replace("is_retrospective: true\n", ""))
    sign(later, "Noor Haddad", "marketing", date(2026, 3, 2))
    sign(later, "Emil Brandt", "sales", date(2026, 3, 3))
    return {"DEFINITIONS_PATH": str(folder)}


def test_live_data_lands_and_waits_for_a_page_that_is_signed_and_in_force(
    stripe, pages, tmp_path, capfd
):
    from orchestration.run import run

    company = Company(tmp_path / "warehouse")
    with company.environment():
        os.environ.update({**stripe, **pages})
        outcome = run(days=1)
    assert not outcome.succeeded and not outcome.failed
    [told] = [line for line in outcome.messages if "no page of definitions is signed" in line]
    assert "2024-01-01, the sample company's" in told and "2099-01-01, in force from" in told
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
