"""`make run` in this process, its sources pointed elsewhere after the sandbox has set them."""

from __future__ import annotations

import io
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass

import uvicorn

from tests.conftest import Company

SYSTEMS = ("salesforce", "hubspot", "stripe")


@dataclass(frozen=True)
class Ran:
    """How it ended, and what it printed."""

    status: int
    printed: str

    def failed(self) -> dict[str, str]:
        """The line about each failed check."""
        lines = [line.strip() for line in self.printed.splitlines()]
        told = [line.removeprefix("failed").strip() for line in lines if line.startswith("failed ")]
        return {line.partition(" — ")[0]: line for line in told}

    def of(self, source: str) -> str:
        """The one line about a source that failed."""
        return self.failed()[f"raw/{source}/_loads: load_accepted"]


def run_with(company: Company, days: int, **variables: str) -> Ran:
    from orchestration import environment as places
    from orchestration import run, sandbox

    original = places.use_sandbox

    def changed(urls):
        original(urls)
        os.environ.update({name: value.format_map(os.environ) for name, value in variables.items()})

    with company.environment(), redirect_stdout(io.StringIO()) as printed:
        sandbox.use_sandbox = changed
        try:
            return Ran(run.main(days), printed.getvalue())
        finally:
            sandbox.use_sandbox = original


def loads(company: Company) -> dict[tuple[str, str], str]:
    """How the last refresh's load of each connection ended."""
    return {
        (source, connection): status
        for source in (*SYSTEMS, "definitions")
        for connection, status in company.raw(
            f"select distinct _connection, status from raw_{source}._loads "
            "where refresh_number = (select max(refresh_number) from control.refreshes)"
        )
    }


@contextmanager
def answering(app) -> Iterator[str]:
    """A vendor's API in this process; gives its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", date_header=False))
        running = threading.Thread(target=server.run, args=([listening],), daemon=True)
        running.start()
        while not server.started:
            time.sleep(0.005)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        running.join()
