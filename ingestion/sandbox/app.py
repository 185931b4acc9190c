"""One server for all simulators: a loopback port a vendor, and the clock behind `/_sandbox/`."""

import asyncio
import importlib
import json
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ingestion import sources
from ingestion.sandbox import acquired
from ingestion.sandbox.clock import iso_instant
from ingestion.sandbox.faults import Faulty, Plan
from ingestion.sandbox.firm import DEFAULT_SIZE
from ingestion.sandbox.mess import DEFAULT, Mess
from ingestion.sandbox.world import World, open_world

CONTROL = "/_sandbox/"


def control(world: World) -> Starlette:
    """The private paths that move the virtual clock; the same on every port."""

    def answer() -> JSONResponse:
        return JSONResponse({"now": world.now, "at": iso_instant(world.now)})

    async def advance(request: Request) -> JSONResponse:
        days = (await request.json()).get("days", 1)
        await run_in_threadpool(world.advance_days, int(days))
        return answer()

    async def sleep(request: Request) -> JSONResponse:
        seconds = (await request.json()).get("seconds", 0)
        await run_in_threadpool(world.sleep, float(seconds))
        return answer()

    def now(_: Request) -> JSONResponse:
        return answer()

    return Starlette(
        routes=[
            Route(CONTROL + "advance", advance, methods=["POST"]),
            Route(CONTROL + "sleep", sleep, methods=["POST"]),
            Route(CONTROL + "now", now, methods=["GET"]),
        ]
    )


class Dispatch:
    """By the port a request came in on."""

    def __init__(self, control: ASGIApp, by_port: dict[int, ASGIApp]) -> None:
        self.control = control
        self.by_port = by_port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_control = scope.get("path", "").startswith(CONTROL)
        app = self.control if is_control else self.by_port[scope["server"][1]]
        await app(scope, receive, send)


class Sandbox:
    """All simulators of one world, listening, and what goes wrong with them by plan.

    `urls` is source, or source and connection (`salesforce/emea`), to base URL.
    """

    def __init__(self, world: World, plan: Plan | None = None) -> None:
        self.world = world
        self.plan = plan or Plan()
        self._sockets: list[socket.socket] = []
        self.ports: dict[str, int] = {}
        by_port: dict[int, ASGIApp] = {}
        systems = list(sources.simulators())
        if acquired.is_there(world.firm):
            systems.append(acquired.SYSTEM)
        for name in systems:
            # Only with its protocol named does asyncio answer without waiting for more to send.
            listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            listener.bind(("127.0.0.1", 0))
            self._sockets.append(listener)
            self.ports[name] = listener.getsockname()[1]
            module = importlib.import_module(
                f"{sources.__name__}.{name.partition('/')[0]}.simulator"
            )
            app = module.app(world, *acquired.org_of(name))
            by_port[self.ports[name]] = Faulty(app, name, self.plan, lambda: world.now)
        self.server = uvicorn.Server(
            uvicorn.Config(
                Dispatch(control(world), by_port),
                lifespan="off",
                access_log=False,
                date_header=False,  # a vendor tells the virtual time
                log_level="warning",
                timeout_keep_alive=120,
                timeout_graceful_shutdown=2,
            )
        )

    @property
    def urls(self) -> dict[str, str]:
        return {name: f"http://127.0.0.1:{port}" for name, port in self.ports.items()}

    @property
    def now(self) -> int:
        return self.world.now

    def advance(self, days: int = 1) -> int:
        return self.world.advance_days(days)

    def sleep(self, seconds: float) -> int:
        return self.world.sleep(seconds)

    async def serve(self) -> None:
        await self.server.serve(sockets=self._sockets)


@contextmanager
def running(
    folder: Path,
    seed: int = 7,
    size: int = DEFAULT_SIZE,
    mess: Mess = DEFAULT,
    days: int = 0,
    plan: Plan | None = None,
    orgs: int = 1,
) -> Iterator[Sandbox]:
    """The sandbox in a thread of this process, for as long as the block runs."""
    world = open_world(folder, seed, size, mess, days, orgs)
    sandbox = Sandbox(world, plan)
    thread = threading.Thread(target=asyncio.run, args=(sandbox.serve(),), daemon=True)
    thread.start()
    try:
        while not sandbox.server.started and thread.is_alive():
            thread.join(0.005)
        yield sandbox
    finally:
        sandbox.server.should_exit = True
        thread.join()
        world.close()


async def serve(world: World, ports_file: Path, plan: Plan | None = None) -> None:
    """Serve until told to stop, or until whoever started us is gone; say the ports once ready."""
    parent = os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT):  # the server raises it again once it has stopped
        signal.signal(number, lambda *_: None)
    sandbox = Sandbox(world, plan)
    serving = asyncio.create_task(sandbox.serve())
    is_said = False
    while not serving.done():
        if sandbox.server.started and not is_said:
            say(ports_file, sandbox.ports)
            is_said = True
        if os.getppid() != parent:
            sandbox.server.should_exit = True
        await asyncio.wait({serving}, timeout=0.5 if is_said else 0.01)
    await serving
    sandbox.world.close()


def say(path: Path, ports: dict[str, int]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_text(json.dumps(ports) + "\n")
    unfinished.replace(path)
