"""One known pitfall at one source: what happens between two loads, and what must have landed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingestion.sandbox.faults import Fault
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.world import World, open_world
from tests.chaos.score import Score, score
from tests.chaos.serving import System, serving
from tests.chaos.trial import Trial, connection_of

SEED, SIZE = 7, 25
HOUR = 3_600_000
DAY = 24 * HOUR


class Stage:
    """A small company's one system, and hands that reach into its records."""

    def __init__(self, name: str, world: World, system: System) -> None:
        self.name, self.world, self.system = name, world, system

    @property
    def now(self) -> int:
        return self.world.now

    def ids(self, object: str, count: int, where: str = "state = 'live'") -> list[str]:
        """The first so many records of an object that fit."""
        records = self.world.records(self.name, object, where)
        assert len(records) >= count, f"{self.name} has too few {object}"
        return [record.id for record in records[:count]]

    def then(
        self,
        object: str,
        id: str,
        op: str = "update",
        hours: float = 2,
        is_stamped: bool = True,
        into: str | None = None,
        **fields: Any,
    ) -> None:
        """Something that happens during the next days."""
        at = self.now + int(hours * HOUR)
        change = Change(at, object, id, op, fields, None, is_stamped, into)
        self.world.add([(self.name, change)], 0)

    def make(self, object: str, id: str, at: int | None = None, **fields: Any) -> str:
        """A record like the first one, if there is one, made at an instant that lies behind."""
        others = self.world.records(self.name, object, "state = 'live'")
        like = others[0].fields if others else {}
        at = self.now if at is None else at
        change = Change(at, object, id, "create", {**like, **fields})
        self.world.add([(self.name, change)], self.now)
        return id

    def change(self, object: str, id: str, **fields: Any) -> None:
        """What a record holds becomes another thing, and nothing tells of it."""
        (held,) = self.world.sql(
            "select fields from record where system = ? and object = ? and id = ?",
            (self.name, object, id),
        )
        changed = json.dumps({**json.loads(held[0]), **fields}, ensure_ascii=False)
        self.world.sql(
            "update record set fields = ? where system = ? and object = ? and id = ?",
            (changed, self.name, object, id),
        )

    def vanish(self, object: str, id: str) -> None:
        """Gone for good, and nobody told."""
        where = "where system = ? and object = ? and id = ?"
        self.world.sql(f"delete from record {where}", (self.name, object, id))
        self.world.sql(f"delete from history {where}", (self.name, object, id))


def nothing(_: Stage) -> None:
    pass


@dataclass(frozen=True)
class Scenario:
    """`happens` lies between two loads, `days` apart; `faults` strike the second, or, where
    `is_first`, the first. `settings` are the simulator's, `later` those from the second load on.
    `refuses`: the disturbed load must fail and say so. `loads`: how many follow, `days` apart."""

    pitfall: int
    source: str
    says: str
    happens: Callable[[Stage], None] = nothing
    before: Callable[[Stage], None] = nothing
    faults: tuple[Fault, ...] = ()
    is_first: bool = False
    days: int = 1
    loads: int = 1
    settings: tuple[Any, ...] = ()
    later: tuple[Any, ...] | None = None
    refuses: str = ""
    but: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class Outcome:
    """What came of it. `used` counts the calls of the disturbed load and those after it until one
    is accepted, `least` those of an undisturbed one."""

    score: Score
    used: int = 0
    least: int = 0
    trouble: str = ""

    @property
    def is_good(self) -> bool:
        return self.score.is_clean and not self.trouble


def play(scenario: Scenario, world_folder: Path, folder: Path) -> Outcome:
    """In a world of its own, copied from `world_folder`."""
    shutil.copytree(world_folder, folder / "world")
    world = open_world(folder / "world", SEED, SIZE)
    with serving(scenario.source, world) as system:
        stage = Stage(scenario.source, world, system)
        scenario.before(stage)
        system.use(*scenario.settings)
        connection = connection_of(scenario.source, system.url)
        trial = Trial(folder / "warehouse.duckdb", connection)
        trouble = ""
        if not scenario.is_first:
            trouble = _must(trial.land(), "accepted")
            scenario.happens(stage)
            world.advance_days(scenario.days)
            if scenario.later is not None:
                system.use(*scenario.later)
            shutil.copy(trial.path, folder / "undisturbed.duckdb")
        before = system.calls
        system.plan.replace(scenario.faults)
        trouble = trouble or _disturbed(scenario, trial, system)
        used = system.calls - before
        for _ in range(scenario.loads - 1):
            world.advance_days(scenario.days)
            trouble = trouble or _must(trial.land(), "accepted")
        found = score(world, trial, scenario.but)
        before = system.calls
        Trial(folder / "undisturbed.duckdb", connection).land()
        outcome = Outcome(found, used, system.calls - before, trouble)
    world.close()
    return outcome


def _disturbed(scenario: Scenario, trial: Trial, system: System) -> str:
    """Land under the faults, and again without them; what was not as it must be."""
    cursors = trial.cursors() if trial.path.exists() else {}
    load = trial.land()
    if scenario.faults and not system.plan.struck:
        return "no fault struck"
    system.plan.replace([])
    if scenario.refuses and scenario.refuses not in load.message:
        return f"was {load.status} and said: {load.message or 'nothing'}"
    if load.status == "accepted":
        return ""
    if trial.cursors() != cursors:
        return "a load that failed moved a cursor"
    if not load.message or "\n" in load.message:
        return f"a load that failed said: {load.message!r}"
    if scenario.refuses and not scenario.faults:
        return ""
    return _must(trial.land(), "accepted")


def _must(load: Any, status: str) -> str:
    return "" if load.status == status else f"was {load.status}: {load.message}"
