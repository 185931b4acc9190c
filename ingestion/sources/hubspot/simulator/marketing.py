"""What a portal knows of marketing: forms and their submissions, mailings, campaigns, events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

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
from ingestion.sources.hubspot.simulator.portal import Portal, Row
from ingestion.sources.hubspot.simulator.settings import lived
from ingestion.sources.hubspot.simulator.windows import Window, token

Teller = Callable[[Portal, Row], dict[str, Any]]
Kept = tuple[str, tuple]  # a condition on records, and its values
LARGEST_PAGE, SUBMISSIONS_PAGE = 100, 50
NO_SUBMISSIONS = ("blog_comment",)  # kinds of forms whose submissions can't be read
FORMS_KEPT = 90 * 86_400_000  # three months after it was archived a form is deleted for good


def form(_: Portal, row: Row) -> dict[str, Any]:
    return lived(row) | row.fields


def marketing_email(_: Portal, row: Row) -> dict[str, Any]:
    return lived(row) | row.fields


def campaign(row: Row, wanted: Iterable[str]) -> dict[str, Any]:
    """Of a campaign only the properties asked for are told."""
    return {
        "id": row.id,
        "createdAt": instant(row.created_at),
        "updatedAt": instant(row.modified_at),
        "properties": {name: row.fields.get(name) for name in wanted},
    }


def marketing_event(portal: Portal, row: Row) -> dict[str, Any]:
    """Its counts follow from who took part."""
    counted = portal.kept(("taking part",), lambda: _counts(portal)).get(row.id, {})
    told = lived(row)
    return {
        "objectId": told.pop("id"),
        "createdAt": told["createdAt"],
        "updatedAt": told["updatedAt"],
        "registrants": counted.get("REGISTERED", 0),
        "attendees": counted.get("ATTENDED", 0),
        "cancellations": counted.get("CANCELLED", 0),
        "noShows": counted.get("NO_SHOW", 0),
        "eventCancelled": False,
        "eventCompleted": portal.store.now >= row.fields["ends_at"],
        "customProperties": [],
    } | {k: v for k, v in row.fields.items() if k != "ends_at"}


def _counts(portal: Portal) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for row in portal.rows("marketing_event_participations"):
        of_event = counts.setdefault(row.fields["marketingEventId"], {})
        of_event[row.fields["attendanceState"]] = of_event.get(row.fields["attendanceState"], 0) + 1
    return counts


def participation(portal: Portal, row: Row) -> dict[str, Any]:
    fields = row.fields
    contact = portal.standing("contacts", fields["contactId"]) or fields["contactId"]
    return {
        "id": row.id,
        "createdAt": instant(row.created_at),
        "associations": {
            "marketingEvent": {
                "marketingEventId": fields["marketingEventId"],
                "name": fields["name"],
            },
            "contact": {"contactId": contact, "email": fields["email"]},
        },
        "properties": {
            "occurredAt": row.created_at,
            "attendanceState": fields["attendanceState"],
        },
    }


def _listed(
    request: Request,
    object: str,
    tell: Teller,
    where: str = "true",
    values: tuple = (),
) -> Response:
    """A page of an object by its ids."""
    portal: Portal = request.app.state.portal
    query = request.query_params
    limit = limit_of(query.get("limit"), 10, LARGEST_PAGE)
    rows = portal.rows(
        object,
        f"({where}) and id > ?",
        (*values, query.get("after") or ""),
        f"order by id limit {limit + 1}",
    )
    found = [tell(portal, row) for row in rows[:limit]]
    return answer(paged(found, rows[limit - 1].id if len(rows) > limit else None, request))


def _read(request: Request, object: str, tell: Teller, kept: Kept = ("true", ())) -> Response:
    portal: Portal = request.app.state.portal
    where, values = kept
    rows = portal.rows(object, f"id = ? and {where}", (request.path_params["id"], *values))
    if not rows:
        raise not_found()
    return answer(tell(portal, rows[0]))


def _kept_forms(request: Request) -> Kept:
    """Archived forms, and with them their submissions, are there for a while."""
    return "(gone_at is null or gone_at > ?)", (request.app.state.portal.store.now - FORMS_KEPT,)


async def list_forms(request: Request) -> Response:
    """Without `formTypes` only HubSpot's own forms."""
    require(request, ["forms"])
    types = listed(request, "formTypes") or ["hubspot"]
    kept, since = _kept_forms(request)
    where = f"{kept} and state = ?"
    values = (*since, "deleted" if flag(request, "archived") else "live")
    if "all" not in types:
        where += f" and json_extract(fields, '$.formType') in ({', '.join('?' * len(types))})"
        values = (*values, *types)
    return _listed(request, "forms", form, where, values)


async def read_form(request: Request) -> Response:
    require(request, ["forms"])
    return _read(request, "forms", form, _kept_forms(request))


async def list_submissions(request: Request) -> Response:
    """Newest first. The form they belong to is told by nothing but the path."""
    require(request, ["forms"])
    portal: Portal = request.app.state.portal
    id = request.path_params["form"]
    kept, since = _kept_forms(request)
    forms = portal.rows("forms", f"id = ? and {kept}", (id, *since))
    if not forms:
        raise not_found(f"No form found with id {id}")
    if forms[0].fields["formType"] in NO_SUBMISSIONS:
        raise invalid(f"Submissions of forms of type {forms[0].fields['formType']} can't be read")
    limit = limit_of(request.query_params.get("limit"), 20, SUBMISSIONS_PAGE)
    window = Window()
    if "after" in request.query_params:
        window.go_on(request.query_params["after"], "after")
    where, values = window.where
    rows = portal.rows(f"form_submissions/{id}", where, values, f"{window.order} limit {limit + 1}")
    found = [
        {"conversionId": row.id, "submittedAt": row.created_at} | row.fields for row in rows[:limit]
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    return answer(paged(found, token(last.created_at, last.id) if last else None, request))


async def list_marketing_emails(request: Request) -> Response:
    require(request, ["content"])
    portal: Portal = request.app.state.portal
    where = "state = 'deleted'" if flag(request, "archived") else "state = 'live'"
    total = len(portal.rows("marketing_emails", where))
    body = _listed(request, "marketing_emails", marketing_email, where)
    return answer(b'{"total":%d,%s' % (total, bytes(body.body)[1:]))


async def read_marketing_email(request: Request) -> Response:
    require(request, ["content"])
    return _read(request, "marketing_emails", marketing_email)


async def list_campaigns(request: Request) -> Response:
    require(request, ["marketing.campaigns.read"])
    wanted = listed(request, "properties")
    return _listed(request, "campaigns", lambda _, row: campaign(row, wanted), "state = 'live'")


async def read_campaign(request: Request) -> Response:
    require(request, ["marketing.campaigns.read"])
    wanted = listed(request, "properties")
    kept = ("state = 'live'", ())
    return _read(request, "campaigns", lambda _, row: campaign(row, wanted), kept)


async def list_marketing_events(request: Request) -> Response:
    require(request, ["crm.objects.marketing_events.read"])
    return _listed(request, "marketing_events", marketing_event)


async def read_marketing_event(request: Request) -> Response:
    require(request, ["crm.objects.marketing_events.read"])
    return _read(request, "marketing_events", marketing_event)


async def list_participations(request: Request) -> Response:
    require(request, ["crm.objects.marketing_events.read"])
    where, values = "fields ->> '$.marketingEventId' = ?", (request.path_params["id"],)
    body = _listed(request, "marketing_event_participations", participation, where, values)
    portal: Portal = request.app.state.portal
    total = len(portal.rows("marketing_event_participations", where, values))
    return answer(b'{"total":%d,%s' % (total, bytes(body.body)[1:]))


ROUTES = [
    *(
        Route(base + rest, handler)
        for name, routes in {
            "forms": (("", list_forms), ("/{id}", read_form)),
            "emails": (("", list_marketing_emails), ("/{id}", read_marketing_email)),
            "campaigns": (("", list_campaigns), ("/{id}", read_campaign)),
            "marketing-events": (
                ("/participations/{id}/breakdown", list_participations),
                ("", list_marketing_events),
                ("/{id}", read_marketing_event),
            ),
        }.items()
        for base in bases("marketing", name)
        for rest, handler in routes
    ),
    Route("/form-integrations/v1/submissions/forms/{form}", list_submissions),
]
