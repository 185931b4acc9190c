"""Progress: a line that a terminal rewrites, elsewhere a line now and then, one at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable

from ingestion.landing.load import Load

REWRITTEN_EVERY, SAID_EVERY = 0.1, 30.0  # seconds


class _Line:
    """One line of progress, not more often than somebody can read it."""

    def __init__(self) -> None:
        self.started = self.said_at = time.monotonic()
        self.is_terminal = sys.stderr.isatty()

    def say(self, text: str) -> None:
        if time.monotonic() - self.said_at < (REWRITTEN_EVERY if self.is_terminal else SAID_EVERY):
            return
        self.said_at = time.monotonic()
        if self.is_terminal:
            print(f"\r\033[K  {text}", end="", file=sys.stderr, flush=True)
        else:
            print(f"  {text} …", file=sys.stderr, flush=True)

    def end(self, text: str) -> None:
        """What was done, if anything, with the seconds that it took."""
        if self.is_terminal:
            print("\r\033[K", end="", file=sys.stderr)
        if text:
            seconds = time.monotonic() - self.started
            print(f"  {text} in {seconds:.1f} s", file=sys.stderr, flush=True)


class Reading:
    """Records of one source as they arrive."""

    def __init__(self, title: str) -> None:
        self.title, self.total, self.line = title, 0, _Line()

    def __call__(self, _: str, table: str, rows: int) -> None:
        self.total += rows
        self.line.say(f"{self.title}: {self.total:,} records · {table}")

    def end(self, loads: Iterable[Load]) -> None:
        """Also what a run had read that was killed; nothing of a source that was not asked. Of one
        that could not be read to its end, why.
        """
        loads = [load for load in loads if load.status != "skipped"]
        read = sum(table.rows_read for load in loads for table in load.tables.values())
        new = sum(load.rows_new for load in loads)
        trouble = [load for load in loads if load.status != "accepted"]
        if trouble:
            self.line.end(f"{self.title}: {trouble[0].status} after {read:,} records")
        else:
            self.line.end(f"{self.title}: {read:,} records read, {new:,} new," if loads else "")
        for load in trouble:
            print(f"    {load.message}", file=sys.stderr, flush=True)


class Steps:
    """dbt's nodes as they end, or other things that are done one by one."""

    def __init__(self, title: str, things: str = "models and checks") -> None:
        self.title, self.things, self.done, self.line = title, things, 0, _Line()

    def __call__(self, unique_id: str, _: str) -> None:
        self.done += 1
        name = unique_id.split(".")[2] if unique_id.count(".") > 1 else unique_id
        self.line.say(f"{self.title}: {self.done} · {name[:60]}")

    def end(self) -> None:
        self.line.end(f"{self.title}: {self.done:,} {self.things}")
