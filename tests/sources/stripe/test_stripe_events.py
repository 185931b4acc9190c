"""The feed of events: what is told of a change, how far back, and what is not told."""

from ingestion.sandbox.recorded import Change

NOW = 1_772_366_400_000
DAY = 24 * 3600 * 1000


def told(answer):
    return [(each["type"], each["data"]["object"]["id"]) for each in answer[1]["data"]]


def test_a_snapshot_is_the_object_as_it_was_and_says_what_it_had_been(hand, ask_hand):
    hand.product("prod_1", "price_1")
    drawn = {"currency": "usd", "customer": "cus_1", "lines": [], "total": 500}
    hand.write(
        Change(NOW - 3 * DAY, "invoice", "in_1", "create", drawn),
        Change(NOW - 2 * DAY, "invoice", "in_1", "update", {"status": "open", "number": "A-1"}),
        Change(
            NOW - DAY,
            "invoice",
            "in_1",
            "update",
            {"status": "paid", "paid": True, "amount_paid": 500},
        ),
    )
    answer = ask_hand(
        "events?types[]=invoice.created&types[]=invoice.finalized&types[]=invoice.updated&types[]=invoice.paid"
    )
    by_day = [{type: each["data"]} for each in answer[1]["data"] for type in [each["type"]]]
    assert len(by_day) == 5 and list(by_day[4]) == ["invoice.created"]
    last, before = by_day[0] | by_day[1], by_day[2] | by_day[3]  # no order within a second
    assert set(last) == {"invoice.updated", "invoice.paid"}
    assert set(before) == {"invoice.updated", "invoice.finalized"}
    paid, opened = last["invoice.updated"], before["invoice.updated"]
    finalized, created = before["invoice.finalized"], by_day[4]["invoice.created"]
    assert paid["object"]["status"] == "paid"
    assert paid["previous_attributes"] == {"status": "open", "paid": False, "amount_paid": 0}
    assert (opened["object"]["status"], opened["object"]["amount_paid"]) == ("open", 0)
    assert opened["previous_attributes"] == {"status": "draft", "number": None}
    assert finalized["object"]["number"] == "A-1" and "previous_attributes" not in finalized
    assert created["object"]["status"] == "draft" and created["object"]["number"] is None


def test_only_thirty_days_are_told(hand, ask_hand):
    hand.customer("cus_old", at=NOW - 31 * DAY)
    hand.customer("cus_new", at=NOW - 29 * DAY)
    assert told(ask_hand("events")) == [("customer.created", "cus_new")]


def test_a_deletion_is_told_with_the_object_as_it_last_was(hand, ask_hand):
    hand.write(
        Change(NOW - 2 * DAY, "customer", "cus_1", "create", {"name": "Ada"}),
        Change(NOW - DAY, "customer", "cus_1", "delete", {}),
    )
    answer = ask_hand("events?type=customer.deleted")
    assert told(answer) == [("customer.deleted", "cus_1")]
    assert answer[1]["data"][0]["data"]["object"]["name"] == "Ada"


def test_no_event_tells_of_a_balance_transaction(hand, ask_hand):
    fields = {
        "amount": 500,
        "available_on": (NOW - DAY) // 1000,
        "currency": "usd",
        "fee": 0,
        "net": 500,
        "type": "charge",
        "reporting_category": "charge",
    }
    hand.write(Change(NOW - 5 * DAY, "balance_transaction", "txn_1", "create", fields))
    hand.write(
        Change(
            NOW - DAY,
            "balance_transaction",
            "txn_2",
            "create",
            fields | {"available_on": (NOW + DAY) // 1000},
        )
    )
    assert told(ask_hand("events")) == []
    status = {each["id"]: each["status"] for each in ask_hand("balance_transactions")[1]["data"]}
    assert status == {"txn_1": "available", "txn_2": "pending"}
    hand.store.set_meta("now", NOW + DAY)
    assert ask_hand("balance_transactions/txn_2")[1]["status"] == "available"


def test_the_feed_pages_filters_by_wildcard_and_gives_single_events(hand, ask_hand):
    for number in range(5):
        hand.customer(f"cus_{number}", at=NOW - DAY + number * 1000)
    first = ask_hand("events?limit=2&type=customer.*")
    assert told(first) == [("customer.created", "cus_4"), ("customer.created", "cus_3")]
    assert first[1]["has_more"] is True
    last = first[1]["data"][-1]["id"]
    assert [id for _, id in told(ask_hand(f"events?limit=9&starting_after={last}"))] == [
        "cus_2",
        "cus_1",
        "cus_0",
    ]
    assert [id for _, id in told(ask_hand(f"events?limit=1&ending_before={last}"))] == ["cus_4"]
    assert ask_hand(f"events/{last}")[1] == first[1]["data"][-1]
    assert ask_hand("events/evt_none")[0] == 404
    assert told(ask_hand("events?type=invoice.*")) == []


def test_events_are_rendered_at_the_accounts_own_version(hand, ask_hand):
    hand.customer("cus_1")
    assert ask_hand("events")[1]["data"][0]["api_version"] == "2022-11-15"
