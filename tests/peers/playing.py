"""The chaos scenarios, played to a peer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ingestion.sandbox.faults import Fault
from ingestion.sandbox.world import open_world
from tests.chaos.scenario import SEED, SIZE, Scenario, nothing
from tests.chaos.serving import serving
from tests.chaos.stage import Stage
from tests.peers.roster import Peer
from tests.peers.scoring import Findings, score
from tests.peers.syncing import Ended, Syncing

RETRIES = 20
OF_SCHEMA = (5, 17, 28)


@dataclass
class Outcome:
    """What came of it; `trouble` is what the peer said, or how it ended."""

    score: Findings
    trouble: str = ""


class Stages:
    """Plays scenarios to one peer; a first sync that nothing disturbs is made once."""

    def __init__(self, peer: Peer, programs: Path, world_folder: Path, folder: Path) -> None:
        self.peer, self.programs = peer, programs
        self._world, self._folder = world_folder, folder
        self._number = 0
        self._first: Syncing | None = None
        self._known: set[tuple[str, str]] = set()
        self.calm = self.play(Scenario(0, peer.source, "nothing happens"))
        self._known = self.calm.score.wrong_columns
        self._undisturbed: dict[tuple[int, bool, float], Outcome] = {}

    def undisturbed(self, scenario: Scenario) -> Outcome:
        """As many syncs, and nothing happens but the company's own life. Gaps of many days are a
        pitfall themselves: here it is one."""
        key = scenario.loads, scenario.is_first, scenario.hours
        if key not in self._undisturbed:
            calm = Scenario(
                0, scenario.source, "nothing", loads=key[0], is_first=key[1], hours=key[2]
            )
            self._undisturbed[key] = self.play(calm)
        return self._undisturbed[key]

    def play(self, scenario: Scenario) -> Outcome:
        plain = scenario.before is nothing and not scenario.settings and not scenario.is_first
        with self._stage(self._after_first() if plain else self._world) as (stage, syncing):
            stage.system.use(*scenario.settings)
            ended: list[Ended] = []
            if plain:
                syncing.resume(self._first)
            else:
                scenario.before(stage)
                ended.append(syncing.discover())
                ended += [] if scenario.is_first else [syncing.sync()]
            if not scenario.is_first:
                ended += self._until_second(scenario, stage, syncing)
            if any(not each.is_good for each in ended):
                return Outcome(Findings(), f"could not begin: {_said(ended)}")
            stage.system.plan.replace(self._faults(scenario))
            scenario.meddles(stage)
            ended = [syncing.sync()]
            was_struck = bool(stage.system.plan.struck) or not scenario.faults
            stage.system.plan.replace([])
            ended += _again(syncing, ended[0])
            for _ in range(scenario.loads - 1):
                scenario.passes(stage.world)
                ended.append(syncing.sync())
            trouble = _said(ended) if was_struck else "no fault struck"
            return Outcome(score(stage.world, syncing, scenario, self._known), trouble)

    def _faults(self, scenario: Scenario) -> list[Fault]:
        asks = self.peer.asks
        return [
            replace(fault, endpoint=asks.get(fault.endpoint, fault.endpoint))
            for fault in scenario.faults
        ]

    def _until_second(self, scenario: Scenario, stage: Stage, syncing: Syncing) -> list[Ended]:
        """What lies between the first sync and the second; new fields are discovered."""
        scenario.happens(stage)
        scenario.passes(stage.world)
        if scenario.later is not None:
            stage.system.use(*scenario.later)
        return [syncing.discover()] if scenario.pitfall in OF_SCHEMA else []

    def _after_first(self) -> Path:
        """The world as it is after the first sync."""
        folder = self._folder / "first" / "world"
        if self._first is None:
            with self._stage(self._world, "first") as (_, syncing):
                for act in (syncing.discover, syncing.sync):
                    ended = act()
                    assert ended.is_good, f"{self.peer.name}: {_said([ended])}"
                self._first = syncing
        return folder

    @contextmanager
    def _stage(self, world_folder: Path, name: str = "") -> Iterator[tuple[Stage, Syncing]]:
        self._number += 1
        place = self._folder / (name or f"play-{self._number}")
        shutil.copytree(world_folder, place / "world")
        world = open_world(place / "world", SEED, SIZE)
        with serving(self.peer.source, world) as system:
            syncing = Syncing(self.peer, self.programs, place / "sync", system)
            yield Stage(self.peer.source, world, system), syncing
        world.close()


def _again(syncing: Syncing, last: Ended) -> Iterator[Ended]:
    """A sync that failed is begun again, as schedulers do, until it fails twice in the same words."""
    for _ in range(RETRIES):
        if last.is_good:
            return
        before, last = last, syncing.sync()
        yield last
        if last.said == before.said:
            return


def _said(ended: list[Ended]) -> str:
    """How syncs ended that did not end well."""
    bad = [each for each in ended if not each.is_good]
    if not bad:
        return ""
    return f"{len(bad)} of {len(ended)} syncs failed: {bad[0].said}"
