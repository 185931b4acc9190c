"""The vendor's paths: tokens, versions, describe, records, queries."""

from __future__ import annotations

import email.utils
import re
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ingestion.sandbox.store import Store
from ingestion.sources.salesforce.simulator import describe, replication
from ingestion.sources.salesforce.simulator.bulk import Jobs
from ingestion.sources.salesforce.simulator.cursors import Cursors
from ingestion.sources.salesforce.simulator.errors import (
    ApiError,
    bad,
    malformed,
    not_allowed,
    not_found,
)
from ingestion.sources.salesforce.simulator.execute import Execution
from ingestion.sources.salesforce.simulator.fields import Fields
from ingestion.sources.salesforce.simulator.oauth import Refused, Sessions
from ingestion.sources.salesforce.simulator.org import ObjectDefinition, Org, full_id
from ingestion.sources.salesforce.simulator.render import Rows
from ingestion.sources.salesforce.simulator.tree import Path

OLDEST_VERSION, NEWEST_VERSION = 31, 62
LONGEST_URI = 16_384
DAY = 24 * 3600 * 1000
DATA = re.compile(r"/services/data/v(?P<version>\d+)\.0(?P<rest>/.*)?")
CALL = re.compile(
    r"(?P<what>limits|sobjects|query|queryAll|jobs/query)(?:/(?P<name>[^/]+))?(?:/(?P<part>[^/]+))?"
)


class Api:
    """One org as one connected user sees it."""

    def __init__(self, store: Store, org: Org) -> None:
        self.store = store
        self.org = org
        self.rows = Rows(store, org)
        self.sessions = Sessions(self.rows, org)
        self.cursors = Cursors()
        self.jobs = Jobs(self.rows)
        self._calls: deque[int] = deque()
        self._busy_until = 0

    # ── transport ───────────────────────────────────────────────────────────────────────────

    async def token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        base_url = f"{request.url.scheme}://{request.url.netloc}"
        try:
            if request.method != "POST":
                raise Refused("invalid_request", "must use HTTP POST")
            return self._answer(200, self.sessions.grant(form, base_url))
        except Refused as refused:
            return self._answer(400, refused.body)

    async def data(self, request: Request) -> Response:
        uri = request.url.path + "?" + request.url.query
        if len(uri) > LONGEST_URI:
            return self._answer(414, [{"errorCode": "URI_TOO_LONG", "message": "URI Too Long"}])
        if request.url.path.rstrip("/") == "/services/data":
            return self._answer(200, _versions())
        try:
            self.sessions.check(request.headers.get("authorization"))
            self._count_call()
            answer = await run_in_threadpool(self._data, request, await request.body())
        except ApiError as error:
            return self._answer(error.status, error.body)
        return answer if isinstance(answer, Response) else self._answer(200, answer)

    def _answer(self, status: int, body: Any) -> Response:
        headers = {**self._headers(), "content-type": "application/json;charset=UTF-8"}
        if status == 401:
            headers["www-authenticate"] = "Token"
        return Response(msgspec.json.encode(body), status, headers)

    def _headers(self) -> dict[str, str]:
        return {
            "date": email.utils.format_datetime(
                datetime.fromtimestamp(self.store.now // 1000, UTC), usegmt=True
            ),
            "sforce-limit-info": f"api-usage={len(self._calls)}/{self.org.daily_requests}",
        }

    def _count_call(self) -> None:
        """The limit counts the calls of the last 24 hours."""
        now = self.store.now
        self._busy_until = self._busy_until or now + self.org.busy_seconds * 1000
        if now < self._busy_until:
            raise ApiError(
                403,
                "REQUEST_LIMIT_EXCEEDED",
                "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
            )
        while self._calls and self._calls[0] <= now - DAY:
            self._calls.popleft()
        if len(self._calls) >= self.org.daily_requests:
            raise ApiError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        self._calls.append(now)

    # ── calls ───────────────────────────────────────────────────────────────────────────────

    def _data(self, request: Request, body: bytes) -> Any:
        match = DATA.fullmatch(request.url.path)
        if not match or not OLDEST_VERSION <= int(match["version"]) <= NEWEST_VERSION:
            raise not_found()
        version, rest = f"{match['version']}.0", (match["rest"] or "").strip("/")
        if not rest:
            return _resources(version)
        call = CALL.fullmatch(rest)
        if not call:
            raise not_found()
        what, name, part = call["what"], call["name"], call["part"]
        if what == "jobs/query":
            return self._job(request, name, part, body, version)
        if request.method not in ("GET", "HEAD"):
            raise not_allowed(request.method, "HEAD,GET")
        if what == "limits" and not name:
            return self._limits()
        if what == "sobjects":
            return self._object(request, name, part, version)
        if what in ("query", "queryAll") and not part:
            return self._query(request, name, what == "queryAll", version)
        raise not_found()

    def _limits(self) -> dict[str, Any]:
        most = self.org.daily_requests
        return {
            "DailyApiRequests": {"Max": most, "Remaining": most - len(self._calls)},
            "DailyBulkApiBatches": {"Max": 15000, "Remaining": 15000},
            "DailyBulkV2QueryJobs": {
                "Max": self.org.daily_bulk_jobs,
                "Remaining": self.jobs.left(),
            },
            "DailyBulkV2QueryFileStorageMB": {"Max": 976562, "Remaining": 976562},
            "DataStorageMB": {"Max": 10240, "Remaining": 9000},
            "FileStorageMB": {"Max": 10240, "Remaining": 10240},
        }

    def _query(
        self, request: Request, locator: str | None, is_query_all: bool, version: str
    ) -> dict[str, Any]:
        if locator:
            return self.cursors.page(locator, self.store.now, version)
        text = request.query_params.get("q")
        if not text or not text.strip():
            raise malformed("SOQL statements can not be empty or null")
        result = Execution(self.rows, text, is_query_all, version).result()
        options = request.headers.get("sforce-query-options", "")
        return self.cursors.first_page(result, options, self.store.now, version)

    def _job(
        self, request: Request, id: str | None, part: str | None, body: bytes, version: str
    ) -> Any:
        asked = request.query_params
        match (request.method, id is not None, part):
            case ("GET", False, None):
                return self.jobs.all()
            case ("POST", False, None):
                return self.jobs.create(_object_in(body), version)
            case ("GET", True, None):
                return self.jobs.one(id)
            case ("PATCH", True, None):
                return self.jobs.abort(id, _object_in(body))
            case ("DELETE", True, None):
                self.jobs.delete(id)
                return Response(b"", 204, self._headers())
            case ("GET", True, "results"):
                page, headers = self.jobs.results(id, asked.get("locator"), asked.get("maxRecords"))
                headers |= {**self._headers(), "content-type": "text/csv; charset=UTF-8"}
                return Response(page, 200, headers)
            case ("GET", True, "resultPages"):
                return self.jobs.result_pages(id, asked.get("locator"))
        raise not_found() if part else not_allowed(request.method, "GET,POST,PATCH,DELETE")

    def _object(self, request: Request, name: str | None, part: str | None, version: str) -> Any:
        objects = self.rows.objects
        if name is None:
            return {
                "encoding": "UTF-8",
                "maxBatchSize": 200,
                "sobjects": [
                    describe.brief(definition, version) for definition in objects.values()
                ],
            }
        known = self.rows.by_lower_name.get(name.lower())
        if known is None:
            raise not_found()
        definition = objects[known]
        if part is None:
            return {"objectDescribe": describe.brief(definition, version), "recentItems": []}
        if part == "describe":
            return describe.whole(definition, objects, version)
        calls: dict[str, Callable] = {
            "deleted": replication.deleted,
            "updated": replication.updated,
        }
        if part in calls:
            start, end = request.query_params.get("start"), request.query_params.get("end")
            return calls[part](self.rows, definition, start, end)
        return self._record(definition, part, request.query_params.get("fields"), version)

    def _record(
        self, definition: ObjectDefinition, id: str, fields: str | None, version: str
    ) -> dict[str, Any]:
        row = self.rows.by_id(definition.name, full_id(id))
        if row is None:
            raise not_found()
        if row.get("IsDeleted"):
            raise ApiError(404, "ENTITY_IS_DELETED", "entity is deleted", [])
        names = fields.split(",") if fields else list(definition.fields)
        paths = [Path((name.strip(),), 0) for name in names]
        return Fields(self.rows, ",".join(names), definition, version).writer(paths)(row)


def app(store: Store, org: Org | None = None) -> Starlette:
    """The API over what a store holds; `org` varies the org's settings."""
    api = Api(store, org or Org())
    methods = ["GET", "POST", "PATCH", "PUT", "DELETE"]
    return Starlette(
        routes=[
            Route("/services/oauth2/token", api.token, methods=methods),
            Route("/{path:path}", api.data, methods=methods),
        ]
    )


def _object_in(body: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.DecodeError:
        raise bad("JSON_PARSER_ERROR", "The HTTP entity body is not a JSON object") from None


def _versions() -> list[dict[str, str]]:
    """Three releases a year: Spring, Summer, Winter (which is named after the next year)."""
    versions = []
    for version in range(OLDEST_VERSION, NEWEST_VERSION + 1):
        years, season = divmod(version - 60, 3)
        label = f"{('Spring', 'Summer', 'Winter')[season]} '{24 + years + (season == 2):02d}"
        name = f"{version}.0"
        versions.append({"label": label, "url": f"/services/data/v{name}", "version": name})
    return versions


def _resources(version: str) -> dict[str, str]:
    start = f"/services/data/v{version}"
    return {name: f"{start}/{name}" for name in ("jobs", "limits", "query", "queryAll", "sobjects")}
