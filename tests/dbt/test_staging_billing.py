"""What a record of money becomes under the contract, by docs/conforming.md; rows by hand."""

from datetime import datetime
from decimal import Decimal

import pytest

HUBSPOT = {
    "products": [{"id": word, "recurringbillingfrequency": word} for word in ("weekly", "biweekly", "monthly", "quarterly", "per_six_months", "annually", "per_two_years", "per_three_years", "per_four_years", "per_five_years", "semimonthly", "")],
}  # fmt: skip
ITEM = '{{"currency": "{}", "unit_amount": {}, "recurring": {{"interval": "{}"}}}}'
SEVERAL = '{{"currency": "usd", "unit_amount": {}, "recurring": {{"interval": "{}", "interval_count": {}}}}}'
STRIPE = {
    "customer": [{"id": "cus1", "email": "pay@a.com", "name": "A Ltd", "address": '{"country": "GB"}'}],
    "subscription": [
        {"id": "sub1", "currency": "usd", "customer": "cus1", "metadata": '{"opportunity_id": "hubspot:70"}'},
        {"id": "sub2", "currency": "jpy", "customer": "cus1", "metadata": "{}"},
        {"id": "sub3", "currency": "usd", "customer": "cus1", "metadata": "{}"},
        {"id": "sub4", "currency": "usd", "customer": "cus1", "metadata": "{}"},
        {"id": "sub5", "currency": "usd", "customer": "cus1", "metadata": "{}"},
        {"id": "sub6", "currency": "usd", "customer": "cus1", "metadata": "{}"},
        {"id": "sub7", "currency": "usd", "customer": "cus1", "metadata": "{}", "status": "trialing"},
    ],
    "product": [
        *({"id": f"prod{number}", "name": "Water", "metadata": "{}"} for number in range(6)),
        {"id": "prod6", "name": "Water", "metadata": "{}", "default_price": "pr6"},
        {"id": "prod7", "name": "Water", "metadata": "{}", "default_price": "pr8"},
    ],
    "price": [
        {"id": "pr0", "product": "prod0", "active": "true", "currency": "usd", "unit_amount": "1000", "recurring": '{"interval": "month", "interval_count": 3}'},
        {"id": "pr1", "product": "prod1", "active": "true", "currency": "usd", "unit_amount": "1000", "recurring": '{"interval": "day", "interval_count": 1}'},
        {"id": "pr2", "product": "prod2", "active": "true", "currency": "usd", "unit_amount": "1000", "recurring": '{"interval": "fortnight"}'},
        {"id": "pr3", "product": "prod3", "active": "true", "currency": "usd", "unit_amount": "1000", "recurring": None},
        # Told apart by what they ask: withdrawn, and first of those that are not.
        {"id": "pr4", "product": "prod4", "active": "false", "created": "1", "currency": "usd", "unit_amount": "1100", "recurring": '{"interval": "year"}'},
        {"id": "pr51", "product": "prod5", "active": "false", "created": "1", "currency": "usd", "unit_amount": "1200", "recurring": '{"interval": "year"}'},
        {"id": "pr52", "product": "prod5", "active": "true", "created": "3", "currency": "usd", "unit_amount": "1300", "recurring": '{"interval": "year"}'},
        {"id": "pr53", "product": "prod5", "active": "true", "created": "2", "currency": "usd", "unit_amount": "1400", "recurring": '{"interval": "year"}'},
        {"id": "pr6", "product": "prod6", "active": "false", "created": "2", "currency": "usd", "unit_amount": "1500", "recurring": '{"interval": "year"}'},
        {"id": "pr61", "product": "prod6", "active": "true", "created": "1", "currency": "usd", "unit_amount": "1600", "recurring": '{"interval": "year"}'},
        {"id": "pr8", "product": "prod7", "active": "true", "created": "1", "currency": "usd", "unit_amount": "1700", "recurring": None, "_op": "delete"},
    ],
    "subscription_item": [
        {"id": "si1", "subscription": "sub1", "quantity": "2", "price": ITEM.format("usd", 50000, "year")},
        {"id": "si2", "subscription": "sub2", "quantity": "3", "price": ITEM.format("jpy", 4900, "month")},
        {"id": "si4", "subscription": "sub3", "quantity": "1", "price": SEVERAL.format(1000, "month", 3)},
        {"id": "si5", "subscription": "sub3", "quantity": "2", "price": SEVERAL.format(1000, "month", 3)},
        {"id": "si6", "subscription": "sub4", "quantity": "1", "price": SEVERAL.format(1000, "week", 1)},
        {"id": "si7", "subscription": "sub5", "quantity": "1", "price": SEVERAL.format(1000, "day", 1)},
        {"id": "si8", "subscription": "sub5", "quantity": "1", "price": SEVERAL.format(1000, "year", 2)},
        {"id": "si9", "subscription": "sub6", "quantity": "1", "price": SEVERAL.format(1000, "fortnight", 1)},
        {"id": "si10", "subscription": "sub7", "quantity": "2", "price": ITEM.format("usd", 1200, "month")},
        {"id": "si3", "subscription": "sub2", "quantity": "1", "price": ITEM.format("jpy", 100, "month"), "_op": "delete"},
    ],
    "invoice": [{"id": "in1", "customer": "cus1", "currency": "kwd", "status": "paid", "subtotal": "123456", "total": "113456", "amount_paid": "113456", "total_discount_amounts": '[{"amount": 6000}, {"amount": 4000}]', "status_transitions": '{"finalized_at": 1767657600, "paid_at": null}', "metadata": "{}"}],
    "charge": [{"id": "ch1", "customer": "cus1", "invoice": "in1", "balance_transaction": "tx1", "status": "succeeded", "currency": "eur", "amount": "1000", "created": "1767657600"}],
    "refund": [{"id": "re1", "charge": "ch1", "status": "canceled", "currency": "eur", "amount": "400"}],
    "credit_note": [{"id": "cn1", "customer": "cus1", "invoice": "in1", "status": "issued", "currency": "eur", "amount": "250"}],
    "balance_transaction": [{"id": "tx1", "currency": "usd", "fee": "59"}],
}  # fmt: skip


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute)


@pytest.fixture(scope="module")
def conformed(by_hand):
    warehouse = by_hand()
    warehouse.land("hubspot", 1, **HUBSPOT)
    warehouse.land("stripe", 1, **STRIPE)
    entities = ("payments", "subscriptions", "invoices", "products")
    warehouse.build("--select", *(f"+int_{entity}_unioned" for entity in entities))
    return lambda entity, columns, where="true": warehouse.rows(
        f"select {columns} from intermediate.int_{entity}_unioned where {where} order by all"
    )


def test_minor_units_become_major_ones_by_the_decimals_of_their_currency(conformed):
    columns = "currency_code, subtotal_amount, discount_amount, total_amount, tax_amount, issued_at, paid_at"
    assert conformed("invoices", columns) == [
        ("KWD", Decimal("123.456"), Decimal(10), Decimal("113.456"), None, at(6), None)
    ]


def test_a_subscription_is_worth_a_twelfth_of_what_it_bills_in_a_year(conformed):
    """sub4: 10 × 52 ÷ 12. sub5: 10 × 365 ÷ 12 rounded, and 10 ÷ 2 ÷ 12 rounded."""
    columns = "record_id, synced_record_ids, billing_interval, billing_interval_count, source_billing_interval, monthly_amount"
    assert conformed("subscriptions", columns) == [
        ("sub1", "hubspot:70", "year", 1, None, Decimal("83.3333")),
        ("sub2", None, "month", 1, None, Decimal(14700)),
        ("sub3", None, "month", 3, None, Decimal(10)),
        ("sub4", None, "week", 1, None, Decimal("43.3333")),
        ("sub5", None, None, None, None, Decimal("304.1667") + Decimal("0.4167")),
        ("sub6", None, None, 1, "fortnight", None),
        ("sub7", None, "month", 1, None, Decimal(0)),  # on trial: nothing of 24 a month yet
    ]


def test_a_product_is_billed_as_often_as_its_word_says_and_another_word_is_kept(conformed):
    columns = (
        "record_id, billing_interval, billing_interval_count, source_billing_interval, is_recurring"
    )
    assert conformed("products", columns, "source_system = 'hubspot'") == [
        ("", None, 1, None, False),
        ("annually", "year", 1, None, True),
        ("biweekly", "week", 2, None, True),
        ("monthly", "month", 1, None, True),
        ("per_five_years", "year", 5, None, True),
        ("per_four_years", "year", 4, None, True),
        ("per_six_months", "month", 6, None, True),
        ("per_three_years", "year", 3, None, True),
        ("per_two_years", "year", 2, None, True),
        ("quarterly", "month", 3, None, True),
        ("semimonthly", None, 1, "semimonthly", False),
        ("weekly", "week", 1, None, True),
    ]


def test_a_product_of_the_biller_is_billed_as_its_price_says(conformed):
    columns = (
        "record_id, billing_interval, billing_interval_count, source_billing_interval, is_recurring"
    )
    numbered = "source_system = 'stripe' and record_id < 'prod4'"
    assert conformed("products", columns, numbered) == [
        ("prod0", "month", 3, None, True),
        ("prod1", "day", 1, None, True),
        ("prod2", None, None, "fortnight", False),
        ("prod3", None, None, None, False),
    ]


def test_a_product_costs_its_default_price_else_the_first_that_is_not_withdrawn(conformed):
    columns = "record_id, list_price_amount, currency_code, billing_interval, is_recurring"
    numbered = "source_system = 'stripe' and record_id >= 'prod4'"
    assert conformed("products", columns, numbered) == [
        ("prod4", None, None, None, False),
        ("prod5", Decimal(14), "USD", "year", True),
        ("prod6", Decimal(15), "USD", "year", True),
        ("prod7", None, None, None, False),
    ]


def test_a_refund_belongs_to_the_customer_and_invoice_of_its_charge(conformed):
    columns = "record_id, source_customer_id, source_invoice_id, payment_type, outcome, amount, fee_amount, fee_currency_code"
    assert conformed("payments", columns) == [
        ("ch1", "cus1", "in1", "payment", "succeeded", Decimal(10), Decimal("0.59"), "USD"),
        ("cn1", "cus1", "in1", "credit", "succeeded", Decimal("2.5"), None, None),
        ("re1", "cus1", "in1", "refund", "failed", Decimal(4), None, None),
    ]
