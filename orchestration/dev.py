"""Build by hand what changed: in a file of its own, reading the rest from the last publication."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from orchestration.dbt import write_words
from orchestration.environment import CannotStart, mode, place, prepare_environment
from orchestration.publication import STATE

CHANGED = "state:modified+"


def main(select: str = "") -> int:
    """dbt's own exit status, its output as it comes."""
    where = place()
    published = where.current / STATE
    if not (where.current / "working.duckdb").exists() or not published.is_dir():
        raise CannotStart(
            f"nothing is published in {where.warehouse} that a build by hand could read; say "
            "`make run` first"
        )
    prepare_environment(mode(), where)
    write_words(where)
    command = [
        str(Path(sys.executable).with_name("dbt")), "build",
        "--project-dir", str(where.dbt_project),
        "--profiles-dir", str(where.profiles),
        "--target-path", str(where.warehouse / "dev"),
        "--log-path", str(where.warehouse / "dev"),
        "--select", *shlex.split(select or CHANGED),
        "--defer", "--state", str(published),
    ]  # fmt: skip
    return subprocess.run(command).returncode
