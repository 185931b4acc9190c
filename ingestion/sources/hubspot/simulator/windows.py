"""A span of time that is read page by page, each page beginning where the one before ended."""

from __future__ import annotations

from dataclasses import dataclass

from ingestion.sources.hubspot.simulator.answers import invalid, milliseconds


@dataclass
class Window:
    """`first` and `last` instants are included. A page's token names its last row."""

    ascending: bool = False
    first: int = 0
    last: int = 2**62
    _behind: str | None = None

    def from_(self, text: str, name: str) -> None:
        self.first = max(self.first, milliseconds(text, name))

    def until(self, text: str, name: str, *, is_included: bool = True) -> None:
        self.last = min(self.last, milliseconds(text, name) - (not is_included))

    def go_on(self, token: str, name: str) -> None:
        at, _, id = token.partition(".")
        if not at.isdigit():
            raise invalid(f"Invalid value for {name}: {token}", name)
        self._behind = id
        if self.ascending:
            self.first = int(at)
        else:
            self.last = int(at)

    @property
    def where(self) -> tuple[str, list[int | str]]:
        """One bound a side, so that the index leads straight to the page."""
        sql, values = "created_at between ? and ?", [self.first, self.last]
        if self._behind is None:
            return sql, values
        if self.ascending:
            return f"{sql} and (created_at > ? or id > ?)", [*values, self.first, self._behind]
        return f"{sql} and (created_at < ? or id < ?)", [*values, self.last, self._behind]

    @property
    def order(self) -> str:
        direction = "asc" if self.ascending else "desc"
        return f"order by created_at {direction}, id {direction}"


def token(created_at: int, id: str) -> str:
    return f"{created_at}.{id}"
