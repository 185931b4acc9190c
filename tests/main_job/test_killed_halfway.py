"""A load killed in the middle of a stream, and a source that changes before it goes on."""

import json
import multiprocessing
import os
from datetime import UTC, datetime, timedelta

import pytest

from ingestion.landing.load import land
from ingestion.landing.warehouse import Warehouse
from ingestion.settings import Connection
from ingestion.source import Batch, Checkpoint, Field, Source, Stream, Table
from ingestion.sources.files import SOURCE

MAPPING = """\
file: people-*.csv
time_zone: UTC
entities:
  - entity: people
    key: id
    columns: {record_kind: {value: lead}, score: score}
"""
FIRST_DAY = datetime(2026, 3, 1, tzinfo=UTC)
# Two files: the first one has landed when the load is killed between them.
BEFORE = [{"kept": "1", "back": "1", "gone": "1"}, {"far": "1"}]
WHEN_KILLED = [{"kept": "1", "back": "2", "passing": "2", "wrong": "x"}, {"far": "2"}]
AT_LAST = [{"kept": "1", "back": "1", "late": "3", "wrong": "4"}, {"far": "3"}]


@pytest.fixture(autouse=True)
def small_commits(monkeypatch):
    monkeypatch.setattr("ingestion.landing.waiting.ROWS_A_COMMIT", 2)


class Landed:
    """A source that lands in a warehouse of its own, day after day."""

    def __init__(self, path, connection):
        self.path, self.connection = path, connection

    def land(self, day, after_commit=lambda _: None):
        with Warehouse(self.path) as warehouse:
            warehouse.prepare([self.connection.source])
            refresh = warehouse.begin_refresh(FIRST_DAY + timedelta(days=day))
            load = land(warehouse, refresh, self.connection, after_commit=after_commit)
            assert load.status == "accepted", load.message
            warehouse.end_refresh(refresh, "published")
        return load

    def killed(self, day, commits):
        """Land in a process of its own, which is gone after so many commits."""
        left = [commits]

        def countdown(_):
            left[0] -= 1
            if not left[0]:
                os._exit(9)

        child = multiprocessing.get_context("fork").Process(target=self.land, args=(day, countdown))
        child.start()
        child.join()
        assert child.exitcode == 9

    def rows(self, query):
        with Warehouse(self.path) as warehouse:
            return sorted(tuple(row.values()) for row in warehouse.rows(query))


class Folder(Landed):
    """Two files under one mapping."""

    def __init__(self, path):
        path.mkdir()
        (path / "people.yml").write_text(MAPPING)
        super().__init__(
            path / "working.duckdb", Connection(SOURCE, "default", {"PATH": str(path)})
        )

    def holds(self, files):
        for number, scores in enumerate(files):
            lines = [f"{id},{score}\n" for id, score in scores.items()]
            (self.path.parent / f"people-{number}.csv").write_text("".join(["id,score\n", *lines]))

    def present(self):
        """The latest version of each record that is not gone."""
        return self.rows(
            "select _record_id, score from raw_files.people qualify _op = 'upsert' and "
            "row_number() over (partition by _record_id order by _load_id desc, _seen_at desc) = 1"
        )


@pytest.fixture
def folder(tmp_path):
    def after_its_first_day(name):
        folder = Folder(tmp_path / name)
        folder.holds(BEFORE)
        folder.land(0)
        return folder

    return after_its_first_day


def test_files_edited_before_a_cut_off_reading_goes_on_land_as_they_are_then(folder):
    undisturbed, disturbed = folder("undisturbed"), folder("disturbed")
    undisturbed.holds(AT_LAST)
    undisturbed.land(1)
    disturbed.holds(WHEN_KILLED)
    disturbed.killed(1, commits=1)
    assert ("wrong",) in disturbed.rows("select _record_id from raw_files._quarantine")
    disturbed.holds(AT_LAST)
    disturbed.land(2)
    assert dict(disturbed.present()) == {**AT_LAST[0], **AT_LAST[1]}
    for query in (
        "select * exclude (_seen_at) from raw_files.people",
        "select * from raw_files._quarantine",
    ):
        assert disturbed.rows(query) == undisturbed.rows(query)


def test_files_edited_after_they_were_read_to_their_end_land_with_the_next_load(folder):
    disturbed = folder("disturbed")
    disturbed.holds(WHEN_KILLED)
    disturbed.killed(1, commits=3)
    disturbed.holds(AT_LAST)
    load = disturbed.land(2)
    assert [(f.check, f.failed) for f in load.findings if not f.passed] == [("landing_rows", 1)]
    assert disturbed.present() == [("back", "2"), ("far", "2"), ("kept", "1"), ("passing", "2")]
    disturbed.land(3)
    assert dict(disturbed.present()) == {**AT_LAST[0], **AT_LAST[1]}


def test_a_count_told_to_a_cut_off_walk_and_told_again_counts_once(tmp_path):
    table = Table("thing", "Thing", (Field("id"),), key=("id",))

    def extract(*_):
        for ids in ("ab", "c"):
            records = [json.dumps({"id": id}).encode() for id in ids]
            yield Batch(table, records, vendor_count=len(ids))
        yield Checkpoint({})

    source = Source(
        "invented", "Invented", (), (Stream("things", (table,), extract),), lambda *_: 0
    )
    counting = Landed(tmp_path / "working.duckdb", Connection(source, "default", {}))
    counting.killed(0, commits=1)
    counting.land(0)
    told = "select vendor_count, rows_read, rows_new, status from raw_invented._loads"
    assert counting.rows(told) == [(3, 3, 3, "accepted")]
