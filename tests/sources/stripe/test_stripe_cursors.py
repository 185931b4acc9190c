"""From where a load goes on: a cursor of an older client, or one in the account's future."""

import json

import pytest

from tests.sources.stripe.hand import DAY, NOW
from tests.sources.stripe.holding import assert_holds_all
from tests.sources.stripe.test_stripe_gaps import MINUTE, ops, swept, vanish

EVERYTHING = "created[lte]"


@pytest.fixture
def company(hand):
    hand.product("prod_1", "price_1")
    for number in (1, 2):
        hand.customer(f"cus_{number}", at=NOW - 80 * DAY)
    hand.invoice("in_open", "cus_1", 1, at=NOW - 60 * DAY, status="open")
    return hand


def rewrite_cursor(landed, change):
    (row,) = landed.warehouse.rows("select cursor from control.cursors where status = 'accepted'")
    cursor = json.loads(row["cursor"])
    change(cursor)
    with landed.warehouse.transaction():
        landed.warehouse.run("update control.cursors set cursor = ?", (json.dumps(cursor),))


@pytest.mark.parametrize(
    "lost",
    [
        *("until", "ended", "youngest", "swept_at", "unsettled", "drafts", "months", "versions"),
        "shapes",
    ],
)
def test_a_cursor_that_lacks_a_key_is_gone_on_from(company, land_with, lost):
    landed = land_with()
    landed.load()
    rewrite_cursor(landed, lambda cursor: cursor.pop(lost))
    vanish(company, "customer", "cus_2")
    company.customer("cus_3", at=NOW + MINUTE)
    company.pass_to(NOW + 2 * MINUTE)
    load = landed.load()
    assert load.status == "accepted", load.message
    assert ops(landed, "customer")["cus_3"] == "upsert"
    is_swept = lost in ("until", "swept_at", "unsettled", "drafts")
    assert ops(landed, "customer")["cus_2"] == ("delete" if is_swept else "upsert")


def test_what_was_read_in_the_accounts_future_is_read_again(company, land_with, caplog):
    company.pass_to(NOW + 3 * DAY)
    landed = land_with()
    landed.load()
    company.store.set_meta("now", NOW)
    vanish(company, "customer", "cus_2")
    company.customer("cus_3", at=NOW + MINUTE)
    company.pass_to(NOW + 2 * MINUTE)
    landed.asked.clear()
    assert landed.load().status == "accepted"
    assert {"customers", "invoices", "charges"} <= set(swept(landed))
    assert ops(landed, "customer") == {"cus_1": "upsert", "cus_2": "delete", "cus_3": "upsert"}
    assert_holds_all(landed, company.store)
    [line] = [each for each in caplog.messages if "everything is read again" in each]
    assert line.startswith("stripe: ") and "\n" not in line
    landed.asked.clear()
    assert landed.load().rows_new == 0
    assert swept(landed) == []
