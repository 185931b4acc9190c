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
# One of a border, one that strikes a line, one of records that go.
SHORT = {
    (each.pitfall, each.source): each
    for each in SCENARIOS
    if (each.pitfall, each.source) in {(3, "salesforce"), (11, "hubspot"), (21, "stripe")}
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(tmp_path_factory.mktemp("rounds")) as made:
        yield made


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small company, to be copied."""
    folder = tmp_path_factory.mktemp("world")
    open_world(folder, SEED, SIZE).close()
    return folder


def test_every_source_killed_at_every_point_under_random_faults_lands_all(made: Company):
    rounds = [made.play(round) for round in drawn(7, ROUNDS, made)]
    assert [(round, round.score.examples) for round in rounds if not round.is_good] == []
    assert {round.point for round in rounds if round.was_killed} == set(LOADING)
    assert all(round.score.expected > 500 for round in rounds)


@pytest.mark.parametrize("scenario", SHORT.values(), ids=lambda each: f"{each.source}-{each.says}")
def test_a_pitfall_loses_nothing(world: Path, tmp_path: Path, scenario: Scenario):
    outcome, _ = in_child(lambda: play(scenario, world, tmp_path / "played"))
    assert outcome.is_good, (outcome.trouble, outcome.score)
    assert outcome.score.expected > 500
