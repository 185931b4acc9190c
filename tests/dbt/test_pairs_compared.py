"""Pairs of groups are compared when one of them states something else, and not again before."""

from __future__ import annotations

import duckdb
import pytest

from orchestration import dbt
from orchestration.environment import Place
from tests.conftest import Company

COMPARED = "intermediate.int_people_compared"
PAIRS = f"select group_key, other_key from {COMPARED} order by all"
MARK = "compared before"


class Pairs:
    """The pairs of a company's people; levels found before are marked, those found anew are not."""

    def __init__(self, company: Company) -> None:
        self._company = company

    def change(self, statement: str, *values: str) -> None:
        with duckdb.connect(str(self._company.warehouse / "working.duckdb")) as working:
            working.execute(statement, values)

    def compare(self) -> None:
        with self._company.environment():
            made = dbt.run(
                Place(self._company.warehouse), ["run", "--select", "int_people_compared"]
            )
        assert made.succeeded, made.trouble

    def all(self) -> list[tuple]:
        return self._company.raw(PAIRS)

    def found_anew(self) -> list[tuple]:
        return self._company.raw(
            PAIRS.replace("order", f"where phone_level is distinct from '{MARK}' order")
        )


@pytest.fixture(scope="module")
def pairs(published, module_path) -> Pairs:
    found = Pairs(published.copy(module_path / "warehouse"))
    assert len(found.all()) > 2
    found.change(f"update {COMPARED} set phone_level = '{MARK}'")
    return found


def test_pairs_of_which_nothing_else_is_stated_are_kept(pairs):
    before = pairs.all()
    pairs.compare()
    assert (pairs.all(), pairs.found_anew()) == (before, [])


def test_pairs_of_a_group_that_states_something_else_are_compared_anew(pairs):
    before = pairs.all()
    changed = before[0][0]
    pairs.change("insert into intermediate.int_people_valued values (?, 'title', 'czar')", changed)
    pairs.compare()
    assert pairs.all() == before
    assert pairs.found_anew() == [pair for pair in before if changed in pair]


def test_pairs_that_no_block_brings_together_any_more_are_gone(pairs):
    before = pairs.all()
    gone = before[-1][0]
    pairs.change("delete from intermediate.int_people_blocked where group_key = ?", gone)
    pairs.compare()
    assert pairs.all() == [pair for pair in before if gone not in pair] != before
