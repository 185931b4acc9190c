"""A server of ready pages in a process of its own, so that it costs what is measured nothing."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection


class Ready:
    """What the handlers of both benchmarks share; each adds what is asked."""

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body leave together, or the other side waits to acknowledge

    def log_message(self, *_: object) -> None:
        pass


def serve(pipe: Connection, handler: type[BaseHTTPRequestHandler]) -> None:
    """Tell the port, then answer until the process is ended."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    pipe.send(server.server_port)
    server.serve_forever()
