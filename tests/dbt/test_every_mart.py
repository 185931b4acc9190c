"""A mart is whole: it says what it holds, each of its checks can fail, and somebody reads it."""

from collections.abc import Iterator
from functools import cache

import pytest
from ruamel.yaml import YAML

from tests.conftest import ROOT
from tests.violations.marts.violations import VIOLATIONS

PROJECT = ROOT / "dbt_project"
FOLDER = PROJECT / "models" / "marts"
MARTS = [path.stem for path in sorted(FOLDER.rglob("*.sql"))]


@cache
def declared() -> dict[str, dict]:
    """What stands beside the models, by name of the model."""
    read = YAML(typ="safe", pure=True)
    files = (read.load(path.read_text()) for path in FOLDER.glob("*/_*.yml"))
    return {model["name"]: model for file in files for model in file.get("models", ())}


def checks_of(mart: str) -> Iterator[str]:
    """Those that stand beside a mart, and the singular tests that name it as theirs."""
    model = declared()[mart]
    for part in (model, *model["columns"]):
        for test in part.get("data_tests", ()):
            [(_, told)] = test.items()
            yield told["name"]
    for path in (PROJECT / "tests" / "marts").glob("*.sql"):
        if f"'ref': {{'name': '{mart}'}}" in path.read_text():
            yield path.stem


@pytest.mark.parametrize("mart", MARTS)
def test_an_instant_says_that_it_is_of_utc(mart):
    told = {each["name"]: each["description"] for each in declared()[mart]["columns"]}
    silent = [name for name, says in told.items() if name.endswith("_at") and "UTC" not in says]
    assert silent == []


@pytest.mark.parametrize("mart", MARTS)
def test_a_mart_says_what_it_holds_and_promises_it(mart):
    model = declared().get(mart, {})
    assert model.get("description", "").startswith("One row"), f"{mart} does not say: One row per …"
    assert model["config"]["contract"]["enforced"], f"{mart} has no contract"
    silent = [each["name"] for each in model["columns"] if not each.get("description")]
    assert not silent, f"{mart} does not describe {', '.join(silent)}"
    kinds = {kind for test in model["data_tests"] for kind in test}
    assert kinds & {"keyed_by", "keyed_by_periods"}, f"{mart} promises no key"


@pytest.mark.parametrize("mart", MARTS)
def test_every_check_of_a_mart_is_seen_to_fail(mart):
    planted = {name.partition(":")[0] for name in VIOLATIONS}
    lacking = set(checks_of(mart)) - planted
    assert not lacking, f"no violation is planted for {', '.join(sorted(lacking))}"


@pytest.mark.parametrize("mart", MARTS)
def test_a_mart_is_told_to_those_who_use_it(mart):
    told = (FOLDER / "_exposures.yml").read_text()
    assert f"ref('{mart}')" in told, f"{mart} stands under no exposure"
