"""A Stripe whose answers a test meddles with on their way to the client."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl


@dataclass
class Asked:
    """One request: its number, its path below /v1/, its parameters."""

    number: int
    path: str
    given: dict[str, str]


@dataclass
class Reply:
    """What the simulator answered; `promised` is the length that the answer says it has."""

    status: int
    headers: dict[str, str]
    content: bytes
    promised: int | None = field(default=None)

    @property
    def body(self) -> Any:
        return json.loads(self.content)

    @body.setter
    def body(self, value: Any) -> None:
        self.content = json.dumps(value).encode()

    def refuse(self, status: int, code: str | None = None, **headers: str) -> None:
        error = {"type": "invalid_request_error", "message": "no", "code": code}
        self.status, self.body = status, {"error": error}
        self.headers |= {name.replace("_", "-"): value for name, value in headers.items()}


class Meddled:
    """An application whose every answer goes through `meddle(asked, reply)` first."""

    def __init__(self, inner: Any, meddle: Callable[[Asked, Reply], None]) -> None:
        self.inner, self.meddle = inner, meddle
        self.asked: list[Asked] = []

    async def __call__(self, scope: dict, receive: Any, send: Any) -> None:
        parts: list[bytes] = []
        start: dict[str, Any] = {}

        async def keep(message: dict) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                parts.append(message.get("body", b""))

        await self.inner(scope, receive, keep)
        asked = Asked(
            len(self.asked) + 1,
            scope["path"].removeprefix("/v1/"),
            dict(parse_qsl(scope["query_string"].decode())),
        )
        self.asked.append(asked)
        headers = {name.decode(): value.decode() for name, value in start["headers"]}
        headers.pop("content-length")
        reply = Reply(start["status"], headers, b"".join(parts))
        self.meddle(asked, reply)
        if reply.promised is not None:
            reply.headers["content-length"] = str(reply.promised)
        told = [(name.encode(), value.encode()) for name, value in reply.headers.items()]
        await send({"type": "http.response.start", "status": reply.status, "headers": told})
        await send({"type": "http.response.body", "body": reply.content})
