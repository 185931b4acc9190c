"""A world is whole or not there, and growing it day by day ends where a later one begins."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.sandbox import acquired
from ingestion.sandbox.clock import DAY
from ingestion.sandbox.world import FILE, WINDOW, WorldError, open_world

TABLES = {
    "record": "select * from record order by system, object, id",
    "history": "select * from history order by system, object, id, field, at, rowid",
    "journal": "select system, object, id, at, op, before from journal order by system, object, id, at, position",
}


def contents(world) -> dict[str, list[tuple]]:
    return {table: world.sql(query) for table, query in TABLES.items()}


def test_a_world_opened_three_days_later_is_the_one_advanced_three_days(tmp_path: Path):
    advanced, later = open_world(tmp_path / "a", 7, 150), open_world(tmp_path / "b", 7, 150, days=3)
    advanced.advance_days(3)
    assert advanced.now == later.now == advanced.firm.first_day_ends_at + 3 * DAY
    assert contents(advanced) == contents(later)


def test_a_second_org_changes_nothing_of_what_the_other_systems_hold(tmp_path: Path):
    alone, both = open_world(tmp_path / "a", 7, 150), open_world(tmp_path / "b", 7, 150, orgs=2)
    held, others = contents(alone), contents(both)
    for table, rows in others.items():
        assert held[table] == [row for row in rows if row[0] != acquired.SYSTEM]
    assert len(others["record"]) > len(held["record"])


def test_a_second_org_grows_day_by_day_to_what_a_later_one_begins_with(tmp_path: Path):
    advanced = open_world(tmp_path / "a", 7, 150, orgs=2)
    later = open_world(tmp_path / "b", 7, 150, days=3, orgs=2)
    advanced.advance_days(3)
    assert contents(advanced) == contents(later)


def test_a_world_with_a_second_org_is_not_opened_as_one_without(tmp_path: Path):
    open_world(tmp_path, 7, 60, orgs=2).close()
    with pytest.raises(WorldError, match=r"orgs 2, not 1"):
        open_world(tmp_path, 7, 60)


def test_what_lies_beyond_the_kept_future_is_made_up_again_when_the_clock_gets_there(
    tmp_path: Path,
):
    days = WINDOW // DAY + 2
    advanced, later = (
        open_world(tmp_path / "a", 3, 40),
        open_world(tmp_path / "b", 3, 40, days=days),
    )
    advanced.advance_days(days - 3)
    advanced.sleep(7_200.5)
    advanced.advance_days(3)
    assert contents(advanced) == contents(later)


def test_a_day_brings_new_households_and_news_of_old_ones(tmp_path: Path):
    world = open_world(tmp_path, 7, 400)
    count = "select count(*) from record where created_at {} ?"
    for _ in range(4):
        before, then = world.sql("select count(*) from record")[0][0], world.now
        world.advance_days()
        assert world.sql("select count(*) from record")[0][0] > before
        assert world.sql(
            "select count(*) from record where modified_at > ? and created_at <= ?", (then, then)
        )[0][0]
    assert world.sql(count.format(">"), (world.now,))[0][0] == 0, (
        "nothing stands there before its time"
    )


def test_a_world_is_reopened_as_it_was_left(tmp_path: Path):
    world = open_world(tmp_path, 7, 60)
    world.advance_days(2)
    world.sleep(5)
    left = world.now, contents(world)
    world.close()
    world = open_world(tmp_path, 7, 60)
    assert (world.now, contents(world)) == left


def test_a_folder_does_not_become_another_company(tmp_path: Path):
    open_world(tmp_path, 7, 60).close()
    with pytest.raises(WorldError, match="holds another sample company"):
        open_world(tmp_path, 8, 60)
    with pytest.raises(WorldError, match="holds another sample company"):
        open_world(tmp_path, 7, 61)


# Ends itself without any farewell at the moment that Python announces as `event`, the nth time.
KILLED = """
import os, signal, sys
from pathlib import Path
from ingestion.sandbox.world import open_world

event, left, days, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])

def die(name, arguments):
    global left
    if name == event:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

if event != "statement":
    sys.addaudithook(die)
world = open_world(folder, 7, 60)
if event == "statement":
    world._connection.set_trace_callback(lambda text: die(event, text))
world.advance_days(days)
"""


def run_killed(event: str, nth: int, days: int, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, event, str(nth), str(days), str(folder)],
        env=os.environ | {"PYTHONPATH": str(Path.cwd())}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr


@pytest.mark.parametrize(
    ("event", "nth"), [("sqlite3.connect", 1), ("os.rename", 1), ("sqlite3.connect", 2)]
)
def test_a_build_that_was_killed_is_done_over(tmp_path: Path, event: str, nth: int):
    run_killed(event, nth, 0, tmp_path / "a")
    world, undisturbed = open_world(tmp_path / "a", 7, 60), open_world(tmp_path / "b", 7, 60)
    assert contents(world) == contents(undisturbed)
    assert not [
        path
        for path in (tmp_path / "a").iterdir()
        if path.suffix not in (".sqlite", ".sqlite-wal", ".sqlite-shm")
    ]


@pytest.mark.parametrize("statement", [4, 40, 80])
def test_a_day_that_was_killed_happens_once(tmp_path: Path, statement: int):
    open_world(tmp_path / "a", 7, 60).close()
    run_killed("statement", statement, 6, tmp_path / "a")
    world, undisturbed = (
        open_world(tmp_path / "a", 7, 60),
        open_world(tmp_path / "b", 7, 60, days=6),
    )
    first = world.firm.first_day_ends_at
    assert (world.now - first) % DAY == 0 and world.now <= first + 6 * DAY
    world.advance_days((undisturbed.now - world.now) // DAY)
    assert contents(world) == contents(undisturbed)
    assert (tmp_path / "a" / FILE).exists()
