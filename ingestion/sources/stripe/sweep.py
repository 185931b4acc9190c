"""A whole list against what the warehouse knows: ids in parts, and then the question."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.source import Compare, SourceError, Table

IDS_A_PART = 5_000
MUCH = 100  # as many known records do not vanish all at once: then the account is another one


class Whole:
    """The ids of one kind as they are listed, and after `end` those that are known beyond them."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._waiting: list[str] = []
        self._is_empty = True
        self._last: Compare | None = None

    def listed(self, ids: list[str]) -> Iterator[Compare]:
        self._waiting += ids
        self._is_empty &= not ids
        if len(self._waiting) >= IDS_A_PART:
            yield Compare(self.table, self._waiting)
            self._waiting = []

    def end(self) -> Iterator[Compare]:
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
