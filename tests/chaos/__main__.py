"""`make chaos`: every pitfall at every source, random faults and kills, and the job itself.

Prints a table and ends with 1 where a record was lost, doubled or wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ingestion.sandbox.world import open_world
from tests.chaos.jobs import PUBLISHING, Run, job_rounds
from tests.chaos.kills import LOADING, in_child
from tests.chaos.rounds import Round, be_impatient, company, drawn
from tests.chaos.scenario import SEED, SIZE, Outcome, Scenario, play
from tests.chaos.scenarios import SCENARIOS
from tests.chaos.score import Score

COLUMNS = ("expected", "landed", "lost", "doubled", "wrong")
KILLS_AT_LEAST = 3


def played(folder: Path) -> list[tuple[Scenario, Outcome]]:
    """Each scenario in a process of its own."""
    open_world(folder / "world", SEED, SIZE).close()
    found = []
    for number, scenario in enumerate(SCENARIOS):
        place = folder / f"scenario-{number}"
        place.mkdir()
        outcome, status = in_child(lambda s=scenario, p=place: play(s, folder / "world", p))
        found.append((scenario, outcome or Outcome(Score(), trouble=f"ended with {status}")))
        say(f"{scenario.pitfall:>2} {scenario.source}: {scenario.says}", found[-1][1].is_good)
    return found


def rounds(folder: Path, seed: int, count: int) -> list[Round]:
    folder.mkdir()
    with company(folder) as made:
        found = []
        for round in drawn(seed, count, made):
            found.append(made.play(round))
            say(f"round {round.number + 1} of {count}: {round.source}", round.is_good)
    return found


def say(what: str, is_good: bool) -> None:
    print(f"{'ok ' if is_good else 'BAD'} {what}", file=sys.stderr, flush=True)


def tell(run: Run, seconds: float) -> None:
    say(f"job killed {run.point}, {seconds:.0f} s", not run.trouble)


def table_of(scenarios: list[tuple[Scenario, Outcome]], randoms: list[Round]) -> Table:
    table = Table("pitfall", "source", "what", *COLUMNS, "calls", "least", "trouble")

    def add(
        pitfall: str, source: str, says: str, score: Score, calls: int, least: int, trouble: str
    ) -> None:
        counts = [f"{getattr(score, name):,}" for name in COLUMNS]
        told = "; ".join(filter(None, [trouble, *score.examples]))[:120]
        table.add_row(pitfall, source, says, *counts, f"{calls:,}", f"{least:,}", told)

    for scenario, found in sorted(scenarios, key=lambda each: each[0].pitfall):
        says = scenario.says
        add(str(scenario.pitfall), scenario.source, says, found.score, found.used, found.least,
            found.trouble)  # fmt: skip
    for source in sorted({round.source for round in randoms}):
        own = [round for round in randoms if round.source == source]
        total = Score(
            *(sum(getattr(round.score, name) for round in own) for name in COLUMNS),
            examples=[text for round in own for text in round.score.examples][:1],
        )
        trouble = next((round.trouble for round in own if round.trouble), "")
        add("29, 30", source, f"{len(own)} random plans and kills", total,
            sum(round.calls for round in own), sum(round.least for round in own), trouble)  # fmt: skip
    return table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=9, help="kills while the job publishes")
    options = parser.parse_args()
    be_impatient()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scenarios = played(folder)
        randoms = rounds(folder / "rounds", options.seed, options.rounds)
        jobs: list[Run] = []
        twice = "not tried"
        if options.jobs:
            jobs, twice = job_rounds(folder, options.jobs, tell)
    Console(width=200).print(table_of(scenarios, randoms))
    kills = Counter(round.point for round in randoms if round.was_killed)
    kills.update(run.point for run in jobs if run.was_killed)
    points = (*LOADING, *(PUBLISHING if options.jobs else ()))
    print("Kills:", ", ".join(f"{kills[point]} {point}" for point in points))
    for run in jobs:
        if run.trouble:
            print(f"Job killed {run.point}: {run.trouble}")
    print(f"Two refreshes at once: {twice or 'one waited, said for whom, and both published'}")
    print(f"Seed {options.seed}, {time.monotonic() - started:.0f} s")
    is_good = (
        all(outcome.is_good for _, outcome in scenarios)
        and all(round.is_good for round in randoms)
        and not any(run.trouble for run in jobs)
        and (not options.jobs or not twice)
        and all(kills[point] >= KILLS_AT_LEAST for point in points)
    )
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
