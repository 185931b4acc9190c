"""The Dagster UI of a company, as `make ui` serves it, and what it says over GraphQL."""

import http.client
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

    def report(self, page):
        """Where it serves a page of the reports."""
        return f"http://127.0.0.1:{self.port + 1}/{page}"

    def asked(self, query, **variables):
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["data"]

    def status(self, path, **headers):
        """What it answers a browser that asks with such headers, and the text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        asks = path == "/graphql" and "Upgrade" not in headers
        body = json.dumps({"query": RUNS}) if asks else None
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        told = {"Content-Type": "application/json"} | told
        connection.request("POST" if asks else "GET", path, body, told)
        answer = connection.getresponse()
        text = "" if answer.status == 101 else answer.read().decode()
        connection.close()
        return answer.status, text

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


def free_port():
    """One that is free together with the next, on which the reports are served."""
    while True:
        with socket.socket() as free, socket.socket() as beside, suppress(OSError, OverflowError):
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
            beside.bind(("127.0.0.1", port + 1))
            return port


@contextmanager
def served(company, **options):
    port = free_port()
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
    ui = Ui(process, port, company.warehouse / "ui.log")
    try:
        yield ui
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        while left := ui.processes():  # what it started is a group of its own
            for each in left:
                with suppress(ProcessLookupError):
                    os.kill(int(each.name), signal.SIGKILL)


def eventually(holds, seconds):
    started = time.monotonic()
    while not (found := holds()):
        assert time.monotonic() - started < seconds
        time.sleep(0.1)
    return found
