"""What somebody decides about two records changes what hangs on them, and leaves no trace when undone."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace

import pytest

from ingestion.sources.definitions.overrides import COLUMNS, FILE
from tests.conftest import OF_EVERY_REFRESH, ROOT, Company
from tests.main_job.test_incremental import differences, rows_of

SHIPPED = ROOT / "dbt_project" / "definitions"
WHY = "Ana Ruiz,2026-03-31,they told us"


@dataclass(frozen=True)
class Decided:
    company: Company
    leads: tuple[tuple[str, str], ...]  # name of the first record and key of two people with leads
    records: tuple[str, str]  # the two records of a company
    while_it_stood: dict[str, list]
    once_undone: dict[str, list]


@pytest.fixture(scope="module")
def decided(published: Company, module_path) -> Decided:
    leads = published.query(
        "select record_name, person_id from marts.bridge_people where rule = 'first_record' "
        "and not is_gone and person_id in (select person_id from marts.fct_leads) "
        "order by record_name limit 2"
    )
    [records] = published.query(
        "select record_name, evidence from marts.bridge_accounts where rule = 'sync' "
        "and account_id in (select account_id from marts.bridge_accounts group by account_id "
        "having count(*) = 2) order by record_name limit 1"
    )
    folder = module_path / "definitions"
    shutil.copytree(SHIPPED, folder)
    company = replace(published.copy(module_path / "warehouse"), definitions=folder)
    rows = [f"people,{leads[0][0]},{leads[1][0]},link", f"accounts,{','.join(records)},apart"]
    (folder / FILE).write_text("\n".join([",".join(COLUMNS), *(f"{row},{WHY}" for row in rows)]))
    company.live_on(days=0)
    stood = {
        "people": company.query("select record_name, person_id from marts.bridge_people"),
        "dimension": company.query("select person_id from marts.dim_people"),
        "leads": company.query("select distinct person_id from marts.fct_leads"),
        "touches": company.query("select distinct person_id from marts.fct_touchpoints"),
        "rules": company.query("select distinct rule, confidence from marts.bridge_people"),
        "accounts": company.query("select record_name, account_id from marts.bridge_accounts"),
    }
    (folder / FILE).unlink()
    company.live_on(days=0)
    return Decided(
        company, tuple(leads), records, stood, rows_of(company.marts, without=OF_EVERY_REFRESH)
    )


def test_two_people_who_were_linked_are_one_with_the_key_of_the_first_and_all_that_was_theirs(
    decided,
):
    named = dict(decided.while_it_stood["people"])
    [survivor] = {named[name] for name, _ in decided.leads}
    assert survivor in {id for _, id in decided.leads}
    [other] = {id for _, id in decided.leads} - {survivor}
    for table in ("dimension", "leads", "touches"):
        assert (other,) not in decided.while_it_stood[table]
    assert (survivor,) in decided.while_it_stood["dimension"]
    assert (survivor,) in decided.while_it_stood["leads"]
    assert ("override", 1) in decided.while_it_stood["rules"]


def test_two_records_that_were_kept_apart_are_two_companies(decided):
    named = dict(decided.while_it_stood["accounts"])
    assert len({named[name] for name in decided.records}) == 2


def test_once_undone_every_mart_is_what_it_was(published, decided):
    before = rows_of(published.marts, without=OF_EVERY_REFRESH)
    assert not differences(before, decided.once_undone)
