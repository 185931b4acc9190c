"""A load that is killed at a named point, in a process of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from ingestion.landing.warehouse import Warehouse
from tests.chaos.trial import Trial

FORK = multiprocessing.get_context("fork")
PAGE, BEFORE, INSIDE, DURING, AFTER = (
    "a page",
    "before a commit",
    "inside a transaction",
    "during a commit",
    "after a commit",
)
LOADING = (PAGE, BEFORE, INSIDE, DURING, AFTER)


class Progress:
    """Counts the points that a load passes, and ends the process at one of them."""

    def __init__(self, point: str | None = None, number: int = 0) -> None:
        self.point, self.number = point, number
        self.passed: Counter[str] = Counter()

    def passes(self, point: str) -> None:
        self.passed[point] += 1
        if point == self.point and self.passed[point] == self.number:
            if point == DURING:  # while the engine writes: a moment after it began
                threading.Timer(0.0005, die).start()
            else:
                die()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def mortal(progress: Progress) -> type[Warehouse]:
    """A warehouse whose commits are points of the progress."""

    class Mortal(Warehouse):
        def run(self, statement: str, parameters: Iterable[Any] = ()) -> None:
            super().run(statement, parameters)
            progress.passes(INSIDE)

        @contextmanager
        def transaction(self) -> Iterator[None]:
            with super().transaction():
                yield
                progress.passes(BEFORE)
                progress.passes(DURING)
            progress.passes(AFTER)

    return Mortal


def landed(trial: Trial, progress: Progress) -> tuple[str, str]:
    """Status and message of a load that may not come to its end."""
    load = trial.land(warehouse=mortal(progress), progress=lambda *_: progress.passes(PAGE))
    return load.status, load.message


class Child:
    """Work in a forked process, which goes on beside this one."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._here, there = FORK.Pipe()

        def run() -> None:
            result = work()
            there.send(result)
            there.close()
            os._exit(0)

        self._process = FORK.Process(target=run)
        self._process.start()
        there.close()

    def end(self) -> tuple[Any, int]:
        """What the work gave, and how the process ended; None where it was killed."""
        result = None
        with suppress(EOFError):
            result = self._here.recv()
        self._process.join()
        return result, self._process.exitcode or 0


def in_child(work: Callable[[], Any]) -> tuple[Any, int]:
    """What `work` gives in a forked process, and how that ended."""
    return Child(work).end()
