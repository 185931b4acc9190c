"""Full and incremental loads end in what Stripe holds: nothing lost, nothing twice."""

from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal

from ingestion.sandbox.lives import life
from ingestion.sandbox.lives.births import births
from tests.sources.stripe.holding import assert_holds_all


def test_a_full_load_holds_every_record_whole(world, url, land_here):
    landed = land_here(world, url)
    load = landed.load()
    assert (load.status, [f for f in load.findings if not f.passed]) == ("accepted", [])
    assert_holds_all(landed, world)
    lines = defaultdict(int)
    for line in landed.records("invoice_line_item").values():
        lines[line["invoice"]] += 1
    assert max(lines.values()) > 10


def test_nothing_lands_twice(world, url, land_here):
    landed = land_here(world, url)
    first, second = landed.load(), landed.load()
    assert first.rows_new > 1_000 and second.rows_new == 0
    assert sum(table.requests for table in second.tables.values()) < 25


def test_day_by_day_ends_where_one_run_over_all_days_ends(going_on, land_here):
    world, url = going_on
    daily, at_once = land_here(world, url), land_here(world, url)
    daily.load(), at_once.load()
    for _ in range(5):
        world.advance_days(1)
        assert daily.load().status == "accepted"
    at_once.load()
    assert_holds_all(daily, world)
    assert_holds_all(at_once, world)
    told = daily.records("event")
    assert told and set(told) == set(at_once.records("event"))


def test_after_a_gap_longer_than_the_feed_everything_is_read_again(going_on, land_here):
    world, url = going_on
    landed = land_here(world, url)
    landed.load()
    world.advance_days(40)
    assert landed.load().status == "accepted"
    assert_holds_all(landed, world)


def test_the_systems_own_totals_are_those_of_history(world, url, land_here):
    landed = land_here(world, url)
    landed.load()
    billed = defaultdict(Decimal)
    for index in range(births(world.firm, world.now)):
        for invoice in life(world.firm, index).invoices:
            is_final = invoice.finalized_at is not None and invoice.finalized_at <= world.now
            if is_final and not (invoice.voided_at and invoice.voided_at <= world.now):
                total = (
                    sum(line.amount_minor for line in invoice.lines)
                    - invoice.discount_minor
                    + invoice.tax_minor
                )
                made = datetime.fromtimestamp(invoice.created_at / 1000, UTC)
                billed[invoice.currency, f"{made:%Y-%m}-01"] += Decimal(total).scaleb(
                    {"JPY": 0, "KWD": -3}.get(invoice.currency, -2)
                )
    told = landed.warehouse.rows("select * from raw_stripe._control_totals where metric = 'billed'")
    assert {
        (row["currency_code"], row["period_start_date"]): Decimal(row["value"]) for row in told
    } == dict(billed)
