"""The commands `truth` and `score` of the sandbox: write the truth down, judge the marts by it."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ingestion.sandbox.firm import found
from ingestion.sandbox.mess import DEFAULT, LEVELS
from ingestion.sandbox.store import Store
from ingestion.sandbox.truth.compare import SHOWN, Measure
from ingestion.sandbox.truth.happened import happened, lives_of
from ingestion.sandbox.truth.score import Report, score
from ingestion.sandbox.truth.write import write_truth
from ingestion.sandbox.world import FILE, World, WorldError, digest, open_world

PAGES = Path(__file__).parents[3] / "dbt_project" / "definitions"


def run(command: str, folder: Path, build: Path) -> int:
    """`build` is the folder of a publication. Exit status 1 when a bar is missed."""
    world = held_world(folder)
    try:
        if command == "truth":
            for path in write_truth(world, folder, PAGES):
                print(path)
            return 0
        if not build.exists():
            raise WorldError(f"nothing is published at {build}: run `make run` first")
        report = score(world, build, PAGES, happened(lives_of(world), world.now))
        show(report, Console(width=None if Console().is_terminal else 110))
        return 1 if report.missed else 0
    finally:
        world.close()


def held_world(folder: Path) -> World:
    """The world that a folder holds, whatever its seed and size."""
    if not (folder / FILE).exists():
        raise WorldError(f"no sample company in {folder}: run `make run` first")
    store = Store(folder / FILE)
    seed, size = int(store.meta("seed") or 0), int(store.meta("size") or 0)
    held, orgs = store.meta("firm"), int(store.meta("orgs") or 1)
    store.close()
    firm = found(seed, size)
    levels = (mess for mess in LEVELS.values() if digest(firm, mess) == held)
    return open_world(folder, seed, size, next(levels, DEFAULT), orgs=orgs)


def show(report: Report, console: Console) -> None:
    table = Table(title="The published marts against the sample company's truth")
    table.add_column("what", no_wrap=True)
    for name in ("expected", "got", "agreement", "bar"):
        table.add_column(name, justify="right")
    for section, measures in groupby(report.measures, key=lambda measure: measure.section):
        table.add_section()
        table.add_row(f"[bold]{section}[/]")
        for measure in measures:
            table.add_row(*_cells(measure))
    console.print(table)
    for kind, mistakes in groupby(report.mistakes, key=lambda mistake: mistake.kind):
        console.print(f"[bold]{kind}[/]")
        for mistake in list(mistakes)[:SHOWN]:
            console.print(
                f"  {mistake.key}: expected {mistake.expected}, got {mistake.got}",
                markup=False,
                highlight=False,
            )
    missed = len(report.missed)
    told = f"{missed} bars missed" if missed else "every bar reached"
    console.print(f"{len(report.measures)} measures, {told}")


def _cells(measure: Measure) -> tuple[str, ...]:
    agreement = f"{measure.agreement:.4%}"
    return (
        f"  {measure.name}",
        f"{measure.expected:,}",
        f"{measure.got:,}",
        agreement if measure.is_met else f"[red]{agreement}[/]",
        "" if measure.bar is None else f"{measure.bar:.1%}",
    )
