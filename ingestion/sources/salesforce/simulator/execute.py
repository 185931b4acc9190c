"""Run a SOQL query over the rows: which fields, which rows, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingestion.sources.salesforce.simulator.aggregates import aggregated
from ingestion.sources.salesforce.simulator.conditions import Conditions
from ingestion.sources.salesforce.simulator.errors import at, bad, malformed, no_such_object
from ingestion.sources.salesforce.simulator.fields import Fields, Write
from ingestion.sources.salesforce.simulator.org import ObjectDefinition
from ingestion.sources.salesforce.simulator.render import Row, Rows
from ingestion.sources.salesforce.simulator.soql import parse
from ingestion.sources.salesforce.simulator.sorting import sorted_by
from ingestion.sources.salesforce.simulator.stamps import earliest_of
from ingestion.sources.salesforce.simulator.tree import (
    Aggregate,
    AllFields,
    Grouped,
    Ordering,
    Path,
    Query,
)


@dataclass(frozen=True)
class Result:
    """The rows that fit, fixed at the time of asking, and how each is written out."""

    rows: Sequence[Row]
    write: Write
    count: int
    width: int = 1


class Execution:
    """One query of one user against the rows of now."""

    def __init__(self, rows: Rows, text: str, is_query_all: bool, version: str) -> None:
        self.rows = rows
        self.query: Query = parse(text)
        self.is_query_all = is_query_all or self.query.is_all_rows
        name = rows.by_lower_name.get(self.query.entity.lower())
        if name is None:
            raise no_such_object(text, self.query.entity_position, self.query.entity)
        self.entity: ObjectDefinition = rows.objects[name]
        self.fields = Fields(rows, text, self.entity, version)

    def result(self) -> Result:
        query = self._expanded()
        chosen = self._chosen(query)
        if any(isinstance(field, Aggregate) for field in query.fields) or query.group_by:
            return self._aggregate(query, chosen)
        write = self.fields.writer([field for field in query.fields if isinstance(field, Path)])
        if query.order_by:
            chosen = self._ordered(query.order_by, chosen)
        page = chosen[query.offset :]
        if query.limit is not None:
            page = page[: query.limit]
        return Result(page, write, len(page), len(query.fields))

    # ── rows ────────────────────────────────────────────────────────────────────────────────

    def _chosen(self, query: Query) -> list[Row]:
        if query.where is None:
            return self._shown(self.rows.of(self.entity.name))
        conditions = Conditions(query.text, self.fields.resolve, self.rows.now)
        fits = conditions.predicate(query.where)
        if earliest := earliest_of(query.where):
            rows = self.rows.since(self.entity.name, *earliest)
        else:
            rows = self.rows.of(self.entity.name)
        return [row for row in self._shown(rows) if fits(row)]

    def _shown(self, rows: list[Row]) -> list[Row]:
        if self.is_query_all:
            return rows
        return [row for row in rows if self.rows.is_shown_to_query(self.entity, row)]

    def _ordered(self, orderings: Sequence[Ordering], rows: list[Row]) -> list[Row]:
        rows = list(rows)
        for ordering in reversed(orderings):
            if isinstance(ordering.expression, Aggregate):
                raise malformed("Ordered field must be grouped or aggregated")
            definition, get = self.fields.resolve(ordering.expression)
            if not definition.is_filterable:
                raise malformed(
                    at(
                        self.query.text,
                        ordering.expression.position,
                        f"field '{definition.name}' can not be sorted in a query call",
                    )
                )
            rows = sorted_by(rows, get, ordering)
        return rows

    def _aggregate(self, query: Query, chosen: list[Row]) -> Result:
        only = query.fields[0]
        if len(query.fields) == 1 and isinstance(only, Aggregate) and only.path is None:
            if query.limit is not None:
                chosen = chosen[: query.limit]
            return Result((), dict, len(chosen))
        groups = aggregated(self, query, chosen)
        if query.limit is not None:
            groups = groups[: query.limit]
        if len(groups) > 2000:
            raise bad(
                "EXCEEDED_ID_LIMIT",
                "aggregate query does not support queryMore(), use LIMIT to restrict the results "
                "to a single batch",
            )
        return Result(groups, dict, len(groups))

    # ── fields ──────────────────────────────────────────────────────────────────────────────

    def _expanded(self) -> Query:
        """`FIELDS(…)` as the fields it stands for."""
        query = self.query
        fields: list[Path | Aggregate | AllFields | Grouped] = []
        for field in query.fields:
            if not isinstance(field, AllFields):
                fields.append(field)
                continue
            if field.which != "standard" and (query.limit is None or query.limit > 200):
                raise malformed("The SOQL FIELDS function must have a LIMIT of at most 200")
            fields += [
                Path((name,), 0)
                for name, definition in self.entity.fields.items()
                if field.which == "all" or definition.is_custom == (field.which == "custom")
            ]
        names = [field.text.lower() for field in fields if isinstance(field, Path)]
        for name in names:
            if names.count(name) > 1:
                raise malformed(f"duplicate field selected: {name}")
        return replace(query, fields=tuple(fields))
