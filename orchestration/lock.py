"""One refresh at a time on one warehouse, whoever starts it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_held: dict[Path, IO[str]] = {}


def take(path: Path, who: str) -> None:
    """Hold the warehouse's lock until this process ends or releases it; wait for who has it."""
    path = path.resolve()
    if path in _held:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        print(f"Waiting for {file.read().strip() or 'another run'} to finish …", flush=True)
        fcntl.flock(file, fcntl.LOCK_EX)
    file.truncate(0)
    file.write(f"{who} (process {os.getpid()})")
    file.flush()
    _held[path] = file


def release(path: Path) -> None:
    """Let the next one go on."""
    if file := _held.pop(path.resolve(), None):
        file.truncate(0)
        file.close()


@contextmanager
def held(path: Path, who: str) -> Iterator[None]:
    """Hold the lock inside."""
    take(path, who)
    try:
        yield
    finally:
        release(path)
