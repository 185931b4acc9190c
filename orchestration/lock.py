"""One refresh at a time on one warehouse, whoever starts it."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_held: dict[Path, IO[str]] = {}


def take(path: Path, who: str, refused: Callable[[str], Exception] | None = None) -> None:
    """Hold a lock until this process ends or releases it; wait for who has it, or be `refused`."""
    path = path.resolve()
    if path in _held:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip()
        if refused:
            file.close()
            raise refused(holder) from None
        print(f"Waiting for {holder or 'another run'} to finish …", flush=True)
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


def is_free(path: Path) -> bool:
    """Nobody holds it; a held one cannot be taken, not even by another handle of this process."""
    if not path.exists():
        return True
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def holder_process(path: Path) -> int | None:
    """The process that holds it, if one does."""
    if is_free(path):
        return None
    told = re.search(r"\(process (\d+)\)$", path.read_text())
    return int(told[1]) if told else None


@contextmanager
def held(path: Path, who: str, refused: Callable[[str], Exception] | None = None) -> Iterator[None]:
    """Hold the lock inside."""
    take(path, who, refused)
    try:
        yield
    finally:
        release(path)
