"""What connectors are known to lose or double, each through the simulator: rows late, at a border,
gone, of odd texts, or rendered at another version."""

import re
from pathlib import Path

import pytest

from ingestion.sandbox.recorded import Change
from ingestion.sources import stripe
from ingestion.sources.stripe.simulator import Habits
from tests.sources.stripe.holding import assert_holds_all, assert_none_doubled

NOW = 1_772_366_400_000
SECOND, MINUTE, DAY = 1000, 60_000, 24 * 3600 * 1000
BASIL = "2025-03-31.basil"


def names(landed, table="customer"):
    return {id: record["name"] for id, record in landed.records(table).items()}


def test_an_event_that_becomes_visible_late_is_not_missed(hand, land_with):
    """Pitfall 1."""
    for number in range(20):
        hand.customer(f"cus_{number}", at=NOW - 90 * DAY)
    landed = land_with(Habits(event_lag=90))
    landed.load()
    for number in range(20):
        hand.update(NOW + 1 + number * 100, "customer", f"cus_{number}", name="moved")
    hand.pass_to(NOW + 30 * SECOND)
    landed.load()
    assert 0 < sum(name == "moved" for name in names(landed).values()) < 20
    for minutes in (1, 2, 3):
        hand.pass_to(NOW + minutes * MINUTE)
        landed.load()
    assert set(names(landed).values()) == {"moved"}
    assert all(len(landed.versions("customer", f"cus_{n}")) == 2 for n in range(20))
    told = landed.warehouse.rows("select * from raw_stripe.event where type = 'customer.updated'")
    assert len(told) == 20


@pytest.mark.parametrize("seconds", [-301, -300, -299, -1, 0, 1, 299, 300, 301])
def test_what_falls_on_the_saved_cursor_lands_once(hand, land_with, seconds):
    """Pitfall 3: made or changed in the very second where a run ended, or its feed begins."""
    landed = land_with(Habits(event_lag=0))
    at = NOW + seconds * SECOND
    hand.write(
        Change(NOW - 90 * DAY, "customer", "cus_old", "create", {"name": "old"}),
        Change(at, "customer", "cus_old", "update", {"name": "moved"}),
        Change(at, "customer", "cus_new", "create", {"name": "cus_new"}),
        Change(
            at, "charge", "ch_1", "create", {"amount": 5, "currency": "usd", "status": "failed"}
        ),
    )
    for later in (0, 1, 300, 301, 600, 900):
        hand.pass_to(NOW + later * SECOND)
        assert landed.load().status == "accepted"
    assert names(landed) == {"cus_old": "moved", "cus_new": "cus_new"}
    assert len(landed.versions("charge", "ch_1")) == 1
    assert_none_doubled(landed)


def test_a_404_of_another_kind_deletes_nothing(hand, land_with):
    """Pitfall 21: what is gone says so; an address that is not served says something else."""
    hand.customer("cus_1", at=NOW - 90 * DAY)

    def meddle(asked, reply):
        if asked.path == "customers/cus_1":
            reply.refuse(404)

    landed = land_with(meddle=meddle)
    landed.load()
    hand.update(NOW + SECOND, "customer", "cus_1", name="moved")
    hand.pass_to(NOW + 10 * MINUTE)
    load = landed.load()
    assert load.status == "failed" and "Check STRIPE_BASE_URL" in load.message


def test_texts_come_through_byte_for_byte_and_no_value_is_mistaken_for_another(hand, land_with):
    """Pitfalls 24 and 25: null, empty and left out are three things."""
    texts = ["02134", "NA", "null", "1e5", "a\nb\"c'", "\u2028\u202e", "😀", " ", "", "x\u0000y"]
    for number, text in enumerate(texts):
        hand.customer(f"cus_{number}", name=text, metadata={text or "k": text})
    hand.customer("cus_null", name=None)
    refund = {"amount": 1, "currency": "usd", "charge": "ch_1", "status": "failed"}
    hand.write(
        Change(NOW - DAY, "refund", "re_without", "create", refund),
        Change(NOW - DAY, "refund", "re_empty", "create", refund | {"failure_reason": ""}),
        Change(NOW - DAY, "refund", "re_null", "create", refund | {"failure_reason": None}),
    )
    landed = land_with()
    assert landed.load().status == "accepted"
    assert [names(landed)[f"cus_{n}"] for n in range(len(texts))] == texts
    assert names(landed)["cus_null"] is None
    refunds = landed.records("refund")
    assert "failure_reason" not in refunds["re_without"]
    assert refunds["re_empty"]["failure_reason"] == ""
    assert refunds["re_null"]["failure_reason"] is None


def test_an_event_of_a_later_version_changes_no_member_of_what_lands(hand, land_with, ask_hand):
    """Pitfall 27: an event's snapshot lost and moved members, a fetched object has them."""
    hand.customer("cus_1", at=NOW - 60 * DAY)
    hand.product("prod_1", "price_1")
    hand.invoice("in_1", "cus_1", 12, at=NOW - 60 * DAY, status="open", subscription="sub_1")
    hand.subscription("sub_1", 2)
    hand.credit_note("cn_1", "in_1", 1, at=NOW - 60 * DAY)
    upgraded = Habits(event_lag=0, versions=((0, "2022-11-15"), (NOW + MINUTE, BASIL)))
    landed = land_with(upgraded)
    landed.load()
    hand.update(NOW + 2 * MINUTE, "invoice", "in_1", metadata={"k": "v"})
    hand.update(NOW + 2 * MINUTE, "subscription", "sub_1", metadata={"k": "v"})
    hand.update(NOW + 2 * MINUTE, "credit_note", "cn_1", memo="late")
    hand.pass_to(NOW + 10 * MINUTE)
    landed.load()
    told = landed.warehouse.rows(
        "select api_version from raw_stripe.event where created > '1772366460'"
    )
    assert {row["api_version"] for row in told} == {BASIL}
    assert landed.records("invoice")["in_1"]["paid"] is False
    assert landed.records("subscription")["sub_1"]["current_period_end"] > 0
    assert_holds_all(landed, hand.store)


def test_an_upcoming_invoice_has_no_id_and_hinders_nothing(hand, land_with):
    hand.customer("cus_1", at=NOW - 60 * DAY)
    landed = land_with(Habits(event_lag=0))
    landed.load()
    preview = {"currency": "usd", "customer": "cus_1", "lines": [], "total": 5}
    hand.write(Change(NOW + SECOND, "upcoming_invoice", "upcoming_1", "create", preview))
    hand.pass_to(NOW + 10 * MINUTE)
    assert landed.load().status == "accepted"
    told = landed.warehouse.rows("select type, object_id from raw_stripe.event")
    assert told == [{"type": "invoice.upcoming", "object_id": None}]
    assert landed.records("invoice") == {}


def test_yen_and_dinars_are_counted_in_their_own_minor_units(hand, land_with):
    """Pitfall 27."""
    hand.product("prod_1", "price_1")
    for currency in ("jpy", "kwd", "usd"):
        hand.invoice(f"in_{currency}", "cus_1", 1, currency=currency, status="open", total=1500)
    landed = land_with()
    landed.load()
    rows = landed.warehouse.rows("select * from raw_stripe._control_totals where metric = 'billed'")
    billed = {row["currency_code"]: row["value"] for row in rows}
    assert billed == {"JPY": "1500", "KWD": "1.500", "USD": "15.00"}


def test_the_pitfalls_of_the_readme_name_tests_that_there_are():
    folder = Path(__file__).parent
    readme = Path(stripe.__file__).with_name("README.md").read_text()
    named = set(re.findall(r"`(test_\w+)`", readme))
    written = {
        name
        for file in folder.glob("test_*.py")
        for name in re.findall(r"def (test_\w+)", file.read_text())
    }
    assert len(named) > 15 and named <= written
