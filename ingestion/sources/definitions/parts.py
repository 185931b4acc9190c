"""What every part of a page is made of: texts, conditions and rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from ingestion.sources.definitions.vocabulary import LIKE, OPERATORS

Text = Annotated[str, StringConstraints(min_length=1)]


@dataclass(frozen=True)
class Condition:
    """`[a, b]`: one of these texts; `{at_least: 1, at_most: 9}`: a number in these bounds; or
    `{like: ["*lead*"]}`: a text of such a form."""

    one_of: tuple[str, ...] = ()
    bounds: tuple[tuple[str, int | float], ...] = ()
    like: tuple[str, ...] = ()

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
        return Condition(bounds=tuple(written.items()))
    raise ValueError(f"write a list such as [{written}], or {{at_least: 1}}")


def _texts(written: list[Any]) -> tuple[str, ...]:
    if not written:
        raise ValueError("an empty list can never hold")
    for value in written:
        if not isinstance(value, str):
            shown = str(value).lower() if isinstance(value, bool) else value
            raise ValueError(f'a list holds texts: write "{shown}" in quotes')
    return tuple(written)


TEXTS_SCHEMA = {"type": "array", "items": {"type": "string"}, "minItems": 1}
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
            "properties": {operator: {"type": "number"} for operator in OPERATORS},
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
