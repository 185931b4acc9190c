"""Pages that read what happened alike share it; a rule that tells events apart reads anew."""

import pytest

from orchestration.backtest.asked import Asked
from orchestration.backtest.pages import chosen, judged


@pytest.fixture(scope="module")
def readings(published, draft):
    """How a changed page reads beside the landed one: name to reading."""
    current = published.warehouse / "current"
    landed = {page.name: page.reading for page in judged(current)}

    def of(name, replaced):
        [page], _ = chosen(current, Asked((str(draft(name, replaced)),)))
        return page.reading, landed["2025-07-01"]

    return of


@pytest.mark.parametrize(
    ("name", "replaced"),
    [
        ("renamed.yml", {"effective_from: 2025-07-01": "effective_from: 2028-01-01"}),
        ("fitter.yml", {"    at_least: 40": "    at_least: 45"}),
        ("keener.yml", {"    at_least: 50": "    at_least: 60"}),
    ],
)
def test_thresholds_and_dates_change_nothing_of_what_a_page_reads(readings, name, replaced):
    own, landed = readings(name, replaced)
    assert own == landed


@pytest.mark.parametrize(
    ("name", "replaced"),
    [
        ("points.yml", {"event: event_attended, points: 25": "event: event_attended, points: 24"}),
        ("half.yml", {"half_life_days: 30": "half_life_days: 31"}),
        ("idle.yml", {"idle_limit_days: 120": "idle_limit_days: 90"}),
        ("rule.yml", {"      - {event: event_attended}\n": ""}),
    ],
)
def test_points_spans_and_rules_make_it_read_anew(readings, name, replaced):
    own, landed = readings(name, replaced)
    assert own != landed
