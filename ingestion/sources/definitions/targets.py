"""What the company plans, as typed data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from ingestion.sources.definitions.parts import Part, Text

Metric = Literal["leads", "mqls", "sqls", "opportunities", "pipeline", "won"]
Planned = Annotated[int, Field(ge=1, le=1_000_000_000_000_000)]


class Targets(Part):
    """So much in each month or fiscal quarter; `pipeline` and `won` in the reporting currency."""

    says: Text
    per: Literal["month", "quarter"]
    at_least: Annotated[dict[Metric, Planned], Field(min_length=1)]


def rows(targets: Targets) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Pairs of a table's name and a row of it."""
    for metric, value in targets.at_least.items():
        row = {"metric": metric, "period": targets.per, "target_value": str(value)}
        yield "targets", row
