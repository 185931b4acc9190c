"""What `make score SEEDS=…` makes of the reports of several companies."""

from io import StringIO

from rich.console import Console

from ingestion.sandbox.truth.compare import Measure, Mistake
from ingestion.sandbox.truth.matching import KINDS
from ingestion.sandbox.truth.score import Report
from tests.score.__main__ import MEASURES, Scored, missed, show


def report(recall_of_people: float, *mistakes: Mistake) -> Report:
    measures = [
        Measure(entity, told, 100, 100, 1.0, None if name == "ceiling" else 0.98)
        for entity in KINDS
        for name, told in MEASURES.items()
        if (entity, name) != ("people", "recall")
    ]
    recall = Measure("people", MEASURES["recall"], 100, 97, recall_of_people, 0.98)
    return Report([recall, *measures], list(mistakes))


def test_recall_is_demanded_but_where_records_differ_twice_as_often():
    low = report(0.97)
    assert missed([Scored("half", 1, low), Scored("double", 1, low)]) == [
        "mess half, seed 1: recall of people"
    ]


def test_the_worst_mistakes_of_all_come_first_with_their_reason():
    few = Mistake("people: two in one", "aa", "one of 2", "x, y (likeness)", 2)
    many = Mistake("accounts: one in several", "bb", "one id", "x, y (for review)", 9)
    other = Mistake("leads: mql_at", "cc", "then", "now")
    told = StringIO()
    found = [Scored("half", 1, report(1.0, few, other)), Scored("default", 2, report(1.0, many))]
    show(found, Console(file=told, width=200))
    worst = told.getvalue().split("The worst 20 mistakes\n")[1].splitlines()
    assert [line.split(":")[0].strip() for line in worst] == [
        "9 pairs · mess default, seed 2 · accounts",
        "2 pairs · mess half, seed 1 · people",
    ]
    assert worst[0].endswith("bb: expected one id, got x, y (for review)")
