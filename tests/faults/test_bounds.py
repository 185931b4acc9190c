"""Asking again has its causes and its bounds, and credentials stay at home."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ingestion.http import Session, waiting_by
from ingestion.sandbox.faults import Fault
from ingestion.source import SourceError
from tests.chaos.score import score
from tests.chaos.trial import SYSTEMS, Trial, connection_of
from tests.faults.test_every_fault import PAGES


class Elsewhere:
    """A host of somebody else, which keeps what it is told."""

    def __init__(self, answers: dict[str, tuple[int, dict[str, str]]] | None = None) -> None:
        self.heard: list[tuple[str, str | None]] = []
        elsewhere = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                elsewhere.heard.append((self.path, self.headers.get("authorization")))
                status, headers = (answers or {}).get(self.path, (200, {}))
                self.send_response(status)
                for name, value in {"content-length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def hosts() -> Iterator[type[Elsewhere]]:
    made: list[Elsewhere] = []

    def begin(answers: dict | None = None) -> Elsewhere:
        made.append(Elsewhere(answers))
        return made[-1]

    yield begin
    for host in made:
        host.server.shutdown()
        host.server.server_close()


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize("kind", ["status", "reset", "truncated"])
def test_a_system_that_stays_down_fails_the_load_after_six_tries(sandbox, trial, name, kind):
    waits: list[float] = []
    sandbox.plan.replace([Fault(name, kind=kind, endpoint=PAGES[name], times=0)])
    load = trial(name).land(waits)
    assert load.status == "failed" and "(6 tries)" in load.message
    assert len(sandbox.plan.struck) == 6
    assert len(waits) == 5 and sum(waits) < 60


def test_a_burst_limit_is_waited_for_as_long_as_it_asks(sandbox, trial):
    waits: list[float] = []
    trial = trial("hubspot")
    fault = Fault("hubspot", kind="burst", endpoint=PAGES["hubspot"], times=3, retry_after=7)
    sandbox.plan.replace([fault])
    assert trial.land(waits).status == "accepted"
    assert waits == [7, 7, 7]
    assert score(sandbox.world, trial).is_clean


def test_a_burst_that_never_ends_fails_the_load(sandbox, trial):
    waits: list[float] = []
    sandbox.plan.replace([Fault("stripe", kind="burst", endpoint="/v1/invoices", times=0)])
    load = trial("stripe").land(waits)
    assert load.status == "failed" and "HTTP 429" in load.message
    assert len(waits) == 9 and sum(waits) < 300


@pytest.mark.parametrize("asked", [{}, {"retry_after": 3_600}])
def test_nobody_waits_for_the_next_day(sandbox, trial, asked):
    waits: list[float] = []
    kind = "burst" if asked else "daily"
    sandbox.plan.replace([Fault("hubspot", kind=kind, endpoint=PAGES["hubspot"], **asked)])
    load = trial("hubspot").land(waits)
    assert load.status == "failed" and "Run again tomorrow" in load.message
    assert waits == [] and len(sandbox.plan.struck) == 1


def test_a_token_that_expires_under_way_is_renewed(sandbox, trial):
    trial = trial("salesforce")
    sandbox.plan.replace([Fault("salesforce", kind="token", endpoint="*/queryAll", times=2)])
    assert trial.land().status == "accepted"
    assert len(sandbox.plan.struck) == 2
    assert score(sandbox.world, trial).is_clean


def test_a_token_that_is_never_accepted_is_not_renewed_for_ever(sandbox, trial):
    sandbox.plan.replace([Fault("salesforce", kind="token", endpoint="*/queryAll", times=0)])
    load = trial("salesforce").land()
    assert load.status == "failed" and len(sandbox.plan.struck) == 3


@pytest.mark.parametrize("name", SYSTEMS)
def test_nothing_is_sent_to_a_foreign_host(sandbox, trial, hosts, name):
    foreign = hosts()
    to = f"http://127.0.0.1:{foreign.port}"
    sandbox.plan.replace([Fault(name, kind="redirect", endpoint=PAGES[name], to=to)])
    load = trial(name).land()
    assert load.status == "failed" and "an answer led to the foreign host" in load.message
    assert foreign.heard == []


def test_an_address_to_call_that_is_not_the_vendors_is_refused(sandbox, trial):
    sandbox.plan.replace([Fault("salesforce", kind="foreign_link", endpoint="*/oauth2/token")])
    load = trial("salesforce").land()
    assert load.status == "failed"
    assert "an answer led to the foreign host elsewhere.example" in load.message


def test_another_host_of_the_vendor_is_followed_without_credentials(hosts):
    other = hosts()
    own = hosts({"/moved": (302, {"location": f"http://localhost:{other.port}/there"})})
    session = Session(
        "invented",
        f"http://127.0.0.1:{own.port}",
        headers={"Authorization": "Bearer canary"},
        vendor_domains=("localhost",),
    )
    assert session.request("GET", "/moved").status == 200
    assert own.heard == [("/moved", "Bearer canary")]
    assert other.heard == [("/there", None)]
    with pytest.raises(SourceError, match="was sent to another host"):
        session.request("POST", "/moved", data={"client_secret": "canary"})
    assert len(other.heard) == 1


def test_redirects_in_a_circle_end(hosts):
    own = hosts({"/round": (302, {"location": "/round"})})
    session = Session("invented", f"http://127.0.0.1:{own.port}")
    with pytest.raises(SourceError, match="was redirected again and again"):
        session.request("GET", "/round")
    assert len(own.heard) == 6


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/next",
        "http://vendor.example/next",
        "ftp://vendor.example/next",
        "https://vendor.example.evil.example/next",
        "https://vendor.example@evil.example/next",
        "https://evilvendor.example/next",
        "https://[broken/next",
    ],
)
def test_an_address_that_only_looks_like_the_vendors_is_not_followed(address):
    session = Session("invented", "https://api.vendor.example", vendor_domains=("vendor.example",))
    with pytest.raises(SourceError), waiting_by(lambda _: None):
        session.request("GET", address)
    assert session.requests == 0


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_machine_whose_clock_is_ahead_does_not_move_a_cursor_ahead(sandbox, trial, name):
    trial = trial(name)
    for call in (1, 2, 3, 4):
        trial.path.unlink(missing_ok=True)
        sandbox.plan.replace([Fault(name, kind="skew", call=call, seconds=86_400)])
        assert trial.land().status == "accepted"
        assert len(sandbox.plan.struck) == 1
        now = sandbox.now // 1000
        for cursor in trial.cursors().values():
            for instant in instants(cursor):
                assert instant <= now + 300, (call, cursor)


def instants(cursor: str) -> Iterator[int]:
    """Everything in a cursor that tells a time, in epoch seconds."""
    import json

    def told(value: object) -> Iterator[int]:
        if isinstance(value, dict):
            for inner in value.values():
                yield from told(inner)
        elif isinstance(value, int) and value > 10**9:
            yield value // 1000 if value > 10**12 else value
        elif isinstance(value, str) and value[:4].isdigit() and "T" in value:
            moment = datetime.fromisoformat(value)
            yield int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp())

    yield from told(json.loads(cursor))


def test_an_address_that_is_none_fails_the_load_with_one_line(tmp_path):
    connection = connection_of("stripe", "https://[broken")
    load = Trial(tmp_path / "one.duckdb", connection).land()
    assert load.status == "failed" and load.message.startswith("stripe: connecting failed")


def test_an_address_without_its_scheme_names_the_variable():
    with pytest.raises(SourceError, match="STRIPE_BASE_URL has no https:// in front"):
        Session("stripe", "127.0.0.1:9")
