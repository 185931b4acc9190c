"""An org of a few records made by hand, a small sample company, and servers for both."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from ingestion.landing.warehouse import Warehouse
from ingestion.sandbox import ids
from ingestion.sandbox.recorded import Change
from ingestion.sandbox.store import Store
from ingestion.sandbox.world import World, open_world
from ingestion.source import Anew, Checkpoint, Compare, Drift, Tombstone
from ingestion.sources.salesforce import SOURCE
from ingestion.sources.salesforce.client import Client
from ingestion.sources.salesforce.simulator import app
from ingestion.sources.salesforce.simulator.org import Org

CREDENTIALS = {"CLIENT_ID": "sandbox", "CLIENT_SECRET": "sandbox"}
OWNED = ("Lead", "Contact", "Account", "Opportunity", "Campaign", "Task", "Event")


class Hand:
    """Writes an org by hand: `hand.lead("Ada", Email=…)`, and at last `hand.open()`."""

    def __init__(self, path: Path) -> None:
        self.store = Store(path)
        self.now = self.at("2026-05-20T12:00:00")
        self.changes: list[tuple[str, Change]] = []
        self.user = self.key("005", "Ann")
        self.make("User", "005", "Ann", "2020-01-01T00:00:00", Username="ann@example.com",
                  Email="ann@example.com", FirstName="Ann", LastName="Seller", Alias="ann",
                  IsActive=True)  # fmt: skip

    @staticmethod
    def at(text: str) -> int:
        return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000

    @staticmethod
    def key(prefix: str, name: str) -> str:
        return ids.salesforce(prefix, "by hand", name)

    def make(self, object: str, prefix: str, name: str, when: str, **fields: Any) -> str:
        id = self.key(prefix, name)
        owner = {"OwnerId": self.user} if object in OWNED else {}
        values = {"CreatedById": self.user, "LastModifiedById": self.user, **owner, **fields}
        self.changes.append(("salesforce", Change(self.at(when), object, id, "create", values)))
        return id

    def lead(self, name: str, when: str = "2026-01-10T08:00:00", **fields: Any) -> str:
        values = {"LastName": name, "Company": "Ampère AG", "Status": "Nurture", **fields}
        return self.make("Lead", "00Q", name, when, **values)

    def opportunity(self, name: str, when: str = "2026-02-01T00:00:00", **fields: Any) -> str:
        values = {"Name": name, "StageName": "Prospecting", "CloseDate": "2026-06-30",
                  "CurrencyIsoCode": "USD", **fields}  # fmt: skip
        return self.make("Opportunity", "006", name, when, **values)

    def then(
        self, when: str, object: str, id: str, op: str = "update", into: str | None = None,
        **fields: Any,
    ) -> None:  # fmt: skip
        """A later change; what lies after `now` waits until the clock gets there."""
        self.changes.append(
            ("salesforce", Change(self.at(when), object, id, op, fields, into=into))
        )

    def open(self) -> Store:
        self.store.add(self.changes, self.now)
        self.store.set_meta("now", self.now)
        return self.store


@pytest.fixture(scope="session")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Hand]]:
    """Begins an org of its own each time it is called."""
    made: list[Hand] = []

    def begin() -> Hand:
        made.append(Hand(tmp_path_factory.mktemp("hand") / "hand.sqlite"))
        return made[-1]

    yield begin
    for hand in made:
        hand.store.close()


@pytest.fixture
def hand(by_hand: Callable[[], Hand]) -> Hand:
    return by_hand()


class Asking:
    """The API over HTTP with a token, errors and all."""

    def __init__(self, base_url: str, store: Store) -> None:
        self.base_url = base_url
        self.store = store
        self.http = httpx.Client(base_url=base_url, trust_env=False)
        self.sign_in()

    def sign_in(self) -> None:
        answer = self.token(
            grant_type="client_credentials", client_id="sandbox", client_secret="sandbox"
        )
        self.http.headers["authorization"] = f"Bearer {answer.json()['access_token']}"

    def token(self, **form: str) -> httpx.Response:
        return self.http.post("/services/oauth2/token", data=form)

    def get(
        self, path: str, headers: dict[str, str] | None = None, **params: str
    ) -> httpx.Response:
        """`path` below the version, or from the root."""
        path = path if path.startswith("/") else f"/services/data/v62.0/{path}"
        return self.http.get(path, params=params or None, headers=headers)

    def query(self, soql: str, call: str = "query") -> httpx.Response:
        return self.get(call, q=soql)

    def records(self, soql: str, call: str = "query") -> list[dict[str, Any]]:
        answer = self.query(soql, call)
        assert answer.status_code == 200, answer.text
        return answer.json()["records"]


@pytest.fixture(scope="session")
def asking(serving: Callable[[Starlette], str]) -> Callable[..., Asking]:
    """Ask the API of a store: `asking(store, Org(…))`."""

    def ask(store: Store, org: Org | None = None) -> Asking:
        return Asking(serving(app(store, org)), store)

    return ask


@pytest.fixture(scope="session")
def serving() -> Iterator[Callable[[Starlette], str]]:
    """Serves an app on a loopback port until the tests are over; gives its address."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def serve(application: Starlette) -> str:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(application, lifespan="off", log_level="warning", date_header=False)
        )
        thread = threading.Thread(
            target=asyncio.run, args=(server.serve(sockets=[listener]),), daemon=True
        )
        thread.start()
        while not server.started and thread.is_alive():
            thread.join(0.005)
        running.append((server, thread))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield serve
    for server, thread in running:
        server.should_exit = True
        thread.join()


@pytest.fixture
def connected(serving) -> Callable[..., Client]:
    """A client of a store: `connected(store, Org(…), SKIP=…)`."""

    def connect(store: Store, org: Org | None = None, **settings: str) -> Client:
        base_url = serving(app(store, org))
        return Client({"BASE_URL": base_url, **CREDENTIALS, **settings})

    return connect


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A small sample company, all systems recorded; read it only."""
    world = open_world(tmp_path_factory.mktemp("company"), seed=11, size=120)
    yield world
    world.close()


class Walk(NamedTuple):
    """What one walk of a stream brought: records by id, tombstones, counts told, where it ended.

    `rows` came in columns and not as records; `listed` are the ids that a sweep held against what
    landed, `drift` what changed of the schema.
    """

    records: dict[str, dict[str, Any]]
    gone: list[Tombstone]
    counts: list[int]
    cursor: dict[str, Any]
    rows: dict[str, dict[str, Any]]
    listed: list[str]
    drift: list[tuple[str, str]]


@pytest.fixture(scope="session")
def walk() -> Callable[..., Walk]:
    """Walk a stream of a client: `walk(client, "lead", cursor)`.

    `unlisted` and `lacking` stand for what the warehouse answers to a sweep.
    """
    streams = {stream.name: stream for stream in SOURCE.streams}

    def walked(
        client: Client,
        name: str = "lead",
        cursor: dict[str, Any] | None = None,
        unlisted: Sequence[str] = (),
        lacking: Sequence[str] = (),
    ) -> Walk:
        walk = Walk({}, [], [], {}, {}, [], [])
        for item in streams[name].extract(client, cursor or {}):
            if isinstance(item, Checkpoint):
                walk.cursor.update(item.cursor)
            elif isinstance(item, Anew):
                walk.counts.clear()
            elif isinstance(item, Drift):
                walk.drift.append((item.field, item.kind))
            elif isinstance(item, Compare):
                walk.listed.extend(item.ids)
                if item.is_last:
                    item.answer(unlisted, lacking)
            else:
                records = (json.loads(text) for text in item.records)
                walk.records.update({record["Id"]: record for record in records})
                walk.gone.extend(item.tombstones)
                walk.counts.extend([] if item.vendor_count is None else [item.vendor_count])
                rows = item.rows.to_pylist() if item.rows else []
                walk.rows.update({row["_record_id"]: row for row in rows})
        return walk

    return walked


@pytest.fixture
def days(hand, tmp_path, serving):
    from tests.sources.salesforce.living import Days

    with Warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        yield lambda: Days(hand, warehouse, serving)
