"""The whole job, through Dagster: killed while it publishes, and started twice at once."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.parsed import PARSED, STATE
from tests.chaos.kills import FORK, die, in_child
from tests.conftest import Company

SIZE = 60
READING, COPY, FLIP = "mid-copy of the models' reading", "mid-copy", "before the flip"
PUBLISHING = (COPY, FLIP, READING)
COPIES = 3  # a publication's: marts, personal data, landings


@dataclass
class Run:
    """A run of the job that was killed at a point. `at`: at which of its copies."""

    point: str
    at: int = 1
    was_killed: bool = False
    seconds: float = 0.0
    trouble: str = ""


def warm_up() -> None:
    """What takes seconds to load, loaded before the first fork."""
    import dagster  # noqa: F401
    from dbt.cli.main import dbtRunner  # noqa: F401


def founded(folder: Path) -> Company:
    """A small company after its first run."""
    company = Company(folder / "company", size=SIZE)
    (succeeded, messages), _ = in_child(lambda: _told(company.run(0)))
    assert succeeded, messages
    return company


def _told(outcome) -> tuple[bool, list[str]]:
    return outcome.succeeded, outcome.messages


def drawn(count: int) -> list[list[Run]]:
    """So many kills, up to one of each point in a row."""
    rows: list[list[Run]] = []
    for number in range(count):
        row, place = divmod(number, len(PUBLISHING))
        if place == 0:
            rows.append([])
        rows[-1].append(Run(PUBLISHING[place], 1 + row % COPIES))
    return rows


def killed(company: Company, folder: Path, runs: list[Run], undisturbed: Path) -> None:
    """A day of a copy whose runs are killed one after the other while they publish; then one is
    left alone. Readers see one build all the while, and then the rows of an undisturbed day."""
    copy = company.copy(folder)
    before = (copy.warehouse / "current").readlink()
    for number, run in enumerate(runs):
        started = time.monotonic()
        _, status = in_child(lambda r=run, days=int(number == 0): _armed(copy, r, days))
        run.seconds = time.monotonic() - started
        run.was_killed = status == -9
        if not run.was_killed:
            run.trouble = f"was not killed: {status}"
        elif (copy.warehouse / "current").readlink() != before:
            run.trouble = "readers see a build that was cut off"
        elif not _rows(copy.marts):
            run.trouble = "readers see nothing"
    told, status = in_child(lambda: _told(copy.run(0)))
    if told is None or not told[0]:
        runs[-1].trouble = f"the next run failed: {told or status}"
    elif _rows(copy.marts) != _rows(undisturbed):
        runs[-1].trouble = "the next run published other rows than an undisturbed one"
    shutil.rmtree(folder)


def _armed(company: Company, run: Run, days: int) -> None:
    """Run with the point armed: the so-maniest copy breaks off half-way, or the link."""
    left = [run.at if run.point == COPY else 1]
    copyfile, replace = shutil.copyfile, Path.replace

    def half(source: Path, target: Path) -> None:
        left[0] -= _is_copy(Path(target), run.point, company.warehouse / "builds")
        if left[0] == 0:
            whole = Path(source).read_bytes()
            Path(target).write_bytes(whole[: len(whole) // 2])
            die()
        copyfile(source, target)

    def flip(self: Path, target: Path) -> Path:
        if self.name.startswith(".current-"):
            die()
        return replace(self, target)

    if run.point == FLIP:
        Path.replace = flip
    else:
        shutil.copyfile = half
    if run.point == READING:
        for told in company.warehouse.rglob(STATE):
            told.unlink()
    company.run(days)


def _is_copy(target: Path, point: str, builds: Path) -> bool:
    return target.name in PARSED if point == READING else builds in target.parents


def at_once(company: Company, folder: Path) -> str:
    """Two refreshes started together: one waits and says for whom, both end well."""
    copy = company.copy(folder)
    said = [folder.with_suffix(f".{number}.txt") for number in range(2)]

    def started(out: Path) -> None:
        sys.stdout = out.open("w")
        outcome = copy.run(1)
        sys.stdout.flush()
        os._exit(0 if outcome.succeeded else 1)

    runs = [FORK.Process(target=started, args=(out,)) for out in said]
    for each in runs:
        each.start()
    for each in runs:
        each.join()
    waited = sum(
        "Waiting for a refresh started by hand (process" in out.read_text() for out in said
    )
    builds = copy.raw("select status, count(*) from control.refreshes group by status")
    shutil.rmtree(folder)
    if [each.exitcode for each in runs] != [0, 0]:
        return f"ended with {[each.exitcode for each in runs]}"
    if waited != 1:
        return f"{waited} of two said for whom they wait"
    return "" if dict(builds) == {"published": 3} else f"refreshes are {builds}"


def _rows(marts: Path) -> dict[str, tuple[int, int]]:
    """Every published table: how many rows, and a sum over their texts."""
    with duckdb.connect(str(marts), read_only=True) as opened:
        tables = opened.execute(
            "select table_name from information_schema.tables "
            "where table_schema = 'marts' and table_name <> 'publication'"
        ).fetchall()
        return {
            table: opened.execute(
                f"select count(*), sum(hash(told)) from (select cast(columns(*) as text) "
                f"from marts.{table}) as told"
            ).fetchone()
            for (table,) in tables
        }


def job_rounds(folder: Path, count: int, tell: Callable[[Run], None]) -> tuple[list[Run], str]:
    """So many kills while publishing, and two refreshes at once."""
    if not count:
        return [], ""
    warm_up()
    company = founded(folder)
    straight = company.copy(folder / "straight")
    in_child(lambda: _told(straight.run(1)))
    rows = drawn(count)
    for number, runs in enumerate(rows):
        killed(company, folder / f"job-{number}", runs, straight.marts)
        for run in runs:
            tell(run)
    return [run for runs in rows for run in runs], at_once(company, folder / "twice")
