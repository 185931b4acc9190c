"""Pages that read what happened alike share it; a rule that tells events apart reads anew."""

import pytest

from orchestration.backtest.asked import Asked
from orchestration.backtest.pages import chosen, judged

RENAMED = {"effective_from: 2025-07-01": "effective_from: 2026-05-01"}
FITTER, KEENER = {"    at_least: 40": "    at_least: 45"}, {"    at_least: 50": "    at_least: 60"}
POINTS = {"event: event_attended, points: 25": "event: event_attended, points: 24"}
HALF = {"half_life_days: 30": "half_life_days: 31"}
IDLE = {"idle_limit_days: 120": "idle_limit_days: 90"}
RULE = {"      - {event: event_attended}\n": ""}
OWN = {"internal: [": "internal: [example.test, "}


@pytest.fixture(scope="module")
def beside(published, draft):
    """A changed page, and the landed one."""
    current = published.warehouse / "current"
    landed = {page.name: page for page in judged(current)}

    def of(name, replaced):
        [page], _ = chosen(current, Asked((str(draft(name, replaced)),)))
        return page, landed["2025-07-01"]

    return of


@pytest.mark.parametrize("replaced", [RENAMED, FITTER, KEENER, OWN])
def test_thresholds_dates_and_what_the_page_in_force_is_asked_change_nothing_of_what_is_read(
    beside, replaced
):
    page, landed = beside("same.yml", replaced)
    assert (page.reading, page.scoring) == (landed.reading, landed.scoring)


@pytest.mark.parametrize("replaced", [POINTS, HALF])
def test_points_and_half_lives_are_scored_anew_on_the_same_stages_and_cycles(beside, replaced):
    page, landed = beside("points.yml", replaced)
    assert page.reading == landed.reading and page.scoring != landed.scoring


@pytest.mark.parametrize("replaced", [IDLE, RULE])
def test_spans_and_rules_make_it_read_and_score_anew(beside, replaced):
    page, landed = beside("rule.yml", replaced)
    assert page.reading != landed.reading and page.scoring != landed.scoring
