"""A warehouse that lands one source of a small sandbox, run after run."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from ingestion.http import waiting_by
from ingestion.landing.load import Load, land
from ingestion.landing.warehouse import Warehouse
from ingestion.own_clock import timed_by
from ingestion.settings import Connection
from ingestion.sources import discover

SYSTEMS = ("salesforce", "hubspot", "stripe")
CREDENTIALS = {
    "salesforce": {"CLIENT_ID": "sandbox", "CLIENT_SECRET": "sandbox"},
    "hubspot": {"ACCESS_TOKEN": "pat-na1-sandbox"},
    "stripe": {"API_KEY": "sk_test_sandbox"},
}
AS_OF = datetime(2026, 7, 1, tzinfo=UTC)


def warm_up() -> None:
    """What takes seconds to load, loaded once, before the first fork."""
    discover()
    for name in SYSTEMS:
        importlib.import_module(f"ingestion.sources.{name}.simulator")


def connection_of(name: str, url: str, only: tuple[str, ...] = (), **settings: str) -> Connection:
    """The source as it is, but for its promises: those are judged by tests of their own.

    `only` names the streams to be read, where all would take long.
    """
    source = replace(discover()[name], expectations={})
    if only:
        streams = tuple(stream for stream in source.streams if stream.name in only)
        source = replace(source, streams=streams)
    given = {"BASE_URL": url, **CREDENTIALS[name], **settings}
    defaults = {each.name: each.default for each in source.settings if each.default}
    return Connection(source, "default", {**defaults, **given})


class Trial:
    """One source, one warehouse."""

    def __init__(self, path: Path, connection: Connection) -> None:
        self.path, self.connection = path, connection

    @property
    def name(self) -> str:
        return self.connection.source.name

    def land(
        self,
        waits: list[float] | None = None,
        warehouse: type[Warehouse] = Warehouse,
        **options: Callable[..., Any],
    ) -> Load:
        """One refresh of this source. Waiting costs no time; `waits` is told how long it was."""
        kept = [] if waits is None else waits
        with warehouse(self.path) as opened, waiting_by(kept.append), timed_by(self.now):
            opened.prepare([self.connection.source])
            refresh = opened.begin_refresh(AS_OF)
            load = land(opened, refresh, self.connection, **options)
            status = "published" if load.status == "accepted" else load.status
            opened.end_refresh(refresh, status)
        return load

    def now(self) -> datetime:
        """Our own clock, which goes as the sandbox's does: no fault is of this one."""
        told = httpx.get(f"{self.connection.settings['BASE_URL']}/_sandbox/now").json()
        return datetime.fromisoformat(told["at"])

    def cursors(self) -> dict[str, str]:
        """What the next load starts from."""
        with Warehouse(self.path) as warehouse:
            rows = warehouse.rows(
                "select stream, cursor from control.cursors where status = 'accepted'"
            )
        return {row["stream"]: row["cursor"] for row in rows}
