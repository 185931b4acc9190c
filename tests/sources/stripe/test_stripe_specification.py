"""Every kind of answer is what Stripe's own specification says, member by member."""

import pytest

from ingestion.sandbox.recorded import Change
from ingestion.sources.stripe.simulator import Habits, app
from ingestion.sources.stripe.simulator.resources import BY_PLURAL
from ingestion.sources.stripe.simulator.templates import TEMPLATES
from ingestion.sources.stripe.tables import TABLES

LISTS = {
    "/v1/customers": ["", "&expand[]=data.subscriptions"],
    "/v1/products": ["", "&expand[]=data.default_price"],
    "/v1/prices": ["", "&expand[]=data.product", "&type=recurring"],
    "/v1/subscriptions": [
        "&status=all",
        "&expand[]=data.customer&expand[]=data.latest_invoice.charge",
    ],
    "/v1/invoices": [
        "",
        "&status=open",
        "&status=void",
        "&status=uncollectible",
        "&expand[]=data.payment_intent&expand[]=data.charge.balance_transaction",
    ],
    "/v1/charges": [
        "",
        "&expand[]=data.balance_transaction&expand[]=data.refunds&expand[]=data.invoice",
    ],
    "/v1/payment_intents": ["", "&expand[]=data.latest_charge"],
    "/v1/refunds": ["", "&expand[]=data.charge&expand[]=data.balance_transaction"],
    "/v1/credit_notes": ["", "&expand[]=data.invoice"],
    "/v1/disputes": ["", "&expand[]=data.charge"],
    "/v1/balance_transactions": ["", "&expand[]=data.source", "&type=refund"],
    "/v1/events": ["", "&types[]=customer.updated&types[]=invoice.paid"],
}
SINGLE = {
    "customers": "/v1/customers/{customer}",
    "products": "/v1/products/{id}",
    "prices": "/v1/prices/{price}",
    "subscriptions": "/v1/subscriptions/{subscription_exposed_id}",
    "invoices": "/v1/invoices/{invoice}",
    "charges": "/v1/charges/{charge}",
    "payment_intents": "/v1/payment_intents/{intent}",
    "refunds": "/v1/refunds/{refund}",
    "credit_notes": "/v1/credit_notes/{id}",
    "disputes": "/v1/disputes/{dispute}",
    "balance_transactions": "/v1/balance_transactions/{id}",
    "events": "/v1/events/{id}",
}


def answer_schema(specification, path, status="200"):
    return specification["paths"][path]["get"]["responses"][status]["content"]["application/json"][
        "schema"
    ]


@pytest.mark.parametrize("path", LISTS)
def test_lists_are_as_specified(ask, faults, specification, path):
    for extra in LISTS[path]:
        status, body = ask(f"{path.removeprefix('/v1/')}?limit=4{extra}")
        assert status == 200, body
        assert body["data"], f"the sample has none: {path}{extra}"
        assert faults(body, answer_schema(specification, path)) == []


@pytest.mark.parametrize("plural", SINGLE)
def test_single_objects_are_as_specified(ask, faults, specification, plural):
    _, page = ask(f"{plural}?limit=1")
    status, body = ask(f"{plural}/{page['data'][0]['id']}")
    assert status == 200
    assert body == page["data"][0]
    assert faults(body, answer_schema(specification, SINGLE[plural])) == []


def test_nested_lists_are_as_specified(ask, faults, specification):
    invoice = ask("invoices?limit=1")[1]["data"][0]
    subscription = ask("subscriptions?limit=1&status=all")[1]["data"][0]
    note = ask("credit_notes?limit=1")[1]["data"][0]
    refund = ask("refunds?limit=1")[1]["data"][0]
    for path, address in (
        ("/v1/invoices/{invoice}/lines", f"invoices/{invoice['id']}/lines"),
        ("/v1/subscription_items", f"subscription_items?subscription={subscription['id']}"),
        ("/v1/credit_notes/{credit_note}/lines", f"credit_notes/{note['id']}/lines"),
        ("/v1/charges/{charge}/refunds", f"charges/{refund['charge']}/refunds"),
    ):
        status, body = ask(address)
        assert status == 200 and body["data"], path
        assert faults(body, answer_schema(specification, path)) == []
    item = ask(f"subscription_items/{subscription['items']['data'][0]['id']}")[1]
    assert faults(item, answer_schema(specification, "/v1/subscription_items/{item}")) == []


def test_refusals_and_deleted_objects_are_as_specified(hand, ask_hand, faults, specification):
    hand.customer("cus_1", at=1_772_000_000_000)
    hand.write(
        Change(1_772_000_000_000, "customer", "cus_2", "create", {}),
        Change(1_772_000_001_000, "customer", "cus_2", "delete", {}),
    )
    error = answer_schema(specification, "/v1/customers", "default")
    for path in (
        "customers?color=red",
        "customers?limit=1000",
        "invoices/in_0",
        "nowhere",
        "customers?expand[]=data.name",
    ):
        status, body = ask_hand(path)
        assert status in (400, 404)
        assert faults(body, error) == []
    gone = ask_hand("customers/cus_2")[1]
    assert faults(gone, {"$ref": "#/components/schemas/deleted_customer"}) == []


def test_test_clocks_and_what_stands_on_them_are_as_specified(
    hand, ask_hand, faults, specification
):
    hand.clock("clock_1")
    hand.customer("cus_1", test_clock="clock_1")
    hand.customer("cus_2")
    for path, address in (
        ("/v1/test_helpers/test_clocks", "test_helpers/test_clocks"),
        ("/v1/test_helpers/test_clocks/{test_clock}", "test_helpers/test_clocks/clock_1"),
        ("/v1/customers", "customers?test_clock=clock_1&expand[]=data.test_clock"),
    ):
        status, body = ask_hand(address)
        assert status == 200 and faults(body, answer_schema(specification, path)) == []
    assert body["data"][0]["test_clock"]["status"] == "ready"
    assert [each["id"] for each in ask_hand("customers")[1]["data"]] == ["cus_2"]
    hand.write_later(
        Change(hand.store.now + 1, "test_helpers.test_clock", "clock_1", "delete", {}),
        until=hand.store.now + 1,
    )
    gone = ask_hand("test_helpers/test_clocks/clock_1")[1]
    assert faults(gone, {"$ref": "#/components/schemas/deleted_test_helpers.test_clock"}) == []


def test_refusals_for_a_while_are_as_specified(hand, serve, faults, specification):
    error = answer_schema(specification, "/v1/customers", "default")
    until = hand.store.now + 1
    for habits, path, status, code, headers in (
        (Habits(requests_per_second=0, requests_per_endpoint=1), "customers", 429, "rate_limit",
         {"stripe-rate-limited-reason": "endpoint-rate"}),
        (Habits(requests_per_second=1, retry_after=2), "customers", 429, "rate_limit",
         {"stripe-rate-limited-reason": "global-rate", "retry-after": "2"}),
        (Habits(locked={"/v1/invoices/in_1": until}), "invoices/in_1", 429, "lock_timeout",
         {"stripe-should-retry": "true"}),
        (Habits(broken={"/v1/customers": until}), "customers", 500, None,
         {"stripe-should-retry": "false"}),
    ):  # fmt: skip
        client = serve(app(hand.store, habits))
        client.get(f"/v1/{path}")
        answer = client.get(f"/v1/{path}")
        assert (answer.status_code, answer.json()["error"].get("code")) == (status, code)
        assert faults(answer.json(), error) == []
        assert headers.items() <= dict(answer.headers).items()
        assert ("retry-after" in answer.headers) == ("retry-after" in headers)


def test_no_object_holds_a_member_that_the_specification_does_not_know(specification):
    schemas = specification["components"]["schemas"]
    for name, template in TEMPLATES.items():
        assert set(template) <= set(schemas[name]["properties"]), name


def test_the_lists_take_exactly_the_specified_parameters(specification):
    for plural, resource in BY_PLURAL.items():
        specified = {
            p["name"] for p in specification["paths"][f"/v1/{plural}"]["get"]["parameters"]
        }
        taken = {"limit", "starting_after", "ending_before", "expand", *resource.filters}
        assert taken | ({"created"} if resource.has_created else set()) == specified


def test_every_column_is_a_specified_member_of_its_kind(specification):
    schemas = specification["components"]["schemas"]
    kinds = {"integer": "number", "number": "number", "boolean": "boolean", "string": "string"}
    added_by_the_client = {
        ("invoice_line_item", "invoice"),
        ("credit_note_line_item", "credit_note"),
        ("event", "object_id"),
    }
    for table in TABLES:
        properties = schemas[table.object]["properties"]
        for field in table.fields:
            if (table.name, field.name) in added_by_the_client:
                continue
            declared = properties[field.name]
            choices = [c for c in declared.get("anyOf", [declared]) if c.get("type") != "null"]
            choices = [inner for c in choices for inner in c.get("anyOf", [c])]
            found = {
                kinds.get(choice.get("type"), "json")
                for choice in choices
                if choice.get("type") != "null"
            }
            assert field.kind in found, (table.name, field.name, found)
