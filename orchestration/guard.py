"""Only pages of the UI itself may ask it anything: it has no login, and starts runs."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from dagster_webserver.webserver import DagsterWebserver
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from orchestration.environment import ui_name

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
REFUSED = (
    "Refused: the Dagster UI answers its own pages only, under this machine's own name. Open it as "
    "http://127.0.0.1; where a proxy stands before it, set ACCORD_UI_NAME to the name it has there"
)
ASKING = "/graphql"  # by GET, too, which a browser sends from any page without an Origin
OTHER_PAGES = {"cross-site", "same-site"}


class Guard:
    """Refuses what another page sends: its `Origin` tells, or the name it found this machine by."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = scope["type"] != "lifespan" and not _is_ours(scope["path"], Headers(scope=scope))
        app = PlainTextResponse(REFUSED, 403) if refused else self.app
        await app(scope, receive, send)


def _is_ours(path: str, headers: Headers) -> bool:
    host, origin = headers.get("host", ""), headers.get("origin")
    try:
        called, page = urlsplit(f"//{host}").hostname, urlsplit(origin or "")
    except ValueError:
        return False
    if called not in LOOPBACK and called != ui_name():
        return False
    if path.endswith(ASKING) and headers.get("sec-fetch-site") in OTHER_PAGES:
        return False
    return origin is None or page.netloc == host or page.hostname == ui_name()


def put_before_the_ui() -> None:
    """Let each web server that this process starts have it; `dagster dev` has no setting for it."""
    plain = DagsterWebserver.build_middleware

    def build_middleware(server: Any) -> list[Middleware]:
        return [Middleware(Guard), *plain(server)]

    DagsterWebserver.build_middleware = build_middleware
