"""Progress on a terminal: a line a source while it works, one line when it is done."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ingestion.landing.load import Progress


@contextmanager
def shown(title: str) -> Iterator[Progress]:
    """Count rows as they arrive and say so, on a terminal line by line rewritten."""
    started, total, said_at = time.monotonic(), 0, 0.0
    is_terminal = sys.stderr.isatty()

    def progress(_: str, table: str, rows: int) -> None:
        nonlocal total, said_at
        total += rows
        if is_terminal and time.monotonic() - said_at > 0.1:
            said_at = time.monotonic()
            print(f"\r\033[K  {title}: {total:,} records · {table}", end="", file=sys.stderr)

    yield progress
    if is_terminal:
        print("\r\033[K", end="", file=sys.stderr)
    if total:
        seconds = time.monotonic() - started
        print(f"  {title}: {total:,} records read in {seconds:.1f} s", file=sys.stderr, flush=True)


class Steps:
    """Count of nodes that ended, for dbt."""

    def __init__(self, title: str) -> None:
        self.title, self.done, self.said_at = title, 0, 0.0
        self.is_terminal = sys.stderr.isatty()

    def __call__(self, unique_id: str, _: str) -> None:
        self.done += 1
        if self.is_terminal and time.monotonic() - self.said_at > 0.1:
            self.said_at = time.monotonic()
            name = unique_id.split(".")[2] if unique_id.count(".") > 1 else unique_id
            print(f"\r\033[K  {self.title}: {self.done} · {name[:60]}", end="", file=sys.stderr)

    def end(self) -> None:
        if self.is_terminal:
            print("\r\033[K", end="", file=sys.stderr)
