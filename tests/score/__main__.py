"""`make score SEEDS=11,23,31`: sample companies that nothing was learnt from, matched and judged.

Each goes the whole way, from its systems' answers to published marts, at each level of mess. Prints
a table and the worst mistakes of all with why they were made; ends with 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ingestion.sandbox.mess import LEVELS
from ingestion.sandbox.truth.command import PAGES, held_world
from ingestion.sandbox.truth.compare import Measure
from ingestion.sandbox.truth.matching import KINDS
from ingestion.sandbox.truth.score import Report, score

SIZE = 1_000  # people
WORST = 20
MEASURES = {
    "precision": "precision: joined pairs, one in truth",
    "recall": "recall: pairs with evidence, joined",
    "ceiling": "the gap: true pairs, with evidence",
    "one in truth": "published things, one in truth",
    "whole": "known things, published whole",
}
# Where records differ twice as often as anywhere they should, what is found is told, not demanded.
TOLD = {"double": ("recall",)}


@dataclass(frozen=True)
class Scored:
    """A company's report: how untidy it was, and by which dice."""

    mess: str
    seed: int
    report: Report

    def measure(self, entity: str, name: str) -> Measure:
        [found] = [
            measure
            for measure in self.report.measures
            if measure.section == entity and measure.name == MEASURES[name]
        ]
        return found

    def is_met(self, entity: str, name: str) -> bool:
        return name in TOLD.get(self.mess, ()) or self.measure(entity, name).is_met


def scored(folder: Path, mess: str, seed: int, size: int) -> Scored:
    """Founded, landed, built, published and judged. Raises CalledProcessError."""
    told = {
        "ACCORD_WAREHOUSE": str(folder), "DAGSTER_HOME": str(folder / "dagster"),
        "ACCORD_SEED": str(seed), "ACCORD_SIZE": str(size), "ACCORD_MESS": mess,
    }  # fmt: skip
    job = [sys.executable, "-m", "orchestration", "run", "--days", "0"]
    subprocess.run(job, env=os.environ | told, check=True, capture_output=True, text=True)
    world = held_world(folder / "sandbox")
    try:
        return Scored(mess, seed, score(world, folder / "current", PAGES))
    finally:
        world.close()


def all_of(messes: list[str], seeds: list[int], size: int) -> Iterator[Scored]:
    for mess in messes:
        for seed in seeds:
            print(f"mess {mess}, seed {seed} …", file=sys.stderr, flush=True)
            with tempfile.TemporaryDirectory(prefix="accord-score-") as folder:
                yield scored(Path(folder), mess, seed, size)


def show(found: list[Scored], console: Console) -> None:
    table = Table(title="Matching, on companies that nothing was learnt from")
    for name in ("what", "mess", "seed"):
        table.add_column(name)
    for name in (*MEASURES, "pairs"):
        table.add_column(name, justify="right")
    for entity in KINDS:
        table.add_section()
        for each in found:
            cells = [
                _cell(each.measure(entity, name), each.is_met(entity, name)) for name in MEASURES
            ]
            pairs = each.measure(entity, "precision").expected
            table.add_row(entity, each.mess, str(each.seed), *cells, f"{pairs:,}")
    console.print(table)
    console.print(f"[bold]The worst {WORST} mistakes[/]")
    mistakes = [
        (each, mistake)
        for each in found
        for mistake in each.report.mistakes
        if mistake.pairs
    ]  # fmt: skip
    for each, mistake in sorted(mistakes, key=lambda told: -told[1].pairs)[:WORST]:
        console.print(
            f"  {mistake.pairs} pairs · mess {each.mess}, seed {each.seed} · {mistake.kind} · "
            f"{mistake.key}: expected {mistake.expected}, got {mistake.got}",
            markup=False,
            highlight=False,
        )


def _cell(measure: Measure, is_met: bool) -> str:
    told = f"{measure.agreement:.3%}"
    return told if is_met else f"[red]{told}[/]"


def missed(found: list[Scored]) -> list[str]:
    return [
        f"mess {each.mess}, seed {each.seed}: {name} of {entity}"
        for each in found
        for entity in KINDS
        for name in MEASURES
        if not each.is_met(entity, name)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.score", description=__doc__)
    parser.add_argument("--seeds", default="11,23,31")
    parser.add_argument("--mess", default="", help=f"default: {','.join(LEVELS)}")
    parser.add_argument("--size", type=int, default=SIZE, help="people on the first day")
    options = parser.parse_args()
    messes = options.mess.split(",") if options.mess else list(LEVELS)
    if odd := [mess for mess in messes if mess not in LEVELS]:
        parser.error(f"no mess is called {odd[0]}; there are {', '.join(LEVELS)}")
    if not re.fullmatch(r"\d+(,\d+)*", options.seeds):
        parser.error(f"{options.seeds} is no list of whole numbers, as 11,23,31 is")
    seeds = [int(seed) for seed in options.seeds.split(",")]
    try:
        found = list(all_of(messes, seeds, options.size))
    except subprocess.CalledProcessError as failed:
        print((failed.stdout + failed.stderr).strip()[-2000:], file=sys.stderr)
        return 1
    show(found, Console(width=None if Console().is_terminal else 140))
    for line in missed(found):
        print(line)
    return 1 if missed(found) else 0


if __name__ == "__main__":
    sys.exit(main())
