"""HubSpot's search: filter groups, sorts and words over live records, ten thousand a query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ingestion.sources.hubspot.simulator.answers import instant, invalid, limit_of, milliseconds
from ingestion.sources.hubspot.simulator.associations import Associations
from ingestion.sources.hubspot.simulator.portal import SYSTEM, Portal, Row, Sql
from ingestion.sources.hubspot.simulator.schema import BY_ANY_NAME, ObjectType, property_type

CAP = 10_000
LARGEST_PAGE = 200
MOST_GROUPS, MOST_IN_GROUP, MOST_FILTERS = 5, 6, 18
_COMPARED = {"EQ": "=", "LT": "<", "LTE": "<=", "GT": ">", "GTE": ">="}


def search(
    portal: Portal, associations: Associations, kind: ObjectType, body: dict[str, Any]
) -> tuple[list[Row], int, str | None]:
    """The page's records, how many there are in all, and where the next page begins."""
    limit = limit_of(body.get("limit"), 10, LARGEST_PAGE)
    offset = _offset(body.get("after"))
    if offset + limit > CAP:
        raise invalid(
            f"The maximum number of results a search may page through is {CAP}, "
            f"but after {offset} and limit {limit} were asked for",
            "after",
        )
    where, values = _where(portal, associations, kind, body)
    indexed, mixed = _lagging(portal)
    where = f"{where} and {indexed}"
    total = portal.store.sql(
        "select count(*) from record "
        f"where system = ? and object = ? and state = 'live' and {where}",
        (SYSTEM, kind.name, *values),
    )[0][0]
    order, direction = _order(portal, kind, body.get("sorts") or [])
    rows = portal.rows(
        kind.name,
        f"state = 'live' and {where}",
        values,
        f"order by {mixed}{order} {direction}, cast(id as integer) limit {limit} offset {offset}",
    )
    end = offset + len(rows)
    return rows, total, str(end) if end < total else None


def _lagging(portal: Portal) -> tuple[str, str]:
    """The index takes a change in after a while, each after its own; until all of it is in, it
    gives what is recent in no order."""
    lag, now = portal.limits.search_lag, portal.store.now
    if not lag:
        return "true", ""
    wait = f"(cast(id as integer) % 1000003 * 2654435761 + modified_at) % {lag}"
    jumbled = f"case when modified_at > {now - lag} then cast(id as integer) * 7919 % 101 end, "
    return f"modified_at + {wait} < {now}", jumbled


def _offset(after: Any) -> int:
    try:
        return int(after or 0)
    except (TypeError, ValueError):
        raise invalid(f"Invalid value for after: {after}", "after") from None


def _where(
    portal: Portal, associations: Associations, kind: ObjectType, body: dict[str, Any]
) -> Sql:
    groups = body.get("filterGroups") or []
    if body.get("filters"):  # never documented, and relied upon by many
        groups = [*groups, {"filters": body["filters"]}]
    counts = [len(group.get("filters", ())) for group in groups]
    if (
        len(groups) > MOST_GROUPS
        or sum(counts) > MOST_FILTERS
        or max(counts or [0]) > MOST_IN_GROUP
    ):
        raise invalid(
            f"A search takes at most {MOST_GROUPS} filterGroups of {MOST_IN_GROUP} filters, "
            f"{MOST_FILTERS} in all",
            "filterGroups",
        )
    either, values = [], []
    for group in groups:
        parts = [_filter(portal, associations, kind, each) for each in group.get("filters", ())]
        either.append(" and ".join(sql for sql, _ in parts) or "true")
        values += [value for _, of_part in parts for value in of_part]
    where = f"({' or '.join(f'({each})' for each in either)})" if either else "true"
    for word in str(body.get("query") or "").split():
        looked_at = [f"json_extract(fields, '$.{name}') like ? escape '\\'" for name in kind.worded]
        where += f" and ({' or '.join(looked_at) or 'false'})"
        values += [f"%{_literal(word)}%"] * len(looked_at)
    return where, values


def _filter(
    portal: Portal, associations: Associations, kind: ObjectType, told: dict[str, Any]
) -> Sql:
    name, operator = told.get("propertyName"), told.get("operator")
    if not name or not operator:
        raise invalid("A filter needs propertyName and operator", "filterGroups")
    if name.startswith("associations."):
        return _associated(associations, kind, name, operator, told)
    if name not in portal.properties(kind):
        raise invalid(f"There was a problem with the request: no property {name}", "propertyName")
    column, to_sql = _column(portal, kind, name)
    if operator == "HAS_PROPERTY":
        return f"coalesce({column}, '') != ''", []
    if operator == "NOT_HAS_PROPERTY":
        return f"coalesce({column}, '') = ''", []
    if operator in ("IN", "NOT_IN"):
        values = [to_sql(value) for value in told.get("values") or ()]
        if not values:
            raise invalid(f"{operator} needs values", "values")
        negated = "not " if operator == "NOT_IN" else ""
        return f"{column} {negated}in ({', '.join('?' * len(values))})", values
    if told.get("value") is None:
        raise invalid(f"{operator} needs a value", "value")
    value = str(told["value"])
    if operator in _COMPARED:
        return f"{column} {_COMPARED[operator]} ?", [to_sql(value)]
    if operator == "NEQ":
        return f"coalesce({column} != ?, true)", [to_sql(value)]
    if operator == "BETWEEN":
        return f"{column} between ? and ?", [to_sql(value), to_sql(str(told.get("highValue")))]
    if operator in ("CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"):
        negated = "not " if operator.startswith("NOT") else ""
        pattern = f"%{_literal(value).replace('*', '%')}%"
        return f"coalesce({column}, '') {negated}like ? escape '\\'", [pattern]
    raise invalid(f"Invalid operator {operator}", "operator")


def _associated(
    associations: Associations, kind: ObjectType, name: str, operator: str, told: dict[str, Any]
) -> Sql:
    """`associations.contact` EQ id: records of this type associated with that one."""
    other = BY_ANY_NAME.get(name.removeprefix("associations."))
    if other is None or operator not in ("EQ", "IN"):
        raise invalid(f"Invalid filter on {name}", "propertyName")
    asked = [str(v) for v in (told.get("values") or [told.get("value")])]
    found = associations.of(other.name, kind.name, asked)
    ids = sorted({id for targets in found.values() for id, _ in targets})
    return f"id in ({', '.join('?' * len(ids))})", ids


def _column(portal: Portal, kind: ObjectType, name: str) -> tuple[str, Callable[[str], Any]]:
    """SQL for a property, and how a filter's value is written to be compared with it."""
    if name == "hs_object_id":
        return "cast(id as integer)", int
    if name == kind.modified:
        return "modified_at", lambda value: milliseconds(value, name)
    field = f"json_extract(fields, '$.{name}')"
    if name == kind.created:
        made = f"cast(unixepoch({field}, 'subsec') * 1000 as integer)"
        return f"coalesce({made}, created_at)", lambda value: milliseconds(value, name)
    added = portal.properties(kind)[name]
    type_ = (added or {}).get("type") or property_type(name)
    if type_ == "number":
        return f"cast(nullif({field}, '') as real)", _number
    if type_ in ("datetime", "date"):
        return field, lambda value: instant(milliseconds(value, name))
    if type_ == "string":
        return f"lower({field})", str.lower
    return field, str


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise invalid(f"{value} was not a valid number.", "value") from None


def _order(portal: Portal, kind: ObjectType, sorts: list[Any]) -> tuple[str, str]:
    """One sort at most; oldest first where none is asked for."""
    if not sorts:
        return "created_at", "asc"
    if len(sorts) > 1:
        raise invalid("Only one sort is supported", "sorts")
    told = sorts[0]
    if isinstance(told, str):
        name, descending = told.lstrip("-"), told.startswith("-")
    else:
        name, descending = told.get("propertyName"), told.get("direction") == "DESCENDING"
    if name not in portal.properties(kind):
        raise invalid(f"There was a problem with the request: no property {name}", "sorts")
    return _column(portal, kind, name)[0], "desc" if descending else "asc"


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
