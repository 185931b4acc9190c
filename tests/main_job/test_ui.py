"""`make ui`: the past run on loopback, a refresh that waits its turn, and an end without remains."""

import os
import signal
import sqlite3
import time
import urllib.request
import uuid
from pathlib import Path

import dagster as dg
import pytest

from orchestration.lock import held
from tests.conftest import need
from tests.main_job.ui import LONGEST_END_SECONDS, LONGEST_START_SECONDS, eventually, served

LOOPBACK = {"0100007F", "00000000000000000000000001000000"}
TAGS = "{ runsOrError { ... on Runs { results { tags { key value } } } } }"
GROUPS = "{ assetNodes { groupName } }"
LINKS = """{
  assetNodes { assetKey { path } metadataEntries { label ... on UrlMetadataEntry { url } } }
}"""
LAUNCH = """
mutation Launch($params: ExecutionParams!) {
  launchRun(executionParams: $params) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
  }
}
"""
CANCEL = """
mutation Cancel($run: String!) {
  terminateRun(runId: $run) { __typename }
}
"""
OF_JOB = """
query OfJob($job: PipelineSelector!) {
  pipelineOrError(params: $job) { ... on Pipeline { runs(limit: 9) { runId } } }
}
"""
PLACE = {
    "repositoryLocationName": "orchestration.definitions",
    "repositoryName": "__repository__",
}
JOB = {**PLACE, "pipelineName": "refresh"}
BEGIN_A_REBUILD = {"selector": {**PLACE, "jobName": "rebuild"}}
BEGIN_A_REFRESH = {
    "selector": {
        **PLACE,
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


def the_ui_links_to_reports_that_it_serves(ui):
    links = {
        (*asset["assetKey"]["path"], entry["label"]): entry["url"]
        for asset in ui.asked(LINKS)["assetNodes"]
        for entry in asset["metadataEntries"]
        if "url" in entry
    }
    lead = links["raw", "salesforce", "lead", "promises"]
    assert lead == ui.report("landing/salesforce/lead.html")
    leads = links["marts", "fct_leads", "documentation"]
    assert leads == ui.report("models/index.html#!/model/model.accord.fct_leads")
    assert links["publication", "reports"] == ui.report("index.html")
    for url, says in ((lead, "Great Expectations"), (leads, "dbt"), (ui.report(""), "lead.html")):
        with urllib.request.urlopen(url, timeout=60) as answer:
            assert says in answer.read().decode()


def the_ui_answers_its_own_pages_only(ui):
    """A page of somebody else's, open in a browser here, is no page of the UI."""
    local, evil = f"127.0.0.1:{ui.port}", "http://evil.example"
    socket = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec_WebSocket_Protocol": "graphql-ws",
    }
    answers = {
        200: [
            ("/graphql", {"Host": local, "Origin": f"http://{local}"}),
            ("/graphql", {"Host": f"localhost:{ui.port}"}),
            ("/", {"Sec_Fetch_Site": "cross-site"}),  # a link to it
        ],
        101: [("/graphql", {**socket, "Origin": f"http://{local}"})],
        403: [
            ("/graphql", {"Origin": evil}),
            ("/graphql", {"Origin": "null"}),
            ("/graphql", {"Origin": f"http://127.0.0.1:{ui.port + 1}"}),
            ("/graphql", {"Origin": "http://[oops"}),
            ("/graphql", {"Host": "evil.example"}),
            ("/graphql", {"Host": f"evil.example:{ui.port}", "Origin": evil}),
            ("/", {"Host": f"127.0.0.1.evil.example:{ui.port}"}),
            ("/graphql?query={version}", {"Sec_Fetch_Site": "cross-site"}),
            ("/graphql", {**socket, "Origin": evil}),
            ("/graphql", {**socket, "Host": f"evil.example:{ui.port}"}),
        ],
    }
    for status, asked in answers.items():
        for path, headers in asked:
            told, text = ui.status(path, **headers)
            assert told == status, (path, headers)
            assert status != 403 or (text.startswith("Refused: ") and text.count("\n") == 0)


def run_that_died(company):
    """A run that a power cut ended two minutes ago: Dagster has it as one under way."""
    died = dg.DagsterRun("refresh", run_id=str(uuid.uuid4()), status=dg.DagsterRunStatus.STARTED)
    with company.environment(), dg.DagsterInstance.get() as instance:
        instance.run_storage.add_run(died)
    with sqlite3.connect(company.warehouse / "dagster" / "runs.db") as runs:
        runs.execute(
            "update runs set start_time = ? where run_id = ?", (time.time() - 120, died.run_id)
        )
    return died.run_id


def test_the_ui_shows_the_past_run_on_loopback_takes_its_turn_and_ends_on_ctrl_c(company):
    died = run_that_died(company)
    with served(company) as ui:
        eventually(ui.has_told_its_address, LONGEST_START_SECONDS)
        [past] = [run for key, run in ui.runs().items() if key != died]
        assert past == ("refresh", "SUCCESS")
        shown = ui.asked(OF_JOB, job=JOB)["pipelineOrError"]["runs"]
        assert ui.runs()[shown[0]["runId"]] == past  # a run by hand is one of the job's
        eventually(lambda: ui.runs()[died][1] == "FAILURE", LONGEST_START_SECONDS)
        tags = ui.asked(TAGS)["runsOrError"]["results"][-1]
        told = {tag["key"]: tag["value"] for tag in tags["tags"]}
        [(number, as_of)] = company.query(
            "select refresh_number, strftime(as_of, '%Y-%m-%dT%H:%M:%SZ') from marts.publication"
        )
        assert (told["data"], told["refresh"], told["as_of"]) == ("sample", str(number), as_of)
        assets = ui.asked(GROUPS)["assetNodes"]
        assert "default" not in {asset["groupName"] for asset in assets}
        the_ui_links_to_reports_that_it_serves(ui)
        the_ui_answers_its_own_pages_only(ui)
        listening = [address.split(":") for address in ui.listening()]
        assert f"{ui.port:04X}" in [port for _, port in listening]
        assert {address for address, _ in listening} <= LOOPBACK

        lock = company.warehouse / ".lock"
        with held(lock, "a test"):
            run, other = (
                ui.asked(LAUNCH, params=BEGIN_A_REFRESH)["launchRun"]["run"]["runId"]
                for _ in range(2)
            )
            eventually(lambda: waits_for(lock), LONGEST_START_SECONDS)
            assert company.raw("select count(*) from control.refreshes") == [(1,)]
            assert ui.runs()[other][1] == "QUEUED"
            ui.asked(CANCEL, run=other)
            eventually(lambda: ui.runs()[other][1] == "CANCELED", LONGEST_END_SECONDS)
        eventually(lambda: ui.runs()[run][1] == "SUCCESS", LONGEST_START_SECONDS)
        with held(lock, "a test"):
            days = company.raw("select cast(as_of as date) from control.refreshes order by 1")
            assert len(days) == 2 and (days[1][0] - days[0][0]).days == 1

        for _ in range(2):  # somebody impatient
            os.killpg(ui.process.pid, signal.SIGINT)
            eventually(lambda: "Stopping" in ui.log.read_text(), LONGEST_END_SECONDS)
        assert ui.process.wait(LONGEST_END_SECONDS) == 0
        eventually(lambda: not ui.processes(), LONGEST_END_SECONDS)
        assert ui.log.read_text().splitlines()[-2:] == ["Stopping the Dagster UI …", "Stopped."]


def ignoring_ctrl_c():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def test_whoever_ends_the_ui_ends_all_that_it_started(company):
    """Also where a shell started it in the background, with Ctrl-C ignored."""
    with served(company, preexec_fn=ignoring_ctrl_c) as ui:
        eventually(ui.has_told_its_address, LONGEST_START_SECONDS)
        ui.asked(LAUNCH, params=BEGIN_A_REBUILD)
        modelling = company.warehouse / "working.duckdb.wal"  # what dbt has not yet written back
        eventually(
            lambda: ("rebuild", "STARTED") in ui.runs().values() and modelling.exists(),
            LONGEST_START_SECONDS,
        )
        before = ui.log.read_text().splitlines()
        ui.process.terminate()
        ui.process.wait(LONGEST_END_SECONDS)
        eventually(lambda: not ui.processes(), LONGEST_END_SECONDS)
        stopping, stopped = ui.log.read_text().splitlines()[len(before) :]
        assert "and the run under way" in stopping and "Nothing half-done" in stopped
