"""The true history is plentiful, orderly, and the same whoever looks when."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from ingestion.sandbox.clock import DAY, HOUR, MINUTE
from ingestion.sandbox.firm import found
from ingestion.sandbox.lives import life
from ingestion.sandbox.lives.births import births, born_at

SCRIPT = """
from hashlib import sha256
from ingestion.sandbox import traces
from ingestion.sandbox.firm import found
from ingestion.sandbox.lives import life
firm = found(7, 1000)
text = "".join(repr(x) for i in (40, 3, 11) for x in (life(firm, i), tuple(traces.of(firm, life(firm, i)))))
print(sha256(text.encode()).hexdigest())
"""


def test_a_life_is_the_same_in_another_process_with_other_hashes():
    digests = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path.cwd())},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(digests) == 1


def test_a_life_does_not_depend_on_the_lives_made_up_before_it(firm, households):
    alone = life(found(7, firm.extra["size"]), 17)
    assert repr(alone) == repr(households[17].life)


def test_two_seeds_tell_two_histories():
    texts = {sha256(repr(life(found(seed, 100), 5)).encode()).hexdigest() for seed in (1, 2)}
    assert len(texts) == 2


def test_households_are_counted_from_the_instant_they_are_born(firm):
    for index in (0, 1, 50, 150, 399, 5_000):
        at = born_at(firm, index)
        assert births(firm, at) == index + 1
        assert births(firm, at - 1) == index


def test_growth_goes_on_at_the_pace_it_had(firm):
    end = firm.first_day_ends_at
    before = births(firm, end) - births(firm, end - 100 * DAY)
    after = births(firm, end + 100 * DAY) - births(firm, end)
    assert abs(before - after) <= 1


def test_a_world_has_about_as_many_people_as_asked_for(firm, households):
    there = sum(
        person.arrived_at <= firm.first_day_ends_at
        for known in households
        for person in known.life.people
    )
    assert abs(there - 1_000) < 80


def test_volumes_are_as_promised_for_five_thousand_people(firm, households):
    end = firm.first_day_ends_at
    lives = [known.life for known in households]
    touches = sum(t.at <= end and t.kind != "page_view" for each in lives for t in each.touches)
    activities = sum(each.at <= end for lived in lives for each in lived.activities)
    deals = sum(deal.created_at <= end for lived in lives for deal in lived.deals)
    invoices = sum(invoice.created_at <= end for lived in lives for invoice in lived.invoices)
    assert touches + activities >= 150_000 / 5, (
        "without page views, which no system lists one by one"
    )
    assert deals >= 1_500 / 5
    assert invoices >= 10_000 / 5


def test_nothing_happens_to_people_before_they_arrive_but_the_pages_they_looked_at(households):
    for known in households:
        arrived = {person.key: person.arrived_at for person in known.life.people}
        for touch in known.life.touches:
            assert touch.kind == "page_view" or touch.at >= arrived[touch.person_key]
        for activity in known.life.activities:
            assert activity.at >= arrived[activity.person_key]


def test_a_deal_goes_from_discovery_to_one_end_and_its_values_follow_in_time(households):
    deals = [deal for known in households for deal in known.life.deals]
    for deal in deals:
        assert deal.stages[0] == (deal.created_at, "discovery")
        assert deal.stages[-1][1] in ("won", "lost")
        assert (deal.loss_reason is not None) == (deal.stages[-1][1] == "lost")
        assert sum(is_primary for _, _, is_primary, _ in deal.people) == 1
        for values in (deal.stages, deal.amounts, deal.close_dates, deal.owners):
            assert all(earlier[0] < later[0] for earlier, later in pairwise(values))
            assert values[-1][0] <= deal.stages[-1][0]
    orders = {"discovery": 0, "evaluation": 1, "proposal": 2, "negotiation": 3, "won": 4, "lost": 4}
    steps = [
        orders[later] - orders[earlier]
        for deal in deals
        for (_, earlier), (_, later) in pairwise(deal.stages)
    ]
    assert min(steps) < 0 < max(steps) > 1, "regressions and skips occur"
    assert {deal.kind for deal in deals} == {"new", "expansion", "renewal", "one_time"}


def test_people_come_back_after_sales_gave_them_up(households):
    trips: dict[str, list] = {}
    for known in households:
        for each in known.life.qualifications:
            trips.setdefault(each.person_key, []).append(each)
    several = [each for each in trips.values() if len(each) > 1]
    assert len(several) > 20
    for first, second, *_ in several:
        assert first.status_changes[-1][1] in ("rejected", "nurture")
        assert second.opened_at > first.status_changes[-1][0]


def test_automation_leaves_signs_where_a_lead_is_given_to_a_rep(households):
    given, delays = 0, {"Call new lead": [], "New lead assigned": []}
    for known in households:
        assignments = [
            (at, trip.person_key, user)
            for trip in known.life.qualifications
            for number, (at, user) in enumerate(trip.assignments)
            if number == 0
            or all(at < told for told, to, _ in trip.status_changes if to == "accepted")
        ]
        given += len(assignments)
        signs = [each for each in known.life.activities if each.subject in delays]
        for sign in signs:
            assert sign.is_automatic
            delays[sign.subject].append(
                min(
                    sign.at - at
                    for at, *whose in assignments
                    if whose == [sign.person_key, sign.user_key] and at <= sign.at
                )
            )
        number = {each.key: int(each.key.rpartition("-")[2]) for each in known.life.activities}
        others = [number[each.key] for each in known.life.activities if each not in signs]
        assert max(others, default=-1) == len(others) - 1, "the others' keys are as without signs"
    tasks, notifications = delays.values()
    assert given > 300
    assert abs(len(tasks) / given - 0.85) < 0.05
    assert abs(len(notifications) / given - 0.90) < 0.05
    late = [delay for delay in tasks if delay >= 2 * HOUR]
    assert abs(len(late) / len(tasks) - 0.125) < 0.05
    assert all(MINUTE <= delay < 4 * MINUTE for delay in tasks if delay not in late)
    assert max(late) < 6 * HOUR
    assert all(0 <= delay < 3 * MINUTE for delay in notifications)


def test_an_invoice_is_paid_what_it_says_and_gives_back_no_more(households):
    invoices = [invoice for known in households for invoice in known.life.invoices]
    for invoice in invoices:
        total = (
            sum(line.amount_minor for line in invoice.lines)
            - invoice.discount_minor
            + invoice.tax_minor
        )
        paid = sum(amount for _, amount, outcome in invoice.payments if outcome == "succeeded")
        assert paid in (0, total)
        assert sum(amount for _, amount, _ in invoice.refunds) <= paid
        assert len({line.key for line in invoice.lines}) == len(invoice.lines)
        if invoice.voided_at or invoice.uncollectible_at:
            assert paid == 0
    for what in (
        "refunds",
        "credit_notes",
        "disputes",
        "voided_at",
        "uncollectible_at",
        "tax_minor",
        "discount_minor",
    ):
        assert any(getattr(invoice, what) for invoice in invoices), what
    assert any(len(invoice.lines) > 10 for invoice in invoices)
    assert any(outcome == "failed" for invoice in invoices for _, _, outcome in invoice.payments)
    assert {"USD", "EUR", "GBP", "SEK", "JPY"} <= {invoice.currency for invoice in invoices}


def test_subscriptions_change_pause_and_end(households):
    subscriptions = [each for known in households for each in known.life.subscriptions]
    quantities = [
        (before[1], after[1]) for each in subscriptions for before, after in pairwise(each.changes)
    ]
    grew = [
        sum(i.quantity for i in after) > sum(i.quantity for i in before)
        for before, after in quantities
    ]
    assert True in grew and False in grew
    assert {each.interval for each in subscriptions} == {"month", "year"}
    per_deal = [(each.deal_key, each.interval) for each in subscriptions]
    assert len(set(per_deal)) < len(per_deal), "some come back after a pause"
