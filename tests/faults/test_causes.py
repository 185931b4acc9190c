"""What a vendor says of its own refusal decides whether, and how often, it is asked again."""

from __future__ import annotations

import pytest

from ingestion.sandbox.faults import Fault
from tests.chaos.score import score
from tests.faults.test_every_fault import PAGES

INVOICES = PAGES["stripe"]


def stripe(**told) -> Fault:
    return Fault("stripe", endpoint=INVOICES, **told)


@pytest.mark.parametrize(
    "fault",
    [
        stripe(kind="status", status=409, should_retry=True),
        stripe(kind="status", status=409),
        stripe(kind="status", status=400, should_retry=True),
        stripe(kind="locked", should_retry=True),
        stripe(kind="locked"),
        stripe(kind="burst", should_retry=True),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.status}-{fault.should_retry}",
)
def test_what_stripe_lets_be_asked_again_costs_one_more_call(sandbox, trial, fault):
    waits: list[float] = []
    trial = trial("stripe")
    sandbox.plan.replace([fault])
    load = trial.land(waits)
    assert load.status == "accepted", load.message
    assert len(sandbox.plan.struck) == len(waits) == 1
    assert score(sandbox.world, trial).is_clean


@pytest.mark.parametrize(
    "told", [{"kind": "status", "status": 409}, {"kind": "status"}, {"kind": "burst"}], ids=str
)
def test_what_stripe_says_is_no_use_to_ask_again_is_asked_once(sandbox, trial, told):
    waits: list[float] = []
    told = stripe(**told, should_retry=False, times=0)
    sandbox.plan.replace([told])
    load = trial("stripe").land(waits)
    assert load.status == "failed" and "trying again is no use" in load.message
    assert len(sandbox.plan.struck) == 1 and waits == []


@pytest.mark.parametrize(
    "fault, tries",
    [
        (stripe(kind="locked", times=0), 6),
        (stripe(kind="burst", times=0), 10),
        (stripe(kind="status", status=400, times=0, should_retry=True), 6),
        (Fault("salesforce", kind="burst", endpoint=PAGES["salesforce"], times=0), 10),
        (Fault("salesforce", kind="locked", endpoint=PAGES["salesforce"], times=0), 10),
        (Fault("hubspot", kind="locked", endpoint=PAGES["hubspot"], times=0), 6),
    ],
    ids=lambda told: f"{told.vendor}-{told.kind}-{told.status}" if isinstance(told, Fault) else "",
)
def test_a_refusal_that_never_passes_ends_the_load_with_one_line(sandbox, trial, fault, tries):
    waits: list[float] = []
    sandbox.plan.replace([fault])
    load = trial(fault.vendor).land(waits)
    assert load.status == "failed" and f"({tries} tries)" in load.message
    assert "\n" not in load.message
    assert len(sandbox.plan.struck) == tries and len(waits) == tries - 1


@pytest.mark.parametrize("retry_after", [None, 7])
def test_too_many_calls_at_once_of_salesforce_are_waited_for(sandbox, trial, retry_after):
    waits: list[float] = []
    trial = trial("salesforce")
    told = {"kind": "burst", "endpoint": PAGES["salesforce"], "retry_after": retry_after}
    sandbox.plan.replace([Fault("salesforce", times=4, **told)])
    load = trial.land(waits)
    assert load.status == "accepted", load.message
    assert len(waits) == 4 and (retry_after is None or set(waits) == {7})
    assert score(sandbox.world, trial).is_clean


def test_the_calls_of_a_day_of_salesforce_end_the_load_at_once(sandbox, trial):
    waits: list[float] = []
    sandbox.plan.replace([Fault("salesforce", kind="daily", endpoint=PAGES["salesforce"])])
    load = trial("salesforce").land(waits)
    assert load.status == "failed" and "API calls of 24 hours are used up" in load.message
    assert "\n" not in load.message
    assert len(sandbox.plan.struck) == 1 and waits == []


def test_only_stripe_says_in_a_header_whether_to_ask_again():
    with pytest.raises(ValueError, match="a word of Stripe alone"):
        Fault("hubspot", kind="burst", should_retry=True)
