"""One simulator on loopback, whose settings, faults and answers may change while it runs."""

from __future__ import annotations

import asyncio
import importlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import uvicorn
from starlette.types import Message, Receive, Scope, Send

from ingestion.sandbox.app import CONTROL, control
from ingestion.sandbox.faults import Faulty, Plan
from ingestion.sandbox.store import Store


@dataclass
class Answer:
    """What a system answers, before it leaves."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.content += message.get("body", b"")

    async def leave(self, send: Send) -> None:
        told = self.headers | {"content-length": str(len(self.content))}
        headers = [(name.encode(), value.encode()) for name, value in told.items()]
        start = {"type": "http.response.start", "status": self.status, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": self.content})

    @property
    def body(self) -> Any:
        return json.loads(self.content)

    @body.setter
    def body(self, value: Any) -> None:
        self.content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


# Told the answer, which it may change, and the how-manieth of such paths it is.
Act = Callable[[Answer, int], None]


class System:
    """A simulator over a store. `calls` counts what it was asked."""

    def __init__(self, name: str, store: Store) -> None:
        self.name, self.store, self.plan = name, store, Plan()
        self.calls = 0
        self.url = ""
        self._control = control(store)
        self.acts: dict[str, Act] = {}
        self.acted: dict[str, int] = {}
        self.use()

    def use(self, *settings: Any) -> None:
        """Answer as an account with other settings does."""
        module = importlib.import_module(f"ingestion.sources.{self.name}.simulator")
        self._system = module.app(self.store, *settings)
        self._app = Faulty(self._act, self.name, self.plan, lambda: self.store.now)

    def on(self, path: str, act: Act) -> None:
        """Something happens, or an answer becomes another, each time that a path is asked for."""
        self.acts[path], self.acted[path] = act, 0

    def idle(self) -> list[str]:
        """What was to strike and did not: paths, and kinds of faults."""
        struck = [fault for fault, _ in self.plan.struck]
        faults = [fault.kind for fault in self.plan.faults if fault not in struck]
        return faults + [path for path, times in self.acted.items() if not times]

    def calm(self) -> None:
        self.plan.replace([])
        self.acts.clear()
        self.acted.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith(CONTROL):
            await self._control(scope, receive, send)
            return
        self.calls += 1
        await self._app(scope, receive, send)

    async def _act(self, scope: Scope, receive: Receive, send: Send) -> None:
        paths = [path for path in self.acts if fnmatchcase(scope["path"], path)]
        if not paths:
            await self._system(scope, receive, send)
            return
        answer = Answer()
        await self._system(scope, receive, answer.take)
        for path in paths:
            self.acted[path] += 1
            self.acts[path](answer, self.acted[path])
        await answer.leave(send)


@contextmanager
def serving(name: str, store: Store) -> Iterator[System]:
    """The system on a port of its own, in a thread, for as long as the block runs."""
    system = System(name, store)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    system.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(system, lifespan="off", log_level="error", date_header=False)
    server = uvicorn.Server(config)
    run = (server.serve(sockets=[listener]),)
    thread = threading.Thread(target=asyncio.run, args=run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.005)
    try:
        yield system
    finally:
        server.should_exit = True
        thread.join()
