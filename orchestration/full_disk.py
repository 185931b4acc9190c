"""A full disk in plain words: each library tells of it in its own way, and at length."""

from __future__ import annotations

import shutil
from pathlib import Path

SAYS = ("No space left on device", "database or disk is full")


def is_told_in(text: str) -> bool:
    return any(words in text for words in SAYS)


def is_cause_of(error: BaseException | None) -> bool:
    """The error, or one that led to it, is of a disk that took no more."""
    while error is not None:
        if is_told_in(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


def line(folder: Path) -> str:
    """Which disk it is, and what to do."""
    free = shutil.disk_usage(folder).free // 2**20
    return (
        f"the disk is full: {free} MB are free where {folder} lies. Make room there and run again; "
        "what was published stands, and the next run goes on from what has landed"
    )
