"""Rules of a page in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingestion.sources.definitions.parts import Condition, Rule

FLAGS = {
    ("is_automatic", "true"): "a machine did it",
    ("is_automatic", "false"): "a person did it",
    ("owner_is_user", "true"): "the owner is a user",
    ("owner_is_user", "false"): "the owner is no user",
}
# Attributes whose texts are words of ours, and not a system's.
OURS = ("event", "touch_type")
OPERATORS = {"at_least": "at least", "at_most": "at most"}


def rule_in_words(rule: Rule) -> str:
    event = rule.event.replace("_", " ")
    return f"{event} where {conditions_in_words(rule.where)}" if rule.where else event


def conditions_in_words(conditions: Mapping[str, Condition]) -> str:
    return " and ".join(_in_words(attribute, each) for attribute, each in conditions.items())


def _in_words(attribute: str, condition: Condition) -> str:
    flag = FLAGS.get((attribute, *condition.one_of))
    if flag:
        return flag
    name = attribute.replace("_", " ")
    if condition.like:
        forms = [f'"{form}"' for form in condition.like]
        return f"{name} reads like {listed(forms, 'or')}"
    bounds = [f"{OPERATORS[operator]} {number}" for operator, number in condition.bounds]
    texts = [t.replace("_", " ") if attribute in OURS else t for t in condition.one_of]
    return f"{name} is {' and '.join(bounds) or listed(texts, 'or')}"


def listed(words: Sequence[str], last: str = "or") -> str:
    *first, end = words or ["nothing"]
    return f"{', '.join(first)} {last} {end}" if first else end
