"""Known ids against listed ones: what vanished without a word is gone, and nothing else is."""

from dataclasses import replace
from datetime import datetime

import pytest

from ingestion.landing import listing, waiting
from ingestion.source import Checkpoint, Compare, Listed
from tests.landing.invented import THING, Vendor, run, thing, versions

OTHER = replace(THING, name="other")


class Lister(Vendor):
    """A vendor that also lists ids after its pages."""

    lists: tuple[Listed, ...] = ()

    def extract(self, client, cursor):
        *pages, end = super().extract(client, cursor)
        yield from pages
        yield from self.lists
        yield end


@pytest.fixture
def vendor():
    return Lister()


@pytest.fixture
def three(warehouse, vendor):
    run(warehouse, vendor, [[thing("1"), thing("2", "shut"), thing("3")]])


def ops(warehouse):
    return versions(warehouse, "_record_id, _op, state")


def test_what_a_whole_list_does_not_name_is_gone_with_its_last_values(warehouse, vendor, three):
    vendor.lists = (Listed(THING, ["1"], is_last=False), Listed(THING, ["3"]))
    load = run(warehouse, vendor, [])
    assert (load.status, load.rows_new) == ("accepted", 1)
    assert ops(warehouse) == [
        ("1", "upsert", "open"),
        ("2", "upsert", "shut"),
        ("2", "delete", "shut"),
        ("3", "upsert", "open"),
    ]


def test_a_second_list_says_nothing_new_and_what_is_back_is_back(warehouse, vendor, three):
    vendor.lists = (Listed(THING, ["1", "3"]),)
    run(warehouse, vendor, [])
    assert run(warehouse, vendor, []).rows_new == 0
    vendor.lists = (Listed(THING, ["1", "2", "3"]),)
    run(warehouse, vendor, [[thing("2", "shut")]])
    assert [op for id, op, _ in ops(warehouse) if id == "2"] == ["upsert", "delete", "upsert"]


def test_a_list_of_some_parents_says_nothing_of_the_others(warehouse, vendor, three):
    vendor.lists = (Listed(THING, ["3"], within=("state", {"open": "1772366400"})),)
    run(warehouse, vendor, [])
    gone = [row for row in versions(warehouse, "_record_id, _op, _changed_at") if "delete" in row]
    assert gone == [("1", "delete", datetime(2026, 3, 1, 12))]


def test_lists_of_different_parents_are_one_question(warehouse, vendor, monkeypatch):
    run(warehouse, vendor, [[thing(str(n), f"of {n % 4}") for n in range(12)]])
    vendor.lists = tuple(
        Listed(THING, [str(n)], within=("state", {f"of {n}": f"17723664{n}0"})) for n in range(3)
    )
    asked = []
    mark_gone = listing._mark_gone
    monkeypatch.setattr(listing, "_mark_gone", lambda *told: asked.append(1) or mark_gone(*told))
    assert run(warehouse, vendor, []).rows_new == 6
    assert len(asked) == 1
    gone = versions(warehouse, "_record_id, epoch(_changed_at) as at, _op")
    assert sorted((id, at) for id, at, op in gone if op == "delete") == sorted(
        (str(n), 1_772_366_400 + 10 * (n % 4)) for n in (4, 5, 6, 8, 9, 10)
    )


@pytest.mark.parametrize(
    "parts",
    [
        (Listed(THING, ["1"]), Listed(THING, ["2"])),
        (
            Listed(THING, ["1"], ("state", {"a": None})),
            Listed(OTHER, ["2"], ("state", {"b": None})),
        ),
        (Listed(THING, ["1"], ("state", {"a": None})), Listed(THING, ["2"], ("id", {"b": None}))),
        (
            Listed(THING, ["1"], ("state", {"a": None}), is_last=False),
            Listed(THING, ["2"], ("state", {"b": None})),
        ),
        (
            Listed(THING, ["1"], ("state", {"a": None})),
            Listed(THING, ["2"], ("state", {"b": None}), is_last=False),
        ),
        (Listed(THING, ["1"], ("state", {"a": None})), Compare(THING, ["2"])),
    ],
)
def test_lists_of_other_things_stay_apart(parts):
    assert list(listing.joined(parts)) == list(parts)


def test_a_parent_that_is_told_twice_is_asked_twice(warehouse, vendor):
    run(warehouse, vendor, [[thing("1"), thing("2")]])
    within = ("state", {"open": None})
    vendor.lists = (Listed(THING, ["1", "2"], within=within), Listed(THING, ["1"], within=within))
    assert run(warehouse, vendor, []).rows_new == 1
    assert [op for id, op, _ in ops(warehouse) if id == "2"] == ["upsert", "delete"]


def test_what_the_load_itself_read_is_there_though_the_list_is_older(warehouse, vendor, three):
    vendor.lists = (Listed(THING, ["1", "2"]),)
    run(warehouse, vendor, [[thing("3", "moved"), thing("4")]])
    assert [op for _, op, _ in ops(warehouse)] == ["upsert"] * 5


def test_a_list_in_many_commits_is_one_list(warehouse, vendor, three, monkeypatch):
    monkeypatch.setattr(waiting, "ROWS_A_COMMIT", 1)
    vendor.lists = tuple(Listed(THING, [id], is_last=id == "3") for id in ("1", "3"))
    run(warehouse, vendor, [])
    assert [id for id, op, _ in ops(warehouse) if op == "delete"] == ["2"]


def test_a_list_that_was_cut_off_marks_nothing_and_does_not_stay(warehouse, vendor, three):
    vendor.lists = (Listed(THING, ["1"], is_last=False),)
    run(warehouse, vendor, [])
    vendor.lists = (Listed(THING, ["2", "3"]),)
    run(warehouse, vendor, [])
    assert [id for id, op, _ in ops(warehouse) if op == "delete"] == ["1"]


def test_nothing_listed_where_much_was_known_fails_the_load(warehouse, vendor):
    run(warehouse, vendor, [[thing(str(number)) for number in range(100)]])
    vendor.lists = (Listed(THING),)
    load = run(warehouse, vendor, [])
    assert load.status == "failed" and "nothing is listed where 100 records" in load.message
    assert len(versions(warehouse)) == 100


def test_a_list_after_the_checkpoint_is_refused(warehouse, vendor):
    vendor.extract = lambda client, cursor: iter([Checkpoint({}), Listed(THING, ["1"])])
    with pytest.raises(RuntimeError, match="after the last checkpoint"):
        run(warehouse, vendor, [])
