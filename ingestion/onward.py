"""A list leads on, page by page, or it goes round: then its walk ends."""

from __future__ import annotations

from ingestion.source import SourceError


class Onward:
    """Where the walk through one list has been. Each page leads to one that was not asked for."""

    def __init__(self, source: str, obj: str) -> None:
        self.source, self.obj = source, obj
        self._been: set[object] = set()

    def to(self, where: object) -> None:
        if where in self._been:
            raise SourceError(
                self.source,
                f"a list goes round at {str(where)[:100]}",
                "Run again; if it stays, tell the vendor",
                obj=self.obj,
            )
        self._been.add(where)
