"""The reports over HTTP, on loopback, for as long as the UI runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import Any

from orchestration.environment import CannotStart

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
# Nothing is loaded from elsewhere, and but for dbt's page, which is made of scripts, none runs.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src data:; "
POLICY += "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
SCRIPTS = "; script-src 'unsafe-inline' 'unsafe-eval'"
MODELS = "/models/"
POLL_SECONDS = 0.1  # so soon it ends


class Handler(SimpleHTTPRequestHandler):
    """Files of one folder, by GET and HEAD."""

    server_version, sys_version = "Accord", ""

    def send_head(self) -> Any:
        root, asked = Path(self.directory).resolve(), Path(self.translate_path(self.path))
        is_odd = "\0" in str(asked) or asked.name.startswith(".")
        if is_odd or not asked.resolve().is_relative_to(root):
            return self.send_error(HTTPStatus.NOT_FOUND)
        return super().send_head()

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code == HTTPStatus.NOT_FOUND:
            explain = "No report of this name was written yet: no load brought anything for it"
        super().send_error(code, message, explain)

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        policy = POLICY + SCRIPTS if getattr(self, "path", "").startswith(MODELS) else POLICY
        self.send_header("Content-Security-Policy", policy)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Who reads what is nobody's business."""


class Server(ThreadingTCPServer):
    """Unlike `http.server`'s own it asks nobody for the name of this machine."""

    allow_reuse_address = daemon_threads = True


@contextmanager
def serving(folder: Path, port: int) -> Iterator[None]:
    """Serve a folder, whether or not it is there yet."""
    try:
        server = Server(("127.0.0.1", port), partial(Handler, directory=str(folder)))
    except (OSError, OverflowError):
        raise CannotStart(
            f"port {port}, on which the reports are served beside the UI, is taken. "
            "Set ACCORD_UI_PORT to a port that is free together with the next one"
        ) from None
    thread = Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
