"""`make ui`: the past run on loopback, a refresh that waits its turn, and an end without remains."""

import os
import signal
from pathlib import Path

import pytest

from orchestration.lock import held
from tests.conftest import need
from tests.main_job.ui import LONGEST_END_SECONDS, LONGEST_START_SECONDS, eventually, served

LOOPBACK = {"0100007F", "00000000000000000000000001000000"}
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


def ignoring_ctrl_c():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def test_whoever_ends_the_ui_ends_all_that_it_started(company):
    """Also where a shell started it in the background, with Ctrl-C ignored."""
    with served(company, preexec_fn=ignoring_ctrl_c) as ui:
        log = company.warehouse / "ui.log"
        eventually(
            lambda: "Dagster UI: http://127.0.0.1:" in log.read_text(), LONGEST_START_SECONDS
        )
        ui.process.terminate()
        ui.process.wait(LONGEST_END_SECONDS)
        eventually(lambda: not ui.processes(), LONGEST_END_SECONDS)
