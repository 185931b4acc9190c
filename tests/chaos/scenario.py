"""One known pitfall at one source: what happens between two loads, and what must have landed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingestion.landing.warehouse import Warehouse
from ingestion.sandbox.faults import Fault
from ingestion.sandbox.world import FILE, World, open_world
from tests.chaos.score import Score, score
from tests.chaos.serving import System, serving
from tests.chaos.stage import Stage
from tests.chaos.trial import SYSTEMS, Trial, connection_of

SEED, SIZE = 7, 25
SECONDS_AN_HOUR = 3_600
# What a query of the warehouse gives, by the query.
Expected = Mapping[str, Any]


def nothing(_: Stage) -> None:
    pass


def nothing_more(_: Stage) -> Expected:
    return {}


@dataclass(frozen=True)
class Scenario:
    """`happens` lies between two loads, which are `days` apart, or `hours`: then no sweep is due.

    `faults` strike the second load, or, where `is_first`, the first; `meddles` lays hands on
    answers of the same. `settings` are the simulator's, `later` those from the second load on.
    `refuses`: the disturbed load must fail and say so. `loads`: how many follow, as far apart.
    All that the system then shows must have landed, `but` for some columns, and what the scenario
    `expects` beyond that.
    """

    pitfall: int
    source: str
    says: str
    happens: Callable[[Stage], None] = nothing
    before: Callable[[Stage], None] = nothing
    faults: tuple[Fault, ...] = ()
    meddles: Callable[[Stage], None] = nothing
    is_first: bool = False
    days: int = 1
    hours: float = 0
    loads: int = 1
    settings: tuple[Any, ...] = ()
    later: tuple[Any, ...] | None = None
    refuses: str = ""
    but: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    expects: Callable[[Stage], Expected] = nothing_more

    def passes(self, world: World) -> None:
        if self.hours:
            world.sleep(self.hours * SECONDS_AN_HOUR)
        else:
            world.advance_days(self.days)


class Firsts:
    """A warehouse after the first load of each source of a world, and the calls that it took."""

    def __init__(self, world_folder: Path, folder: Path) -> None:
        self.folder = folder
        self.least: dict[str, int] = {}
        world = open_world(world_folder, SEED, SIZE)
        for name in SYSTEMS:
            with serving(name, world) as system:
                load = Trial(self.of(name), connection_of(name, system.url)).land()
                assert load.status == "accepted", load.message
                self.least[name] = system.calls
        world.close()

    def of(self, name: str) -> Path:
        return self.folder / f"first-{name}.duckdb"


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


def play(
    scenario: Scenario, world_folder: Path, folder: Path, firsts: Firsts | None = None
) -> Outcome:
    """In a world of its own, copied from `world_folder`. `firsts` save loads, and let calls be held
    against the least that are needed."""
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
            trouble = _first_load(scenario, firsts, trial)
            scenario.happens(stage)
            scenario.passes(world)
            if scenario.later is not None:
                system.use(*scenario.later)
        least = _least(scenario, firsts, world, trial) if firsts else 0  # else nobody counts
        before = system.calls
        system.plan.replace(scenario.faults)
        scenario.meddles(stage)
        trouble = trouble or _disturbed(scenario, trial, system)
        used = system.calls - before
        for _ in range(scenario.loads - 1):
            scenario.passes(world)
            trouble = trouble or _must(trial.land(), "accepted")
        found = score(world, trial, scenario.but)
        _judge(scenario.expects(stage), trial, found)
    world.close()
    return Outcome(found, used, least, trouble)


def _least(scenario: Scenario, firsts: Firsts, world: World, trial: Trial) -> int:
    """The calls of a load that nothing disturbs, in copies of the world and of the warehouse: what
    is yet to meddle would move them on."""
    if scenario.is_first and scenario.before is nothing:
        return firsts.least[scenario.source]
    folder = trial.path.parent / "undisturbed"
    folder.mkdir()
    with closing(sqlite3.connect(world.path)) as now, closing(sqlite3.connect(folder / FILE)) as to:
        now.backup(to)
    if trial.path.exists():
        shutil.copy(trial.path, folder / trial.path.name)
    copied = open_world(folder, SEED, SIZE)
    settings = scenario.settings if scenario.later is None else scenario.later
    with serving(scenario.source, copied) as system:
        system.use(*settings)
        Trial(folder / trial.path.name, connection_of(scenario.source, system.url)).land()
        calls = system.calls
    copied.close()
    return calls


def _first_load(scenario: Scenario, firsts: Firsts | None, trial: Trial) -> str:
    """Where nothing is particular yet, the load that was made for all."""
    if firsts and scenario.before is nothing and not scenario.settings:
        shutil.copy(firsts.of(scenario.source), trial.path)
        return ""
    return _must(trial.land(), "accepted")


def _disturbed(scenario: Scenario, trial: Trial, system: System) -> str:
    """Land under the faults, and again without them; what was not as it must be."""
    cursors = trial.cursors() if trial.path.exists() else {}
    load = trial.land()
    if idle := system.idle():
        return f"{', '.join(idle)} did not strike"
    system.calm()
    if scenario.refuses and scenario.refuses not in load.message:
        return f"was {load.status} and said: {load.message or 'nothing'}"
    if load.status == "accepted":
        return ""
    if trial.cursors() != cursors:
        return "a load that failed moved a cursor"
    if not load.message or "\n" in load.message:
        return f"a load that failed said: {load.message!r}"
    return _must(trial.land(), "accepted")


def _judge(expected: Expected, trial: Trial, found: Score) -> None:
    with Warehouse(trial.path) as warehouse:
        for query, value in expected.items():
            got = warehouse.value(query)
            found.expected += 1
            found.landed += got is not None
            if got != value:
                found.wrong += 1
                found.note(f"{query}: {got!r}, not {value!r}")


def _must(load: Any, status: str) -> str:
    return "" if load.status == status else f"was {load.status}: {load.message}"
