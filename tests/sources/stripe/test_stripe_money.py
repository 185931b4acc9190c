"""What Stripe says of money agrees with what happened, and with itself."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import pytest

from ingestion.sandbox.clock import iso_date
from ingestion.sandbox.lives import life
from ingestion.sandbox.lives.births import births
from ingestion.sources.stripe.simulator import render

DECIMALS = {"jpy": 0, "kwd": 3}


@pytest.fixture(scope="module")
def held(world):
    names = (
        "customer",
        "subscription",
        "invoice",
        "invoice_line_item",
        "charge",
        "payment_intent",
        "refund",
        "credit_note",
        "dispute",
        "balance_transaction",
        "price",
    )
    return {name: {each["id"]: each for each in render(world, name)} for name in names}


@pytest.fixture(scope="module")
def happened(world):
    """Invoices of the true history, by key."""
    lives = (life(world.firm, index) for index in range(births(world.firm, world.now)))
    return {invoice.key: invoice for lived in lives for invoice in lived.invoices}


@pytest.fixture(scope="module")
def true_invoice(world, happened):
    """The true invoice of a record's id."""
    rows = world.sql(
        "select id, truth_key from record where system = 'stripe' and object = 'invoice'"
    )
    return {id: happened[key] for id, key in rows}


def test_every_invoice_that_was_drawn_up_is_there_and_no_other(world, happened, true_invoice):
    drawn = {key for key, invoice in happened.items() if invoice.created_at <= world.now}
    assert {invoice.key for invoice in true_invoice.values()} == drawn
    assert len(drawn) > 300


def test_an_invoice_is_its_lines_less_the_discount_plus_the_tax(held, true_invoice):
    for id, invoice in held["invoice"].items():
        truth = true_invoice[id]
        assert (
            invoice["subtotal"]
            == sum(line["amount"] for line in invoice["lines"]["data"])
            == sum(line.amount_minor for line in truth.lines)
        )
        assert (
            sum(each["amount"] for each in invoice["total_discount_amounts"])
            == truth.discount_minor
        )
        assert (
            sum(each["amount"] for each in invoice["total_tax_amounts"])
            == (invoice["tax"] or 0)
            == truth.tax_minor
        )
        assert invoice["total"] == invoice["subtotal"] - truth.discount_minor + truth.tax_minor
        of_lines = [
            each["amount"] for line in invoice["lines"]["data"] for each in line["discount_amounts"]
        ]
        assert sum(of_lines) == truth.discount_minor
        assert (
            sum(each["amount"] for line in invoice["lines"]["data"] for each in line["tax_amounts"])
            == truth.tax_minor
        )


def test_an_invoice_stands_where_history_left_it(world, held, true_invoice):
    for id, invoice in held["invoice"].items():
        truth = true_invoice[id]
        paid = [
            at for at, _, outcome in truth.payments if outcome == "succeeded" and at <= world.now
        ]
        if truth.finalized_at is None or truth.finalized_at > world.now:
            expected = "draft"
        elif truth.voided_at and truth.voided_at <= world.now:
            expected = "void"
        elif paid or invoice["total"] <= 0:
            expected = "paid"
        elif truth.uncollectible_at and truth.uncollectible_at <= world.now:
            expected = "uncollectible"
        else:
            expected = "open"
        assert invoice["status"] == expected
        assert (invoice["number"] is None) == (expected == "draft")
        assert invoice["paid"] == (expected == "paid")
        reached = invoice["status_transitions"]
        assert reached["finalized_at"] == (
            None if expected == "draft" else truth.finalized_at // 1000
        )
        if paid:
            assert reached["paid_at"] == paid[-1] // 1000
        remaining = invoice["amount_due"] - invoice["amount_paid"]
        assert invoice["amount_remaining"] == (0 if expected == "paid" else remaining)


def test_numbers_run_on_without_a_gap_for_each_customer(held):
    by_customer = defaultdict(list)
    for invoice in held["invoice"].values():
        if invoice["number"]:
            by_customer[invoice["customer"]].append(
                (invoice["status_transitions"]["finalized_at"], invoice["number"])
            )
    for customer, numbered in by_customer.items():
        prefix = held["customer"][customer]["invoice_prefix"]
        assert [number for _, number in sorted(numbered)] == [
            f"{prefix}-{n:04d}" for n in range(1, len(numbered) + 1)
        ]
        assert held["customer"][customer]["next_invoice_sequence"] == len(numbered) + 1


def test_charges_are_the_payments_that_were_tried(world, held, true_invoice):
    tried = defaultdict(list)
    for charge in held["charge"].values():
        tried[charge["invoice"]].append((charge["created"], charge["amount"], charge["status"]))
    for id, truth in true_invoice.items():
        expected = [
            (at // 1000, amount, outcome)
            for at, amount, outcome in truth.payments
            if at <= world.now
        ]
        assert sorted(tried.get(id, [])) == sorted(expected)
        collected = sum(amount for _, amount, outcome in expected if outcome == "succeeded")
        assert held["invoice"][id]["amount_paid"] == collected


def test_refunds_that_succeed_or_wait_are_those_that_were_given(world, held, true_invoice):
    given = defaultdict(list)
    for refund in held["refund"].values():
        if refund["status"] != "failed":
            given[held["charge"][refund["charge"]]["invoice"]].append(
                (refund["created"], refund["amount"])
            )
    for id, truth in true_invoice.items():
        expected = [(at // 1000, amount) for at, amount, _ in truth.refunds if at <= world.now]
        assert sorted(given.get(id, [])) == sorted(expected)
    for charge in held["charge"].values():
        back = sum(
            r["amount"]
            for r in held["refund"].values()
            if r["charge"] == charge["id"] and r["status"] != "failed"
        )
        assert charge["amount_refunded"] == back
        assert charge["refunded"] == (back >= charge["amount"])


def test_credit_notes_and_disputes_are_those_of_history(world, held, true_invoice):
    credited, disputed = defaultdict(list), defaultdict(list)
    for note in held["credit_note"].values():
        credited[note["invoice"]].append((note["created"], note["total"]))
    for dispute in held["dispute"].values():
        disputed[held["charge"][dispute["charge"]]["invoice"]].append(
            (dispute["created"], dispute["amount"], dispute["status"])
        )
    for id, truth in true_invoice.items():
        assert credited.get(id, []) == [
            (at // 1000, amount) for at, amount, _ in truth.credit_notes if at <= world.now
        ]
        closed = [(d[0] // 1000, d[1]) for d in truth.disputes if d[0] <= world.now]
        assert [(at, amount) for at, amount, _ in disputed.get(id, [])] == closed
        for (_, _, status), (*_, closed_at, outcome) in zip(disputed.get(id, []), truth.disputes):
            assert (status == outcome) == (closed_at is not None and closed_at <= world.now)


def test_the_balance_moves_by_amount_less_fee_in_dollars_at_the_dated_rate(world, held):
    rates = defaultdict(dict)
    for date, currency, units in world.firm.rates:
        rates[currency.lower()][date] = Decimal(units)
    for charge in held["charge"].values():
        if not charge["paid"]:
            assert charge["balance_transaction"] is None
            continue
        moved = held["balance_transaction"][charge["balance_transaction"]]
        assert moved["currency"] == "usd" and moved["net"] == moved["amount"] - moved["fee"]
        fee = (moved["amount"] * Decimal("0.029")).quantize(Decimal(1), ROUND_HALF_UP) + 30
        assert moved["fee"] == fee == sum(each["amount"] for each in moved["fee_details"])
        units = Decimal(charge["amount"]).scaleb(-DECIMALS.get(charge["currency"], 2))
        of_day = max(
            date for date in rates[charge["currency"]] if date <= iso_date(charge["created"] * 1000)
        )
        dollars = units / rates[charge["currency"]][of_day]
        assert abs(moved["amount"] - dollars * 100) <= 1 + dollars / 1000
        assert (moved["exchange_rate"] is None) == (charge["currency"] == "usd")
        assert 2 * 86_400 <= moved["available_on"] - moved["created"] <= 8 * 86_400
        assert (moved["status"] == "available") == (moved["available_on"] * 1000 <= world.now)


def test_an_intent_ends_with_its_invoice(held):
    for invoice in held["invoice"].values():
        if invoice["payment_intent"] is None:
            assert invoice["status"] == "draft" or invoice["total"] <= 0
            continue
        intent = held["payment_intent"][invoice["payment_intent"]]
        expected = {"paid": "succeeded", "void": "canceled"}.get(
            invoice["status"], "requires_payment_method"
        )
        assert intent["status"] == expected
        assert intent["latest_charge"] == invoice["charge"]


def test_a_subscription_holds_the_items_and_the_end_of_history(world, held):
    rows = world.sql(
        "select id, truth_key from record where system = 'stripe' and object = 'subscription'"
    )
    known = {
        s.key: s
        for index in range(births(world.firm, world.now))
        for s in life(world.firm, index).subscriptions
    }
    assert {key for _, key in rows} == {
        key for key, s in known.items() if s.started_at <= world.now
    }
    for id, key in rows:
        subscription, truth = held["subscription"][id], known[key]
        in_force = [items for at, items in truth.changes if at <= world.now][-1]
        found = [
            (held["price"][i["price"]["id"]]["unit_amount"], i["quantity"])
            for i in subscription["items"]["data"]
        ]
        assert found == [(item.unit_price_minor, item.quantity) for item in in_force]
        has_ended = truth.ended_at is not None and truth.ended_at <= world.now
        assert (subscription["status"] == "canceled") == has_ended
        assert subscription["ended_at"] == (truth.ended_at // 1000 if has_ended else None)
