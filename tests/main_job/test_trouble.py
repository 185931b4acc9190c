"""What a user sees when a source can't be read, and what is published then."""

import io
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass

import pytest
import uvicorn

from ingestion.sandbox.store import Store
from ingestion.sources.hubspot import simulator as hubspot
from ingestion.sources.salesforce import simulator as salesforce
from ingestion.sources.salesforce.simulator.org import Org
from tests.conftest import Company

NOBODY_ANSWERS = "http://127.0.0.1:9"
ALL_BUT_DEALS = frozenset(
    {
        *(
            f"crm.objects.{name}.read"
            for name in ("contacts", "companies", "products", "line_items", "owners")
        ),
        "crm.objects.marketing_events.read",
        "marketing.campaigns.read",
        "sales-email-read",
        "forms",
        "content",
        "business-intelligence",
    }
)


@dataclass(frozen=True)
class Ran:
    """How `make run` ended, and what it printed."""

    status: int
    printed: str

    def of(self, source: str) -> str:
        """The one line about a source that failed."""
        check = f"raw/{source}/_loads: load_accepted"
        [line] = [line for line in self.printed.splitlines() if check in line]
        return line


def run_with(company: Company, days: int, **variables: str) -> Ran:
    """`make run`, its sources pointed elsewhere after the sandbox has set them."""
    from orchestration import environment as places
    from orchestration import run, sandbox

    original = places.use_sandbox

    def changed(urls):
        original(urls)
        os.environ.update(variables)

    with company.environment(), redirect_stdout(io.StringIO()) as printed:
        sandbox.use_sandbox = changed
        try:
            return Ran(run.main(days), printed.getvalue())
        finally:
            sandbox.use_sandbox = original


@contextmanager
def answering(app) -> Iterator[str]:
    """A vendor's API in this process; gives its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", date_header=False))
        running = threading.Thread(target=server.run, args=([listening],), daemon=True)
        running.start()
        while not server.started:
            time.sleep(0.005)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        running.join()


@pytest.fixture
def world(company):
    """What the systems hold, for a vendor that grants less than the sandbox does."""
    store = Store(company.warehouse / "sandbox" / "world.sqlite")
    yield store
    store.close()


@pytest.fixture
def company(published, tmp_path):
    return published.copy(tmp_path / "warehouse")


def loads(company: Company) -> dict[str, str]:
    """How the loads of the last refresh ended."""
    return dict(
        row
        for source in ("salesforce", "hubspot", "stripe", "definitions")
        for row in company.raw(
            f"select distinct '{source}', status from raw_{source}._loads "
            "where refresh_number = (select max(refresh_number) from control.refreshes)"
        )
    )


def test_what_can_be_read_is_published_until_the_rest_is_older_than_the_page_allows(company):
    trouble = {"SALESFORCE_CLIENT_SECRET": "s3cret", "STRIPE_BASE_URL": NOBODY_ANSWERS}
    builds = [(company.warehouse / "current").readlink()]
    ran = run_with(company, days=1, **trouble)
    builds.append((company.warehouse / "current").readlink())
    assert ran.status == 1
    assert "SALESFORCE_CLIENT_SECRET" in ran.of("salesforce") and "s3cret" not in ran.printed
    assert "STRIPE_BASE_URL" in ran.of("stripe")
    assert loads(company) == {
        "salesforce": "failed",
        "stripe": "failed",
        "hubspot": "accepted",
        "definitions": "accepted",
    }
    assert builds[0] != builds[1]
    stale = "select source_system from marts.publication_sources where is_stale order by 1"
    assert company.query(stale) == [("salesforce",), ("stripe",)]

    ran = run_with(company, days=3, **trouble)
    builds.append((company.warehouse / "current").readlink())
    assert ran.status == 1
    assert "salesforce was last read" in ran.printed and "stripe was last read" in ran.printed
    assert builds[1] == builds[2]


def test_a_missing_right_to_one_object_and_a_wrong_key_are_a_line_each(company, world):
    with answering(hubspot.app(world, hubspot.Limits(scopes=ALL_BUT_DEALS))) as url:
        ran = run_with(company, days=0, HUBSPOT_BASE_URL=url, STRIPE_API_KEY="sk_test_s3cret")
    assert ran.status == 1
    for part in ("hubspot.deals", "crm.objects.deals.read", "HUBSPOT_SKIP"):
        assert part in ran.of("hubspot")
    assert "STRIPE_API_KEY" in ran.of("stripe") and "s3cret" not in ran.printed
    assert loads(company)["salesforce"] == loads(company)["definitions"] == "accepted"


def test_a_hidden_object_and_a_wrong_token_are_a_line_each(company, world):
    with answering(salesforce.app(world, Org(hidden_objects=frozenset({"Campaign"})))) as url:
        ran = run_with(
            company, days=0, SALESFORCE_BASE_URL=url, HUBSPOT_ACCESS_TOKEN="pat-na1-s3cret"
        )
    assert ran.status == 1
    for part in ("salesforce.campaign", "may not read", "SALESFORCE_SKIP"):
        assert part in ran.of("salesforce")
    assert "HUBSPOT_ACCESS_TOKEN" in ran.of("hubspot") and "s3cret" not in ran.printed
    assert loads(company)["stripe"] == loads(company)["definitions"] == "accepted"
