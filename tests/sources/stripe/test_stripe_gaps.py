"""What no event tells: a gap longer than the feed, and what vanishes without a word."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from ingestion.sandbox.recorded import Change
from ingestion.sources.stripe.simulator import Habits
from tests.sources.stripe.holding import assert_holds_all, assert_none_doubled

NOW = 1_772_366_400_000
SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000


def ops(landed, table):
    return {id: row["_op"] for id, row in landed.latest(table).items()}


def changed_at(landed, table, id):
    at = landed.latest(table)[id]["_changed_at"]
    return at and at.replace(tzinfo=UTC)


def vanish(hand, object, *ids):
    """As a redaction or a deletion of test data does it: no event, no trace."""
    with hand.store._lock, hand.store._connection:
        for id in ids:
            hand.store._connection.execute(
                "delete from record where object = ? and id = ?", (object, id)
            )
            hand.store._connection.execute("delete from journal where id = ?", (id,))


def paths(landed):
    return [asked.path for asked in landed.asked]


def swept(landed):
    """What was listed from its beginning."""
    return [asked.path for asked in landed.asked if "created[lte]" in asked.given]


@pytest.fixture
def company(hand):
    hand.product("prod_1", "price_1", at=NOW - 90 * DAY)
    hand.product("prod_2", "price_2", at=NOW - 90 * DAY)
    for number in (1, 2, 3):
        hand.customer(f"cus_{number}", at=NOW - 80 * DAY)
    hand.subscription("sub_1", 3, at=NOW - 70 * DAY)
    hand.invoice("in_draft", "cus_1", 12, at=NOW - 60 * DAY)
    hand.invoice("in_kept", "cus_1", 12, at=NOW - 60 * DAY)
    hand.invoice("in_open", "cus_1", 1, at=NOW - 60 * DAY, status="open")
    return hand


def test_after_a_gap_longer_than_the_feed_nothing_is_missing_and_the_gone_are_gone(
    company, land_with
):
    """Pitfall 22: forty days on, the events of the first ten are no more."""
    landed = land_with()
    landed.load()
    early, late = NOW + DAY, NOW + 35 * DAY
    items = [company.item("si_sub_1_0", NOW), company.item("si_new", NOW)]
    company.write(
        Change(early, "customer", "cus_2", "delete", {}),
        Change(late, "customer", "cus_3", "delete", {}),
        Change(early, "product", "prod_2", "delete", {}),
        Change(early, "invoice", "in_draft", "delete", {}),
        Change(early, "subscription", "sub_1", "update", {"items": items}),
        Change(early, "invoice", "in_open", "update", {"status": "void"}),
        Change(early, "customer", "cus_new", "create", {"name": "new"}),
        Change(early, "customer", "cus_brief", "create", {"name": "never seen"}),
        Change(early + 1, "customer", "cus_brief", "delete", {}),
    )
    company.pass_to(NOW + 40 * DAY)
    assert landed.load().status == "accepted"
    gone = {"cus_2": "delete", "cus_3": "delete"}
    assert ops(landed, "customer") == {"cus_1": "upsert", "cus_new": "upsert", **gone}
    assert landed.latest("customer")["cus_2"]["email"] == "cus_2@example.com"
    assert changed_at(landed, "customer", "cus_2") is None
    assert changed_at(landed, "customer", "cus_3") == datetime.fromtimestamp(late / 1000, UTC)
    assert ops(landed, "product") == {"prod_1": "upsert", "prod_2": "delete"}
    assert ops(landed, "invoice")["in_draft"] == "delete"
    lines = ops(landed, "invoice_line_item")
    assert [lines[f"il_in_draft_{n}"] for n in range(12)] == ["delete"] * 12
    assert [lines[f"il_in_kept_{n}"] for n in range(12)] == ["upsert"] * 12
    assert ops(landed, "subscription_item") == {
        "si_sub_1_0": "upsert",
        "si_sub_1_1": "delete",
        "si_sub_1_2": "delete",
        "si_new": "upsert",
    }
    assert landed.records("invoice")["in_open"]["status"] == "void"
    assert_holds_all(landed, company.store)
    assert landed.load().rows_new == 0


def test_what_was_told_stays_when_the_feed_forgets_it(company, land_with):
    """Pitfall 23: the feed is kept from the first load on, and told again adds nothing."""
    landed = land_with()
    landed.load()
    company.update(NOW + DAY, "customer", "cus_1", name="moved")
    company.pass_to(NOW + 2 * DAY)
    landed.load()
    company.pass_to(NOW + 45 * DAY)
    landed.load()
    events = landed.warehouse.rows("select type, object_id from raw_stripe.event")
    assert events == [{"type": "customer.updated", "object_id": "cus_1"}]


def test_what_vanishes_without_an_event_is_noticed_within_a_day_and_not_looked_for_sooner(
    company, land_with
):
    landed = land_with()
    landed.load()
    vanish(company, "customer", "cus_2")
    vanish(company, "price", "price_2")
    company.pass_to(NOW + DAY - HOUR - SECOND)
    landed.asked.clear()
    assert landed.load().rows_new == 0
    assert swept(landed) == []
    company.pass_to(NOW + DAY - HOUR)
    landed.load()
    assert swept(landed) == ["customers", "products", "prices", "subscriptions"]
    assert ops(landed, "customer") == {"cus_1": "upsert", "cus_2": "delete", "cus_3": "upsert"}
    assert ops(landed, "price") == {"price_1": "upsert", "price_2": "delete"}
    assert landed.latest("customer")["cus_2"]["name"] == "cus_2"
    company.pass_to(NOW + DAY + MINUTE)
    landed.asked.clear()
    assert landed.load().rows_new == 0
    assert swept(landed) == []


def test_a_draft_that_vanishes_takes_its_lines_along_in_the_next_run(company, land_with):
    landed = land_with()
    landed.load()
    vanish(company, "invoice", "in_draft")
    company.pass_to(NOW + MINUTE)
    landed.load()
    assert ops(landed, "invoice") == {
        "in_draft": "delete",
        "in_kept": "upsert",
        "in_open": "upsert",
    }
    lines = ops(landed, "invoice_line_item")
    assert {id for id, op in lines.items() if op == "delete"} == {
        f"il_in_draft_{number}" for number in range(12)
    }


def test_a_list_cut_short_buries_nobody(company, land_with):
    """Pitfall 6, where it would hurt most: what a sweep does not see is asked for by its id."""
    state = {"is_cut": False}

    def meddle(asked, reply):
        if state["is_cut"] and asked.path == "customers":
            reply.body = reply.body | {"data": reply.body["data"][:1], "has_more": False}

    landed = land_with(meddle=meddle)
    landed.load()
    state["is_cut"] = True
    company.pass_to(NOW + 2 * DAY)
    assert landed.load().status == "accepted"
    assert set(ops(landed, "customer").values()) == {"upsert"}
    assert_none_doubled(landed)


def test_the_key_of_an_emptier_account_fails_the_load(hand, land_with):
    for number in range(100):
        hand.customer(f"cus_{number}", at=NOW - 80 * DAY)
    landed = land_with()
    landed.load()
    vanish(hand, "customer", *(f"cus_{number}" for number in range(100)))
    hand.pass_to(NOW + 2 * DAY)
    load = landed.load()
    assert load.status == "failed"
    assert "stripe.customer: nothing is listed where 100 or more records are known" in load.message


def test_an_item_beyond_the_tenth_that_is_taken_off_is_gone(hand, land_with):
    hand.customer("cus_1", at=NOW - 80 * DAY)
    hand.product("prod_1", "price_1", at=NOW - 90 * DAY)
    hand.subscription("sub_1", 15)
    landed = land_with()
    landed.load()
    kept = [hand.item(f"si_sub_1_{number}", NOW - 50 * DAY) for number in range(13)]
    hand.update(NOW + MINUTE, "subscription", "sub_1", items=kept)
    hand.pass_to(NOW + 10 * MINUTE)
    landed.load()
    gone = {id for id, op in ops(landed, "subscription_item").items() if op == "delete"}
    assert gone == {"si_sub_1_13", "si_sub_1_14"}
    at = datetime.fromtimestamp((NOW + MINUTE) / 1000, UTC)
    assert changed_at(landed, "subscription_item", "si_sub_1_14") == at


def test_more_changes_than_are_worth_fetching_are_listed(hand, land_with, monkeypatch):
    for number in range(8):
        hand.customer(f"cus_{number}", at=NOW - 80 * DAY)
    landed = land_with(Habits(event_lag=0))
    landed.load()
    for number in range(8):
        hand.update(NOW + MINUTE, "customer", f"cus_{number}", name="moved")
    hand.pass_to(NOW + 10 * MINUTE)
    monkeypatch.setattr("ingestion.sources.stripe.feed.MOST_FETCHED", 5)
    landed.asked.clear()
    landed.load()
    assert {record["name"] for record in landed.records("customer").values()} == {"moved"}
    assert not [path for path in paths(landed) if path.startswith("customers/")]


@pytest.mark.parametrize("status", ["draft", "open"])
def test_what_landed_from_a_machine_whose_clock_is_behind_can_go(company, land_with, status):
    """By the last answers' clock it is not yet made; an event tells later that it went."""

    def lag(asked, reply):
        if asked.path == "balance_transactions":
            at = datetime.fromtimestamp(company.store.now / 1000 - 120, UTC)
            reply.headers["date"] = format_datetime(at, usegmt=True)

    landed = land_with(meddle=lag)
    landed.load()
    company.invoice("in_late", "cus_1", 1, at=NOW + HOUR - 30 * SECOND, status=status)
    company.pass_to(NOW + HOUR)
    landed.load()
    assert ops(landed, "invoice")["in_late"] == "upsert"
    company.write(Change(NOW + 90 * MINUTE, "invoice", "in_late", "delete", {}))
    company.pass_to(NOW + 2 * HOUR)
    landed.load()
    assert ops(landed, "invoice")["in_late"] == "delete"
    assert changed_at(landed, "invoice", "in_late") == datetime(2026, 3, 1, 13, 30, tzinfo=UTC)
