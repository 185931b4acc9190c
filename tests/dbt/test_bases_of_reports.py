"""Every report says by which page: the one of its time, or one for all of it."""

from functools import cache

import pytest

from tests.dbt.test_every_mart import MARTS, declared

REPORTS = [mart for mart in MARTS if mart.startswith("rpt_")]
BASES = {"then", "now"}


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


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_promises_by_whose_definition_it_counts(report):
    assert bases_of(report), f"{report} has no definition_basis"
    assert bases_of(report) <= BASES
