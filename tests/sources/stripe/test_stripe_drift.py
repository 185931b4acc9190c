"""Answers that are not as declared: told on the run in which they appear, and no value is lost."""

import pytest

from ingestion.sources.stripe.simulator import Habits

NOW = 1_772_366_400_000
MINUTE, DAY = 60_000, 24 * 3600 * 1000


def drifts(landed, load):
    rows = landed.warehouse.rows(
        "select _object, field, kind, before, after from raw_stripe._drift where _load_id = ? "
        "order by all",
        (load.load_id,),
    )
    return [tuple(row.values()) for row in rows]


@pytest.fixture
def changing(hand, land_with):
    """A warehouse that lands from a Stripe whose customers a test changes by `look`."""
    look = []

    def meddle(asked, reply):
        if look and reply.status == 200 and asked.path.split("/")[0] == "customers":
            body = reply.body
            for each in body.get("data", [body]):
                look[0](each)
            reply.body = body

    landed = land_with(Habits(event_lag=0), meddle=meddle)
    hand.customer("cus_1", at=NOW - 90 * DAY)
    assert drifts(landed, landed.load()) == []
    landed.look = look
    return landed


def moved(hand, landed, name, at):
    hand.update(at, "customer", "cus_1", name=name)
    hand.pass_to(at + 10 * MINUTE)
    load = landed.load()
    assert load.status == "accepted" and landed.records("customer")["cus_1"]["name"] == name
    return load


@pytest.mark.parametrize(
    ("look", "drift"),
    [
        (lambda c: c.update(shoe_size=44), ("shoe_size", "new_field", None, "number")),
        (lambda c: c.pop("phone"), ("phone", "dropped_field", "string", None)),
        (lambda c: c.update(balance="12"), ("balance", "retyped_field", "number", "string")),
        (lambda c: c.update(metadata="k"), ("metadata", "retyped_field", "json", "string")),
    ],
)
def test_a_member_that_comes_goes_or_changes_its_type_is_told_once(hand, changing, look, drift):
    """Pitfall 28."""
    changing.look.append(look)
    load = moved(hand, changing, "one", NOW + MINUTE)
    assert drifts(changing, load) == [("customer", *drift)]
    assert [f.table for f in load.findings if f.check == "landing_drift"] == ["customer"]
    assert drifts(changing, moved(hand, changing, "two", NOW + 20 * MINUTE)) == []
    expected = {"id": "cus_1", "balance": 0, "phone": None, "metadata": {}}
    look(expected)
    landed = changing.records("customer")["cus_1"]
    assert {name: landed[name] for name in expected} == expected
    assert ("phone" in landed) == ("phone" in expected)


def test_a_word_that_stripe_has_not_used_before_lands_and_is_told(hand, changing):
    changing.look.append(lambda c: c.update(tax_exempt="sometimes"))
    load = moved(hand, changing, "one", NOW + MINUTE)
    assert changing.records("customer")["cus_1"]["tax_exempt"] == "sometimes"
    told = [f for f in load.findings if not f.passed]
    assert [(f.table, f.failed, "tax_exempt" in f.check) for f in told] == [("customer", 1, True)]


def test_an_answer_of_another_version_than_was_asked_for_is_told(hand, land_with):
    state = {}

    def meddle(asked, reply):
        reply.headers |= state

    landed = land_with(meddle=meddle)
    assert drifts(landed, landed.load()) == []
    state["stripe-version"] = "2025-03-31.basil"
    hand.pass_to(NOW + MINUTE)
    told = ("customer", "Stripe-Version", "new_value", "2023-08-16", "2025-03-31.basil")
    assert drifts(landed, landed.load()) == [told]
    assert drifts(landed, landed.load()) == []


def test_events_of_a_version_not_seen_before_are_told(hand, land_with):
    basil = "2025-03-31.basil"
    versions = ((0, "2022-11-15"), (NOW + 30 * MINUTE, basil))
    landed = land_with(Habits(event_lag=0, versions=versions))
    hand.customer("cus_1", at=NOW - 90 * DAY)
    landed.load()
    assert drifts(landed, moved(hand, landed, "one", NOW + MINUTE)) == []
    load = moved(hand, landed, "two", NOW + 40 * MINUTE)
    assert drifts(landed, load) == [("event", "api_version", "new_value", None, basil)]


def test_the_sample_company_is_as_declared(world, url, land_here):
    load = land_here(world, url).load()
    assert [f for f in load.findings if f.check == "landing_drift"] == []
