"""A page may rank systems for every field that survives, and for no other."""

import re
from ast import literal_eval

from ingestion.sources.definitions.vocabulary import SURVIVING
from tests.conftest import ROOT

RANKS = re.compile(r"survivorship_ranks\(\s*'(\w+)', '\w+', ([^)]+?)\s*\)")


def listed(text: str, written: str) -> set[str]:
    """The fields of a list, of one that the model calls by a name, and of sums of both."""
    found: set[str] = set()
    for part in written.split(" + "):
        named = re.search(rf"{{% set {re.escape(part)} = (.+?) %}}", text, re.S)
        found |= listed(text, named[1]) if named else set(literal_eval(part))
    return found


def test_the_fields_of_survivorship_are_those_that_models_rank():
    ranked: dict[str, set[str]] = {entity: set() for entity in SURVIVING}
    for path in (ROOT / "dbt_project" / "models").rglob("*.sql"):
        text = path.read_text()
        for entity, fields in RANKS.findall(text):
            ranked[entity] |= listed(text, fields)
    assert ranked == {entity: set(fields) for entity, fields in SURVIVING.items()}
