"""The whole job: killed while it publishes, and started twice at once."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.chaos.kills import FORK, die, in_child
from tests.conftest import Company

SIZE = 60
COPY, FLIP = "mid-copy", "before the flip"
PUBLISHING = (COPY, FLIP)


@dataclass
class Run:
    """One run of the job that was killed at a point, and the one after it."""

    point: str
    at: int
    was_killed: bool = False
    trouble: str = ""


def founded(folder: Path) -> Company:
    """A small company after its first run."""
    company = Company(folder / "company", size=SIZE)
    (succeeded, messages), _ = in_child(lambda: _told(company.run(0)))
    assert succeeded, messages
    return company


def _told(outcome) -> tuple[bool, list[str]]:
    return outcome.succeeded, outcome.messages


def killed(company: Company, folder: Path, run: Run, undisturbed: Path) -> Run:
    """A day's run of a copy, killed while it publishes, then run again: readers see one build."""
    copy = company.copy(folder)
    before = (copy.warehouse / "current").readlink()
    _, status = in_child(lambda: _armed(copy, run))
    run.was_killed = status == -9
    if not run.was_killed:
        run.trouble = f"was not killed: {status}"
    elif (copy.warehouse / "current").readlink() != before:
        run.trouble = "readers see a build that was cut off"
    elif not _rows(copy.marts):
        run.trouble = "readers see nothing"
    else:
        told, status = in_child(lambda: _told(copy.run(0)))
        if told is None or not told[0]:
            run.trouble = f"the next run failed: {told or status}"
        elif _rows(copy.marts) != _rows(undisturbed):
            run.trouble = "the next run published other rows than an undisturbed one"
    shutil.rmtree(folder)
    return run


def _armed(company: Company, run: Run) -> None:
    """Run a day with the point armed: the so-maniest copy breaks off half-way, or the link."""
    left = [run.at]
    copyfile, replace = shutil.copyfile, Path.replace

    def half(source: Path, target: Path) -> None:
        left[0] -= 1
        if left[0] == 0:
            whole = Path(source).read_bytes()
            Path(target).write_bytes(whole[: len(whole) // 2])
            die()
        copyfile(source, target)

    def flip(self: Path, target: Path) -> Path:
        if self.name.startswith(".current-"):
            die()
        return replace(self, target)

    if run.point == COPY:
        shutil.copyfile = half
    else:
        Path.replace = flip
    company.run(1)


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


def job_rounds(
    folder: Path, count: int, tell: Callable[[Run, float], None]
) -> tuple[list[Run], str]:
    """So many kills while publishing, and two refreshes at once."""
    company = founded(folder)
    straight = company.copy(folder / "straight")
    in_child(lambda: _told(straight.run(1)))
    runs = []
    for number in range(count):
        started = time.monotonic()
        run = Run(PUBLISHING[number % 2], 1 + number // 2 % 3)
        runs.append(killed(company, folder / f"job-{number}", run, straight.marts))
        tell(run, time.monotonic() - started)
    return runs, at_once(company, folder / "twice")
