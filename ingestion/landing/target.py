"""Where the rows of a load go, and what each is stamped with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ingestion.landing.sql import quoted
from ingestion.source import Table


@dataclass(frozen=True)
class Target:
    """One raw table as one load writes to it; as text, its name.

    `seen_at` is later than that of every row this load wrote before: so rows of a record stand in
    the order in which the stream told them.
    """

    schema: str
    table: Table
    connection: str
    load_id: str
    seen_at: datetime

    def __str__(self) -> str:
        return f"{self.schema}.{quoted(self.table.name)}"
