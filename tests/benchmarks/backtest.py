"""Ten pages side by side: `python -m tests.benchmarks.backtest --warehouse warehouse`.

Ten drafts are made of the page in force: each has an idle limit, a half-life and points of its own,
every other one another rule of who is a lead, too, so none reads what happened as another does. They
are tried on what is published in the warehouse, as `make backtest` tries them, in one run.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb
from ruamel.yaml import YAML

from ingestion.settings import told
from ingestion.sources.definitions.folder import DEFAULT

PAGES = 10
IDLE_DAYS, HALF_LIFE_DAYS, POINTS = 7, 3, 1  # what each page has more of than the one before
ALSO_A_LEAD = {"event": "event_registered"}


def page_in_force(warehouse: Path) -> Path:
    """The file of the page by which the last publication judges what happens now."""
    published = warehouse / "current" / "working.duckdb"
    with duckdb.connect(str(published), read_only=True) as working:
        [(version,)] = working.execute(
            "select definition_version from intermediate.int_settings_applied"
        ).fetchall()
    return Path(told("DEFINITIONS_PATH") or DEFAULT) / f"{version}.yml"


def drafted(page: Path, folder: Path) -> list[Path]:
    """Pages that all read in their own way, as files."""
    yaml = YAML()
    paths = []
    for number in range(1, PAGES + 1):
        draft = yaml.load(page.read_text())
        draft["settings"]["idle_limit_days"] += number * IDLE_DAYS
        intent = draft["scores"]["intent"]
        intent["half_life_days"] += number * HALF_LIFE_DAYS
        for activity in intent["activities"]:
            activity["points"] += number * POINTS
            activity["at_most"] += number * POINTS
        if number % 2 == 0:
            draft["criteria"]["lead"]["any"].append(ALSO_A_LEAD)
        path = folder / f"draft-{number}.yml"
        with path.open("w") as file:
            yaml.dump(draft, file)
        paths.append(path)
    return paths


def tried(warehouse: Path, pages: Sequence[Path]) -> float:
    """Seconds that one backtest of all the pages takes, start-up included."""
    command = [sys.executable, "-m", "orchestration", "backtest"]
    started = time.monotonic()
    subprocess.run(
        [*command, "--version", ",".join(map(str, pages))],
        check=True,
        env=os.environ | {"ACCORD_WAREHOUSE": str(warehouse)},
    )
    return time.monotonic() - started


def main() -> int:
    options = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.backtest", description=__doc__
    )
    options.add_argument(
        "--warehouse", type=Path, required=True, help="where a company is published"
    )
    warehouse = options.parse_args().warehouse.resolve()
    page = page_in_force(warehouse)
    with tempfile.TemporaryDirectory() as folder:
        pages = drafted(page, Path(folder))
        seconds = tried(warehouse, pages)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    print(f"{len(pages)} pages beside {page.stem}: {seconds:.1f} s, peak {peak:.1f} GiB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
