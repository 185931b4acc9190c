"""Start the sample company's systems on loopback, and stop them again."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.environment import (
    CannotStart,
    Place,
    sample_faults,
    sample_mess,
    sample_orgs,
    sample_seed,
    sample_size,
    use_sandbox,
)

LONGEST_START_SECONDS = 1800


class Sandbox:
    """The process that serves the sample company. Starting it does not wait for it."""

    def __init__(self, place: Place) -> None:
        self.folder = place.sandbox
        self.folder.mkdir(parents=True, exist_ok=True)
        self.is_founded = any(self.folder.glob("world.*"))
        self.ports_file = self.folder / "ports.json"
        self.ports_file.unlink(missing_ok=True)
        self.log = (self.folder / "server.log").open("ab")
        command = [
            sys.executable, "-m", "ingestion.sandbox", "serve",
            "--folder", str(self.folder),
            "--seed", str(sample_seed()),
            "--size", str(sample_size()),
            "--mess", sample_mess(),
            "--orgs", str(sample_orgs()),
            "--ports-file", str(self.ports_file),
        ]  # fmt: skip
        if plan := sample_faults():
            _check(plan)
            command += ["--faults", str(plan)]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            cwd=Path(__file__).parent.parent,
        )

    def ready(self) -> None:
        """Wait until it serves, then point this process's sources at it."""
        started = time.monotonic()
        while not self.ports_file.exists():
            if self.process.poll() is not None:
                told = (self.folder / "server.log").read_text(errors="replace").strip()
                last = told.splitlines()[-1] if told else "it said nothing"
                raise CannotStart(f"the sample company's systems did not start: {last}")
            if time.monotonic() - started > LONGEST_START_SECONDS:
                raise CannotStart(f"the sandbox did not start; see {self.folder}/server.log")
            time.sleep(0.05)
        ports = json.loads(self.ports_file.read_text())
        use_sandbox({name: f"http://127.0.0.1:{port}" for name, port in ports.items()})

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.log.close()


def _check(plan: Path) -> None:
    """A fault plan that can't be read ends the run in one line: a log would hide it."""
    from ingestion.sandbox.faults.file import read  # its library takes long to load
    from ingestion.sandbox.faults.plan import PlanError

    try:
        read(plan)
    except PlanError as error:
        raise CannotStart(str(error)) from None


@contextmanager
def starting(place: Place) -> Iterator[Sandbox]:
    sandbox = Sandbox(place)
    try:
        yield sandbox
    finally:
        sandbox.stop()
