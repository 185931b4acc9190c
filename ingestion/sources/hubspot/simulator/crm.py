"""CRM records: list, read, batch read, search, and what they are associated with."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ingestion.sources.hubspot.simulator.answers import (
    Refusal,
    answer,
    body_of,
    flag,
    instant,
    invalid,
    limit_of,
    listed,
    not_found,
    paged,
)
from ingestion.sources.hubspot.simulator.associations import PAGE, v3_targets, v4_target
from ingestion.sources.hubspot.simulator.gate import require
from ingestion.sources.hubspot.simulator.paths import bases
from ingestion.sources.hubspot.simulator.portal import Portal, Row
from ingestion.sources.hubspot.simulator.schema import BY_ANY_NAME, ObjectType
from ingestion.sources.hubspot.simulator.search import search

LIST_PAGE, HISTORY_PAGE, BATCH, HISTORY_BATCH, ASSOCIATION_BATCH = 100, 50, 100, 50, 1000


def _kind(request: Request, name: str = "type") -> ObjectType:
    kind = BY_ANY_NAME.get(request.path_params[name])
    if kind is None:
        raise invalid(f"Unable to infer object type from: {request.path_params[name]}")
    require(request, [kind.scope])
    return kind


def _portal(request: Request) -> Portal:
    return request.app.state.portal


async def list_records(request: Request) -> Response:
    portal, kind, query = _portal(request), _kind(request), request.query_params
    with_history = listed(request, "propertiesWithHistory")
    limit = limit_of(query.get("limit"), 10, HISTORY_PAGE if with_history else LIST_PAGE)
    told, values = portal.is_told(archived=flag(request, "archived"))
    rows = portal.rows(
        kind.name,
        f"{told} and id > ?",
        (*values, query.get("after") or ""),
        f"order by id limit {limit + 1}",
    )
    is_more, rows = len(rows) > limit, rows[:limit]
    records = portal.rendered(kind, rows, listed(request, "properties"), with_history)
    _associate(request, kind, records)
    return answer(paged(records, rows[-1].id if is_more else None, request))


async def read_record(request: Request) -> Response:
    portal, kind = _portal(request), _kind(request)
    row = _found(request, portal, kind, request.path_params["id"])
    records = portal.rendered(
        kind, [row], listed(request, "properties"), listed(request, "propertiesWithHistory")
    )
    _associate(request, kind, records)
    return answer(records[0])


def _found(request: Request, portal: Portal, kind: ObjectType, id: str) -> Row:
    name = request.query_params.get("idProperty")
    if name:
        rows = portal.rows(
            kind.name,
            "state = 'live' and lower(json_extract(fields, ?)) = lower(?)",
            (f"$.{name}", id),
        )
    else:
        rows = list(portal.by_ids(kind.name, [id], flag(request, "archived")).values())
    if not rows:
        raise not_found()
    return rows[0]


def _associate(request: Request, kind: ObjectType, records: list[dict[str, Any]]) -> None:
    ids = [record["id"] for record in records]
    for name in listed(request, "associations"):
        other = BY_ANY_NAME.get(name)
        if other is None:
            continue
        found = request.app.state.associations.of(kind.name, other.name, ids)
        for record in records:
            if record["id"] in found:
                told = v3_targets((kind.singular, other.singular), found[record["id"]])
                record.setdefault("associations", {})[other.name] = told


async def batch_read(request: Request) -> Response:
    portal, kind, body = _portal(request), _kind(request), await body_of(request)
    with_history = body.get("propertiesWithHistory") or []
    inputs = [str(each["id"]) for each in body.get("inputs") or ()]
    most = HISTORY_BATCH if with_history else BATCH
    if len(inputs) > most:
        raise invalid(f"A batch holds at most {most} inputs, {len(inputs)} were sent", "inputs")
    archived = flag(request, "archived")
    if body.get("idProperty"):
        name, marks = body["idProperty"], ", ".join("?" * len(inputs))
        told, values = portal.is_told(archived=archived)
        found = {
            (row.fields.get(name) or "").lower(): row
            for row in portal.rows(
                kind.name,
                f"{told} and lower(json_extract(fields, ?)) in ({marks})",
                (*values, f"$.{name}", *(id.lower() for id in inputs)),
            )
        }
        rows = {id: found[id.lower()] for id in inputs if id.lower() in found}
    else:
        rows = portal.by_ids(kind.name, inputs, archived)
    unique = list({row.id: row for row in rows.values()}.values())
    records = portal.rendered(kind, unique, body.get("properties") or (), with_history)
    missing = [id for id in inputs if id not in rows]
    message = (
        f"Could not get some {kind.singular.upper()} objects, they may be deleted or not exist. "
        "Check that ids are valid."
    )
    errors = [_error("OBJECT_NOT_FOUND", message, {"ids": missing})] if missing else []
    return _batch(portal, records, errors)


def _error(category: str, message: str, context: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "status": "error",
        "category": category,
        "message": message,
        "context": context,
        "errors": [],
        "links": {},
    }


def _batch(portal: Portal, results: list[Any], errors: list[dict[str, Any]]) -> Response:
    now = instant(portal.store.now)
    body: dict[str, Any] = {"status": "COMPLETE", "results": results}
    if errors:
        body |= {"numErrors": len(errors), "errors": errors}
    return answer(body | {"startedAt": now, "completedAt": now}, 207 if errors else 200)


async def search_records(request: Request) -> Response:
    portal, kind, body = _portal(request), _kind(request), await body_of(request)
    rows, total, after = search(portal, request.app.state.associations, kind, body)
    told: dict[str, Any] = {
        "total": total,
        "results": portal.rendered(kind, rows, body.get("properties") or ()),
    }
    if after is not None:
        told["paging"] = {"next": {"after": after}}
    return answer(told)


async def batch_associations(request: Request) -> Response:
    """Per input its own pages; who stands beside nobody is an error of the batch."""
    portal, kind, other = _portal(request), _kind(request), _kind(request, "to")
    inputs = (await body_of(request)).get("inputs") or []
    if len(inputs) > ASSOCIATION_BATCH:
        raise invalid(f"The batch may hold at most {ASSOCIATION_BATCH} inputs", "inputs")
    after = {str(each["id"]): str(each.get("after") or "") for each in inputs}
    found = request.app.state.associations.of(kind.name, other.name, after)
    results, errors = [], []
    for id, last in after.items():
        targets = [target for target in found.get(id, ()) if not last or target[0] > last]
        if not targets:
            message = f"No {other.singular} is associated with {kind.singular} {id}."
            context = {
                "fromObjectId": [id],
                "fromObjectType": [kind.name],
                "toObjectType": [other.name],
            }
            error = _error("OBJECT_NOT_FOUND", message, context)
            errors.append(error | {"subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND"})
            continue
        page = targets[:PAGE]
        result = {"from": {"id": id}, "to": [v4_target(*target) for target in page]}
        if len(targets) > PAGE:
            result["paging"] = {"next": {"after": page[-1][0], "link": f"?after={page[-1][0]}"}}
        results.append(result)
    return _batch(portal, results, errors)


async def read_associations(request: Request) -> Response:
    portal, kind, other = _portal(request), _kind(request), _kind(request, "to")
    found = portal.by_ids(kind.name, [request.path_params["id"]])
    if not found:
        raise Refusal(404, "OBJECT_NOT_FOUND", f"No {kind.singular} with this id exists")
    (row,) = found.values()
    limit = limit_of(request.query_params.get("limit"), PAGE, PAGE)
    after = request.query_params.get("after") or ""
    targets = request.app.state.associations.of(kind.name, other.name, [row.id]).get(row.id, [])
    targets = [target for target in targets if target[0] > after]
    page = targets[:limit]
    last = page[-1][0] if len(targets) > limit else None
    return answer(paged([v4_target(*target) for target in page], last, request))


def _of_objects(base: str) -> list[Route]:
    return [
        Route(f"{base}/{{type}}/batch/read", batch_read, methods=["POST"]),
        Route(f"{base}/{{type}}/search", search_records, methods=["POST"]),
        Route(f"{base}/{{type}}/{{id}}/associations/{{to}}", read_associations),
        Route(f"{base}/{{type}}/{{id}}", read_record),
        Route(f"{base}/{{type}}", list_records),
    ]


ROUTES = [
    *(route for base in bases("crm", "objects") for route in _of_objects(base)),
    Route("/crm/v4/objects/{type}/{id}/associations/{to}", read_associations),
    *(
        Route(f"{base}/{{type}}/{{to}}/batch/read", batch_associations, methods=["POST"])
        for base in bases("crm", "associations", "v4")
    ),
]
