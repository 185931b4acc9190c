"""A vendor's clock that runs ahead of ours does not carry a cursor with it."""

from __future__ import annotations

import email.utils
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from ingestion import http
from ingestion.http import Session
from ingestion.own_clock import timed_by
from ingestion.sandbox.faults import Fault
from tests.chaos.trial import SYSTEMS
from tests.faults.test_bounds import instants

OURS = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def vendor(monkeypatch):
    """`vendor(told)`: a session with a vendor whose every answer tells that instant."""

    def begin(told: datetime, url: str = "https://api.vendor.example") -> Session:
        headers = {"Date": email.utils.format_datetime(told, usegmt=True)}

        def answer(_: httpx.Request) -> httpx.Response:
            return httpx.Response(200, headers=headers, stream=httpx.ByteStream(b""))

        answers = httpx.MockTransport(answer)
        monkeypatch.setattr(http, "line", lambda *_: httpx.Client(transport=answers))
        return Session("invented", url)

    return begin


@pytest.mark.parametrize(
    ("told", "believed"),
    [
        (OURS + 4 * HOUR, OURS),
        (OURS + timedelta(seconds=2), OURS),
        (OURS, OURS),
        (OURS - 4 * HOUR, OURS - 4 * HOUR),
    ],
)
def test_of_the_vendors_clock_and_ours_the_earlier_is_believed(vendor, told, believed):
    session = vendor(told)
    with timed_by(lambda *_: OURS):
        assert (session.now, session.vendors_now) == (believed, told)


def test_who_runs_no_sandbox_has_the_machines_clock(vendor):
    told = (datetime.now(UTC) + 24 * HOUR).replace(microsecond=0)
    session = vendor(told)
    assert session.now <= datetime.now(UTC)
    assert session.vendors_now == told


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://[::1]:9", "http://localhost:9"])
def test_a_sandbox_that_nobody_vouches_for_has_a_time_of_its_own(vendor, url):
    told = (datetime.now(UTC) + 1_000 * HOUR).replace(microsecond=0)
    assert vendor(told, url).now == told


def test_time_goes_on_and_one_line_says_what_is_believed(vendor, caplog):
    session, ours = vendor(OURS + 4 * HOUR), iter([OURS, OURS + HOUR, OURS + 5 * HOUR])
    with timed_by(lambda *_: next(ours)):
        assert [session.now for _ in range(3)] == [OURS, OURS + HOUR, OURS + 4 * HOUR]
    assert caplog.messages == [
        "invented: by its clock it is 2026-03-04 09:06:07 and by ours 2026-03-04 05:06:07: "
        "it is read as of the earlier"
    ]


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_clock_ahead_for_a_whole_load_does_not_move_a_cursor_ahead(sandbox, trial, name):
    trial = trial(name)
    sandbox.plan.replace([Fault(name, kind="skew", times=0, seconds=86_400)])
    assert trial.land().status == "accepted"
    told = [instant for cursor in trial.cursors().values() for instant in instants(cursor)]
    assert told
    assert max(told) <= sandbox.now // 1000
