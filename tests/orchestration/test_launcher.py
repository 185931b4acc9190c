"""A run whose process died is noticed once nobody works on the warehouse, and none that lives is."""

import os
import sqlite3
import subprocess
import time
import uuid

import dagster as dg
import pytest
from dagster._core.events import EngineEventData

from orchestration.environment import Place, prepare_environment
from orchestration.environment import mode as chosen_mode
from orchestration.home import prepare_home
from orchestration.lock import held
from tests.conftest import environment


@pytest.fixture
def instance(tmp_path):
    where = Place(tmp_path / "warehouse")
    home = {"ACCORD_WAREHOUSE": str(where.warehouse), "DAGSTER_HOME": str(where.warehouse / "d")}
    with environment(**home):
        prepare_environment(chosen_mode(), where)
        prepare_home(where)
        with dg.DagsterInstance.get() as instance:
            yield instance, where


def health(instance, started_seconds_ago, process=None):
    """What the monitor hears of a run of a process that Dagster has as one under way."""
    run = dg.DagsterRun("refresh", run_id=str(uuid.uuid4()), status=dg.DagsterRunStatus.STARTED)
    instance.run_storage.add_run(run)
    if process:
        data = EngineEventData.in_process(process)
        instance.report_engine_event("Started process for run.", run, data)
    with sqlite3.connect(f"{instance.root_directory}/runs.db") as runs:
        runs.execute(
            "update runs set start_time = ? where run_id = ?",
            (time.time() - started_seconds_ago, run.run_id),
        )
    return instance.run_launcher.check_run_worker_health(run)


def test_a_run_has_died_when_nobody_works_on_the_warehouse(instance):
    found = health(instance[0], started_seconds_ago=61)
    assert (found.status.value, "start it again" in found.msg) == ("FAILED", True)


def test_a_run_lives_while_somebody_works_on_the_warehouse(instance):
    with held(instance[1].lock, "a run"):
        assert health(instance[0], started_seconds_ago=3_600).status.value == "RUNNING"
    assert health(instance[0], started_seconds_ago=3_600).status.value == "FAILED"


def test_a_run_that_only_just_began_lives_before_it_has_taken_the_lock(instance):
    assert health(instance[0], started_seconds_ago=30).status.value == "RUNNING"


def test_a_run_that_begins_slowly_lives_while_its_process_does(instance):
    found = health(instance[0], started_seconds_ago=61, process=os.getpid())
    assert found.status.value == "RUNNING"
    ended = subprocess.Popen(["true"])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    assert health(instance[0], 61, ended.pid).status.value == "FAILED"  # nobody waited for it yet
    ended.wait()
    assert health(instance[0], 61, ended.pid).status.value == "FAILED"
    # A day later somebody else has the number.
    assert health(instance[0], 86_400, os.getpid()).status.value == "FAILED"
