"""What a system lists is held against what the warehouse knows, and the walk is told what differs."""

import pytest

from ingestion.landing.ahead import read_ahead
from ingestion.landing.load import land
from ingestion.settings import Connection
from ingestion.source import Batch, Checkpoint, Compare, Source, Stream, Tombstone
from tests.landing.invented import AS_OF, THING, run, thing, versions

LATER = "2026-01-09T00:00:00Z"


class Sweeping:
    """A vendor that lists ids and is asked again for what differs."""

    def __init__(self, *parts, fresh=()):
        self.parts, self.fresh = parts, fresh
        self.unlisted, self.lacking = [], []

    def extract(self, client, cursor):
        yield Batch(THING, self.fresh)
        for ids, stamps in self.parts:
            yield Compare(THING, ids, stamps)
        last = Compare(THING, is_last=True)
        yield last
        self.unlisted, self.lacking = list(last.unlisted()), list(last.lacking())
        gone = [Tombstone(id, "delete") for part in self.unlisted for id in part]
        yield Batch(THING, tombstones=gone)
        yield Checkpoint({})

    def land(self, warehouse):
        stream = Stream("things", (THING,), self.extract)
        source = Source("invented", "Invented", (), (stream,), connect=lambda *_: None)
        refresh = warehouse.begin_refresh(AS_OF)
        load = land(warehouse, refresh, Connection(source, "default", {}))
        warehouse.end_refresh(refresh, "published")
        return load


@pytest.fixture
def known(warehouse, vendor):
    """Four records that live and one that is gone."""
    run(warehouse, vendor, [[thing(id) for id in "1234"], [thing("5", archived=True)]])
    return warehouse


def test_what_is_not_listed_and_what_is_other_here_is_told_apart(known):
    stamp = "2026-01-01T00:00:00.000+0000"
    sweeping = Sweeping((["1", "2"], [stamp, LATER]), (["3", "5", "6"], [stamp, None, None]))
    assert sweeping.land(known).status == "accepted"
    assert (sweeping.unlisted, sweeping.lacking) == ([["4"]], [["2", "5", "6"]])
    assert versions(known, "_record_id, _op")[3:5] == [("4", "upsert"), ("4", "delete")]


def test_what_the_same_load_read_counts_as_known(known):
    sweeping = Sweeping((list("12346"), None), fresh=[b'{"id":"6"}', b'{"id":"7"}'])
    sweeping.land(known)
    assert (sweeping.unlisted, sweeping.lacking) == ([["7"]], [])


def test_what_a_refused_load_brought_does_not_count(known, vendor):
    vendor.count = 99
    assert run(known, vendor, [[thing("8")]]).status == "rejected"
    sweeping = Sweeping((list("12348"), None))
    sweeping.land(known)
    assert (sweeping.unlisted, sweeping.lacking) == ([], [["8"]])


def test_a_walk_that_waits_for_an_answer_ends_with_its_reader():
    """Also where the question was read ahead and never reached its reader."""
    ended = []

    def walk():
        try:
            yield 1
            question = Compare(THING, is_last=True)
            yield question
            list(question.lacking())
        finally:
            ended.append(True)

    items = read_ahead(walk())
    assert next(items) == 1
    items.close()
    assert ended == [True]
    items = read_ahead(walk())
    assert [next(items), type(next(items))] == [1, Compare]
    items.close()
    assert ended == [True, True]
