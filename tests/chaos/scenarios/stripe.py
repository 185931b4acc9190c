"""Pitfalls of Stripe."""

from __future__ import annotations

from ingestion.sources.stripe.simulator import Habits
from tests.chaos.scenario import Scenario, Stage

AWKWARD = ("02134", "NA", "null", "1e5", 'a "quote", a\nline', "\u2028 🜚 \u202e", "=cmd")


def late(stage: Stage) -> None:
    stage.then("customer", stage.ids("customer", 1)[0], hours=23.999, name="Late")
    stage.make("customer", "cus_late", stage.now - 50_000)


def many_of_one_second(stage: Stage) -> None:
    for number in range(350):
        stage.make("customer", f"cus_many{number:03d}", stage.now - 1_000)


def at_the_border(stage: Stage) -> None:
    stage.make("customer", "cus_border", stage.now)
    stage.then("customer", stage.ids("customer", 1)[0], hours=24, name="At the border")


def while_listed(stage: Stage) -> None:
    """The customer that a page ended with is deleted before the next one is asked for."""
    many_of_one_second(stage)
    for call in (2, 4, 6):
        stage.system.meanwhile[call] = lambda: _delete_middle(stage)


def _delete_middle(stage: Stage) -> None:
    ids = stage.ids("customer", 300, "id like 'cus_many%' and state = 'live'")
    stage.then("customer", ids[250], "delete", hours=0)
    stage.world.sleep(1)


def settles(stage: Stage) -> None:
    for id in stage.ids("balance_transaction", 3):
        stage.change("balance_transaction", id, status="available")


def deletes(stage: Stage) -> None:
    stage.then("customer", stage.ids("customer", 1)[0], "delete")
    stage.make("customer", "cus_brief", stage.now)
    stage.then("customer", "cus_brief", "delete", hours=1)


def awkward(stage: Stage) -> None:
    for number, text in enumerate(AWKWARD):
        id = stage.make("customer", f"cus_awkward{number}", stage.now - 60_000, name=text)
        stage.then("customer", id, description=text)


def history(stage: Stage) -> None:
    for hours, name in ((1, "One"), (2, "Two"), (3, "One")):
        stage.then("customer", stage.ids("customer", 1)[0], hours=hours, name=name)


STRIPE = "stripe"
OTHER = Habits(versions=((0, "2025-03-31.basil"),), event_lag=60)
SCENARIOS = (
    Scenario(1, STRIPE, "an event that is told late", late, loads=2),
    Scenario(2, STRIPE, "more rows of one second than a page holds", many_of_one_second),
    Scenario(3, STRIPE, "a row at the very cursor", at_the_border, loads=2),
    Scenario(8, STRIPE, "deleted while it is listed", before=while_listed),
    Scenario(16, STRIPE, "a pending balance becomes available", settles),
    Scenario(21, STRIPE, "deleted, and made and deleted between two runs", deletes),
    Scenario(22, STRIPE, "a gap longer than the feed", deletes, days=40),
    Scenario(23, STRIPE, "there and back in one day, read three times", history, loads=3),
    Scenario(24, STRIPE, "texts that look like something else", awkward),
    Scenario(27, STRIPE, "events at another version", awkward, settings=(OTHER,)),
)
