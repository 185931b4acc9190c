"""What a stream told since the last commit, and when that is enough for the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ingestion.landing.told import Telling
from ingestion.source import Batch, Compare, Drift, Item, Listed

ROWS_A_COMMIT = 20_000
# As many as fill a group of the engine's go into the table at once, past its log. What came in
# columns weighs little enough to wait for that.
ROWS_IN_COLUMNS_A_COMMIT = 125_000
BYTES_A_COMMIT = 64 * 1024 * 1024


@dataclass
class Waiting:
    """What a stream told since the last commit."""

    tellings: dict[str, Telling] = field(default_factory=dict)
    parts: list[Listed | Compare] = field(default_factory=list)
    drifts: list[Drift] = field(default_factory=list)
    read_at: list[datetime] = field(default_factory=list)
    is_empty: bool = True
    is_in_columns: bool | None = None  # what waits, if anything
    rows: int = 0
    weight: int = 0  # bytes, as they arrived

    def add(self, item: Item) -> None:
        self.is_empty = False
        self.rows += _size(item)
        self.weight += _weight(item)
        if isinstance(item, Batch):
            if item.seen_at:
                self.read_at.append(item.seen_at)
            if item.size or item.quarantined:
                name = item.table.name
                if name not in self.tellings:
                    self.tellings[name] = Telling(item.table)
                self.tellings[name].add(item)
        elif isinstance(item, Drift):
            self.drifts.append(item)
        else:
            self.parts.append(item)

    @property
    def is_enough(self) -> bool:
        most = ROWS_IN_COLUMNS_A_COMMIT if self.is_in_columns else ROWS_A_COMMIT
        return self.rows >= most or self.weight >= BYTES_A_COMMIT


def _size(told: Item) -> int:
    if isinstance(told, Batch):
        return told.size
    parents = told.within[1] if isinstance(told, Listed) and told.within else ()
    return len(told.ids) + len(parents) if isinstance(told, (Listed, Compare)) else 0


def _weight(told: Item) -> int:
    """Its bytes, as they arrived."""
    if not isinstance(told, Batch):
        return 0
    return sum(map(len, told.records)) + (told.rows.nbytes if told.rows else 0)
