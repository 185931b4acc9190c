"""A small company's Stripe, one written by hand, a warehouse they land in, and the specification."""

from __future__ import annotations

import json
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from jsonschema import Draft202012Validator

from ingestion.landing.load import Load, land
from ingestion.landing.records import restored
from ingestion.landing.warehouse import Warehouse
from ingestion.sandbox.store import Store
from ingestion.sandbox.world import World, open_world
from ingestion.settings import Connection
from ingestion.sources.stripe import SOURCE
from ingestion.sources.stripe.simulator import Habits, app
from tests.sources.stripe.hand import Hand
from tests.sources.stripe.meddling import Asked, Meddled

KEY, VERSION = "sk_test_sandbox", "2023-08-16"
SPECIFICATION = "spec3_2023-09-12.yaml"
TABLES = {table.name: table for table in SOURCE.tables}
LATEST = """
    select * from (
        select *, row_number() over (partition by _record_id order by _load_id desc, _seen_at desc) as _rank
        from raw_stripe.{}
    ) where _rank = 1
"""


@contextmanager
def served(application: Any) -> Iterator[str]:
    """The URL of an application on a port of its own."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        application, lifespan="off", log_level="warning", access_log=False, date_header=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=5)
    listener.close()


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A small company on its first day. Nobody moves its clock."""
    world = open_world(tmp_path_factory.mktemp("stripe-world"), seed=7, size=150)
    yield world
    world.close()


@pytest.fixture(scope="session")
def url(world: World) -> Iterator[str]:
    with served(app(world)) as url:
        yield url


@pytest.fixture
def going_on(tmp_path: Path) -> Iterator[tuple[World, str]]:
    """A company whose clock the test moves, and its URL."""
    world = open_world(tmp_path / "going-on", seed=11, size=100)
    with served(app(world)) as url:
        yield world, url
    world.close()


Ask = Callable[..., tuple[int, Any]]


def asking(url: str) -> Ask:
    client = httpx.Client(
        base_url=url,
        headers={"Authorization": f"Bearer {KEY}", "Stripe-Version": VERSION},
        trust_env=False,
    )

    def ask(path: str, **headers: str) -> tuple[int, Any]:
        answer = client.get("/v1/" + path, headers=headers)
        return answer.status_code, answer.json()

    return ask


@pytest.fixture(scope="session")
def ask(url: str) -> Ask:
    """`ask("invoices?limit=3")` gives status and body."""
    return asking(url)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    hand = Hand(tmp_path)
    yield hand
    hand.store.close()


@pytest.fixture
def ask_hand(hand: Hand) -> Iterator[Ask]:
    with served(app(hand.store)) as url:
        yield asking(url)


@pytest.fixture
def serve() -> Iterator[Callable[[Any], httpx.Client]]:
    """`serve(application)` gives a client of it that holds the key."""
    with ExitStack() as running:

        def serve(application: Any) -> httpx.Client:
            url = running.enter_context(served(application))
            headers = {"Authorization": f"Bearer {KEY}", "Stripe-Version": VERSION}
            return running.enter_context(
                httpx.Client(base_url=url, headers=headers, trust_env=False)
            )

        yield serve


class Landed:
    """A warehouse that Stripe lands in, load after load."""

    def __init__(self, folder: Path, store: Store, url: str) -> None:
        self.store = store
        self.asked: list[Asked] = []
        self.warehouse = Warehouse(folder / "landed.duckdb")
        self.warehouse.prepare([SOURCE])
        self.connection = Connection(
            SOURCE, "default", {"BASE_URL": url, "API_KEY": "sk_test_sandbox"}
        )

    def load(self) -> Load:
        refresh = self.warehouse.begin_refresh(datetime.fromtimestamp(self.store.now / 1000, UTC))
        load = land(self.warehouse, refresh, self.connection)
        self.warehouse.end_refresh(refresh, "published")
        return load

    def latest(self, table: str) -> dict[str, dict]:
        return {row["_record_id"]: row for row in self.warehouse.rows(LATEST.format(table))}

    def records(self, table: str) -> dict[str, dict]:
        """Of those that are not gone, the records as they were landed."""
        rows = self.latest(table).items()
        return {id: restored(TABLES[table], row) for id, row in rows if row["_op"] == "upsert"}

    def versions(self, table: str, id: str) -> list[dict]:
        return self.warehouse.rows(
            f"select * from raw_stripe.{table} where _record_id = ? order by _load_id", (id,)
        )


@pytest.fixture
def land_here(tmp_path: Path) -> Iterator[Callable[[Store, str], Landed]]:
    made: list[Landed] = []

    def start(store: Store, url: str) -> Landed:
        folder = tmp_path / f"landed-{len(made)}"
        folder.mkdir()
        made.append(Landed(folder, store, url))
        return made[-1]

    yield start
    for landed in made:
        landed.warehouse.close()


@pytest.fixture
def landed_by_hand(hand: Hand, serve: Callable, land_here: Callable) -> Landed:
    return land_here(hand.store, str(serve(app(hand.store)).base_url))


@pytest.fixture
def land_with(hand: Hand, serve: Callable, land_here: Callable) -> Callable[..., Landed]:
    """`land_with(habits, meddle)` gives a warehouse that lands from such a Stripe."""

    def land_with(habits: Habits = Habits(), meddle: Callable = lambda *_: None) -> Landed:
        application = Meddled(app(hand.store, habits), meddle)
        landed = land_here(hand.store, str(serve(application).base_url))
        landed.asked = application.asked
        return landed

    return land_with


@pytest.fixture(scope="session")
def specification(shared: Path) -> dict[str, Any]:
    """Stripe's OpenAPI document, with `nullable` in the words of JSON Schema."""
    source = shared / "specs" / "stripe" / SPECIFICATION
    if not source.exists():
        pytest.skip(f"{SPECIFICATION} is not in ../shared/specs/stripe")
    cached = Path(tempfile.gettempdir()) / f"accord-{source.stem}-{source.stat().st_size}.json"
    if not cached.exists():
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        document = yaml.load(
            source.read_text(), Loader=loader
        )  # a safe one, in C where there is one
        unfinished = cached.with_suffix(f".{time.monotonic_ns()}")
        unfinished.write_text(json.dumps(nullable_rewritten(document)))
        unfinished.replace(cached)
    return json.loads(cached.read_text())


def nullable_rewritten(node: Any) -> Any:
    if isinstance(node, list):
        return [nullable_rewritten(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {name: nullable_rewritten(value) for name, value in node.items() if name != "nullable"}
    return {"anyOf": [kept, {"type": "null"}]} if node.get("nullable") is True else kept


@pytest.fixture(scope="session")
def faults(specification: dict[str, Any]) -> Callable[[Any, dict[str, Any]], list[str]]:
    """What is wrong with a value under a schema of the specification."""
    components = {"components": {"schemas": specification["components"]["schemas"]}}

    def faults(value: Any, schema: dict[str, Any]) -> list[str]:
        validator = Draft202012Validator({**components, **schema})
        return [
            f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"
            for error in validator.iter_errors(value)
        ]

    return faults
