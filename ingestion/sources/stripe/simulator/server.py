"""The API's addresses, keys, versions and headers."""

from __future__ import annotations

import base64
import email.utils
import hashlib
import itertools
from collections.abc import Iterator
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ingestion.sandbox.store import Store
from ingestion.sources.stripe.simulator import errors, listing, parameters
from ingestion.sources.stripe.simulator.api import Api
from ingestion.sources.stripe.simulator.errors import ApiError
from ingestion.sources.stripe.simulator.habits import ACCOUNT_VERSION, DEFAULT, Habits
from ingestion.sources.stripe.simulator.limits import Limits

KEY = "sk_test_sandbox"
VERSIONS = (ACCOUNT_VERSION, "2023-08-16")  # they give these objects the same shape


def app(store: Store, habits: Habits = DEFAULT) -> Starlette:
    """The API over a store."""
    listing.prepare(store)
    api = Api(store, habits)
    limits = Limits(habits)
    served = itertools.count(1)

    def answer(request: Request) -> tuple[int, Any, dict[str, str]]:
        try:
            _authorize(request.headers.get("authorization"))
            version = request.headers.get("stripe-version", ACCOUNT_VERSION)
            if version not in VERSIONS:
                raise ApiError(400, f"Invalid Stripe API version: {version}")
            path = request.url.path
            limits.check(path, store.now)
            if request.method != "GET":
                raise errors.no_such_url(request.method, path)
            given = parameters.parse(request.url.query)
            body = api.answer(path.removeprefix("/v1/").strip("/").split("/"), given)
            return 200, body, {"Stripe-Version": version}
        except ApiError as error:
            return error.status, error.body, error.headers

    async def handle(request: Request) -> Response:
        number = str(next(served))
        status, body, headers = answer(request)
        headers = headers | {
            "Date": email.utils.formatdate(store.now / 1000, usegmt=True),
            "Request-Id": "req_" + hashlib.sha256(number.encode()).hexdigest()[:14],
            "Cache-Control": "no-cache, no-store",
        }
        content = msgspec.json.encode(body)
        return Response(content, status, headers, media_type="application/json")

    methods = ["GET", "POST", "DELETE", "PUT", "PATCH"]
    return Starlette(routes=[Route("/{path:path}", handle, methods=methods)])


def render(store: Store, object: str) -> Iterator[dict[str, Any]]:
    """Every current record of a raw table as the API gives it, sub-objects whole."""
    return Api(store, Habits(event_lag=0)).every(object)


def _authorize(header: str | None) -> None:
    """Bearer with the key, or Basic with the key as the user's name."""
    scheme, _, value = (header or "").partition(" ")
    key = value.strip()
    if scheme.lower() == "basic":
        try:
            key = base64.b64decode(key).decode().partition(":")[0]
        except ValueError:
            key = ""
    if not key:
        raise errors.no_key()
    if key != KEY:
        raise errors.wrong_key(key)
