"""Stands before a simulator and answers as the plan has it."""

from __future__ import annotations

import asyncio
import email.utils
import gzip
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import unquote_plus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingestion.sandbox.faults import errors, pages
from ingestion.sandbox.faults.plan import Fault, Plan

PIECE_SECONDS = 0.05  # between two bytes of a drip
ABORT = struct.pack("ii", 1, 0)  # linger on, for no time: the other side sees a reset


@dataclass
class _Answer:
    """What a simulator sent, gathered."""

    status: int = 200
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message.get("headers", []))
        else:
            self.body += message.get("body", b"")

    def set(self, name: bytes, value: str) -> None:
        self.headers = [pair for pair in self.headers if pair[0].lower() != name]
        self.headers.append((name, value.encode()))

    def get(self, name: bytes) -> str:
        return next((v.decode() for n, v in self.headers if n.lower() == name), "")


class Faulty:
    """One vendor's simulator behind a plan. `now` tells the virtual instant, epoch milliseconds."""

    def __init__(self, app: ASGIApp, vendor: str, plan: Plan, now: Callable[[], int]) -> None:
        self.app, self.vendor, self.plan, self.now = app, vendor, plan, now
        self.rests = pages.Rests()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.plan.concerns(self.vendor):
            await self.app(scope, receive, send)
            return
        request = await _read(receive)
        fault = self.plan.strike(self.vendor, scope["path"], self.now())
        answer = _Answer()
        rest = self.rests.asked(_text_of(scope, request["body"]))
        if fault is not None and fault.kind in errors.KINDS:
            await self._ask({**scope, "path": "/"}, request, answer)  # for the headers alone
            _refuse(answer, fault, _said(scope, request["body"]))
        else:
            await self._ask(scope, request, answer)
            if rest is not None:
                answer.status, answer.body = 200, rest
        if fault is None or not await self._spoil(fault, scope, answer, send):
            await _send(answer, send)

    async def _ask(self, scope: Scope, request: Message, answer: _Answer) -> None:
        messages = iter([request])

        async def receive() -> Message:
            return next(messages, {"type": "http.disconnect"})

        await self.app(scope, receive, answer.take)

    async def _spoil(self, fault: Fault, scope: Scope, answer: _Answer, send: Send) -> bool:
        """Change an answer; true when it has been sent as well."""
        if fault.kind in pages.KINDS:
            changed = pages.altered(fault, scope["path"], answer.body, self.rests)
            answer.body = answer.body if changed is None else changed
        elif fault.kind == "redirect":
            answer.status, answer.body = 302, b""
            query = scope["query_string"].decode()
            answer.set(b"location", f"{fault.to}{scope['path']}?{query}")
        elif fault.kind == "skew":
            date = email.utils.parsedate_to_datetime(answer.get(b"date"))
            ahead = date + timedelta(seconds=fault.seconds)
            answer.set(b"date", email.utils.format_datetime(ahead, usegmt=True))
        elif fault.kind not in errors.KINDS:
            await _BROKEN[fault.kind](_Line(send), fault, answer)
            return True
        return False


def _said(scope: Scope, body: bytes) -> str:
    """The credentials of a request, among other words."""
    headers = {name.decode(): value.decode() for name, value in scope["headers"]}
    return f"{headers.get('authorization', '')} {unquote_plus(body.decode(errors='replace'))}"


def _refuse(answer: _Answer, fault: Fault, said: str) -> None:
    status, headers, body = errors.refusal(fault, said)
    answer.status, answer.body = status, body
    answer.headers = [pair for pair in answer.headers if pair[0].lower() != b"content-type"]
    for name, value in headers.items():
        answer.set(name.encode(), value)


async def _read(receive: Receive) -> Message:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return {"type": "http.request", "body": body, "more_body": False}


def _text_of(scope: Scope, body: bytes) -> str:
    return f"{scope['path']}?{scope['query_string'].decode()} {body.decode(errors='replace')}"


async def _send(answer: _Answer, send: Send) -> None:
    answer.set(b"content-length", str(len(answer.body)))
    start = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
    await send(start)
    await send({"type": "http.response.body", "body": answer.body})


class _Line:
    """The connection itself, below what a server would let an application send."""

    def __init__(self, send: Send) -> None:
        self._cycle = send.__self__  # type: ignore[attr-defined]  # uvicorn's, of this request
        self._transport = self._cycle.transport

    def write(self, answer: _Answer, body: bytes, headers: Mapping[bytes, str]) -> None:
        for name, value in headers.items():
            answer.set(name, value)
        lines = [b"HTTP/1.1 %d Planned" % answer.status]
        lines += [name + b": " + value for name, value in answer.headers]
        self._transport.write(b"\r\n".join([*lines, b"", b""]) + body)

    def more(self, body: bytes) -> None:
        self._transport.write(body)

    @property
    def is_open(self) -> bool:
        return not self._cycle.disconnected

    async def close(self, *, with_reset: bool = False) -> None:
        if with_reset:
            line = self._transport.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
            self._transport.abort()
        else:
            self._transport.close()
        while self.is_open:
            await asyncio.sleep(0.001)


async def _truncated(line: _Line, fault: Fault, answer: _Answer) -> None:
    kept = answer.body[: int(len(answer.body) * fault.share)]
    line.write(answer, kept, {b"content-length": str(len(answer.body))})
    await line.close()


async def _mis_sized(line: _Line, fault: Fault, answer: _Answer) -> None:
    told = max(0, len(answer.body) + fault.by)
    line.write(answer, answer.body, {b"content-length": str(told)})
    await line.close()


async def _cut_gzip(line: _Line, fault: Fault, answer: _Answer) -> None:
    packed = gzip.compress(answer.body)
    kept = packed[: int(len(packed) * fault.share)]
    told = {b"content-length": str(len(kept)), b"content-encoding": "gzip"}
    line.write(answer, kept, told)
    await line.close()


async def _drip(line: _Line, fault: Fault, answer: _Answer) -> None:
    """Byte by byte for so long, each soon enough after the last; then never the rest."""
    line.write(answer, b"", {b"content-length": str(len(answer.body))})
    for position in range(min(len(answer.body), int(fault.seconds / PIECE_SECONDS))):
        if not line.is_open:
            return
        line.more(answer.body[position : position + 1])
        await asyncio.sleep(PIECE_SECONDS)
    await line.close()


async def _silence(line: _Line, fault: Fault, answer: _Answer) -> None:
    """A part of the answer, and then nothing."""
    kept = answer.body[: int(len(answer.body) * fault.share)]
    line.write(answer, kept, {b"content-length": str(len(answer.body))})
    for _ in range(int(fault.seconds / PIECE_SECONDS)):
        if not line.is_open:
            return
        await asyncio.sleep(PIECE_SECONDS)
    await line.close()


async def _reset(line: _Line, fault: Fault, answer: _Answer) -> None:
    await line.close(with_reset=True)


_BROKEN = {
    "truncated": _truncated,
    "mis_sized": _mis_sized,
    "cut_gzip": _cut_gzip,
    "drip": _drip,
    "silence": _silence,
    "reset": _reset,
}
