"""What happened in a portal: events of mailings, and of visitors on the web site."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ingestion.sources.hubspot.simulator.answers import (
    answer,
    flag,
    instant,
    invalid,
    limit_of,
    listed,
    not_found,
    paged,
)
from ingestion.sources.hubspot.simulator.gate import require
from ingestion.sources.hubspot.simulator.paths import bases
from ingestion.sources.hubspot.simulator.portal import SYSTEM, Portal, Row
from ingestion.sources.hubspot.simulator.schema import BY_ANY_NAME
from ingestion.sources.hubspot.simulator.windows import Window, token

PORTAL_ID, APP_ID = 4242042, 113
EMAIL_PAGE, WEB_PAGE = 1000, 1000
VISIT = "e_visited_page"


def email_event(row_id: str, created: int, fields: str) -> str:
    """Spliced, not parsed: a page holds a thousand of them."""
    head = f'{{"id":"{row_id}","created":{created},"portalId":{PORTAL_ID},"appId":{APP_ID}'
    return f'{head},"appName":"Batch",{fields[1:]}'


def email_campaign(row: Row) -> dict[str, Any]:
    return {"id": int(row.id), "appId": APP_ID, "appName": "Batch"} | row.fields


def web_event(portal: Portal, row: Row) -> dict[str, Any]:
    """An event of a merged contact is its survivor's."""
    contact = row.fields["contact"]
    return {
        "id": row.id,
        "objectType": "CONTACT",
        "objectId": portal.standing("contacts", contact) or contact,
        "eventType": row.fields["eventType"],
        "occurredAt": instant(row.created_at),
        "properties": row.fields["properties"],
    }


async def list_email_events(request: Request) -> Response:
    """Newest first, both ends of the span included."""
    require(request, ["content"])
    portal, query = request.app.state.portal, request.query_params
    limit = limit_of(query.get("limit"), 100, EMAIL_PAGE)
    window = Window()
    if "startTimestamp" in query:
        window.from_(query["startTimestamp"], "startTimestamp")
    if "endTimestamp" in query:
        window.until(query["endTimestamp"], "endTimestamp")
    if "offset" in query:
        window.go_on(query["offset"], "offset")
    span, values = window.where
    where = [span]
    for name, field in (("eventType", "type"), ("recipient", "recipient")):
        if name in query:
            where.append(f"json_extract(fields, '$.{field}') = ?")
            values.append(query[name])
    if "campaignId" in query:
        where.append("json_extract(fields, '$.emailCampaignId') = ?")
        values.append(limit_of(query["campaignId"], 0, 10**18, "campaignId"))
    if flag(request, "excludeFilteredEvents"):
        where.append("coalesce(json_extract(fields, '$.filteredEvent'), 0) = 0")
    rows = portal.store.sql(
        "select id, created_at, fields from record where system = ? and object = 'email_events' "
        f"and {' and '.join(where)} {window.order} limit {limit + 1}",
        (SYSTEM, *values),
    )
    is_more, rows = len(rows) > limit, rows[:limit]
    events = ",".join([email_event(*row) for row in rows])
    offset = token(rows[-1][1], rows[-1][0]) if rows else query.get("offset", "")
    head = msgspec.json.encode({"hasMore": is_more, "offset": offset})[:-1]
    return answer(head + f',"events":[{events}]}}'.encode())


async def read_email_event(request: Request) -> Response:
    require(request, ["content"])
    rows = request.app.state.portal.store.sql(
        "select id, created_at, fields from record where system = ? and object = 'email_events' "
        "and id = ? and created_at = ?",
        (SYSTEM, request.path_params["id"], request.path_params["created"]),
    )
    if not rows:
        raise not_found()
    return answer(email_event(*rows[0]).encode())


async def list_email_campaigns(request: Request) -> Response:
    """Only ids: what a campaign of a mailing is must be read one by one."""
    require(request, ["content"])
    portal, query = request.app.state.portal, request.query_params
    limit = limit_of(query.get("limit"), 100, 1000)
    rows = portal.rows(
        "email_campaigns", "id > ?", (query.get("offset") or "",), f"order by id limit {limit + 1}"
    )
    told = [
        {
            "id": int(row.id),
            "appId": APP_ID,
            "appName": "Batch",
            "lastUpdatedTime": row.fields["lastUpdatedTime"],
        }
        for row in rows[:limit]
    ]
    offset = rows[min(len(rows), limit) - 1].id if rows else query.get("offset", "")
    return answer({"hasMore": len(rows) > limit, "offset": offset, "campaigns": told})


async def read_email_campaign(request: Request) -> Response:
    require(request, ["content"])
    rows = request.app.state.portal.rows("email_campaigns", "id = ?", (request.path_params["id"],))
    if not rows:
        raise not_found()
    return answer(email_campaign(rows[0]))


async def list_web_events(request: Request) -> Response:
    """Of one kind of event or of one record; newest first unless asked otherwise."""
    require(request, ["business-intelligence"])
    portal, query = request.app.state.portal, request.query_params
    if "eventType" not in query and "objectId" not in query and "id" not in query:
        raise invalid("Either eventType or objectType and objectId must be given", "eventType")
    limit = limit_of(query.get("limit"), 100, WEB_PAGE)
    window = Window(ascending="occurredAt" in listed(request, "sort"))
    if "occurredAfter" in query:
        window.from_(query["occurredAfter"], "occurredAfter")
    if "occurredBefore" in query:
        window.until(query["occurredBefore"], "occurredBefore", is_included=False)
    if "after" in query:
        window.go_on(query["after"], "after")
    span, values = window.where
    where = [span]
    if "eventType" in query:
        where.append("json_extract(fields, '$.eventType') = ?")
        values.append(query["eventType"])
    if "objectId" in query:
        kind = BY_ANY_NAME.get(query.get("objectType", "").lower())
        if kind is None or kind.name != "contacts":
            raise invalid("objectType must be given with objectId", "objectType")
        ids = [query["objectId"], *portal.merged_into("contacts").get(query["objectId"], ())]
        where.append(f"json_extract(fields, '$.contact') in ({', '.join('?' * len(ids))})")
        values += ids
    if ids := listed(request, "id"):
        where.append(f"id in ({', '.join('?' * len(ids))})")
        values += ids
    tail = f"{window.order} limit {limit + 1}"
    rows = portal.rows("web_events", " and ".join(where), values, tail)
    found = [web_event(portal, row) for row in rows[:limit]]
    last = rows[limit - 1] if len(rows) > limit else None
    return answer(paged(found, token(last.created_at, last.id) if last else None, request))


async def list_event_types(request: Request) -> Response:
    require(request, ["business-intelligence"])
    return answer({"eventTypes": [VISIT]})


_MAIL = "/email/public/v1"
ROUTES = [
    Route(f"{_MAIL}/events", list_email_events),
    Route(f"{_MAIL}/events/{{created:int}}/{{id}}", read_email_event),
    Route(f"{_MAIL}/campaigns", list_email_campaigns),
    Route(f"{_MAIL}/campaigns/by-id", list_email_campaigns),
    Route(f"{_MAIL}/campaigns/{{id}}", read_email_campaign),
    *(
        route
        for base in bases("events", "events", dated="event-occurrences")
        for route in (
            Route(f"{base}/event-types", list_event_types),
            Route(base, list_web_events),
        )
    ),
]
