"""The Dagster UI of a company, as `make ui` serves it, and what it says over GraphQL."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.conftest import ROOT

LONGEST_START_SECONDS, LONGEST_END_SECONDS = 120, 60
LISTENS = "0A"
RUNS = "{ runsOrError { ... on Runs { results { runId jobName status } } } }"


class Ui:
    """The UI of a company in a session of processes of its own."""

    def __init__(self, process, port, log):
        self.process, self.port, self.log = process, port, log

    def has_told_its_address(self):
        return f"Dagster UI: http://127.0.0.1:{self.port} " in self.log.read_text()

    def asked(self, query, **variables):
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["data"]

    def runs(self):
        """Id to job and status; nothing until it answers."""
        try:
            found = self.asked(RUNS)["runsOrError"]["results"]
        except OSError:
            return {}
        return {run["runId"]: (run["jobName"], run["status"]) for run in found}

    def processes(self):
        """Whatever lives in its session."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == self.process.pid and fields[0] != "Z":
                found.append(stat.parent)
        return found

    def listening(self):
        """The addresses on which its processes take connections, in the kernel's notation."""
        sockets = {
            str(link.readlink())
            for process in self.processes()
            for link in (process / "fd").iterdir()
            if link.is_symlink()
        }
        rows = [
            line.split()
            for table in ("tcp", "tcp6")
            for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        ]
        return [row[1] for row in rows if row[3] == LISTENS and f"socket:[{row[9]}]" in sockets]


@contextmanager
def served(company, **options):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with company.environment(), (company.warehouse / "ui.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestration", "ui"],
            cwd=ROOT,
            env={**os.environ, "ACCORD_UI_PORT": str(port)},
            stdout=log,
            stderr=log,
            start_new_session=True,
            **options,
        )
    try:
        yield Ui(process, port, company.warehouse / "ui.log")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def eventually(holds, seconds):
    started = time.monotonic()
    while not (found := holds()):
        assert time.monotonic() - started < seconds
        time.sleep(0.1)
    return found
