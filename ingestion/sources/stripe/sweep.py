"""A whole list against what the warehouse knows: ids in large parts, and then the question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ingestion.source import Compare, Listed, SourceError
from ingestion.sources.stripe.kinds import Kind

IDS_A_PART = 5_000
MUCH = 100  # as many known records do not vanish all at once: then the account is another one


class Whole:
    """The ids of one kind as they are listed, and after `end` those that are known beyond them.

    What the objects hold in lists of their own (`held`) is compared on the way.
    """

    def __init__(self, kind: Kind) -> None:
        self.table, self.child = kind.table, kind.child
        self._waiting: list[str] = []
        self._parents: dict[str, str | None] = {}
        self._parts: list[str] = []
        self._is_empty = True
        self._last: Compare | None = None

    def listed(self, ids: list[str]) -> Iterator[Compare]:
        self._waiting += ids
        self._is_empty &= not ids
        if len(self._waiting) >= IDS_A_PART:
            yield Compare(self.table, self._waiting)
            self._waiting = []

    def held(self, parents: Mapping[str, str | None], parts: Sequence[str]) -> Iterator[Listed]:
        self._parents |= parents
        self._parts += parts
        if len(self._parents) >= IDS_A_PART:
            yield from self._all_held()

    def _all_held(self) -> Iterator[Listed]:
        if self.child and self._parents:
            within = (self.child.parent, self._parents)
            yield Listed(self.child.table, self._parts, within=within)
        self._parents, self._parts = {}, []

    def end(self) -> Iterator[Compare | Listed]:
        yield from self._all_held()
        self._last = Compare(self.table, self._waiting, is_last=True)
        yield self._last

    def unlisted(self) -> Iterator[list[str]]:
        """Each is to be asked for by its id: a list that was cut short buries nobody."""
        for ids in self._last.unlisted() if self._last else ():
            if self._is_empty and len(ids) >= MUCH:
                raise SourceError(
                    "stripe",
                    f"nothing is listed where {len(ids)} or more records are known",
                    "Check that STRIPE_API_KEY is of the same account",
                    obj=self.table.name,
                )
            yield ids
