"""Test clocks: what stands on one is in no list, and lands only when the settings ask for it."""

import pytest

from ingestion.sandbox.recorded import Change
from tests.sources.stripe.holding import assert_holds_all

NOW = 1_772_366_400_000
MINUTE, DAY = 60_000, 24 * 3600 * 1000


@pytest.fixture
def clocked(hand):
    hand.product("prod_1", "price_1")
    hand.clock("clock_1")
    hand.customer("cus_real")
    hand.customer("cus_clock", test_clock="clock_1")
    hand.subscription("sub_clock", 2, customer="cus_clock", test_clock="clock_1")
    hand.invoice("in_real", "cus_real", 1, status="open")
    hand.invoice("in_clock", "cus_clock", 1, status="open", test_clock="clock_1")
    return hand


def ids(answer):
    return [each["id"] for each in answer[1]["data"]]


def test_lists_hold_what_is_on_a_clock_only_when_they_are_asked_for_it(clocked, ask_hand):
    assert ids(ask_hand("customers")) == ["cus_real"]
    assert ids(ask_hand("customers?test_clock=clock_1")) == ["cus_clock"]
    assert ids(ask_hand("subscriptions?status=all")) == []
    assert ids(ask_hand("subscriptions?test_clock=clock_1")) == ["sub_clock"]
    assert ids(ask_hand("subscriptions?customer=cus_clock")) == ["sub_clock"]
    assert ids(ask_hand("invoices")) == ["in_real"]
    assert ids(ask_hand("invoices?customer=cus_clock")) == ["in_clock"]
    assert ids(ask_hand("test_helpers/test_clocks")) == ["clock_1"]


def test_unless_asked_for_nothing_on_a_clock_lands_though_events_name_it(clocked, land_with):
    landed = land_with()
    landed.load()
    clocked.update(NOW + MINUTE, "customer", "cus_clock", name="moved")
    clocked.update(NOW + MINUTE, "invoice", "in_clock", metadata={"k": "v"})
    clocked.pass_to(NOW + 10 * MINUTE)
    assert landed.load().status == "accepted"
    assert set(landed.latest("customer")) == {"cus_real"}
    assert set(landed.latest("invoice")) == set(landed.records("invoice")) == {"in_real"}
    assert landed.latest("subscription") == {}


def test_when_asked_for_they_land_change_and_go_with_their_clock(clocked, land_with):
    landed = land_with()
    landed.connection.settings["TEST_CLOCKS"] = "yes"
    landed.load()
    assert_holds_all(landed, clocked.store)
    assert set(landed.records("customer")) == {"cus_real", "cus_clock"}
    clocked.update(NOW + MINUTE, "customer", "cus_clock", name="moved")
    clocked.update(NOW + MINUTE, "invoice", "in_clock", status="void")
    clocked.pass_to(NOW + 10 * MINUTE)
    landed.load()
    assert landed.records("customer")["cus_clock"]["name"] == "moved"
    assert_holds_all(landed, clocked.store)
    totals = landed.warehouse.rows(
        "select value from raw_stripe._control_totals where metric = 'billed' order by _load_id"
    )
    assert [row["value"] for row in totals] == ["10.00", "5.00"]
    clocked.write_later(
        Change(NOW + DAY, "test_helpers.test_clock", "clock_1", "delete", {}),
        Change(NOW + DAY, "customer", "cus_clock", "delete", {}),
        until=NOW + 2 * DAY,
    )
    landed.load()
    assert set(landed.records("customer")) == {"cus_real"}
