"""Limits, locks and outages: waited for and asked again, never for ever, and nothing is doubled."""

import pytest

from ingestion.http import waiting_by
from ingestion.sources.stripe.simulator import Habits
from tests.sources.stripe.holding import assert_holds_all

NOW = 1_772_366_400_000
SECOND, DAY = 1000, 24 * 3600 * 1000


@pytest.fixture
def crowd(hand):
    hand.product("prod_1", "price_1")
    for number in range(250):
        hand.customer(f"cus_{number}", at=NOW - DAY + number)
    hand.invoice("in_1", "cus_1", 23)
    return hand


@pytest.fixture
def waits(hand):
    """Seconds that the client waited; the virtual clock moves meanwhile."""
    seconds = []

    def wait(some):
        seconds.append(some)
        hand.store.set_meta("now", hand.store.now + round(some * SECOND) + 1)

    with waiting_by(wait):
        yield seconds


@pytest.mark.parametrize(
    "habits",
    [
        Habits(requests_per_second=25, requests_per_endpoint=2),
        Habits(requests_per_second=3),
        Habits(requests_per_second=3, retry_after=7),
        Habits(locked={"/v1/invoices/in_1/lines": NOW + 3 * SECOND}),
        Habits(locked={"/v1/events": NOW + 3 * SECOND, "/v1/customers": NOW + 2 * SECOND}),
    ],
)
def test_limits_and_locks_are_waited_for(crowd, land_with, waits, habits):
    """Pitfall 29."""
    landed = land_with(habits)
    for _ in range(2):
        assert landed.load().status == "accepted"
    assert waits
    if habits.retry_after:
        assert set(waits) == {7.0}
    assert_holds_all(landed, crowd.store)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("customers", 429),
        ("invoices/in_1/lines", 500),
        ("events", 503),
        ("customers", 502),
        ("invoices/in_1/lines", 504),
        ("events", 406),
        ("customers", 420),
    ],
)
def test_some_answers_that_fail_are_asked_for_again(crowd, land_with, waits, path, status):
    """Pitfall 29."""
    failed = []

    def meddle(asked, reply):
        if asked.path == path and len(failed) < 3:
            failed.append(asked.number)
            reply.refuse(status)

    landed = land_with(meddle=meddle)
    landed.load()
    crowd.pass_to(crowd.store.now + DAY)
    assert landed.load().status == "accepted"
    assert len(failed) == 3
    assert_holds_all(landed, crowd.store)


def test_an_outage_that_stays_ends_the_load_after_some_tries_and_the_next_one_mends_it(
    crowd, land_with, waits
):
    state = {"is_out": True}

    def meddle(asked, reply):
        if state["is_out"] and asked.path == "charges":
            reply.refuse(503)

    landed = land_with(meddle=meddle)
    load = landed.load()
    assert load.status == "failed" and "stripe.charge: HTTP 503" in load.message
    assert len([asked for asked in landed.asked if asked.path == "charges"]) < 12
    state["is_out"] = False
    assert landed.load().status == "accepted"
    assert_holds_all(landed, crowd.store)


def test_what_stripe_says_is_no_use_to_try_again_is_not_tried_again(crowd, land_with, waits):
    landed = land_with(Habits(broken={"/v1/charges": NOW + DAY}))
    load = landed.load()
    assert load.status == "failed" and "trying again is no use" in load.message
    assert len([asked for asked in landed.asked if asked.path == "charges"]) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_withdrawn_while_a_load_runs_ends_it_without_showing_the_key(
    crowd, land_with, waits, status
):
    landed = land_with(meddle=lambda asked, reply: asked.number > 3 and reply.refuse(status))
    load = landed.load()
    assert load.status == "failed" and f"HTTP {status}" in load.message
    assert "sk_test" not in load.message
    assert landed.latest("customer") == {} or landed.records("invoice") == {}


def test_an_answer_that_leads_to_another_host_is_not_followed(crowd, land_with, waits):
    def meddle(asked, reply):
        if asked.path == "charges":
            reply.status = 302
            reply.headers["location"] = "https://stripe.example/v1/charges"

    load = land_with(meddle=meddle).load()
    assert load.status == "failed" and "stripe.example" in load.message


def test_the_next_link_of_a_list_is_never_followed(crowd, land_with):
    def meddle(asked, reply):
        if reply.status == 200 and "url" in reply.body:
            reply.body = reply.body | {"url": "https://stripe.example/v1/customers"}

    landed = land_with(meddle=meddle)
    assert landed.load().status == "accepted"
    assert_holds_all(landed, crowd.store)
