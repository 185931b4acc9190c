"""What happens between a vendor and us: answers that come back otherwise than they were given."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Told the body and how often the rule applied before: the body to send, or a status instead.
Change = Callable[[dict[str, Any], int], dict[str, Any] | int | None]


class Meddler:
    """Rules by the end of a path. The first that gives something back has its way."""

    def __init__(self) -> None:
        self.rules: list[tuple[str, Change]] = []
        self.asked: list[str] = []
        self._applied: dict[int, int] = {}

    def on(self, end_of_path: str, change: Change) -> None:
        self.rules.append((end_of_path, change))

    def around(self, app: ASGIApp) -> ASGIApp:
        async def meddled(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope.get("path", "").rstrip("/")
            self.asked.append(path)
            if not any(path.endswith(end) for end, _ in self.rules):
                await app(scope, receive, send)
                return
            told: list[Message] = []

            async def keep(message: Message) -> None:
                told.append(message)

            await app(scope, receive, keep)
            body = b"".join(each.get("body", b"") for each in told)
            status, body = self._changed(path, told[0]["status"], body)
            headers = [h for h in told[0]["headers"] if h[0] != b"content-length"]
            length = (b"content-length", str(len(body)).encode())
            start = {"type": "http.response.start", "status": status}
            await send(start | {"headers": [*headers, length]})
            await send({"type": "http.response.body", "body": body})

        return meddled

    def _changed(self, path: str, status: int, body: bytes) -> tuple[int, bytes]:
        for number, (end, change) in enumerate(self.rules):
            if not path.endswith(end):
                continue
            before = self._applied.get(number, 0)
            changed = change(json.loads(body), before)
            if changed is None:
                continue
            self._applied[number] = before + 1
            if isinstance(changed, int):
                return changed, b'{"status":"error","message":"No."}'
            return status, json.dumps(changed).encode()
        return status, body
