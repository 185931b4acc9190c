"""A portal's lists and who is on them, in the order in which they joined."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ingestion.sources.hubspot.simulator.answers import (
    answer,
    body_of,
    instant,
    limit_of,
    not_found,
    paged,
)
from ingestion.sources.hubspot.simulator.gate import require
from ingestion.sources.hubspot.simulator.paths import bases
from ingestion.sources.hubspot.simulator.portal import SYSTEM, Portal, Row
from ingestion.sources.hubspot.simulator.windows import Window, token

SCOPE = "crm.lists.read"
LARGEST_PAGE, MEMBERS_PAGE = 500, 250
ALWAYS = ("hs_list_size", "hs_last_record_added_at", "hs_last_record_removed_at")


def told(portal: Portal, row: Row) -> dict[str, Any]:
    """A list, with what follows from who is and was on it."""
    [(size, added_at, removed_at)] = portal.store.sql(
        "select count(*) filter (where state = 'live'), max(created_at), max(gone_at) "
        "from record where system = ? and object = ?",
        (SYSTEM, f"list_memberships/{row.id}"),
    )
    about = {
        "hs_list_size": size,
        "hs_last_record_added_at": added_at,
        "hs_last_record_removed_at": removed_at,
    }
    return {
        "listId": row.id,
        "listVersion": 1,
        "createdAt": instant(row.created_at),
        "updatedAt": instant(row.modified_at),
        "filtersUpdatedAt": instant(row.created_at),
        "processingStatus": "COMPLETE",
        "createdById": "1",
        "updatedById": "1",
        "additionalProperties": {
            name: str(value) for name, value in about.items() if value is not None
        },
    } | row.fields


def member(row: Row) -> dict[str, Any]:
    return {"recordId": row.id, "membershipTimestamp": instant(row.created_at)}


async def search_lists(request: Request) -> Response:
    """Told by offset; `query` looks at names, `listIds` chooses."""
    require(request, [SCOPE])
    portal, body = request.app.state.portal, await body_of(request)
    count = limit_of(body.get("count"), 20, LARGEST_PAGE, "count")
    offset = int(body.get("offset") or 0)
    word = str(body.get("query") or "").lower()
    rows = [r for r in portal.rows("lists", "state = 'live'") if word in r.fields["name"].lower()]
    if ids := body.get("listIds"):
        rows = [r for r in rows if r.id in set(map(str, ids))]
    page = rows[offset : offset + count]
    end = offset + len(page)
    return answer(
        {
            "lists": [told(portal, row) for row in page],
            "hasMore": end < len(rows),
            "offset": end,
            "total": len(rows),
        }
    )


def _list(request: Request) -> Row:
    rows = request.app.state.portal.rows(
        "lists", "id = ? and state = 'live'", (request.path_params["id"],)
    )
    if not rows:
        raise not_found(f"List does not exist with ID {request.path_params['id']}.")
    return rows[0]


async def read_list(request: Request) -> Response:
    require(request, [SCOPE])
    found = told(request.app.state.portal, _list(request))
    about = found.pop("additionalProperties")
    return answer({"list": found | {"size": int(about["hs_list_size"])}})


async def list_members(request: Request) -> Response:
    require(request, [SCOPE])
    portal: Portal = request.app.state.portal
    row, query = _list(request), request.query_params
    limit = limit_of(query.get("limit"), 100, MEMBERS_PAGE)
    window = Window(ascending=True)
    if "after" in query:
        window.go_on(query["after"], "after")
    where, values = window.where
    tail = f"{window.order} limit {limit + 1}"
    rows = portal.rows(f"list_memberships/{row.id}", f"{where} and state = 'live'", values, tail)
    last = rows[limit - 1] if len(rows) > limit else None
    after = token(last.created_at, last.id) if last else None
    return answer(paged([member(each) for each in rows[:limit]], after, request))


ROUTES = [
    route
    for base in bases("crm", "lists")
    for route in (
        Route(f"{base}/search", search_lists, methods=["POST"]),
        Route(f"{base}/{{id}}/memberships/join-order", list_members),
        Route(f"{base}/{{id}}", read_list),
    )
]
