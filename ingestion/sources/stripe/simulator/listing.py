"""Lists, newest first, with the API's filters and cursors."""

from __future__ import annotations

from typing import Any

import msgspec

from ingestion.sandbox.store import Store
from ingestion.sources.stripe.simulator import parameters
from ingestion.sources.stripe.simulator.errors import ApiError, missing, unknown
from ingestion.sources.stripe.simulator.rendering import Object, Renderer, cut
from ingestion.sources.stripe.simulator.resources import Filter, Resource
from ingestion.sources.stripe.simulator.templates import TEMPLATES

PAGING = ("limit", "starting_after", "ending_before", "expand")
DEFAULT_SIZE = 10
Condition = tuple[str, tuple[Any, ...]]

# Few invoices of many are open, and those are what everybody asks for. The columns that are the
# same in all of it let the planner see that it fits best.
INDEX = """
create index if not exists stripe_invoice_by_status
on record (system, object, state, {status}, created_at, id)
where system = 'stripe' and object = 'invoice' and state = 'live'
"""

_decode = msgspec.json.Decoder(dict[str, Any]).decode


def prepare(store: Store) -> None:
    """Make a list of few invoices cost few."""
    store.sql(INDEX.format(status=_column("invoice", "status")))


def answer(data: list[Object], url: str, has_more: bool) -> Object:
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def paging(given: dict[str, Any]) -> tuple[int, str | None, str | None]:
    size = parameters.page_size(given["limit"]) if "limit" in given else DEFAULT_SIZE
    after, before = given.get("starting_after"), given.get("ending_before")
    if after and before:
        raise ApiError(400, "You can only specify one of starting_after and ending_before.")
    return size, after, before


def listed(
    renderer: Renderer, resource: Resource, given: dict[str, Any], fixed: dict[str, str], url: str
) -> Object:
    """One page. `fixed` are fields that the address itself prescribes."""
    allowed = {*PAGING, *resource.filters} | ({"created"} if resource.has_created else set())
    for name in given:
        if name not in allowed:
            raise unknown(name)
    size, after, before = paging(given)
    conditions = [(f"json_extract(fields, '$.{field}') = ?", (id,)) for field, id in fixed.items()]
    cursor = after or before
    if "created" in given:
        # With a plus the engine does not search by it: a page begins where the last one ended.
        column = "+created_at" if cursor else "created_at"
        conditions += _between(column, parameters.limits(given["created"], "created"), 1000)
    for name, declared in resource.filters.items():
        if name in given:
            conditions += _conditions(renderer, resource, declared, name, given[name])
    if resource.object == "subscription" and "status" not in given:
        conditions.append(("coalesce(json_extract(fields, '$.status'), '') <> 'canceled'", ()))
    if resource.clocked_by and not any(name in given for name in resource.clocked_by):
        conditions.append(("json_extract(fields, '$.test_clock') is null", ()))
    if cursor:
        param = "starting_after" if after else "ending_before"
        at = _position(renderer, resource, cursor, param)
        conditions.append((f"(created_at, id) {'<' if after else '>'} (?, ?)", (at, cursor)))
    rows = _rows(renderer, resource.object, conditions, size + 1, newest_first=not before)
    has_more, rows = len(rows) > size, rows[:size]
    if before:
        rows.reverse()
    return answer([cut(o) for o in renderer.page(resource.object, rows)], url, has_more)


def sliced(whole: list[Object], object: str, given: dict[str, Any], url: str) -> Object:
    """One page of a list that lives inside another object."""
    size, after, before = paging(given)
    start, end = 0, len(whole)
    if cursor := after or before:
        places = [place for place, element in enumerate(whole) if element["id"] == cursor]
        if not places:
            param = "starting_after" if after else "ending_before"
            raise missing(object, cursor, param, 400)
        start, end = (places[0] + 1, end) if after else (0, places[0])
    if before:
        return answer(whole[max(start, end - size) : end], url, end - size > start)
    return answer(whole[start : min(end, start + size)], url, end - start > size)


def _rows(
    renderer: Renderer,
    object: str,
    conditions: list[Condition],
    size: int,
    newest_first: bool = True,
) -> list[tuple[str, int, dict[str, Any]]]:
    where = " and ".join(f"({sql})" for sql, _ in conditions) or "true"
    order = "desc" if newest_first else "asc"
    rows = renderer.store.sql(
        "select id, created_at, fields from record "
        f"where system = 'stripe' and object = '{object}' and state = 'live' and {where} "
        f"order by created_at {order}, id {order} limit ?",
        (*(value for _, values in conditions for value in values), size),
    )
    return [(id, at, _decode(fields)) for id, at, fields in rows]


def _position(renderer: Renderer, resource: Resource, id: str, param: str) -> int:
    row = renderer.found(resource.object, [id]).get(id)
    if row is None or row[1] != "live":
        raise missing(resource.object, id, param, 400)
    return row[0]


def _between(column: str, limits: parameters.Limits, unit: int) -> list[Condition]:
    found: list[Condition] = []
    if limits.at_least is not None:
        found.append((f"{column} >= ?", (limits.at_least * unit,)))
    if limits.below is not None:
        found.append((f"{column} < ?", (limits.below * unit,)))
    return found


def _conditions(
    renderer: Renderer, resource: Resource, declared: Filter, name: str, value: Any
) -> list[Condition]:
    column = _column(resource.object, declared.path)
    match declared.kind:
        case "range":
            return _between(column, parameters.limits(value, name), 1)
        case "boolean":
            return [(f"{column} = ?", (parameters.boolean(value, name),))]
        case "ids":
            ids = parameters.texts(value, name)
            return [(f"id in ({', '.join('?' * len(ids))})", tuple(ids))]
        case "words":
            words = parameters.texts(value, name)
            return [(f"{column} in ({', '.join('?' * len(words))})", tuple(words))]
        case "members":
            if not isinstance(value, dict):
                raise ApiError(400, f"Invalid object: {name}", param=name)
            found: list[Condition] = []
            for member, inner in value.items():
                if member not in declared.members:
                    raise unknown(f"{name}[{member}]")
                inside = declared.members[member]
                found += _conditions(renderer, resource, inside, f"{name}[{member}]", inner)
            return found
        case "reference":
            id = parameters.text(value, name)
            if not renderer.found(declared.refers_to, [id]):
                raise missing(declared.refers_to.split(".")[-1], id, name, 400)
            if declared.path == "items":
                inside = "select 1 from json_each(fields, '$.items') where value ->> 'price' = ?"
                return [(f"exists ({inside})", (id,))]
        case "choice":
            parameters.one_of(value, name, declared.choices)
            if resource.object == "subscription" and value in ("all", "ended"):
                ended = f"{column} in ('canceled', 'incomplete_expired')"
                return [] if value == "all" else [(ended, ())]
    return [(f"{column} = ?", (parameters.text(value, name),))]


def _column(object: str, path: str) -> str:
    """SQL for a stored field; where the record is silent its template speaks."""
    default: Any = TEMPLATES[object]
    for step in path.split("."):
        default = default.get(step) if isinstance(default, dict) else None
    column = f"json_extract(fields, '$.{path}')"
    if default is None or isinstance(default, (dict, list)):
        return column
    return f"coalesce({column}, {_literal(default)})"


def _literal(value: str | int) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(int(value))
