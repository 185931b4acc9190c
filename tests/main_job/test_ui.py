"""`make ui`: the past run on loopback, a refresh that waits its turn, and an end without remains."""

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

import pytest

from orchestration.lock import held
from tests.conftest import ROOT, need

LONGEST_START_SECONDS, LONGEST_END_SECONDS = 120, 60
LOOPBACK = {"0100007F", "00000000000000000000000001000000"}
LISTENS = "0A"
RUNS = "{ runsOrError { ... on Runs { results { runId jobName status } } } }"
TAGS = "{ runsOrError { ... on Runs { results { tags { key value } } } } }"
GROUPS = "{ assetNodes { groupName } }"
LAUNCH = """
mutation Launch($params: ExecutionParams!) {
  launchRun(executionParams: $params) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
  }
}
"""
BEGIN_A_REFRESH = {
    "selector": {
        "repositoryLocationName": "orchestration.definitions",
        "repositoryName": "__repository__",
        "jobName": "refresh",
        "assetSelection": [{"path": ["control", "refresh"]}],
    }
}


@pytest.fixture
def company(published, tmp_path):
    need(Path("/proc/locks").exists(), "/proc/locks")
    return published.copy(tmp_path / "warehouse")


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
def served(company):
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


def waits_for(lock):
    """Somebody stands in the queue of a lock."""
    inode = f":{lock.stat().st_ino} "
    lines = Path("/proc/locks").read_text().splitlines()
    return any("->" in line and inode in line for line in lines)


def test_the_ui_shows_the_past_run_on_loopback_takes_its_turn_and_ends_on_ctrl_c(company):
    with served(company) as ui:
        eventually(ui.has_told_its_address, LONGEST_START_SECONDS)
        (past,) = ui.runs().values()
        assert past == ("refresh", "SUCCESS")
        [tags] = ui.asked(TAGS)["runsOrError"]["results"]
        told = {tag["key"]: tag["value"] for tag in tags["tags"]}
        [(number, as_of)] = company.query(
            "select refresh_number, strftime(as_of, '%Y-%m-%dT%H:%M:%SZ') from marts.publication"
        )
        assert (told["data"], told["refresh"], told["as_of"]) == ("sample", str(number), as_of)
        assets = ui.asked(GROUPS)["assetNodes"]
        assert "default" not in {asset["groupName"] for asset in assets}
        listening = [address.split(":") for address in ui.listening()]
        assert f"{ui.port:04X}" in [port for _, port in listening]
        assert {address for address, _ in listening} <= LOOPBACK

        lock = company.warehouse / ".lock"
        with held(lock, "a test"):
            launched = ui.asked(LAUNCH, params=BEGIN_A_REFRESH)["launchRun"]
            run = launched["run"]["runId"]
            eventually(lambda: waits_for(lock), LONGEST_START_SECONDS)
            assert company.raw("select count(*) from control.refreshes") == [(1,)]
        eventually(lambda: ui.runs()[run][1] == "SUCCESS", LONGEST_START_SECONDS)
        with held(lock, "a test"):
            assert company.raw("select count(*) from control.refreshes") == [(2,)]

        os.killpg(ui.process.pid, signal.SIGINT)
        assert ui.process.wait(LONGEST_END_SECONDS) == 0
        eventually(lambda: not ui.processes(), LONGEST_END_SECONDS)


def test_whoever_ends_the_ui_ends_all_that_it_started(company):
    with served(company) as ui:
        log = company.warehouse / "ui.log"
        eventually(
            lambda: "Dagster UI: http://127.0.0.1:" in log.read_text(), LONGEST_START_SECONDS
        )
        ui.process.terminate()
        ui.process.wait(LONGEST_END_SECONDS)
        eventually(lambda: not ui.processes(), LONGEST_END_SECONDS)
