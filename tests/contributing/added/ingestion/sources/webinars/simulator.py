"""The webinar tool as its API answers, in the sample company: four people and what they came to."""

from __future__ import annotations

import email.utils
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ingestion.sandbox.clock import iso_instant
from ingestion.sandbox.store import Store

KEY = "sandbox-webinars"
PAGE = 2


def registrant(
    id: str, address: str, name: str, company: str, at: str, gone: bool = False
) -> dict[str, Any]:
    first, last = name.split()
    return {
        "id": id, "email": address, "first_name": first, "last_name": last, "company": company,
        "country": "NO", "created_at": at, "updated_at": at, "is_deleted": gone,
    }  # fmt: skip


def attendance(id: str, registrant_id: str, webinar: str, at: str, minutes: int) -> dict[str, Any]:
    return {
        "id": id, "registrant_id": registrant_id, "webinar": webinar, "joined_at": at,
        "minutes": minutes, "created_at": at, "updated_at": at, "is_deleted": False,
    }  # fmt: skip


LISTS: dict[str, list[dict[str, Any]]] = {
    "registrants": [
        registrant("r1", "ines@fjordpumps.example", "Ines Ferrand", "Fjord Pumps",
                   "2026-02-03T09:00:00Z"),
        registrant("r2", "omar@fjordpumps.example", "Omar Haddad", "Fjord Pumps",
                   "2026-02-04T09:00:00Z"),
        registrant("r3", "lena.webinars@gmail.com", "Lena Novak", "",
                   "2026-02-05T09:00:00Z"),
        registrant("r4", "gone@fjordpumps.example", "Gone Already", "Fjord Pumps",
                   "2026-02-06T09:00:00Z", gone=True),
    ],
    "attendances": [
        attendance("a1", "r1", "Tank levels live", "2026-02-10T15:00:00Z", 45),
        attendance("a2", "r4", "Tank levels live", "2026-02-10T15:05:00Z", 10),
        attendance("a3", "r2", "Tank levels live", "2026-05-12T15:00:00Z", 50),
        attendance("a4", "r3", "Tank levels live", "2026-05-12T15:10:00Z", 30),
        attendance("a5", "r1", "Reading flow charts", "2026-05-20T15:00:00Z", 20),
    ],
}  # fmt: skip


def app(store: Store) -> Starlette:
    """The API at the store's instant: what lies ahead of it is not listed."""

    def answer(request: Request) -> tuple[int, dict[str, Any]]:
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return 401, {"message": "unknown key"}
        name = request.path_params["path"].removeprefix("v1/")
        if name not in LISTS:
            return 404, {"message": "no such list"}
        since, after = (request.query_params.get(each, "") for each in ("updated_since", "after"))
        listed = [
            record
            for record in LISTS[name]
            if since[:19] <= record["updated_at"] <= iso_instant(store.now)
        ]
        start = next((at + 1 for at, each in enumerate(listed) if each["id"] == after), 0)
        page = listed[start : start + PAGE]
        is_last = start + PAGE >= len(listed)
        return 200, {"records": page, "after": None if is_last else page[-1]["id"]}

    async def handle(request: Request) -> JSONResponse:
        status, body = answer(request)
        date = email.utils.formatdate(store.now / 1000, usegmt=True)
        return JSONResponse(body, status, {"Date": date})

    return Starlette(routes=[Route("/{path:path}", handle)])
