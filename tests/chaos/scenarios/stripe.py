"""Pitfalls of Stripe."""

from __future__ import annotations

from ingestion.sandbox.faults import Fault
from ingestion.sources.stripe.simulator import Habits
from tests.chaos.scenario import Expected, Scenario
from tests.chaos.serving import Answer
from tests.chaos.stage import AWKWARD, HOUR, SECOND, Stage, latest, versions

STRIPE = "stripe"
OTHER = Habits(versions=((0, "2025-03-31.basil"),), event_lag=60)
MANY = [f"cus_many{number:03d}" for number in range(350)]


def late(stage: Stage) -> None:
    """Their events become visible some time within a minute, each after its own."""
    for number in range(12):
        id = stage.make("customer", f"cus_late{number}", stage.now - HOUR)
        stage.then("customer", id, hours=1 - number / 7_200, name="Late")


def many_of_one_second(stage: Stage) -> None:
    stage.make_many("customer", dict.fromkeys(MANY, stage.now - SECOND))


def at_the_border(stage: Stage) -> None:
    stage.make("customer", "cus_border", stage.now)
    stage.then("customer", stage.ids("customer", 1)[0], hours=1, name="At the border")


def changed(stage: Stage) -> None:
    stage.make("customer", "cus_changed", stage.now, name="Before")
    stage.then("customer", "cus_changed", name="After")


def while_listed(stage: Stage) -> None:
    """The customer that a page ends with is deleted before the next one is asked for."""

    def go(answer: Answer, number: int) -> None:
        if number <= 3 and answer.body.get("has_more"):
            stage.then("customer", answer.body["data"][-1]["id"], "delete", hours=0)
            stage.world.sleep(1)

    stage.system.on("/v1/customers", go)


def long_lists(stage: Stage) -> None:
    invoice, subscription = stage.ids("invoice", 1)[0], stage.ids("subscription", 1)[0]
    (line,) = stage.fields("invoice", invoice)["lines"][:1]
    (item,) = stage.fields("subscription", subscription)["items"][:1]
    lines = [{**line, "id": f"il_chaos{number}"} for number in range(45)]
    items = [{**item, "id": f"si_chaos{number}"} for number in range(14)]
    stage.then("invoice", invoice, lines=lines)
    stage.then("subscription", subscription, items=items)


def all_parts(_: Stage) -> Expected:
    return {
        versions(STRIPE, "invoice_line_item", "id like 'il_chaos%'"): 45,
        versions(STRIPE, "subscription_item", "id like 'si_chaos%'"): 14,
    }


def pending(stage: Stage) -> None:
    stage.make("balance_transaction", "txn_chaos", available_on=stage.now // 1000 + 2 * 3600)


def available(_: Stage) -> Expected:
    return {latest(STRIPE, "balance_transaction", "txn_chaos", "status"): "available"}


def deletes(stage: Stage) -> None:
    """The one answers as deleted, the other with 404."""
    stage.then("customer", stage.ids("customer", 1)[0], "delete")
    stage.make("customer", "cus_brief", stage.now)
    stage.then("customer", "cus_brief", "delete")
    stage.then("invoice", "in_draft", "delete")


def draft(stage: Stage) -> None:
    stage.make("invoice", "in_draft", stage.now - HOUR, status="draft", lines=[], number=None)


def draft_of_the_last_seconds(stage: Stage) -> None:
    """It lands, and by the clock of the machine that answers last it is not yet made."""
    like = stage.fields("invoice", stage.ids("invoice", 1)[0])
    told = {**like, "status": "draft", "lines": [], "number": None}
    stage.then("invoice", "in_draft", "create", hours=1 - 30 / 3_600, **told)
    stage.then("invoice", "in_draft", "delete", hours=1.5)


def gone(stage: Stage) -> Expected:
    return {latest(STRIPE, "invoice", "in_draft"): "delete"}


def awkward(stage: Stage) -> None:
    for number, text in enumerate(AWKWARD):
        id = stage.make("customer", f"cus_awkward{number}", stage.now - 60_000, name=text)
        stage.then("customer", id, description=text)


def came_through(_: Stage) -> Expected:
    return {
        latest(STRIPE, "customer", f"cus_awkward{number}", "[name, description]"): [text, text]
        for number, text in enumerate(AWKWARD)
    }


def nothing_or_empty(stage: Stage) -> None:
    stage.make("customer", "cus_empty", stage.now - HOUR, name="", description=None)
    stage.then("customer", "cus_empty", name=None, description="")
    refunds = {"re_said": {"description": ""}, "re_unsaid": {}}
    for id, told in refunds.items():
        stage.make("refund", id, stage.now, **told)


def told_apart(_: Stage) -> Expected:
    return {
        latest(STRIPE, "customer", "cus_empty", "[name, description]"): [None, ""],
        latest(STRIPE, "refund", "re_said", "description"): "",
        latest(STRIPE, "refund", "re_unsaid", "description is null"): True,
    }


def history(stage: Stage) -> None:
    stage.make("customer", "cus_history", stage.now)
    for minutes, name in ((1, "One"), (2, "Two"), (3, "One")):
        stage.then("customer", "cus_history", hours=minutes / 60, name=name)


def events_stay(_: Stage) -> Expected:
    """Longer than the feed tells of them."""
    told = "object_id = 'cus_history' and type = 'customer.updated' and _op = 'upsert'"
    return {versions(STRIPE, "event", told): 3}


# By currency: minor units, and the same of one piece, whose price may be finer.
MONEY = {"jpy": (500, "500"), "kwd": (1_125, "1125.5"), "usd": (999, "999")}


def moneys(stage: Stage) -> None:
    for currency, (amount, piece) in MONEY.items():
        of = {"currency": currency, "unit_amount": amount, "unit_amount_decimal": piece}
        stage.make("price", f"price_{currency}", lookup_key=f"chaos-{currency}", **of)
        stage.make("charge", f"ch_{currency}", currency=currency, amount=amount)


def minor_units(_: Stage) -> Expected:
    told = "[currency, unit_amount, unit_amount_decimal]"
    return {
        latest(STRIPE, "price", f"price_{currency}", told): [currency, str(amount), piece]
        for currency, (amount, piece) in MONEY.items()
    } | {
        latest(STRIPE, "charge", f"ch_{currency}", "amount"): str(amount)
        for currency, (amount, _) in MONEY.items()
    }


def other_members(stage: Stage) -> None:
    """Of customers: one is new, one is lacking, one is of another type."""

    def change(answer: Answer, _: int) -> None:
        body = answer.body
        for each in body.get("data", [body]):
            each |= {"shoe_size": 44, "balance": "12"}
            each.pop("phone", None)
        answer.body = body

    stage.system.on("/v1/customers*", change)


def noticed(stage: Stage) -> Expected:
    kinds = {"shoe_size": "new_field", "phone": "dropped_field", "balance": "retyped_field"}
    drifts = {
        versions(STRIPE, "_drift", f"_object = 'customer' and field = '{f}' and kind = '{k}'"): 1
        for f, k in kinds.items()
    }
    told = "[json_extract_string(_extra, '$.shoe_size'), json_extract_string(_extra, '$.balance')]"
    return drifts | {latest(STRIPE, "customer", "cus_changed", told): ["44", "12"]}


OF_A_LOOK = {"customer": ("balance", "phone", "_extra")}
SCENARIOS = (
    Scenario(1, STRIPE, "events that are told late", late, hours=1, loads=2),
    Scenario(2, STRIPE, "more rows of one second than a page holds", many_of_one_second, hours=1),
    Scenario(3, STRIPE, "a row at the very cursor", at_the_border, hours=1, loads=2),
    Scenario(8, STRIPE, "deleted while it is listed", before=many_of_one_second,
             meddles=while_listed, is_first=True, loads=2),
    Scenario(9, STRIPE, "lists inside objects, longer than ten", long_lists, hours=1,
             expects=all_parts),
    Scenario(16, STRIPE, "a pending balance becomes available", pending, hours=1.5, loads=2,
             expects=available),
    Scenario(21, STRIPE, "deleted, and made and deleted between two runs", deletes, draft,
             hours=1, expects=gone),
    Scenario(21, STRIPE, "a draft that lands in the future of a slow clock, deleted",
             draft_of_the_last_seconds, hours=1, loads=2, expects=gone,
             faults=(Fault(STRIPE, "skew", "/v1/balance_transactions*", times=0, seconds=-120),)),
    Scenario(22, STRIPE, "a gap longer than the feed", deletes, draft, days=40, expects=gone),
    Scenario(23, STRIPE, "there and back in one day; the feed forgets", history, days=20, loads=2,
             expects=events_stay),
    Scenario(24, STRIPE, "texts that look like something else", awkward, hours=1,
             expects=came_through),
    Scenario(25, STRIPE, "null, empty and left out", nothing_or_empty, hours=1,
             expects=told_apart),
    Scenario(27, STRIPE, "events at another version", awkward, settings=(OTHER,), hours=1,
             expects=came_through),
    Scenario(27, STRIPE, "currencies of no and of three decimals", moneys, hours=1,
             expects=minor_units),
    Scenario(28, STRIPE, "members that come, go and change their type", changed, hours=1,
             meddles=other_members, but=OF_A_LOOK, expects=noticed),
)  # fmt: skip
