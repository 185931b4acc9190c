"""The whole way: what small companies' systems held, against what was published of them."""

import shutil
from pathlib import Path

import duckdb
import pytest

from ingestion.sandbox.truth.happened import happened, lives_of
from ingestion.sandbox.truth.score import Report, score
from ingestion.sandbox.world import open_world

PAGES = Path("dbt_project/definitions")
SEEDS = (7, 11, 23)


def scored(here, build: Path | None = None) -> Report:
    world = open_world(here.warehouse / "sandbox", here.seed, here.size)
    try:
        truth = happened(lives_of(world), world.now)
        return score(world, build or here.warehouse / "current", PAGES, truth)
    finally:
        world.close()


def missed(report: Report) -> set[str]:
    return {f"{measure.section}: {measure.name}" for measure in report.missed}


@pytest.fixture(params=SEEDS, ids=lambda seed: f"seed {seed}")
def one_of_three(request, company):
    """A company after its first run; one of them is everybody's."""
    if request.param == SEEDS[0]:
        return request.getfixturevalue("published")
    found = company(seed=request.param, size=200)
    outcome = found.run(days=0)
    assert outcome.succeeded, outcome.messages
    return found


def test_marts_equal_what_the_page_prescribes(one_of_three):
    report = scored(one_of_three)
    assert len(report.measures) > 150
    assert missed(report) == set(), report.mistakes


ERRORS = {
    "people: precision: joined pairs, one in truth": """
        update marts.bridge_people set person_id = (select min(person_id) from marts.bridge_people)
    """,
    "people: recall: pairs with evidence, joined": """
        update marts.bridge_people set person_id = md5(source_system || source_object || record_id)
    """,
    "accounted for: stripe invoice": """
        delete from marts.fct_invoices
        where record_id = (select min(record_id) from marts.fct_invoices)
    """,
    "leads: mql_at": """
        update marts.fct_leads set mql_at = mql_at + interval 1 second
        where lead_id = (select min(lead_id) from marts.fct_leads where mql_at is not null)
    """,
    "leads: rows": """
        delete from marts.fct_leads where lead_id = (select max(lead_id) from marts.fct_leads)
    """,
    "handoffs: contact_due_at": """
        update marts.fct_handoffs set contact_due_at = contact_due_at + interval 1 second
        where lead_id
            = (select min(lead_id) from marts.fct_handoffs where contact_due_at is not null)
    """,
    "handoffs: rows": """
        delete from marts.fct_handoffs
        where lead_id = (select min(lead_id) from marts.fct_handoffs)
    """,
    "opportunities: amount": """
        update marts.fct_opportunities set amount = amount + 0.01
        where opportunity_id
            = (select min(opportunity_id) from marts.fct_opportunities where amount is not null)
    """,
    "stages of opportunities: rows": """
        update marts.fct_opportunity_stage_events set entered_at = entered_at + interval 1 day
        where entry_number = 2
    """,
    "payments: reporting_amount": """
        update marts.fct_payments set reporting_amount = reporting_amount * 1.01
        where currency_code <> 'USD'
    """,
    "from a system's number to ours: rows": """
        delete from marts.rpt_variance_rows where cause = 'definition'
    """,
    "from a system's number to ours: cause": """
        update marts.rpt_variance_rows set cause = 'identity' where cause = 'missing_there'
    """,
    "from a system's number to ours: added_value": """
        update marts.rpt_variance_rows set added_value = added_value + 0.01
        where cause = 'currency'
    """,
    "from a system's number to ours: unexplained": """
        update marts.rpt_variance_rows set cause = 'unexplained'
        where variance_row_id = (select min(variance_row_id) from marts.rpt_variance_rows)
    """,
}


@pytest.mark.parametrize("measure", ERRORS)
def test_an_error_in_the_marts_is_found(published, tmp_path, measure):
    build = tmp_path / "build"
    shutil.copytree((published.warehouse / "current").resolve(), build)
    with duckdb.connect(str(build / "accord.duckdb")) as marts:
        marts.execute(ERRORS[measure])
    assert measure in missed(scored(published, build))
