"""The whole way: what three small companies' systems held, against what was published of them."""

from pathlib import Path

import pytest

from ingestion.sandbox.truth.happened import happened, lives_of
from ingestion.sandbox.truth.score import score
from ingestion.sandbox.world import open_world

PAGES = Path("dbt_project/definitions")
SEEDS = (7, 11, 23)


@pytest.fixture(params=SEEDS, ids=lambda seed: f"seed {seed}")
def folder_of_company(request, company):
    """The warehouse of a company after its first run; one of them is everybody's."""
    if request.param == SEEDS[0]:
        return request.getfixturevalue("published")
    found = company(seed=request.param, size=200)
    outcome = found.run(days=0)
    assert outcome.succeeded, outcome.messages
    return found


def test_marts_equal_what_the_page_prescribes(folder_of_company):
    here = folder_of_company
    world = open_world(here.warehouse / "sandbox", here.seed, here.size)
    try:
        truth = happened(lives_of(world), world.now)
        report = score(world, here.warehouse / "current", PAGES, truth)
    finally:
        world.close()
    assert len(report.measures) > 100
    assert [f"{each.section}: {each.name}" for each in report.missed] == [], report.mistakes
