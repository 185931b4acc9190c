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
from tests.chaos.kills import LOADING, Child, in_child
from tests.chaos.rounds import Round, be_impatient, company, drawn
from tests.chaos.scenario import SEED, SIZE, Firsts, Outcome, Scenario, play
from tests.chaos.scenarios import SCENARIOS
from tests.chaos.score import Score
from tests.chaos.trial import warm_up

COLUMNS = ("expected", "landed", "lost", "doubled", "wrong")
KILLS_AT_LEAST = 3
Played = list[tuple[Scenario, Outcome]]
# How the runs of the job ended, and what was wrong with two at once.
Jobs = tuple[list[Run], str]


def played(folder: Path) -> Played:
    """Each scenario in a process of its own."""
    world = folder / "world"
    open_world(world, SEED, SIZE).close()
    firsts, _ = in_child(lambda: Firsts(world, folder))
    found = []
    for number, scenario in enumerate(SCENARIOS):
        place = folder / f"scenario-{number}"
        place.mkdir()
        outcome, status = in_child(lambda s=scenario, p=place: play(s, world, p, firsts))
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


def tell(run: Run) -> None:
    say(f"job killed {run.point}, {run.seconds:.0f} s {run.trouble}", not run.trouble)


# ── the table ─────────────────────────────────────────────────────────────────────────────────


def table_of(scenarios: Played, randoms: list[Round], jobs: Jobs) -> Table:
    table = Table("pitfall", "source", "what", *COLUMNS, "calls", "least", "trouble")
    for scenario, found in sorted(scenarios, key=lambda each: each[0].pitfall):
        _add(table, str(scenario.pitfall), scenario.source, scenario.says, found)
    for source in sorted({round.source for round in randoms}):
        own = [round for round in randoms if round.source == source]
        _add(table, "29, 30", source, f"{len(own)} random plans and kills", _sum(own))
    runs, twice = jobs
    if runs:
        _add(table, "30", "all", f"{len(runs)} kills of the job, two at once", _of(runs, twice))
    return table


def _add(table: Table, pitfall: str, source: str, says: str, found: Outcome) -> None:
    counts = [f"{getattr(found.score, name):,}" for name in COLUMNS]
    told = "; ".join(filter(None, [found.trouble, *found.score.examples]))[:120]
    calls = [f"{number:,}" if number else "" for number in (found.used, found.least)]
    table.add_row(pitfall, source, says, *counts, *calls, told)


def _sum(rounds: list[Round]) -> Outcome:
    total = Score(
        *(sum(getattr(round.score, name) for round in rounds) for name in COLUMNS),
        examples=[text for round in rounds for text in round.score.examples][:1],
    )
    trouble = next((round.trouble for round in rounds if round.trouble), "")
    calls, least = (sum(getattr(round, name) for round in rounds) for name in ("calls", "least"))
    return Outcome(total, calls, least, trouble)


def _of(runs: list[Run], twice: str) -> Outcome:
    """In publications: one a kill and one for two at once."""
    trouble = [run.trouble for run in runs if run.trouble] + ([twice] if twice else [])
    count = len(runs) + 1
    return Outcome(
        Score(count, count - len(trouble), wrong=len(trouble)), trouble="; ".join(trouble)
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=10, help="of the rounds, through Dagster")
    options = parser.parse_args()
    be_impatient()
    warm_up()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = options.rounds - options.jobs
        by_source = Child(lambda: rounds(folder / "rounds", options.seed, count))
        publishing = Child(lambda: job_rounds(folder / "jobs", options.jobs, tell))
        scenarios = played(folder)
        randoms, status = by_source.end()
        assert randoms is not None, f"the rounds ended with status {status}"
        jobs, status = publishing.end()
        assert jobs is not None, f"the job's rounds ended with status {status}"
    Console(width=200).print(table_of(scenarios, randoms, jobs))
    runs, twice = jobs
    kills = Counter(round.point for round in randoms if round.was_killed)
    kills.update(run.point for run in runs if run.was_killed)
    points = (*LOADING, *(PUBLISHING if options.jobs else ()))
    print("Kills:", ", ".join(f"{kills[point]} {point}" for point in points))
    if options.jobs:
        print(f"Two refreshes at once: {twice or 'one waited and said for whom, both published'}")
    print(f"Seed {options.seed}, {time.monotonic() - started:.0f} s")
    is_good = (
        all(outcome.is_good for _, outcome in scenarios)
        and all(round.is_good for round in randoms)
        and not any(run.trouble for run in runs)
        and not twice
        and all(kills[point] >= KILLS_AT_LEAST for point in points)
    )
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
