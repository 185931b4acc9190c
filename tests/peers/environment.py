"""A virtual environment for each peer, made once, and what runs inside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# Only its clock: a peer asks for what happened up to its own present.
CLOCK = "time-machine==3.6.0"


class NotInstalled(Exception):
    """A peer that can't be had here; one line says why."""


def installed(requirement: str, folder: Path) -> Path:
    """The programs of a peer's environment, which holds that version and what it asks for."""
    place = folder / requirement.replace("==", "-")
    done = place / "installed"
    if not done.exists():
        uv = str(Path(sys.executable).with_name("uv"))
        _run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(place))
        python = str(place / "bin" / "python")
        _run(uv, "pip", "install", "--quiet", "--python", python, requirement, CLOCK)
        done.touch()
    return place / "bin"


def _run(*command: str) -> None:
    ended = subprocess.run(command, capture_output=True, text=True)
    if ended.returncode:
        raise NotInstalled(" ".join(ended.stderr.split())[:300])
