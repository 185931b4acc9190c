"""What a portal is set up with: owners, pipelines and their stages, properties, call outcomes."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ingestion.sources.hubspot.simulator.answers import (
    answer,
    body_of,
    flag,
    instant,
    invalid,
    limit_of,
    not_found,
    paged,
)
from ingestion.sources.hubspot.simulator.gate import require
from ingestion.sources.hubspot.simulator.paths import bases
from ingestion.sources.hubspot.simulator.portal import Portal, Row
from ingestion.sources.hubspot.simulator.schema import BY_ANY_NAME, ObjectType, definition

OWNERS_PAGE = 500
# The outcomes every portal has for calls, under the same ids.
DISPOSITIONS = {
    "9d9162e7-6cf3-4944-bf63-4dff82258764": "Busy",
    "f240bbac-87c9-4f6e-bf70-924b57d47db7": "Connected",
    "a4c4c377-d246-4b32-a13b-75a56a4cd0ff": "Left live message",
    "b2cf5968-551e-4856-9783-52b3da59a7d0": "Left voicemail",
    "73a0d17f-1163-4015-bdd5-ec830791da20": "No answer",
    "17b47fee-58de-441e-a44c-c6300d46f273": "Wrong number",
}


def lived(row: Row) -> dict[str, Any]:
    """Id and life of a record, as everything outside the CRM's own objects tells them."""
    told = {
        "id": row.id,
        "createdAt": instant(row.created_at),
        "updatedAt": instant(row.modified_at),
        "archived": row.state != "live",
    }
    if row.state != "live":
        told["archivedAt"] = instant(row.gone_at or 0)
    return told


def owner(row: Row) -> dict[str, Any]:
    """A deactivated user's owner is archived, and its user id told under another name."""
    told = lived(row) | row.fields
    told.pop("archivedAt", None)
    user = told.pop("userId", None)
    if user is not None:
        told["userIdIncludingInactive"] = user
        if row.state == "live":
            told["userId"] = user
    return told


def pipelines(portal: Portal) -> list[dict[str, Any]]:
    stages: dict[str, list[dict[str, Any]]] = {}
    for row in portal.rows("pipeline_stages", "state = 'live'"):
        fields = dict(row.fields)
        told = lived(row) | {"id": fields.pop("stage_id")}
        stages.setdefault(fields.pop("pipeline_id"), []).append(told | fields)
    return [
        lived(row)
        | row.fields
        | {"stages": sorted(stages.get(row.id, ()), key=lambda stage: stage["displayOrder"])}
        for row in portal.rows("pipelines", "state = 'live'")
    ]


async def list_owners(request: Request) -> Response:
    require(request, ["crm.objects.owners.read"])
    portal: Portal = request.app.state.portal
    query = request.query_params
    limit = limit_of(query.get("limit"), 100, OWNERS_PAGE)
    state = "deleted" if flag(request, "archived") else "live"
    rows = portal.rows(
        "owners",
        "state = ? and id > ?",
        (state, query.get("after") or ""),
        f"order by id limit {limit + 1}",
    )
    found = [owner(row) for row in rows[:limit]]
    if query.get("email"):
        found = [each for each in found if each["email"].lower() == query["email"].lower()]
    return answer(paged(found, rows[limit - 1].id if len(rows) > limit else None, request))


async def read_owner(request: Request) -> Response:
    require(request, ["crm.objects.owners.read"])
    portal: Portal = request.app.state.portal
    state = "deleted" if flag(request, "archived") else "live"
    by_user = request.query_params.get("idProperty") == "userId"
    where = "json_extract(fields, '$.userId') = ?" if by_user else "id = ?"
    id = request.path_params["id"]
    rows = portal.rows("owners", f"state = ? and {where}", (state, int(id) if by_user else id))
    if not rows:
        raise not_found()
    return answer(owner(rows[0]))


def _of_deals(request: Request) -> list[dict[str, Any]]:
    """Only deals have pipelines in this portal."""
    require(request, ["crm.objects.deals.read"])
    kind = BY_ANY_NAME.get(request.path_params["type"])
    if kind is None:
        raise invalid(f"Unable to infer object type from: {request.path_params['type']}")
    return pipelines(request.app.state.portal) if kind.name == "deals" else []


def _one(found: list[dict[str, Any]], id: str) -> dict[str, Any]:
    for each in found:
        if each["id"] == id:
            return each
    raise not_found()


async def list_pipelines(request: Request) -> Response:
    return answer({"results": _of_deals(request)})


async def read_pipeline(request: Request) -> Response:
    return answer(_one(_of_deals(request), request.path_params["pipeline"]))


async def list_stages(request: Request) -> Response:
    return answer({"results": _one(_of_deals(request), request.path_params["pipeline"])["stages"]})


async def read_stage(request: Request) -> Response:
    stages = _one(_of_deals(request), request.path_params["pipeline"])["stages"]
    return answer(_one(stages, request.path_params["stage"]))


def _schema(request: Request) -> tuple[ObjectType, dict[str, dict[str, Any] | None]]:
    kind = BY_ANY_NAME.get(request.path_params["type"])
    if kind is None:
        raise invalid(f"Unable to infer object type from: {request.path_params['type']}")
    require(request, [kind.scope])
    return kind, request.app.state.portal.properties(kind)


async def list_properties(request: Request) -> Response:
    kind, known = _schema(request)
    if flag(request, "archived"):
        return answer({"results": []})
    return answer({"results": [definition(kind, name, added) for name, added in known.items()]})


async def read_property(request: Request) -> Response:
    kind, known = _schema(request)
    name = request.path_params["name"]
    if name not in known:
        raise not_found(f"Property {name} does not exist")
    return answer(definition(kind, name, known[name]))


async def batch_read_properties(request: Request) -> Response:
    kind, known = _schema(request)
    names = [each["name"] for each in (await body_of(request)).get("inputs") or ()]
    now = instant(request.app.state.portal.store.now)
    found = [definition(kind, name, known[name]) for name in names if name in known]
    return answer({"status": "COMPLETE", "results": found, "startedAt": now, "completedAt": now})


async def list_dispositions(request: Request) -> Response:
    require(request, ["crm.objects.contacts.read"])
    found = [{"id": id, "label": label, "deleted": False} for id, label in DISPOSITIONS.items()]
    return answer(found)


ROUTES = [
    *(
        Route(base + rest, handler)
        for base in bases("crm", "pipelines")
        for rest, handler in (
            ("/{type}", list_pipelines),
            ("/{type}/{pipeline}", read_pipeline),
            ("/{type}/{pipeline}/stages", list_stages),
            ("/{type}/{pipeline}/stages/{stage}", read_stage),
        )
    ),
    *(
        route
        for base in bases("crm", "properties")
        for route in (
            Route(f"{base}/{{type}}", list_properties),
            Route(f"{base}/{{type}}/batch/read", batch_read_properties, methods=["POST"]),
            Route(f"{base}/{{type}}/{{name}}", read_property),
        )
    ),
    *(
        route
        for base in bases("crm", "owners")
        for route in (Route(base, list_owners), Route(f"{base}/{{id}}", read_owner))
    ),
    Route("/calling/v1/dispositions", list_dispositions),
]
