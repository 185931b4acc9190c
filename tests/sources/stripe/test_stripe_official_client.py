"""The vendor's own client library reads the simulator, page by page, to the last object."""

import base64

import httpx
import pytest
import stripe

from ingestion.sandbox.recorded import Change
from ingestion.sources.stripe.simulator import Habits, app

LISTS = {
    "customer": ("customers", {}),
    "product": ("products", {}),
    "price": ("prices", {}),
    "subscription": ("subscriptions", {"status": "all"}),
    "invoice": ("invoices", {}),
    "charge": ("charges", {}),
    "payment_intent": ("payment_intents", {}),
    "refund": ("refunds", {}),
    "credit_note": ("credit_notes", {}),
    "dispute": ("disputes", {}),
    "balance_transaction": ("balance_transactions", {}),
}


def official(url, key="sk_test_sandbox"):
    return stripe.StripeClient(
        key, base_addresses={"api": url}, stripe_version="2023-08-16", max_network_retries=0
    )


@pytest.fixture
def client(url):
    return official(url)


def ids_in_store(world, object):
    rows = world.sql(
        "select id from record where system = 'stripe' and object = ? and state = 'live'", (object,)
    )
    return sorted(id for (id,) in rows)


@pytest.mark.parametrize("object", LISTS)
def test_every_object_is_read_once(client, world, object):
    plural, parameters = LISTS[object]
    listed = getattr(client.v1, plural).list({"limit": 37, **parameters}).auto_paging_iter()
    assert sorted(each.id for each in listed) == ids_in_store(world, object)


def test_events_are_read_once_and_newest_first(client):
    events = list(client.v1.events.list({"limit": 50}).auto_paging_iter())
    assert len(events) > 100
    assert len({event.id for event in events}) == len(events)
    assert [event.created for event in events] == sorted(
        (event.created for event in events), reverse=True
    )


def test_nested_lists_page_on_from_where_they_end(client):
    long = [
        i for i in client.v1.invoices.list({"limit": 100}).auto_paging_iter() if i.lines.has_more
    ]
    assert long, "the sample has an invoice of more than ten lines"
    for invoice in long[:2]:
        lines = list(invoice.lines.auto_paging_iter())
        assert len(lines) > 10
        assert sum(line.amount for line in lines) == invoice.subtotal


def test_every_part_of_every_object_is_read_through_its_own_list(client, world):
    """Lines, items and refunds, each by the parent that the library has in hand."""
    v1 = client.v1
    everything = {"limit": 100}
    found = {
        "invoice": {
            line.id
            for invoice in v1.invoices.list(everything).auto_paging_iter()
            for line in invoice.lines.auto_paging_iter()
        },
        "credit_note": {
            line.id
            for note in v1.credit_notes.list(everything).auto_paging_iter()
            for line in v1.credit_notes.line_items.list(note.id, {"limit": 1}).auto_paging_iter()
        },
        "subscription": {
            item.id
            for each in v1.subscriptions.list(everything | {"status": "all"}).auto_paging_iter()
            for item in v1.subscription_items.list({"subscription": each.id}).auto_paging_iter()
        },
    }
    for object, member in (
        ("invoice", "lines"),
        ("credit_note", "lines"),
        ("subscription", "items"),
    ):
        rows = world.sql(
            "select value ->> 'id' from record, json_each(fields, ?) "
            "where system = 'stripe' and object = ? and state = 'live'",
            (f"$.{member}", object),
        )
        assert found[object] == {id for (id,) in rows} and found[object]


def test_what_stands_on_a_test_clock_is_read_by_its_clock(hand, serve):
    hand.clock("clock_1")
    hand.customer("cus_1", test_clock="clock_1")
    v1 = official(str(serve(app(hand.store)).base_url)).v1
    assert [clock.id for clock in v1.test_helpers.test_clocks.list().auto_paging_iter()] == [
        "clock_1"
    ]
    assert v1.customers.list().data == []
    assert [each.id for each in v1.customers.list({"test_clock": "clock_1"}).data] == ["cus_1"]


def test_what_was_deleted_answers_the_library_as_deleted(hand, serve):
    hand.customer("cus_1")
    at = hand.store.now + 1
    hand.write_later(Change(at, "customer", "cus_1", "delete", {}), until=at)
    assert official(str(serve(app(hand.store)).base_url)).v1.customers.retrieve("cus_1").deleted


def test_the_library_takes_limits_and_locks_for_what_they_are(hand, serve):
    hand.customer("cus_1")
    locked = Habits(locked={"/v1/customers/cus_1": hand.store.now + 1})
    for habits, code in ((locked, "lock_timeout"), (Habits(requests_per_second=1), "rate_limit")):
        v1 = official(str(serve(app(hand.store, habits)).base_url)).v1
        with pytest.raises(stripe.RateLimitError) as refused:
            for _ in range(2):
                v1.customers.retrieve("cus_1")
        assert refused.value.http_status == 429
        assert refused.value.json_body["error"]["code"] == code


def test_items_of_a_subscription_are_listed_by_their_parent(client):
    subscription = client.v1.subscriptions.list({"limit": 1, "status": "all"}).data[0]
    items = client.v1.subscription_items.list({"subscription": subscription.id}).data
    assert [item.id for item in items] == [item.id for item in subscription["items"].data]
    assert client.v1.subscription_items.retrieve(items[0].id).subscription == subscription.id


def test_bracketed_parameters_of_the_client_are_understood(client):
    newest = client.v1.charges.list({"limit": 1}).data[0]
    same_second = client.v1.charges.list(
        {
            "created": {"gte": newest.created, "lte": newest.created},
            "expand": ["data.balance_transaction"],
        }
    )
    assert newest.id in [charge.id for charge in same_second.data]
    assert all(charge.balance_transaction.fee > 0 for charge in same_second.data if charge.paid)
    kinds = client.v1.events.list({"types": ["invoice.paid", "charge.succeeded"], "limit": 20}).data
    assert {event.type for event in kinds} == {"invoice.paid", "charge.succeeded"}


def test_the_clients_errors_are_those_of_the_vendor(client, url):
    with pytest.raises(stripe.InvalidRequestError, match="No such invoice: 'in_0'") as refused:
        client.v1.invoices.retrieve("in_0")
    assert (refused.value.code, refused.value.http_status) == ("resource_missing", 404)
    assert refused.value.request_id.startswith("req_")
    with pytest.raises(stripe.AuthenticationError):
        official(url, "sk_test_wrong_key_altogether").v1.customers.list()


def test_basic_authentication_opens_too(url):
    with httpx.Client(trust_env=False) as client:
        token = base64.b64encode(b"sk_test_sandbox:").decode()
        answer = client.get(f"{url}/v1/customers", headers={"Authorization": f"Basic {token}"})
    assert answer.status_code == 200
