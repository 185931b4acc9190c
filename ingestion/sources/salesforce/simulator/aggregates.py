"""Grouped queries: COUNT, SUM, AVG, MIN, MAX, money in the corporate currency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ingestion.sources.salesforce.simulator.errors import at, malformed
from ingestion.sources.salesforce.simulator.org import NUMERIC, FieldDefinition
from ingestion.sources.salesforce.simulator.render import Row, Rows
from ingestion.sources.salesforce.simulator.sorting import sorted_by
from ingestion.sources.salesforce.simulator.tree import Aggregate, Grouped, Path, Query

if TYPE_CHECKING:
    from ingestion.sources.salesforce.simulator.execute import Execution

Getter = Callable[[Row], Any]
Fold = Callable[[list[Any]], Any]

FOLDS: dict[str, Fold] = {
    "count": len,
    "count_distinct": lambda values: len({v.lower() if isinstance(v, str) else v for v in values}),
    "sum": lambda values: sum(values) if values else None,
    "avg": lambda values: sum(values) / len(values) if values else None,
    "min": lambda values: min(values, default=None),
    "max": lambda values: max(values, default=None),
}
# Of a date, or of an instant in UTC, as rows hold them.
PARTS = {"calendar_year": slice(0, 4), "calendar_month": slice(5, 7)}
# Objects whose money the vendor converts at the rate of a date of their own.
DATED = {"Opportunity": "CloseDate"}


def aggregated(execution: Execution, query: Query, rows: Sequence[Row]) -> list[Row]:
    """One record a group, `attributes` first, then what was selected."""
    group_getters = [_part(execution, path)[1] for path in query.group_by]
    grouped_names = [path.text.lower() for path in query.group_by]
    columns = _columns(execution, query, grouped_names)
    groups: dict[tuple, list[Row]] = {} if query.group_by else {(): list(rows)}
    if query.group_by:
        for row in rows:
            key = tuple(_folded(get(row)) for get in group_getters)
            groups.setdefault(key, []).append(row)
    records = [
        {
            "attributes": {"type": "AggregateResult"},
            **{name: compute(of_group) for name, compute in columns},
        }
        for _, of_group in sorted(groups.items(), key=lambda item: _sortable(item[0]))
    ]
    return _ordered(execution, query, columns, records)


def _columns(
    execution: Execution, query: Query, grouped_names: list[str]
) -> list[tuple[str, Callable[[list[Row]], Any]]]:
    columns = []
    unnamed = 0
    for field in query.fields:
        if isinstance(field, Aggregate):
            name = field.alias
            if name is None:
                name, unnamed = f"expr{unnamed}", unnamed + 1
            columns.append((name, _aggregate(execution, field)))
            continue
        path = field.path if isinstance(field, Grouped) else field
        if not isinstance(path, Path) or path.text.lower() not in grouped_names:
            shown = path.text if isinstance(path, Path) else "FIELDS"
            raise malformed(f"Field must be grouped or aggregated: {shown}")
        definition, get = _part(execution, path)
        name = field.alias if isinstance(field, Grouped) else definition.name
        if path.function and not isinstance(field, Grouped):
            name, unnamed = f"expr{unnamed}", unnamed + 1
        columns.append((name, lambda rows, get=get: get(rows[0])))
    return columns


def _part(execution: Execution, path: Path) -> tuple[FieldDefinition, Getter]:
    """A field that rows are grouped by, or the year or month of it."""
    definition, get = execution.fields.resolve(path)
    if path.function is None:
        return definition, get
    if definition.type not in ("date", "datetime"):
        raise malformed(
            at(
                execution.query.text,
                path.position,
                f"field {definition.name} does not support function {path.function.upper()}",
            )
        )

    def part(row: Row) -> int | None:
        value = get(row)
        return int(value[PARTS[path.function]]) if value else None

    return definition, part


def _aggregate(execution: Execution, field: Aggregate) -> Callable[[list[Row]], Any]:
    if field.path is None:
        raise malformed("Grouped query cannot have count() without a field")
    definition, get = execution.fields.resolve(field.path)
    is_sum = field.function in ("sum", "avg")
    if (is_sum and definition.type not in NUMERIC) or not definition.is_filterable:
        raise malformed(
            at(
                execution.query.text,
                field.position,
                f"field {definition.name} does not support aggregate operator "
                f"{field.function.upper()}",
            )
        )
    fold = FOLDS[field.function]
    if definition.type == "currency" and field.function not in ("count", "count_distinct"):
        get = _converted(execution.rows, execution.entity.name, get)

    def compute(rows: list[Row]) -> Any:
        value = fold([value for row in rows if (value := get(row)) is not None])
        return round(value, 2) if definition.type == "currency" and value is not None else value

    return compute


def _converted(rows: Rows, entity: str, get: Getter) -> Getter:
    """Aggregated money is in the corporate currency, at the dated rate where the object has one."""
    if "CurrencyType" not in rows.objects:
        return get
    static = {row["IsoCode"]: row["ConversionRate"] for row in rows.of("CurrencyType")}
    dated: dict[str, list[tuple[str, float]]] = {}
    if entity in DATED and "DatedConversionRate" in rows.objects:
        for row in rows.of("DatedConversionRate"):
            dated.setdefault(row["IsoCode"], []).append((row["StartDate"], row["ConversionRate"]))
        for rates in dated.values():
            rates.sort()

    def converted(row: Row) -> float | None:
        value, currency = get(row), row.get("CurrencyIsoCode")
        if value is None or currency is None:
            return value
        rate = static.get(currency, 1.0)
        for starts, dated_rate in dated.get(currency, ()):
            if starts <= row[DATED[entity]]:
                rate = dated_rate
        return value / rate

    return converted


def _ordered(execution: Execution, query: Query, columns: list, records: list[Row]) -> list[Row]:
    for ordering in reversed(query.order_by):
        wanted = ordering.expression
        names = [name for name, _ in columns]
        if isinstance(wanted, Path):
            position = next(
                (i for i, name in enumerate(names) if name.lower() == wanted.text.lower()), None
            )
        else:
            position = next(
                (
                    i
                    for i, field in enumerate(query.fields)
                    if isinstance(field, Aggregate)
                    and field.function == wanted.function
                    and (field.path and field.path.text.lower())
                    == (wanted.path and wanted.path.text.lower())
                ),
                None,
            )
        if position is None:
            raise malformed("Ordered field must be grouped or aggregated")
        name = names[position]
        records = sorted_by(records, lambda record, name=name: record[name], ordering)
    return records


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _sortable(key: tuple) -> tuple:
    return tuple((value is not None, str(value)) for value in key)
