"""A load killed at each of its commits, and run again each time, ends in the rows of an undisturbed one."""

import multiprocessing
import os
from collections import Counter
from datetime import UTC, datetime

import pytest

from ingestion.landing.load import land
from ingestion.landing.warehouse import Warehouse
from ingestion.settings import connections
from ingestion.sources import discover
from tests.conftest import environment

SYSTEMS = ("salesforce", "hubspot", "stripe")
AS_OF = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox(module_path):
    from orchestration.environment import Place
    from orchestration.sandbox import starting

    with environment(ACCORD_SIZE="60", ACCORD_SEED="11"), starting(Place(module_path)) as sandbox:
        sandbox.ready()
        yield


def landed(path, name, after_commit):
    """Land one source into the warehouse at `path`, as a process of its own would."""
    source = discover()[name]
    with Warehouse(path) as warehouse:
        warehouse.prepare([source])
        refresh = warehouse.begin_refresh(AS_OF)
        load = land(warehouse, refresh, connections(source)[0], after_commit=after_commit)
        assert load.status == "accepted", load.message
        warehouse.end_refresh(refresh, "landed")


def killed_at_the_next_commit(path, name, killed, told):
    """Killed after the first commit after which nobody was: the second of a stream, say."""
    passed = Counter()

    def after(point):
        passed[point] += 1
        if passed[point] > killed[point]:
            told.write_text(point)
            os._exit(9)

    landed(path, name, after)


def rows(path, name):
    with Warehouse(path) as warehouse:
        return {
            table.name: sorted(
                map(
                    repr,
                    warehouse.rows(f'select * exclude (_seen_at) from raw_{name}."{table.name}"'),
                )
            )
            for table in discover()[name].tables
        }


def answered(path):
    """What the checks of the first refresh, the one that was killed, said at last."""
    with Warehouse(path) as warehouse:
        return warehouse.rows(
            "select * from control.check_results where refresh_number = 1 order by check_id"
        )


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_load_killed_at_every_commit_loses_and_doubles_nothing(sandbox, tmp_path, name):
    undisturbed, disturbed = tmp_path / "undisturbed.duckdb", tmp_path / "disturbed.duckdb"
    commits = []
    landed(undisturbed, name, commits.append)

    fork = multiprocessing.get_context("fork")
    killed, told = Counter(), tmp_path / "commit"
    while True:
        child = fork.Process(target=killed_at_the_next_commit, args=(disturbed, name, killed, told))
        child.start()
        child.join()
        assert child.exitcode in (0, 9)
        if child.exitcode == 0:
            break
        killed[told.read_text()] += 1
        assert killed.total() <= len(commits)
    landed(disturbed, name, lambda _: None)
    assert killed == Counter(commits)
    assert rows(disturbed, name) == rows(undisturbed, name)
    answers = [answered(path) for path in (disturbed, undisturbed)]
    assert answers[0] == answers[1] and answers[0]
