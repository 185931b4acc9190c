"""Each page of the project is whole, signed as it says, and the marts follow it from its day on."""

import pytest

from ingestion.sources.definitions.folder import versions
from tests.conftest import ROOT

PAGES = {path.stem: path for path in sorted((ROOT / "dbt_project" / "definitions").glob("*.yml"))}


def version_of(page):
    [version] = [each for each in versions(PAGES[page].parent) if each.page.key == page]
    return version


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_whole_and_signed_as_it_says(page):
    version = version_of(page)
    assert version.page.status != "signed" or not version.objections, version.objections


@pytest.mark.parametrize("page", PAGES)
def test_what_happens_under_a_page_is_judged_by_it(published, page):
    version = version_of(page)
    if not version.governs:
        judged = f"from marts.fct_leads where definition_version = '{page}'"
        assert published.query(f"select count(*) {judged}") == [(0,)]
        return
    [(digest, is_governing, is_to_come, begins, ends)] = published.query(
        "select digest, is_governing, effective_from_at > as_of, effective_from_at, effective_to_at "
        f"from marts.dim_definitions, marts.publication where dim_definitions.definition_version = '{page}'"
    )
    assert (digest, is_governing) == (version.digest, True)
    judged = published.query(
        "select distinct definition_version from marts.fct_leads "
        f"where coalesce(mql_at, lead_at) >= timestamp '{begins}' "
        f"and coalesce(mql_at, lead_at) < timestamp '{ends}'"
    )
    assert judged == ([] if is_to_come else [(page,)])
