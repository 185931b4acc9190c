"""A line on which an answer, its headers and all, has to come within a time.

Libraries bound the silence between two pieces: a server that sends a byte a minute has no end.
"""

from __future__ import annotations

import math
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx


class Deadline(httpcore.NetworkBackend):
    """Opens connections that share one deadline."""

    def __init__(self) -> None:
        self._network, self._ends = httpcore.SyncBackend(), math.inf

    def begin(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def has_passed(self) -> bool:
        return time.monotonic() >= self._ends

    def left(self, timeout: float | None) -> float:
        """How long a step may take that may take `timeout` by itself."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time of this answer is over")
        return left if timeout is None else min(timeout, left)

    def hold(self, client: httpx.Client) -> httpx.Client:
        """Have a client open all its connections here, for which httpx has no setting."""
        for transport in (client._transport, *client._mounts.values()):
            if isinstance(transport, httpx.HTTPTransport):
                transport._pool._network_backend = self
        return client

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        opened = self._network.connect_tcp(
            host, port, self.left(timeout), local_address, socket_options
        )
        return _Held(opened, self)


class _Held(httpcore.NetworkStream):
    """A connection whose every step ends by the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        return _Held(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()
