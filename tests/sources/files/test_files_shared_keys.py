"""Accounts and customers of files that share their keys: a pointer reaches only its own entity."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, Company

PAGES = ROOT / "examples" / "files" / "definitions"
# One list of both, numbered alike: who buys under a number is not who pays under it.
FIRMS = """\
nr,firm,site,parent,payer,mail
1,Alpha,alpha.example,2,Beta,pay@beta.example
2,Beta,beta.example,,Alpha,pay@alpha.example
3,Gamma,gamma.example,,Ana Lee,ana@gmail.com
"""
MAPPING = """\
file: firms.csv
entities:
  - entity: accounts
    key: nr
    columns: {account_name: firm, domain: site, parent_source_account_id: parent}
  - entity: customers
    key: nr
    columns: {customer_name: payer, email: mail}
  - entity: people
    key: nr
    columns: {record_kind: {value: customer}, email: mail, source_account_id: nr}
"""
SALES = """\
nr,firm,payer,deal,total,day
10,1,2,10,100.00,2026-01-10
11,2,1,,200.00,2026-01-11
12,3,3,,300.00,2026-01-12
"""
SALES_MAPPING = """\
file: sales.csv
time_zone: UTC
currency_code: EUR
entities:
  - entity: opportunities
    key: nr
    columns: {source_account_id: firm, stage: {value: Angebot}, source_created_at: day}
  - entity: invoices
    key: nr
    columns:
      source_customer_id: payer
      synced_record_ids: {expression: "'files:' || deal"}
      status: {value: paid}
      total_amount: total
      issued_at: day
  - entity: payments
    key: nr
    columns:
      source_customer_id: payer
      payment_type: {value: payment}
      outcome: {value: succeeded}
      amount: total
      paid_at: day
"""


@pytest.fixture(scope="module")
def sold(module_path) -> Company:
    shutil.copytree(PAGES, module_path / "definitions")
    for name, text in (
        ("firms.csv", FIRMS), ("firms.yml", MAPPING), ("sales.csv", SALES), ("sales.yml", SALES_MAPPING)
    ):  # fmt: skip
        Path(module_path / name).write_text(text)
    company = Company(module_path / "warehouse", files=module_path)
    outcome = company.run()
    assert outcome.succeeded, outcome.messages
    assert outcome.failed == []
    return company


def named(company: Company, table: str, *columns: str) -> list[tuple]:
    listed = ", ".join(columns)
    return company.query(
        f"select {listed}, account_name from marts.{table} as fact "
        "left join marts.dim_accounts as account using (account_id) order by all"
    )


def test_each_firm_and_its_payer_are_one_account_by_their_domain(sold):
    assert sold.query("select account_name from marts.dim_accounts order by all") == [
        ("Alpha",),
        ("Beta",),
        ("Gamma",),
        (None,),
    ]
    records = "select count(*), count(distinct record_key) from marts.bridge_accounts"
    assert sold.query(records) == [(6, 6)]


def test_a_deal_is_of_the_account_and_an_invoice_and_a_payment_of_the_customer(sold):
    assert named(sold, "fct_opportunities", "fact.opportunity_name is null") == [
        (True, "Alpha"),
        (True, "Beta"),
        (True, "Gamma"),
    ]
    paid = [("10", 100, "Alpha"), ("11", 200, "Beta"), ("12", 300, None)]
    assert named(sold, "fct_invoices", "record_id", "total_amount") == paid
    assert named(sold, "fct_payments", "record_id", "amount") == paid


def test_an_invoice_bills_the_deal_that_it_names(sold):
    deals = (
        "select invoice.record_id, deal.record_id from marts.fct_invoices as invoice "
        "left join marts.bridge_opportunities as deal using (opportunity_id) order by all"
    )
    assert sold.query(deals) == [("10", "10"), ("11", None), ("12", None)]


def test_a_payer_works_for_the_customer_of_its_key_and_a_firm_belongs_to_another_firm(sold):
    working = named(sold, "dim_people", "email_domain")
    assert working == [
        ("alpha.example", "Alpha"),
        ("beta.example", "Beta"),
        ("gmail.com", None),
    ]
    parents = (
        "select account.account_name, parent.account_name from marts.dim_accounts as account "
        "inner join marts.dim_accounts as parent "
        "on account.parent_account_id = parent.account_id"
    )
    assert sold.query(parents) == [("Alpha", "Beta")]


def test_a_private_payers_name_stands_nowhere_outside_people(sold):
    names = "select account_name from marts.dim_accounts union all "
    names += "select account_name from marts.dim_accounts_history"
    assert ("Ana Lee",) not in sold.query(names)
