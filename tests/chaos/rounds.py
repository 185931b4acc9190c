"""Random plans and kills: a load goes wrong some way, others follow, and all must have landed."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ingestion import answers
from ingestion.landing import waiting
from ingestion.landing.warehouse import Warehouse
from ingestion.sandbox.app import running
from ingestion.sandbox.faults import Fault
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.store import Store
from ingestion.sandbox.world import FILE, World, open_world
from tests.chaos.kills import FORK, LOADING, Progress, in_child, landed
from tests.chaos.scenario import SEED, SIZE
from tests.chaos.score import Score, score
from tests.chaos.trial import SYSTEMS, Trial, connection_of, warm_up

KINDS = (
    "burst", "token", "status", "truncated", "mis_sized", "cut_gzip", "drip", "reset", "silence",
    "duplicated", "reordered", "short", "empty", "skew", "failed_200", "daily", "redirect",
    "locked",
)  # fmt: skip
LOADS_AT_MOST = 5
ROWS_A_COMMIT = 100  # so few that a small company's load is cut off between two commits
# Of each system something that changes while a load lies killed, and nothing else depends on.
CHANGES = {"salesforce": "Lead", "hubspot": "contacts", "stripe": "customer"}
KEPT = ("record", "history", "journal")  # where a system holds a record
AS_IT_WAS = "as it was"


@dataclass(frozen=True)
class Moving:
    """What happens at a system while a load of it lies killed.

    Of the records that `cut_off` names one vanishes and nobody tells; another object changes.
    """

    source: str
    cut_off: tuple[str, ...]

    def happens(self, world: World) -> None:
        object = CHANGES[self.source]
        for id in self.cut_off[:1]:
            for kept in KEPT:
                of, its = f"from {kept} where system = ? and id = ?", (self.source, id)
                world.sql(f"insert into gone_{kept} select * {of}", its)
                world.sql(f"delete {of}", its)
        for changed in world.records(self.source, object, "state = 'live'")[-1:]:
            change = Change(world.now + 500, object, changed.id, "update", {}, None, True, None)
            world.add([(self.source, change)], 0)
        world.sleep(1)


def keep_the_gone(world: World) -> None:
    for kept in KEPT:
        world.sql(f"create temp table gone_{kept} as select * from {kept} where false")


def come_back(world: World) -> None:
    """What vanished in a round is there in the next, or many rounds would end in an empty world."""
    for kept in KEPT:
        world.sql(f"insert into {kept} select * from gone_{kept}")
        world.sql(f"delete from gone_{kept}")
    world.add([], 0)  # commits: who scores looks from another process


def landed_in_part(trial: Trial) -> tuple[str, ...]:
    """Customers that a walk brought which is not at its end; Stripe's load is a single walk.

    What vanishes unsaid after a whole walk, as after a load, is the next daily sweep's to find."""
    if trial.name != "stripe":
        return ()
    with Warehouse(trial.path) as warehouse:
        made = "select count(*) from information_schema.tables where table_schema = 'raw_stripe'"
        if not warehouse.value(made):  # killed before there was anything
            return ()
        rows = warehouse.rows(
            "select _record_id from raw_stripe.customer where _load_id not in "
            "(select _load_id from raw_stripe._loads where status = 'accepted') and _load_id not in "
            "(select _load_id from control.cursors where status = 'pending') order by 1"
        )
    return tuple(row["_record_id"] for row in rows)


@dataclass
class Round:
    """One round and what came of it."""

    number: int
    source: str
    is_first: bool
    faults: tuple[Fault, ...]
    point: str | None = None
    at: int = 0
    was_killed: bool = False
    loads: int = 0
    calls: int = 0
    least: int = 0
    trouble: str = ""
    score: Score = field(default_factory=Score)

    @property
    def has_late_clock(self) -> bool:
        """What is younger than a system says it is lands with the next load."""
        return any(fault.kind == "skew" and fault.seconds < 0 for fault in self.faults)

    @property
    def is_good(self) -> bool:
        return self.score.is_clean and not self.trouble


class Company:
    """Systems in a process of their own, and warehouses after a first and before a second day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        warm_up()
        self._here, there = FORK.Pipe()
        self._process = FORK.Process(target=_serve, args=(folder, there), daemon=True)
        self._process.start()
        self.urls: dict[str, str] = self._here.recv()
        self.passed: dict[tuple[str, bool], Counter[str]] = {}
        self.least: dict[tuple[str, bool], int] = {}
        for name in SYSTEMS:
            self._measure(name, self._base(name), is_first=True)
        self._ask("advance")
        for name in SYSTEMS:
            copy = folder / f"{name}.measured.duckdb"
            shutil.copy(self._base(name), copy)
            self._measure(name, copy, is_first=False)

    def _base(self, name: str) -> Path:
        return self.folder / f"{name}.first.duckdb"

    def trial(self, name: str, path: Path) -> Trial:
        return Trial(path, connection_of(name, self.urls[name]))

    def _measure(self, name: str, path: Path, is_first: bool) -> None:
        """Which points an undisturbed load passes, how often, and how many calls it needs."""
        progress = Progress()

        def work() -> tuple[tuple[str, str], Counter[str]]:
            return landed(self.trial(name, path), progress), progress.passed

        before = self._ask("calls")
        (told, passed), _ = in_child(work)
        assert told[0] == "accepted", told
        self.passed[name, is_first] = passed
        self.least[name, is_first] = self._ask("calls") - before

    def play(self, round: Round) -> Round:
        """Land under the faults, be killed, land again; then without faults until all is in."""
        path = self.folder / f"round-{round.number}.duckdb"
        if not round.is_first:
            shutil.copy(self._base(round.source), path)
        before = self._ask("calls")
        self._ask(round.faults)
        progress, is_calm = Progress(round.point, round.at), not round.faults
        has_moved = False
        for number in range(LOADS_AT_MOST):
            told, status = in_child(partial(landed, self.trial(round.source, path), progress))
            round.loads += 1
            round.was_killed |= status == -9
            progress = Progress()
            if status == -9:
                cut_off = in_child(partial(landed_in_part, self.trial(round.source, path)))[0]
                self._ask(Moving(round.source, cut_off))
                has_moved, is_calm = True, False
            if told is None and status != -9:
                round.trouble = f"a load ended with status {status}"
            elif (
                told
                and told[0] == "accepted"
                and (is_calm or not (has_moved or round.has_late_clock))
            ):
                break
            elif told and told[0] != "accepted" and (not told[1] or "\n" in told[1]):
                round.trouble = f"a load that failed said {told[1]!r}"
            if number > 0 or not round.was_killed:
                self._ask(())
                is_calm = True
        else:
            round.trouble = f"no load was accepted: {told}"
        round.calls = self._ask("calls") - before
        round.least = self.least[round.source, round.is_first]
        round.score = in_child(lambda: self._score(round.source, path))[0]
        self._ask(AS_IT_WAS)
        for leftover in self.folder.glob(f"{path.name}*"):
            leftover.unlink()
        return round

    def _score(self, name: str, path: Path) -> Score:
        store = Store(self.folder / "world" / FILE)
        return score(store, self.trial(name, path))

    def _ask(self, what: Any) -> Any:
        self._here.send(what)
        return self._here.recv()

    def close(self) -> None:
        self._here.send("end")
        self._process.join()


@contextmanager
def company(folder: Path) -> Iterator[Company]:
    with patch.object(waiting, "ROWS_A_COMMIT", ROWS_A_COMMIT):
        made = Company(folder)
        try:
            yield made
        finally:
            made.close()


def _serve(folder: Path, there: Any) -> None:
    """The systems; a tuple of faults is their plan from then on."""
    open_world(folder / "world", SEED, SIZE).close()
    with running(folder / "world", SEED, SIZE) as sandbox:
        keep_the_gone(sandbox.world)
        there.send(sandbox.urls)
        while (told := there.recv()) != "end":
            if told == "advance":
                sandbox.advance(1)
            elif told == AS_IT_WAS:
                come_back(sandbox.world)
            elif isinstance(told, Moving):
                told.happens(sandbox.world)
            elif isinstance(told, tuple):
                sandbox.plan.replace(told)
            there.send(sandbox.server.server_state.total_requests)


def drawn(seed: int, count: int, made: Company) -> Iterator[Round]:
    """Plans and kills from a seed; every source in turn, every point at least count / 15 times."""
    chance = random.Random(seed)
    for number in range(count):
        source = SYSTEMS[number % len(SYSTEMS)]
        is_first = chance.random() < 0.3
        round = Round(
            number, source, is_first, _faults(chance, source, made.least[source, is_first])
        )
        point = LOADING[number // len(SYSTEMS) % (len(LOADING) + 1)] if _kills(number) else None
        if point:
            round.point = point
            round.at = chance.randint(1, made.passed[source, is_first][point] or 1)
        yield round


def _kills(number: int) -> bool:
    return number // len(SYSTEMS) % (len(LOADING) + 1) < len(LOADING)


def _faults(chance: random.Random, source: str, calls: int) -> tuple[Fault, ...]:
    return tuple(
        Fault(
            source,
            chance.choice(KINDS),
            call=chance.randint(1, calls),
            times=chance.choice((1, 1, 2, 3)),
            status=chance.choice((406, 420, 500, 502, 503, 504)),
            share=chance.random() * 0.99,
            by=chance.choice((-20, -1, 1, 50)),
            seconds=chance.choice((-86_400.0, 3_600.0, 86_400.0)),
            retry_after=chance.choice((None, 2.0, 3_600.0)),
        )
        for _ in range(chance.randint(0, 3))
    )


def be_impatient() -> None:
    """A silent or dripping answer costs a round one second and not a minute."""
    answers.LONGEST_SILENCE_SECONDS = 2.0
    answers.LONGEST_ANSWER_SECONDS = 3.0
