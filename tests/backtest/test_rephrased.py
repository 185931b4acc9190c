"""A page that says the same in other words and another order qualifies the same people."""

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from orchestration.backtest.command import backtest
from orchestration.backtest.compared import GAINED, LOST, NOBODY
from tests.backtest.conftest import PAGES, told

yaml = YAML(typ="safe", pure=True)
yaml.allow_unicode = True
RULES = yaml.load((PAGES / "2025-07-01.yml").read_text())
WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs", "S")), min_size=1).filter(str.strip)
AT_ONCE = 3


def saying(part: Any) -> Iterator[dict[str, Any]]:
    """All of a page that says something in plain words."""
    if isinstance(part, dict):
        if "says" in part:
            yield part
        for each in part.values():
            yield from saying(each)
    elif isinstance(part, list):
        for each in part:
            yield from saying(each)


def alternatives(page: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Where lists stand whose order says nothing: rules of which any will do, rows that are added
    up, values of which one will do."""
    yield from ((criterion, "any") for criterion in page["criteria"].values())
    fit = page["scores"]["fit"]
    yield fit, "points"
    wheres = [row["where"] for row in fit["points"]]
    wheres += [row["where"] for row in page["scores"]["intent"]["activities"] if "where" in row]
    wheres += [
        rule["where"]
        for criterion in page["criteria"].values()
        for rule in criterion["any"]
        if "where" in rule
    ]
    for where in wheres:
        for attribute, condition in where.items():
            if isinstance(condition, list):
                yield where, attribute
            elif "like" in condition:
                yield condition, "like"


@st.composite
def rephrased(draw) -> dict[str, Any]:
    page = copy.deepcopy(RULES)
    day = draw(st.dates(date(2026, 1, 2), date(2026, 6, 1)))
    page |= {"status": "draft", "approvals": [], "title": draw(WORDS), "effective_from": day}
    for part in saying(page):
        part["says"] = draw(WORDS)
    for holder, place in alternatives(page):
        holder[place] = draw(st.permutations(holder[place]))
    return page


@pytest.fixture(scope="module")
def company(published, module_path):
    return published.copy(module_path / "warehouse")


@given(pages=st.lists(rephrased(), min_size=AT_ONCE, max_size=AT_ONCE))
@settings(
    max_examples=2,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_the_same_rules_in_other_words_and_another_order_have_the_same_funnel(
    company, module_path, pages
):
    paths = [module_path / f"rephrased {number}.yml" for number in range(AT_ONCE)]
    for path, page in zip(paths, pages, strict=True):
        with path.open("w") as file:
            yaml.dump(page, file)
    with company.environment():
        found = backtest(told(",".join(map(str, paths)), "2025-07-01")).compared
    assert found.against.whole != NOBODY
    for page in found.pages:
        assert page.of(GAINED) == page.of(LOST) == NOBODY
        assert (page.whole, page.months) == (found.against.whole, found.against.months)
