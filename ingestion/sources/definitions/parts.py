"""What every part of a page is made of: texts, conditions and rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from ingestion.lined_yaml import shown
from ingestion.sources.definitions.vocabulary import LIKE, OPERATORS

Text = Annotated[str, StringConstraints(min_length=1)]
Days = Annotated[int, Field(ge=1, le=3_650)]
MOST = 1_000_000_000  # nobody has a higher score, or more people
DIGITS = 4  # behind the point: as many as columns hold


def formed(pattern: str, such_as: str) -> tuple[Any, ...]:
    """What a text of a form is checked by, which is told in plain words; editors know the form."""

    def fits(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"`{text}` is none; write {such_as}")
        return text

    return AfterValidator(fits), WithJsonSchema({"type": "string", "pattern": f"^({pattern})$"})


def _no_words(label: str) -> str:
    if label == "says":
        raise ValueError("`says` is kept for plain words: nothing can be called so")
    return label


# What the page itself calls something by.
Label = Annotated[Text, AfterValidator(_no_words)]


@dataclass(frozen=True)
class Condition:
    """`[a, b]`: one of these texts; `{at_least: 1, at_most: 9}`: a number in these bounds; or
    `{like: ["*lead*"]}`: a text of such a form."""

    one_of: tuple[str, ...] = ()
    bounds: tuple[tuple[str, int | float], ...] = ()
    like: tuple[str, ...] = ()

    def covers(self, other: Condition) -> bool:
        """Whether this holds wherever the other does."""
        if self.one_of:
            return bool(other.one_of) and set(other.one_of) <= set(self.one_of)
        if self.bounds:
            (least, most), (other_least, other_most) = self._range, other._range
            return bool(other.bounds) and least <= other_least and other_most <= most
        return self == other

    def meets(self, other: Condition) -> bool:
        """Whether there is anything for which both may hold."""
        if self.one_of and other.one_of:
            return not set(self.one_of).isdisjoint(other.one_of)
        (least, most), (other_least, other_most) = self._range, other._range
        return max(least, other_least) <= min(most, other_most)

    @property
    def _range(self) -> tuple[float, float]:
        bounds = dict(self.bounds)
        return bounds.get("at_least", -inf), bounds.get("at_most", inf)

    @property
    def is_possible(self) -> bool:
        return self.meets(self)

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """(operator, value) pairs, as they land."""
        texts = tuple(("one_of", value) for value in self.one_of)
        forms = tuple((LIKE, pattern) for pattern in self.like)
        return texts + forms + tuple((operator, str(number)) for operator, number in self.bounds)


def _condition(written: Any) -> Condition:
    if isinstance(written, Condition):
        return written
    if isinstance(written, list):
        return Condition(one_of=_texts(written))
    if isinstance(written, dict):
        if not written:
            raise ValueError("say at_least or at_most")
        if LIKE in written:
            if len(written) > 1 or not isinstance(written[LIKE], list):
                raise ValueError('`like` stands alone and wants a list such as ["*director*"]')
            return Condition(like=_texts(written[LIKE]))
        for operator, number in written.items():
            if operator not in OPERATORS:
                raise ValueError(f"unknown operator `{operator}`; there are at_least and at_most")
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise ValueError(f"`{operator}` wants a number, not {number!r}")
            if not -MOST <= number <= MOST:
                raise ValueError(f"`{operator}` can be {-MOST} to {MOST}, not {shown(number)}")
            if round(number, DIGITS) != number:
                raise ValueError(f"`{operator}` has {DIGITS} digits behind the point at most")
        return Condition(bounds=tuple(written.items()))
    raise ValueError(f"write a list such as [{written}], or {{at_least: 1}}")


def _texts(written: list[Any]) -> tuple[str, ...]:
    if not written:
        raise ValueError("an empty list can never hold")
    for value in written:
        if not isinstance(value, str):
            meant = str(value).lower() if isinstance(value, bool) else value
            raise ValueError(f'a list holds texts: write "{meant}" in quotes')
        if not value.strip():
            raise ValueError("an empty text says nothing: leave it out")
    return tuple(written)


TEXTS_SCHEMA = {"type": "array", "items": {"type": "string", "pattern": r"\S"}, "minItems": 1}
CONDITION_SCHEMA = {
    "oneOf": [
        TEXTS_SCHEMA,
        {
            "type": "object",
            "properties": {LIKE: TEXTS_SCHEMA},
            "required": [LIKE],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {
                operator: {"type": "number", "minimum": -MOST, "maximum": MOST}
                for operator in OPERATORS
            },
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]
}
Where = Annotated[
    Condition,
    BeforeValidator(_condition),
    PlainSerializer(lambda condition: dict(condition.rows)),
    WithJsonSchema(CONDITION_SCHEMA),
]


class Part(BaseModel):
    """Part of a page: typed strictly, holding no entry that is not declared."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Rule(Part):
    """One kind of event; met when everything under `where` holds."""

    event: Text
    where: dict[Text, Where] = {}

    def asks_the_same_as(self, other: Rule) -> bool:
        same = covers(self.where, other.where) and covers(other.where, self.where)
        return self.event == other.event and same


def covers(wide: Mapping[str, Condition], narrow: Mapping[str, Condition]) -> bool:
    """Whether whatever meets all of the narrow meets all of the wide."""
    return all(a in narrow and condition.covers(narrow[a]) for a, condition in wide.items())


def meet(one: Mapping[str, Condition], other: Mapping[str, Condition]) -> bool:
    """Whether anything may meet all of both."""
    return all(condition.meets(other[a]) for a, condition in one.items() if a in other)
