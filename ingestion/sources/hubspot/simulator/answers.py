"""How HubSpot answers: pages, instants, and its envelope for errors."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response


class Refusal(Exception):
    """An error that HubSpot would answer with."""

    def __init__(
        self,
        status: int,
        category: str,
        message: str,
        *,
        errors: list[dict[str, Any]] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after: int | None = None
        self.body: dict[str, Any] = {
            "status": "error",
            "message": message,
            "correlationId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{category}/{message}")),
            "category": category,
        }
        if errors:
            self.body["errors"] = errors
        self.body |= extra or {}


def invalid(message: str, name: str | None = None) -> Refusal:
    errors = [{"message": message, "in": name}] if name else None
    return Refusal(400, "VALIDATION_ERROR", message, errors=errors)


def not_found(what: str = "resource not found") -> Refusal:
    return Refusal(404, "OBJECT_NOT_FOUND", what)


def answer(body: Any, status: int = 200) -> Response:
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return Response(content, status, media_type="application/json;charset=utf-8")


async def refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return answer(error.body, error.status)


def instant(at: int) -> str:
    """Epoch milliseconds as HubSpot writes instants."""
    seconds, milliseconds = divmod(at, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC).isoformat()[:19]}.{milliseconds:03d}Z"


def milliseconds(text: str, name: str) -> int:
    """An instant in a parameter or filter: epoch milliseconds or ISO 8601."""
    if text.lstrip("-").isdigit():
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise invalid(f"{text} was not a valid long.", name) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


def limit_of(text: str | int | None, default: int, most: int, name: str = "limit") -> int:
    if text is None or text == "":
        return default
    try:
        limit = int(text)
    except (TypeError, ValueError):
        raise invalid(f"Invalid integer for {name}: {text}", name) from None
    if limit < 1 or limit > most:
        raise invalid(f"Invalid request: limit must be between 1 and {most}, was {limit}", name)
    return limit


def listed(request: Request, name: str) -> list[str]:
    """A parameter that may be repeated or hold a list with commas."""
    return [v for text in request.query_params.getlist(name) for v in text.split(",") if v]


def flag(request: Request, name: str) -> bool:
    return request.query_params.get(name, "false").lower() == "true"


def paged(results: list[Any], after: str | None, request: Request) -> dict[str, Any]:
    """A page with its link to the next one; `paging` is absent on the last."""
    body: dict[str, Any] = {"results": results}
    if after is not None:
        link = request.url.include_query_params(after=after)
        body["paging"] = {"next": {"after": after, "link": str(link)}}
    return body


async def body_of(request: Request) -> dict[str, Any]:
    try:
        body = msgspec.json.decode(await request.body() or b"{}")
    except msgspec.DecodeError as error:
        raise invalid(f"Invalid input JSON: {error}") from None
    if not isinstance(body, dict):
        raise invalid("Invalid input JSON: an object was expected")
    return body
