"""`expand[]`: put the object in the place of its id."""

from __future__ import annotations

from typing import Any

from ingestion.sources.stripe.simulator.errors import ApiError, not_expandable
from ingestion.sources.stripe.simulator.listing import listed
from ingestion.sources.stripe.simulator.rendering import INNER, Object, Renderer, cut, stub
from ingestion.sources.stripe.simulator.resources import (
    BY_OBJECT,
    EXPANDABLE,
    EXPANDABLE_LISTS,
    SOURCE_OF_PREFIX,
)

DEEPEST = 4


def expand(renderer: Renderer, known: Object, paths: Any) -> Object:
    """The answer with every path expanded; objects that other answers share are copied first."""
    if not paths:
        return known
    if not isinstance(paths, list):
        raise ApiError(400, "Invalid array", param="expand")
    for path in paths:
        steps = path.split(".")
        if len(steps) - (steps[0] == "data") > DEEPEST:
            raise ApiError(
                400, f"You cannot expand more than {DEEPEST} levels of a property.", param="expand"
            )
        _walk(renderer, [known], steps, path)
    return known


def _walk(renderer: Renderer, nodes: list[Object], steps: list[str], path: str) -> None:
    step, rest = steps[0], steps[1:]
    inner: list[Object] = []
    wanted: dict[str, list[tuple[Object, str]]] = {}
    for node in nodes:
        object, value = node.get("object", ""), node.get(step)
        targets = EXPANDABLE.get(object, {})
        if step in EXPANDABLE_LISTS.get(object, {}):
            if value is None:
                node[step] = _list(renderer, node, *EXPANDABLE_LISTS[object][step])
            inner.append(node[step])
        elif step in targets and not isinstance(value, dict):
            kind = targets[step]
            if kind == "*" and isinstance(value, str):
                kind = SOURCE_OF_PREFIX.get(value.split("_")[0], "")
            if kind and isinstance(value, str):
                wanted.setdefault(kind, []).append((node, value))
        elif isinstance(value, dict) and (rest or step in targets):
            node[step] = dict(value)
            inner.append(node[step])
        elif isinstance(value, list) and rest:
            node[step] = [dict(e) if isinstance(e, dict) else e for e in value]
            inner += [element for element in node[step] if isinstance(element, dict)]
        elif "deleted" not in node and not (rest and step in node):
            raise not_expandable(path)
    for kind, places in wanted.items():
        rendered = _objects(renderer, kind, [id for _, id in places])
        for node, id in places:
            if id in rendered:
                node[step] = dict(rendered[id])
                inner.append(node[step])
    if rest and inner:
        _walk(renderer, inner, rest, path)


def _objects(renderer: Renderer, object: str, ids: list[str]) -> dict[str, Object]:
    found = renderer.found(object, ids)
    live = [(id, at, fields) for id, (at, state, fields) in found.items() if state == "live"]
    rendered = {known["id"]: cut(known) for known in renderer.page(object, live)}
    gone = [id for id, (_, state, _) in found.items() if state != "live"]
    return rendered | {id: stub(object, id) for id in gone if BY_OBJECT[object].leaves_stub}


def _list(renderer: Renderer, owner: Object, object: str, field: str, url: str) -> Object:
    given = {"limit": str(INNER)}
    return listed(renderer, BY_OBJECT[object], given, {field: owner["id"]}, url.format(owner["id"]))
