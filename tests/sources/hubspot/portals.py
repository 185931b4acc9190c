"""A portal of HubSpot on loopback, over a small sample company or over records written by hand."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn

from ingestion.landing.records import landed
from ingestion.sandbox import firm, lives, traces
from ingestion.sandbox.lives.births import births
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.recording import hubspot as recording
from ingestion.sandbox.store import Store
from ingestion.source import Batch, Checkpoint, Compare, Drift, Listed
from ingestion.sources.hubspot import SOURCE
from ingestion.sources.hubspot.client import Client
from ingestion.sources.hubspot.simulator import TOKEN, Limits, app
from tests.sources.hubspot.meddling import Meddler

NOW = 1_780_000_000_000  # 2026-05-28T20:26:40Z
DAY = 86_400_000
AT = NOW - 10 * DAY  # when most of what is written by hand was
TRACKED = {**recording.TRACKED}


@dataclass
class Portal:
    """A store, and the address at which HubSpot's API answers over it."""

    store: Store
    url: str
    meddler: Meddler

    def client(self, token: str = TOKEN, **settings: str) -> Client:
        return Client({"BASE_URL": self.url, "ACCESS_TOKEN": token, **settings})

    def write(self, *changes: Change, now: int | None = None) -> None:
        """Whole new records by now; or, with `now`, whatever happens until then."""
        named = (("hubspot", change) for change in changes)
        self.store.add(named, 0 if now else self.store.now)
        if now:
            self.store.advance(now)

    def pass_time(self, days: float = 1) -> None:
        self.store.advance(self.store.now + int(days * DAY))


@contextmanager
def served(store: Store, limits: Limits | None = None) -> Iterator[Portal]:
    meddler = Meddler()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            meddler.around(app(store, limits)),
            log_level="error",
            date_header=False,
            server_header=False,
            lifespan="off",
        )
        server = uvicorn.Server(config)
        running = threading.Thread(target=server.run, args=([listening],), daemon=True)
        running.start()
        while not server.started:
            time.sleep(0.005)
        yield Portal(store, f"http://127.0.0.1:{listening.getsockname()[1]}", meddler)
        server.should_exit = True
        running.join()


def recorded(store: Store, size: int, seed: int = 7) -> None:
    """Fill a store with what HubSpot recorded of a small sample company."""
    company = firm.found(seed, size)
    now = company.first_day_ends_at
    store.set_meta("now", now)
    changes: list[Change] = [*recording.record_firm(company)]
    for index in range(births(company, now)):
        life = lives.life(company, index)
        changes += recording.record(company, life, traces.of(company, life))
    store.add((("hubspot", change) for change in changes), now)


@dataclass
class Landing:
    """What the streams of a client gave, table by table, the last word on each record last."""

    records: dict[str, dict[str, dict[str, Any]]]
    gone: dict[str, dict[str, tuple[str, str | None]]]
    cursors: dict[str, dict[str, Any]]
    drifts: list[Drift]
    alive: dict[str, set[str]]  # by table, those of earlier walks too
    requests: int = 0

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        return self.records.get(table, {})

    def take(self, batch: Batch) -> None:
        name, rows = batch.table.name, landed(batch.table, batch.records)
        assert not rows.broken
        alive = self.alive.setdefault(name, set())
        for number, id in enumerate(rows.columns["_record_id"]):
            row = {column: values[number] for column, values in rows.columns.items()}
            self.records.setdefault(name, {})[id] = row
            alive.add(id) if row["_op"] == "upsert" else alive.discard(id)
        for tombstone in batch.tombstones:
            gone = (tombstone.op, tombstone.merged_into_id)
            self.gone.setdefault(name, {})[tombstone.record_id] = gone
            alive.discard(tombstone.record_id)


def walked(client: Client, before: Landing | None = None, only: Iterable[str] = ()) -> Landing:
    """Walk the source's streams as the landing engine does, from the cursors of `before`."""
    alive = {name: set(ids) for name, ids in before.alive.items()} if before else {}
    out = Landing({}, {}, {}, [], alive)
    for stream in SOURCE.streams:
        if only and stream.name not in only:
            continue
        cursor = before.cursors.get(stream.name, {}) if before else {}
        listed: dict[str, set[str]] = {}
        for item in stream.extract(client, json.loads(json.dumps(cursor))):
            if isinstance(item, Checkpoint):
                out.cursors[stream.name] = item.cursor
            elif isinstance(item, Batch):
                out.take(item)
            elif isinstance(item, Drift):
                out.drifts.append(item)
            else:
                _held_against(out, item, listed.setdefault(item.table.name, set()))
    out.requests = client.session.requests
    return out


def _held_against(out: Landing, part: Listed | Compare, ids: set[str]) -> None:
    """What is alive here and listed nowhere, as the landing works it out."""
    ids |= set(part.ids)
    if not part.is_last:
        return
    alive = out.alive.setdefault(part.table.name, set())
    if isinstance(part, Compare):
        part.answer(sorted(alive - ids), sorted(ids - alive))
        return
    for id in sorted(alive - ids - out.rows(part.table.name).keys()):
        out.gone.setdefault(part.table.name, {})[id] = ("delete", None)
        alive.discard(id)


def create(object, id, at=AT, **fields):
    return Change(at, object, str(id), "create", fields, "API")


def update(object, id, at, is_stamped=True, **fields):
    return Change(at, object, str(id), "update", fields, "API", is_stamped)


def end(object, id, at, op="delete", into=None):
    return Change(at, object, str(id), op, {}, None, op == "merge", into)


def after_a_day(portal, *changes, only):
    """A first walk, then what happens during the next day, then a second walk."""
    first = walked(portal.client(), only=only)
    portal.write(*changes, now=NOW + DAY)
    return first, walked(portal.client(), first, only)


def after_hours(portal, *changes, only, hours=3):
    """The same within the day, so that nothing is swept."""
    first = walked(portal.client(), only=only)
    portal.write(*changes, now=later(hours))
    return first, walked(portal.client(), first, only)


def later(hours):
    return NOW + int(hours * 3_600_000)


@contextmanager
def talking(portal, token=TOKEN):
    with httpx.Client(base_url=portal.url, headers={"Authorization": f"Bearer {token}"}) as http:
        yield http
