"""What a load follows, change by change: old objects, silent ones, the gone; and what ends it."""

from datetime import UTC, datetime

from ingestion.http import waiting_by
from ingestion.sandbox.recorded import Change
from ingestion.sources.stripe.simulator import Habits, app

NOW = 1_772_366_400_000
SECOND, DAY = 1000, 24 * 3600 * 1000


def test_totals_follow_what_was_paid_since(hand, landed_by_hand):
    hand.product("prod_1", "price_1")
    hand.invoice("in_1", "cus_1", 3, at=NOW - 90 * DAY, status="open")
    landed_by_hand.load()
    landed_by_hand.load()
    changed = {"status": "paid", "amount_paid": 1500}
    hand.write_later(Change(NOW + DAY // 2, "invoice", "in_1", "update", changed), until=NOW + DAY)
    landed_by_hand.load()
    totals = landed_by_hand.warehouse.rows(
        "select * from raw_stripe._control_totals order by _load_id, metric"
    )
    assert [(row["metric"], row["value"]) for row in totals] == [
        ("billed", "15.00"), ("collected", "0.00"),
        ("billed", "15.00"), ("collected", "0.00"),
        ("billed", "15.00"), ("collected", "15.00"),
    ]  # fmt: skip


def test_an_old_invoice_that_changes_is_read_anew(hand, landed_by_hand):
    hand.product("prod_1", "price_1")
    hand.invoice("in_old", "cus_1", 12, at=NOW - 300 * DAY, status="paid")
    landed_by_hand.load()
    hand.write_later(
        Change(
            NOW + DAY // 2, "invoice", "in_old", "update", {"metadata": {"opportunity_id": "x"}}
        ),
        until=NOW + DAY,
    )
    landed_by_hand.load()
    assert landed_by_hand.records("invoice")["in_old"]["metadata"] == {"opportunity_id": "x"}
    assert len(landed_by_hand.versions("invoice", "in_old")) == 2
    assert len(landed_by_hand.versions("invoice_line_item", "il_in_old_11")) == 1


def test_what_changes_without_an_event_is_read_again_until_it_is_settled(hand, landed_by_hand):
    fields = {
        "amount": 500,
        "currency": "usd",
        "fee": 45,
        "net": 455,
        "type": "charge",
        "reporting_category": "charge",
    }
    for name, days in (("txn_soon", 1), ("txn_later", 5)):
        available = fields | {"available_on": (NOW + days * DAY) // 1000}
        hand.write(Change(NOW - 3 * DAY, "balance_transaction", name, "create", available))
    landed_by_hand.load()
    for _ in range(6):
        hand.write_later(until=hand.store.now + DAY)
        landed_by_hand.load()
    for name in ("txn_soon", "txn_later"):
        statuses = [row["status"] for row in landed_by_hand.versions("balance_transaction", name)]
        assert statuses == ["pending", "available"]


def test_a_pending_refund_is_followed_to_its_end(hand, landed_by_hand):
    refund = {"amount": 500, "currency": "usd", "charge": "ch_1", "status": "pending"}
    hand.write(Change(NOW - 20 * DAY, "refund", "re_1", "create", refund))
    landed_by_hand.load()
    hand.write_later(
        Change(
            NOW + DAY // 2,
            "refund",
            "re_1",
            "update",
            {"status": "failed", "failure_reason": "lost_or_stolen_card"},
        ),
        until=NOW + DAY,
    )
    landed_by_hand.load()
    assert landed_by_hand.records("refund")["re_1"]["failure_reason"] == "lost_or_stolen_card"


def test_a_new_refund_lands_although_no_event_names_it(hand, landed_by_hand):
    hand.write(
        Change(
            NOW - 20 * DAY,
            "charge",
            "ch_1",
            "create",
            {"amount": 500, "currency": "usd", "status": "succeeded"},
        )
    )
    landed_by_hand.load()
    refund = {"amount": 200, "currency": "usd", "charge": "ch_1", "status": "succeeded"}
    hand.write_later(
        Change(NOW + 5 * SECOND, "refund", "re_1", "create", refund),
        Change(NOW + 5 * SECOND, "charge", "ch_1", "update", {"amount_refunded": 200}),
        until=NOW + DAY,
    )
    landed_by_hand.load()
    assert landed_by_hand.records("refund")["re_1"]["amount"] == 200
    assert landed_by_hand.records("charge")["ch_1"]["amount_refunded"] == 200


def test_what_was_deleted_stays_as_deleted_with_its_last_values(hand, landed_by_hand):
    hand.product("prod_1", "price_1")
    hand.customer("cus_1", at=NOW - 90 * DAY)
    hand.invoice("in_draft", "cus_1", 2, at=NOW - 80 * DAY)
    landed_by_hand.load()
    gone_at = NOW + DAY // 2
    hand.write_later(
        Change(gone_at, "customer", "cus_1", "delete", {}),
        Change(gone_at, "invoice", "in_draft", "delete", {}),
        Change(NOW + 1 * SECOND, "customer", "cus_brief", "create", {"name": "never seen"}),
        Change(NOW + 9 * SECOND, "customer", "cus_brief", "delete", {}),
        until=NOW + DAY,
    )
    landed_by_hand.load()
    customers = landed_by_hand.latest("customer")
    assert set(customers) == {"cus_1"}
    assert (customers["cus_1"]["_op"], customers["cus_1"]["email"]) == (
        "delete",
        "cus_1@example.com",
    )
    assert customers["cus_1"]["_changed_at"] == datetime.fromtimestamp(gone_at / 1000, UTC).replace(
        tzinfo=None
    )
    assert landed_by_hand.latest("invoice")["in_draft"]["_op"] == "delete"
    lines = landed_by_hand.latest("invoice_line_item")
    assert {id: row["_op"] for id, row in lines.items()} == {
        "il_in_draft_0": "delete",
        "il_in_draft_1": "delete",
    }


def test_an_item_taken_off_a_subscription_is_gone(hand, landed_by_hand):
    hand.product("prod_1", "price_1")
    items = [
        {"id": f"si_{n}", "created": NOW // 1000, "price": "price_1", "quantity": n} for n in (1, 2)
    ]
    known = {
        "customer": "cus_1",
        "currency": "usd",
        "items": items,
        "billing_cycle_anchor": 0,
        "current_period_start": 0,
        "current_period_end": 0,
        "start_date": 0,
    }
    hand.write(Change(NOW - 50 * DAY, "subscription", "sub_1", "create", known))
    landed_by_hand.load()
    fewer = [items[0], {"id": "si_3", "created": NOW // 1000, "price": "price_1", "quantity": 3}]
    hand.write_later(
        Change(NOW + DAY // 2, "subscription", "sub_1", "update", {"items": fewer}), until=NOW + DAY
    )
    landed_by_hand.load()
    ops = {id: row["_op"] for id, row in landed_by_hand.latest("subscription_item").items()}
    assert ops == {"si_1": "upsert", "si_2": "delete", "si_3": "upsert"}


def test_a_customer_deleted_between_two_pages_hides_nobody(hand, serve, land_here):
    for number in range(230):
        hand.customer(f"cus_{number:03d}", at=NOW - DAY + number // 3 * SECOND)
    inner, deleted = app(hand.store), []

    async def deleting(scope, receive, send):
        query = scope.get("query_string", b"").decode()
        if (
            b"/customers" in scope.get("raw_path", b"")
            and "starting_after=" in query
            and not deleted
        ):
            deleted.append(query.partition("starting_after=")[2].split("&")[0])
            with hand.store._lock, hand.store._connection:
                hand.store._connection.execute(
                    "update record set state = 'deleted' where id = ?", deleted
                )
        await inner(scope, receive, send)

    landed = land_here(hand.store, str(serve(deleting).base_url))
    assert landed.load().status == "accepted"
    assert deleted and len(landed.records("customer")) == 230


def test_the_limit_of_requests_only_makes_it_wait(hand, serve, land_here):
    for number in range(3):
        hand.customer(f"cus_{number}")
    landed = land_here(
        hand.store, str(serve(app(hand.store, Habits(requests_per_second=2))).base_url)
    )
    waits = []

    def wait(seconds):
        waits.append(seconds)
        hand.store.set_meta("now", hand.store.now + SECOND)

    with waiting_by(wait):
        assert landed.load().status == "accepted"
    assert waits and len(landed.records("customer")) == 3


def test_numbers_land_as_they_were_written(hand, landed_by_hand):
    fields = {
        "amount": 100,
        "currency": "usd",
        "fee": 0,
        "net": 100,
        "type": "charge",
        "reporting_category": "charge",
        "available_on": NOW // 1000,
        "exchange_rate": 1.16463,
    }
    hand.write(Change(NOW - DAY, "balance_transaction", "txn_1", "create", fields))
    landed_by_hand.load()
    assert landed_by_hand.latest("balance_transaction")["txn_1"]["exchange_rate"] == "1.16463"


def test_a_wrong_key_is_one_line_that_says_what_to_set(hand, serve, land_here):
    landed = land_here(hand.store, str(serve(app(hand.store)).base_url))
    landed.connection.settings["API_KEY"] = "sk_test_somebody_elses"
    load = landed.load()
    assert load.status == "failed"
    assert load.message == (
        "stripe.customer: the key is refused (HTTP 401): set STRIPE_API_KEY to a key of this account. "
        "Correct it and run again"
    )


def test_an_unreachable_host_is_one_line_without_the_key(hand, land_here):
    landed = land_here(hand.store, "http://127.0.0.1:9")
    with waiting_by(lambda _: None):
        load = landed.load()
    assert load.status == "failed"
    assert (
        "\n" not in load.message
        and "127.0.0.1:9" in load.message
        and "STRIPE_BASE_URL" in load.message
    )
    assert "sk_test" not in load.message
