"""A short form of `make chaos`: every named point of a load, and a scenario of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.sandbox.world import open_world
from tests.chaos.kills import LOADING, in_child
from tests.chaos.rounds import Company, company, drawn
from tests.chaos.scenario import SEED, SIZE, Scenario, play
from tests.chaos.scenarios import SCENARIOS
from tests.chaos.trial import SYSTEMS

ROUNDS = len(LOADING) * len(SYSTEMS)
# One of a border, of a line, of records that go; and of each way in which a client falls short.
CHOSEN = {
    ("salesforce", "a row at the very cursor"),
    ("salesforce", "a row that shows itself after its stamp"),
    ("salesforce", "deleted and purged, no sweep between"),
    ("hubspot", "an answer cut, in its packing too"),
    ("hubspot", "rows that the index shows an hour late"),
    ("hubspot", "more associations than an answer holds"),
    ("stripe", "events that are told late"),
    ("stripe", "a pending balance becomes available"),
    ("stripe", "a gap longer than the feed"),
    ("stripe", "a clock 4 hours ahead for a whole load, and a day after it"),
}
SHORT = [each for each in SCENARIOS if (each.source, each.says) in CHOSEN]


@pytest.fixture(scope="module")
def made(module_path: Path) -> Iterator[Company]:
    with company(module_path) as made:
        yield made


@pytest.fixture(scope="module")
def world(module_path: Path) -> Path:
    """The folder of a small company, to be copied."""
    folder = module_path / "world"
    open_world(folder, SEED, SIZE).close()
    return folder


def test_what_was_chosen_is_there():
    assert {(each.source, each.says) for each in SHORT} == CHOSEN


def test_every_source_killed_at_every_point_under_random_faults_lands_all(made: Company):
    rounds = [made.play(round) for round in drawn(7, ROUNDS, made)]
    assert [(round, round.score.examples) for round in rounds if not round.is_good] == []
    assert {round.point for round in rounds if round.was_killed} == set(LOADING)
    assert all(round.score.expected > 500 for round in rounds)


@pytest.mark.parametrize("scenario", SHORT, ids=lambda each: f"{each.source}-{each.says}")
def test_a_pitfall_loses_nothing(world: Path, tmp_path: Path, scenario: Scenario):
    outcome, _ = in_child(lambda: play(scenario, world, tmp_path / "played"))
    assert outcome.is_good, (outcome.trouble, outcome.score)
    assert outcome.score.expected > 500
