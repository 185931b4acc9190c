"""One simulator on loopback, whose settings and faults may change while it runs."""

from __future__ import annotations

import asyncio
import importlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import Receive, Scope, Send

from ingestion.sandbox.faults import Faulty, Plan
from ingestion.sandbox.store import Store


class System:
    """A simulator over a store: `calls` counts what it was asked, `meanwhile` happens at a call."""

    def __init__(self, name: str, store: Store) -> None:
        self.name, self.store, self.plan = name, store, Plan()
        self.calls = 0
        self.meanwhile: dict[int, Callable[[], None]] = {}
        self.url = ""
        self.use()

    def use(self, *settings: Any) -> None:
        """Answer as an account with other settings does."""
        module = importlib.import_module(f"ingestion.sources.{self.name}.simulator")
        app = module.app(self.store, *settings)
        self._app = Faulty(app, self.name, self.plan, lambda: self.store.now)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.calls += 1
        if act := self.meanwhile.pop(self.calls, None):
            act()
        await self._app(scope, receive, send)


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
