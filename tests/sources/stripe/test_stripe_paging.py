"""Lists that change, end early, repeat or break off while they are read; lists inside objects."""

import pytest

from ingestion.http import waiting_by
from ingestion.sandbox.recorded import Change
from tests.sources.stripe.holding import assert_holds_all, assert_none_doubled

NOW = 1_772_366_400_000
SECOND, MINUTE, DAY = 1000, 60_000, 24 * 3600 * 1000


def names(landed, table="customer"):
    return {id: record["name"] for id, record in landed.records(table).items()}


def test_hundreds_of_one_second_are_read_whole_though_the_page_border_is_deleted(hand, land_with):
    """Pitfalls 2 and 8: the walk goes on from the second, which is longer than a page."""
    for number in range(350):
        hand.customer(f"cus_{number:03d}", at=NOW - DAY)
    hand.customer("cus_older", at=NOW - 2 * DAY)
    gone = []

    def meddle(asked, reply):
        after = asked.given.get("starting_after")
        if asked.path == "customers" and after and not gone:
            gone.append(after)
            hand.store.set_meta("now", NOW + SECOND)  # the simulator looks anew
            with hand.store._lock, hand.store._connection:
                hand.store._connection.execute(
                    "update record set state = 'deleted' where id = ?", (after,)
                )
            reply.refuse(400)
            error = {"code": "resource_missing", "param": "starting_after", "message": "gone"}
            reply.body = {"error": error}

    landed = land_with(meddle=meddle)
    assert landed.load().status == "accepted"
    assert gone and len(landed.records("customer")) == 351
    assert_none_doubled(landed)


def test_short_and_empty_pages_do_not_end_a_list(hand, land_with):
    """Pitfall 6."""
    for number in range(30):
        hand.customer(f"cus_{number:02d}", at=NOW - DAY + number * SECOND)

    def meddle(asked, reply):
        if asked.path != "customers" or reply.status != 200:
            return
        body = reply.body
        if asked.number % 3 == 0:
            reply.body = body | {"data": [], "has_more": True}
        elif len(body["data"]) > 4:
            reply.body = body | {"data": body["data"][:4], "has_more": True}

    landed = land_with(meddle=meddle)
    assert landed.load().status == "accepted"
    assert len(landed.records("customer")) == 30
    assert_none_doubled(landed)


def test_a_list_that_never_gives_what_it_promises_fails_the_load(hand, land_with):
    hand.customer("cus_1")

    def meddle(asked, reply):
        if asked.path == "charges":
            reply.body = reply.body | {"has_more": True}

    load = land_with(meddle=meddle).load()
    assert load.status == "failed" and "stripe.charge: a list says that it has more" in load.message


def test_pages_told_twice_or_in_another_order_double_nothing(hand, land_with):
    hand.product("prod_1", "price_1")
    for number in range(250):
        at = NOW - DAY + number * SECOND
        hand.invoice(f"in_{number:03d}", "cus_1", 1, at=at, status="open")
    before = {}

    def meddle(asked, reply):
        if asked.path == "invoices" and reply.status == 200:
            page = reply.body
            page["data"] = before.get("data", []) + page["data"]
            before["data"] = reply.body["data"]
            page["data"] = page["data"][:-1][::-1] + page["data"][-1:]
            reply.body = page

    landed = land_with(meddle=meddle)
    landed.load()
    assert len(landed.records("invoice")) == 250
    assert_none_doubled(landed)
    rows = landed.warehouse.rows("select value from raw_stripe._control_totals order by metric")
    assert rows[0]["value"] == "1250.00"


def test_what_is_made_while_a_list_is_read_lands_in_the_next_run(hand, land_with):
    """Pitfall 8: newest first, so it stands before the pages that were read."""
    for number in range(250):
        hand.customer(f"cus_{number:03d}", at=NOW - DAY + number * SECOND)
    made = []

    def meddle(asked, reply):
        if "starting_after" in asked.given and not made:
            made.append("cus_new")
            hand.store.set_meta("now", NOW + 5 * SECOND)
            hand.store.add(
                [("stripe", Change(NOW + SECOND, "customer", "cus_new", "create", {}))],
                NOW + 5 * SECOND,
            )

    landed = land_with(meddle=meddle)
    landed.load()
    assert made and "cus_new" not in landed.records("customer")
    hand.pass_to(NOW + 10 * MINUTE)
    landed.load()
    assert_holds_all(landed, hand.store)


def test_a_line_deleted_while_the_lines_are_read_hides_none(hand, land_with):
    """Pitfall 8, inside an object."""
    hand.product("prod_1", "price_1")
    hand.invoice("in_1", "cus_1", 230)
    refused = []

    def meddle(asked, reply):
        after = asked.given.get("starting_after")
        if asked.path == "invoices/in_1/lines" and after and len(refused) < 2:
            refused.append(after)
            reply.refuse(400)
            error = {"code": "resource_missing", "param": "starting_after", "message": "gone"}
            reply.body = {"error": error}

    landed = land_with(meddle=meddle)
    assert landed.load().status == "accepted"
    assert (
        refused == ["il_in_1_9", "il_in_1_99"] and len(landed.records("invoice_line_item")) == 230
    )
    assert_none_doubled(landed)


def test_lists_inside_objects_are_read_past_their_tenth(hand, land_with):
    """Pitfall 9."""
    hand.customer("cus_1", at=NOW - 60 * DAY)
    hand.product("prod_1", "price_1")
    hand.invoice("in_1", "cus_1", 123)
    hand.subscription("sub_1", 25)
    hand.credit_note("cn_1", "in_1", 12)
    charge = {"amount": 130, "currency": "usd", "status": "succeeded"}
    hand.write(Change(NOW - DAY, "charge", "ch_1", "create", charge))
    for number in range(13):
        refund = {"amount": 10, "currency": "usd", "charge": "ch_1", "status": "succeeded"}
        hand.write(Change(NOW - DAY + number, "refund", f"re_{number}", "create", refund))
    landed = land_with()
    landed.load()
    counts = {
        table: len(landed.records(table))
        for table in ("invoice_line_item", "subscription_item", "credit_note_line_item", "refund")
    }
    assert counts == {
        "invoice_line_item": 123,
        "subscription_item": 25,
        "credit_note_line_item": 12,
        "refund": 13,
    }
    assert_holds_all(landed, hand.store)


@pytest.mark.parametrize("promises_length", [True, False])
def test_an_answer_cut_off_is_asked_for_again(hand, land_with, promises_length):
    """Pitfall 11."""
    for number in range(30):
        hand.customer(f"cus_{number}")
    cut = []

    def meddle(asked, reply):
        if asked.path == "customers" and len(cut) < 3 and asked.given.get("limit") == "100":
            cut.append(asked)
            reply.promised = len(reply.content) if promises_length else None
            reply.content = reply.content[: len(reply.content) // 2]

    landed = land_with(meddle=meddle)
    with waiting_by(lambda _: None):
        assert landed.load().status == "accepted"
    assert len(cut) == 3 and len(landed.records("customer")) == 30


def test_answers_that_stay_cut_off_move_no_cursor(hand, land_with):
    hand.customer("cus_1", at=NOW - 90 * DAY)
    state = {"is_cut": False}

    def meddle(asked, reply):
        if state["is_cut"] and asked.path == "events":
            reply.content = reply.content[:-40]

    landed = land_with(meddle=meddle)
    landed.load()
    hand.update(NOW + SECOND, "customer", "cus_1", name="moved")
    hand.pass_to(NOW + 10 * MINUTE)
    state["is_cut"] = True
    with waiting_by(lambda _: None):
        assert landed.load().status == "failed"
    state["is_cut"] = False
    hand.pass_to(NOW + 20 * MINUTE)
    assert landed.load().status == "accepted"
    assert names(landed) == {"cus_1": "moved"}


def test_the_few_open_invoices_are_found_without_looking_at_all(hand, ask_hand, monkeypatch):
    asked, sql = [], hand.store.sql
    monkeypatch.setattr(hand.store, "sql", lambda *told: asked.append(told) or sql(*told))
    status, _ = ask_hand("invoices?status=open")
    assert status == 200
    [(query, values)] = [told for told in asked if "limit ?" in told[0]]
    [(*_, plan)] = sql(f"explain query plan {query}", values)
    assert "stripe_invoice_by_status" in plan and "<expr>=?" in plan
