"""One refresh at a time on one warehouse, whether the Dagster UI starts it or `make run` does."""

import multiprocessing
import os
import sys
import time
from contextlib import contextmanager

import dagster as dg
import pytest

from ingestion.landing.warehouse import Warehouse
from orchestration.defs.refreshing import refresh
from orchestration.environment import Place
from orchestration.extraction import Extraction
from orchestration.lock import held
from orchestration.working import WorkingFile
from tests.conftest import environment

LONGEST_SECONDS = 60
FORK = multiprocessing.get_context("fork")


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path / "warehouse")


def eventually(holds, what):
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < LONGEST_SECONDS, what
        time.sleep(0.02)


class Other:
    """Somebody else's process on the same warehouse; what it prints is kept."""

    def __init__(self, place, work):
        self.printed = place.warehouse.with_suffix(f".{work.__name__}")
        self.printed.touch()
        self.has_begun, self.may_end = FORK.Event(), FORK.Event()
        self.process = FORK.Process(target=self._work, args=(place, work))
        self.process.start()

    def _work(self, place, work):
        sys.stdout = self.printed.open("w")
        # Real systems are meant, so nobody starts the sandbox.
        with environment(ACCORD_WAREHOUSE=str(place.warehouse), STRIPE_API_KEY="sk_test_none"):
            work(place, self)
        os._exit(0)

    def begun(self):
        self.has_begun.set()
        assert self.may_end.wait(LONGEST_SECONDS)

    def says(self, text):
        eventually(lambda: text in self.printed.read_text(), f"it did not say: {text}")


def ui(place, other):
    """The process of a run that the UI launched, as far as the asset that every run begins with."""
    assert dg.materialize(
        [refresh], resources={"working": WorkingFile(), "extraction": Extraction()}
    ).success
    other.begun()


def by_hand(place, other):
    """A run by hand as far as it holds the lock."""
    with held(place.lock, "a refresh started by hand"):
        other.begun()


def make_run(place, other):
    from orchestration.run import run

    run(0)


@contextmanager
def started(place, work):
    other = Other(place, work)
    try:
        yield other
    finally:
        other.process.kill()
        other.process.join()


def refreshes(place):
    with Warehouse(place.working) as warehouse:
        return warehouse.value("select count(*) from control.refreshes")


def test_a_refresh_of_the_ui_waits_for_one_by_hand_and_goes_on_when_that_ends(place):
    with started(place, by_hand) as first:
        assert first.has_begun.wait(LONGEST_SECONDS)
        with started(place, ui) as second:
            second.says(f"Waiting for a refresh started by hand (process {first.process.pid})")
            assert not second.has_begun.is_set() and not place.working.exists()
            first.may_end.set()
            assert second.has_begun.wait(LONGEST_SECONDS)
            assert refreshes(place) == 1


def test_make_run_waits_for_a_refresh_of_the_ui_and_goes_on_when_its_process_dies(place):
    with started(place, ui) as first:
        assert first.has_begun.wait(LONGEST_SECONDS)
        with started(place, make_run) as second:
            second.says("Waiting for run ")
            second.says(f"(process {first.process.pid})")
            assert refreshes(place) == 1
            first.process.kill()
            holder = f"a refresh started by hand (process {second.process.pid})"
            eventually(lambda: place.lock.read_text() == holder, "it did not go on")
