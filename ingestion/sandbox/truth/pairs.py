"""How well records were joined: pairs of records under one id, counted without listing them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pairs:
    """Of `found` pairs and `true` pairs, `shared` are both."""

    found: int
    true: int
    shared: int

    @property
    def precision(self) -> float:
        return self.shared / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.shared / self.true if self.true else 1.0


def pairs(found: Mapping[Hashable, Hashable], true: Mapping[Hashable, Hashable]) -> Pairs:
    """Both say which thing a record is of; only records that both know are judged."""
    known = [record for record in true if record in found]
    return Pairs(
        found=_pairs(found[record] for record in known),
        true=_pairs(true[record] for record in known),
        shared=_pairs((found[record], true[record]) for record in known),
    )


def _pairs(things: Iterable[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(things).values())
