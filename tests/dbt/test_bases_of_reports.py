"""A report that counts leads says by which page: the one of their time, or one for all of them."""

from functools import cache

import pytest

from tests.dbt.test_every_mart import MARTS, declared

REPORTS = [mart for mart in MARTS if mart.startswith("rpt_")]
BASES = {"then", "now"}
# What counts no lead, and why no page of another time could change a row of it.
WITHOUT = {
    "rpt_booked_billed_collected": "follows deals to their invoices and payments",
    "rpt_data_quality": "tells of checks that were asked",
    "rpt_integration_health": "tells what the records of systems are at odds about",
    "rpt_matches_to_review": "shows records that may be one, as the page in force now joins them",
    "rpt_record_ledger": "says of each landed record where it went, whatever a page makes of it",
}


@cache
def bases_of(report: str) -> set[str]:
    """The values that its column promises; none where it has no such column, or no promise."""
    columns = [each for each in declared()[report]["columns"] if each["name"] == "definition_basis"]
    return {
        value
        for column in columns
        for test in column.get("data_tests", ())
        for value in test.get("accepted_values", {}).get("arguments", {}).get("values", ())
    }


@pytest.mark.parametrize("report", [each for each in REPORTS if each not in WITHOUT])
def test_a_report_over_leads_promises_by_whose_definition_they_count(report):
    assert bases_of(report), f"{report} has no definition_basis; if it counts no lead, say why"
    assert bases_of(report) <= BASES


def test_what_is_told_without_a_basis_is_a_report_and_has_none():
    assert set(WITHOUT) <= set(REPORTS)
    assert not [report for report in WITHOUT if bases_of(report)]
