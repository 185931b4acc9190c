"""No credential stands in anything that a run writes, whether a system takes it or refuses it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import duckdb
import msgspec
import pytest

from ingestion.http import Answer, Session, waiting_by
from ingestion.masking import keep, shown
from ingestion.sandbox.faults import Fault
from ingestion.sandbox.world import open_world
from ingestion.settings import Connection
from ingestion.source import Setting, Source, SourceError
from ingestion.sources import discover
from ingestion.sources.hubspot import client
from ingestion.sources.hubspot.simulator import gate
from ingestion.sources.salesforce import bulk
from ingestion.sources.salesforce.errors import Refused
from ingestion.sources.salesforce.simulator.org import Org
from ingestion.sources.salesforce.tables import LEAD
from ingestion.sources.stripe.simulator import server
from tests.chaos.serving import System, serving
from tests.chaos.trial import SYSTEMS, Trial, connection_of
from tests.conftest import ROOT

TAKEN, REFUSED = "canary-taken-Zq81/x+", "canary-refused-Wv52/y+"


def canary(source: str, setting: str, kind: str = TAKEN) -> str:
    return f"{kind}{source}-{setting.lower()}"


def secrets() -> list[tuple[str, str]]:
    """Every secret setting of every source."""
    return [
        (source.name, setting.name)
        for source in discover().values()
        for setting in source.settings
        if setting.secret
    ]


@pytest.fixture
def systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, System]]:
    """The three systems, which know the canaries as their credentials."""
    monkeypatch.setattr(gate, "TOKEN", canary("hubspot", "ACCESS_TOKEN"))
    monkeypatch.setattr(server, "KEY", canary("stripe", "API_KEY"))
    org = Org(
        client_id=canary("salesforce", "CLIENT_ID"),
        client_secret=canary("salesforce", "CLIENT_SECRET"),
    )
    world = open_world(tmp_path / "world", seed=7, size=25)
    with ExitStack() as stack:
        found = {name: stack.enter_context(serving(name, world)) for name in SYSTEMS}
        found["salesforce"].use(org)
        yield found
    world.close()


def test_a_run_writes_no_credential_anywhere(systems: dict[str, System], tmp_path: Path):
    """Accounts that take their canaries, and fail under way; others that refuse theirs."""
    systems["salesforce"].plan.replace([Fault("salesforce", "token", "*/queryAll", call=3)])
    systems["hubspot"].plan.replace([Fault("hubspot", "redirect", "*/owners", times=0)])
    out = tmp_path / "out"
    variables = {
        "ACCORD_WAREHOUSE": str(out / "warehouse"),
        "DAGSTER_HOME": str(out / "dagster"),
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path / "tmp"),
    }
    (tmp_path / "tmp").mkdir()
    for name, system in systems.items():
        prefix = name.upper()
        variables |= {
            f"{prefix}_CONNECTIONS": "default,other",
            f"{prefix}_BASE_URL": system.url,
            f"{prefix}_OTHER_BASE_URL": system.url,
        }
    for name, setting in secrets():
        variables[f"{name.upper()}_{setting}"] = canary(name, setting)
        variables[f"{name.upper()}_OTHER_{setting}"] = canary(name, setting, REFUSED)
    # The other org signs an assertion with a key that is none.
    del variables["SALESFORCE_OTHER_CLIENT_SECRET"]
    variables["SALESFORCE_OTHER_USERNAME"] = "integration@example.com"
    done = subprocess.run(
        [sys.executable, "-m", "orchestration", "run", "--days", "0"],
        cwd=ROOT,
        env=variables,
        capture_output=True,
    )
    with duckdb.connect(str(out / "warehouse" / "working.duckdb"), read_only=True) as working:
        told = {
            (name, connection): (status, message)
            for name in SYSTEMS
            for connection, status, message in working.execute(
                "select distinct _connection, status, message "
                f"from raw_{name}._loads where message is not null or status = 'accepted'"
            ).fetchall()
        }
        texts = [done.stdout, done.stderr, repr(told).encode()]
        for (schema,) in working.execute(
            "select distinct table_schema from information_schema.tables "
            "where table_schema = 'control' or table_schema like 'raw_%'"
        ).fetchall():
            texts += [table.encode() for table in dumped(working, schema)]
    assert told["salesforce", "default"][0] == "accepted", told
    assert told["stripe", "default"][0] == "accepted", told
    assert "foreign host" in told["hubspot", "default"][1], told
    for name in SYSTEMS:
        assert told[name, "other"][0] == "failed", told
    files = [path for path in tmp_path.rglob("*") if path.is_file() and "world" not in path.parts]
    assert len(files) > 20
    texts += [path.read_bytes() for path in files]
    for name, setting in secrets():
        for kind in (TAKEN, REFUSED):
            for form in forms(canary(name, setting, kind)):
                assert not any(form in text for text in texts), (name, setting, form)


@pytest.mark.parametrize(
    "name, endpoint",
    [
        ("salesforce", "*/oauth2/token"),
        ("salesforce", "*/queryAll"),
        ("hubspot", "*/owners"),
        ("stripe", "/v1/customers"),
        ("stripe", "/v1/events"),
    ],
)
def test_what_a_system_repeats_of_a_credential_is_starred(systems, tmp_path, name, endpoint):
    """Its answer holds the whole request: the header with the token, the form with the secret."""
    given = {setting: canary(name, setting) for of, setting in secrets() if of == name}
    given.pop("PRIVATE_KEY", None)
    only = {"salesforce": ("lead",), "hubspot": ("owners",), "stripe": ()}[name]
    trial = Trial(tmp_path / "one.duckdb", connection_of(name, systems[name].url, only, **given))
    if endpoint == "/v1/events":
        assert trial.land().status == "accepted"
    systems[name].plan.replace([Fault(name, "echoed", endpoint, times=0)])
    load = trial.land()
    assert systems[name].plan.struck
    assert load.status == "failed" and "***" in load.message
    told = [load.message.encode(), trial.path.read_bytes()]
    with duckdb.connect(str(trial.path), read_only=True) as working:
        told += [table.encode() for table in dumped(working, f"raw_{name}")]
    for value in given.values():
        # Nor the tail of one: what is cut is masked before.
        for form in (*forms(value), value[:24].encode(), value[-16:].encode()):
            assert not any(form in text for text in told), (form, load.message)


def test_words_are_masked_before_they_are_cut():
    keep("canary-of-words-123456")
    assert shown("x" * 190 + "canary-of-words-123456") == "x" * 190 + "***"
    assert shown("a\ncanary-of-words-123456\n b") == "a *** b"


@pytest.mark.parametrize(
    "told",
    [
        lambda text: SourceError("invented", text, "Run again"),
        lambda text: Refused("INVALID_FIELD", f"line\n{text}"),
        lambda text: SourceError("invented", f"in an address {quote(text, safe='')}", ""),
    ],
)
def test_no_error_tells_a_credential_of_a_connection(told):
    setting = Setting("KEY", "a key", secret=True)
    source = Source("invented", "Invented", (setting,), (), connect=lambda *_: None)
    Connection(source, "default", {"KEY": "canary/of+settings", "BASE_URL": "https://x.example"})
    line = str(told("it says canary/of+settings twice: canary/of+settings"))
    assert "***" in line
    assert not any(form.decode() in line for form in forms("canary/of+settings"))


def test_what_stands_before_a_host_is_not_told():
    address = "http://proxyuser:proxy%2Fpass-1234@127.0.0.1:9"
    session = Session("stripe", address)
    for ask in (lambda: session.request("GET", "/a"), lambda: session.now):
        with pytest.raises(SourceError, match="127.0.0.1:9") as told, waiting_by(lambda _: None):
            ask()
        assert "proxy" not in str(told.value)
    assert "proxy/pass" not in str(SourceError("stripe", "it was proxy/pass-1234", ""))


def test_what_a_failed_job_says_is_starred():
    keep("canary-of-jobs-123456")
    told = {"state": "Failed", "errorMessage": "no canary-of-jobs-123456"}
    org = type("Org", (), {"request": lambda *_, **__: Answer(200, {}, json.dumps(told).encode())})
    with pytest.raises(bulk.NotByBulk, match=r"Failed: no \*\*\*$"):
        bulk._ended(org(), LEAD, "/jobs/query/1")


def test_what_a_batch_says_is_starred():
    keep("canary-of-batches-123456")
    told = msgspec.Raw(b'{"category":"VALIDATION","message":"no canary-of-batches-123456"}')
    with pytest.raises(SourceError, match=r"VALIDATION: no \*\*\*\)"):
        client._not_there([told], "contacts")


def test_a_common_short_word_is_no_credential():
    keep("invoice")
    assert shown("no such invoice") == "no such invoice"


def dumped(working: duckdb.DuckDBPyConnection, schema: str) -> Iterator[str]:
    """Every row of every table of a schema, as text: files hold them packed."""
    tables = working.execute(
        "select table_name from information_schema.tables where table_schema = ?", (schema,)
    ).fetchall()
    for (table,) in tables:
        yield repr(working.execute(f'select * from {schema}."{table}"').fetchall())


def forms(secret: str) -> list[bytes]:
    """How a credential may be written: as it is, in an address, packed as a user's name."""
    plain = secret.encode()
    return [plain, quote(secret, safe="").encode(), b64encode(plain + b":"), b64encode(plain)]
