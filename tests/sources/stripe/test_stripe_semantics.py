"""Paging, filters, expansion, deletion and refusals, each worked out by hand."""

import base64

import pytest

from ingestion.sandbox.recorded import Change
from ingestion.sources.stripe.simulator import Habits, app

NOW = 1_772_366_400_000
SECOND = 1000
DAY = 24 * 3600 * SECOND


def ids(answer):
    return [each["id"] for each in answer[1]["data"]]


@pytest.fixture
def five(hand):
    """Customers made one second after the other."""
    for number in range(1, 6):
        hand.customer(f"cus_{number}", at=NOW - DAY + number * SECOND)
    return hand


def test_lists_are_newest_first_and_go_both_ways(five, ask_hand):
    assert ids(ask_hand("customers?limit=2")) == ["cus_5", "cus_4"]
    assert ask_hand("customers?limit=2")[1]["has_more"] is True
    assert ids(ask_hand("customers?limit=2&starting_after=cus_4")) == ["cus_3", "cus_2"]
    last = ask_hand("customers?limit=2&starting_after=cus_2")
    assert ids(last) == ["cus_1"] and last[1]["has_more"] is False
    before = ask_hand("customers?limit=2&ending_before=cus_2")
    assert ids(before) == ["cus_4", "cus_3"] and before[1]["has_more"] is True
    assert last[1]["url"] == "/v1/customers"


def test_a_list_holds_ten_unless_asked(hand, ask_hand):
    for number in range(12):
        hand.customer(f"cus_{number:02d}", at=NOW - DAY + number)
    assert len(ids(ask_hand("customers"))) == 10


def test_created_bounds_are_whole_seconds(five, ask_hand):
    third = (NOW - DAY) // 1000 + 3
    assert ids(ask_hand(f"customers?created[gte]={third}")) == ["cus_5", "cus_4", "cus_3"]
    assert ids(ask_hand(f"customers?created[gt]={third}")) == ["cus_5", "cus_4"]
    assert ids(ask_hand(f"customers?created[lt]={third}")) == ["cus_2", "cus_1"]
    assert ids(ask_hand(f"customers?created[lte]={third}&created[gt]={third - 2}")) == [
        "cus_3",
        "cus_2",
    ]
    assert ids(ask_hand(f"customers?created={third}")) == ["cus_3"]


def test_a_deleted_customer_leaves_the_list_and_answers_as_deleted(five, ask_hand):
    five.write(
        Change(NOW - 2 * DAY, "customer", "cus_gone", "create", {}),
        Change(NOW - DAY, "customer", "cus_gone", "delete", {}),
    )
    assert "cus_gone" not in ids(ask_hand("customers"))
    assert ask_hand("customers/cus_gone") == (
        200,
        {"id": "cus_gone", "object": "customer", "deleted": True},
    )
    status, body = ask_hand("customers?starting_after=cus_gone")
    assert (status, body["error"]["param"], body["error"]["code"]) == (
        400,
        "starting_after",
        "resource_missing",
    )


def test_a_deleted_draft_is_not_found(hand, ask_hand):
    hand.product("prod_1", "price_1")
    hand.invoice("in_live", "cus_1", 1)
    hand.write(
        Change(
            NOW - 2 * DAY,
            "invoice",
            "in_gone",
            "create",
            {"currency": "usd", "customer": "cus_1", "lines": []},
        ),
        Change(NOW - DAY, "invoice", "in_gone", "delete", {}),
    )
    status, body = ask_hand("invoices/in_gone")
    assert status == 404
    assert body["error"] == {
        "code": "resource_missing",
        "doc_url": "https://stripe.com/docs/error-codes/resource-missing",
        "message": "No such invoice: 'in_gone'",
        "param": "id",
        "type": "invalid_request_error",
    }
    assert ids(ask_hand("invoices")) == ["in_live"]


def test_nested_lists_end_after_ten_and_are_read_to_their_end_elsewhere(hand, ask_hand):
    hand.product("prod_1", "price_1")
    hand.invoice("in_long", "cus_1", 23)
    lines = ask_hand("invoices/in_long")[1]["lines"]
    assert (len(lines["data"]), lines["has_more"], lines["url"]) == (
        10,
        True,
        "/v1/invoices/in_long/lines",
    )
    assert ids(ask_hand("invoices/in_long/lines?limit=100")) == [
        f"il_in_long_{number}" for number in range(23)
    ]
    rest = ask_hand("invoices/in_long/lines?limit=10&starting_after=il_in_long_9")
    assert (
        ids(rest) == [f"il_in_long_{number}" for number in range(10, 20)]
        and rest[1]["has_more"] is True
    )
    assert ask_hand("invoices/in_long/lines?starting_after=il_none")[0] == 400


def test_canceled_subscriptions_are_hidden_unless_asked_for(hand, ask_hand):
    hand.customer("cus_1")
    base = {
        "customer": "cus_1",
        "currency": "usd",
        "items": [],
        "billing_cycle_anchor": 0,
        "current_period_start": 0,
        "current_period_end": 0,
        "start_date": 0,
    }
    for number, status in enumerate(("active", "canceled", "past_due")):
        hand.write(
            Change(
                NOW - DAY + number,
                "subscription",
                f"sub_{status}",
                "create",
                base | {"status": status},
            )
        )
    assert ids(ask_hand("subscriptions")) == ["sub_past_due", "sub_active"]
    assert ids(ask_hand("subscriptions?status=all")) == [
        "sub_past_due",
        "sub_canceled",
        "sub_active",
    ]
    assert ids(ask_hand("subscriptions?status=ended")) == ["sub_canceled"]
    assert ids(ask_hand("subscriptions?status=past_due&customer=cus_1")) == ["sub_past_due"]


def test_filters_see_what_the_record_leaves_to_its_default(hand, ask_hand):
    hand.product("prod_1", "price_1")
    hand.customer("cus_1")
    hand.invoice("in_draft", "cus_1", 1)
    hand.invoice("in_paid", "cus_1", 1, at=NOW - 2 * DAY, status="paid")
    assert ids(ask_hand("invoices?status=draft")) == ["in_draft"]
    assert ids(ask_hand("invoices?collection_method=charge_automatically")) == [
        "in_draft",
        "in_paid",
    ]
    assert (
        ids(ask_hand("products?active=true")) == ["prod_1"]
        and ids(ask_hand("products?active=false")) == []
    )


def test_an_id_is_expanded_to_its_object_and_a_number_is_not(hand, ask_hand):
    hand.product("prod_1", "price_1")
    hand.customer("cus_1")
    hand.invoice("in_1", "cus_1", 1)
    expanded = ask_hand("invoices?expand[]=data.customer&expand[]=data.lines.data.price.product")[
        1
    ]["data"][0]
    assert expanded["customer"]["email"] == "cus_1@example.com"
    assert expanded["lines"]["data"][0]["price"]["product"]["id"] == "prod_1"
    assert ask_hand("invoices")[1]["data"][0]["lines"]["data"][0]["price"]["product"] == "prod_1"
    status, body = ask_hand("invoices?expand[]=data.total")
    assert (status, body["error"]["message"]) == (
        400,
        "This property cannot be expanded (data.total).",
    )
    assert ask_hand("invoices/in_1?expand[0]=customer")[1]["customer"]["id"] == "cus_1"


@pytest.mark.parametrize(
    ("path", "code", "param"),
    [
        ("customers?color=red", "parameter_unknown", "color"),
        ("customers?created[near]=1", "parameter_unknown", "created[near]"),
        ("customers?limit=0", None, "limit"),
        ("customers?limit=101", None, "limit"),
        ("customers?limit=ten", "parameter_invalid_integer", "limit"),
        ("credit_notes?created[gte]=1", "parameter_unknown", "created"),
        ("invoices?status=late", None, "status"),
        ("invoices?customer=cus_none", "resource_missing", "customer"),
        ("invoices?customer=", "parameter_invalid_empty", "customer"),
        ("subscriptions?test_clock=clock_1", "resource_missing", "test_clock"),
        ("subscription_items", "parameter_missing", "subscription"),
        ("products?active=yes", None, "active"),
    ],
)
def test_a_wrong_parameter_is_named(hand, ask_hand, path, code, param):
    status, body = ask_hand(path)
    error = body["error"]
    assert (status, error.get("code"), error["param"]) == (400, code, param)
    assert error["type"] == "invalid_request_error"


def test_the_key_opens_as_bearer_and_as_basic_user_and_no_other_does(hand, ask_hand):
    basic = base64.b64encode(b"sk_test_sandbox:").decode()
    assert ask_hand("customers", Authorization=f"Basic {basic}")[0] == 200
    status, body = ask_hand("customers", Authorization="Bearer sk_test_another_key")
    assert (status, body["error"]["type"]) == (401, "invalid_request_error")
    assert body["error"]["message"].startswith("Invalid API Key provided: sk_test_")
    assert "another" not in body["error"]["message"]
    assert ask_hand("customers", Authorization="")[0] == 401
    assert ask_hand("customers", **{"Stripe-Version": "1999-01-01"})[0] == 400


def test_an_answer_carries_the_virtual_date_a_request_id_and_the_version(hand, serve):
    client = serve(app(hand.store))
    headers = client.get("/v1/customers").headers
    assert headers["date"] == "Sun, 01 Mar 2026 12:00:00 GMT"
    assert headers["stripe-version"] == "2023-08-16"
    assert headers["request-id"].startswith("req_")
    assert client.get("/v1/customers").headers["request-id"] != headers["request-id"]
    assert client.post("/v1/customers").status_code == 404


def test_a_limit_refuses_until_the_virtual_clock_moves_on(hand, serve):
    client = serve(app(hand.store, Habits(requests_per_second=2)))
    assert [client.get("/v1/customers").status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get("/v1/customers")
    assert refused.json()["error"]["code"] == "rate_limit"
    hand.store.set_meta("now", NOW + SECOND)
    assert client.get("/v1/customers").status_code == 200


def test_money_is_in_the_minor_units_of_its_currency(hand, ask_hand):
    hand.product("prod_1", "price_1")
    hand.invoice("in_yen", "cus_1", 1, currency="jpy", total=500)
    hand.invoice("in_dinar", "cus_1", 1, currency="kwd", total=1500, at=NOW - 2 * DAY)
    yen, dinar = ask_hand("invoices")[1]["data"]
    assert (yen["currency"], yen["total"], dinar["currency"], dinar["total"]) == (
        "jpy",
        500,
        "kwd",
        1500,
    )
    assert yen["lines"]["data"][0]["currency"] == "jpy"
