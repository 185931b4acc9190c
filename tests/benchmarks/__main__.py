"""`make bench`: a newcomer's first, second and unchanged run in an empty clone, timed; landing too.

The clone has no virtual environment and no caches of this project; the package registry's own
cache on this machine is not emptied.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

LANDING = ("bulk", "paged")  # each prints a table of its own
ROOT = Path(__file__).parent.parent.parent
RUNS = (
    ("first run, install included", "1", 180),
    ("second run, one more day", "1", 90),
    ("unchanged run, fresh process", "0", 15),
)


def timed(clone: Path, days: str) -> tuple[float, float | None, int]:
    """Seconds in all, start-up as the run prints it, exit status."""
    started = time.monotonic()
    done = said(clone, ["make", "run", f"DAYS={days}"])
    seconds = time.monotonic() - started
    told = re.search(r"start-up (\d+) s", done.stdout)
    if done.returncode:
        print(done.stdout[-3000:], done.stderr[-3000:])
    return seconds, float(told[1]) if told else None, done.returncode


def said(clone: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    """A command in the clone, without anything of this process's environment that is ours."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ACCORD_", "DAGSTER_", "DBT_", "VIRTUAL_ENV"))
    }
    return subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True)


def main() -> int:
    argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__).parse_args()
    table = Table("what", "seconds", "start-up", "figure", "exit")
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "accord"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        for what, days, bar in RUNS:
            seconds, startup, status = timed(clone, days)
            worst = max(worst, status)
            shown = "–" if startup is None else f"{startup:.0f}"
            table.add_row(what, f"{seconds:.1f}", shown, f"< {bar}", str(status))
        warm = said(clone, [".venv/bin/python", "-m", "tests.benchmarks.warm"])
        last = warm.stdout.split()[-1] if warm.returncode == 0 else warm.stderr[-300:]
        table.add_row("unchanged run, warm process", last, "–", "< 3", str(warm.returncode))
        worst = max(worst, warm.returncode)
        Console().print(table)
        for name in LANDING:
            landing = [".venv/bin/python", "-m", f"tests.benchmarks.{name}"]
            worst = max(worst, subprocess.run(landing, cwd=clone).returncode)
    return worst


if __name__ == "__main__":
    raise SystemExit(main())
