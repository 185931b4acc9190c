"""What an operator starts by hand beside the refresh: reload, sweep and rebuild.

The warehouse loses or holds what its systems do not; each job mends what it is there for.
"""

import json
import sqlite3

import duckdb
import pytest

from ingestion.sandbox.world import FILE
from orchestration.due import model_changed
from orchestration.environment import Place

LEAD = "raw_salesforce.lead"
KNOWN = f"select _record_id, count(*) from {LEAD} group by 1"
CURSORS = "select * from control.cursors where stream not like '%, again' order by all"


@pytest.fixture(scope="module")
def company(published, module_path):
    return published.copy(module_path / "warehouse")


def run(company, job, **reload):
    from orchestration.run import run

    told = {"source": "", "connection": "default", "object": "", "from": "", "to": "", **reload}
    resources = {"extraction": {"config": {"reload": told}}} if reload else None
    with company.environment():
        return run(0, job, resources)


def change(company, statement):
    with duckdb.connect(str(company.warehouse / "working.duckdb")) as working:
        working.execute(statement)


def leads(company):
    return dict(company.raw(KNOWN))


def read(company):
    """How many leads the last load read."""
    [(rows,)] = company.raw(
        "select rows_read from raw_salesforce._loads where _object = 'lead' "
        "order by refresh_number desc limit 1"
    )
    return rows


def test_reload_brings_back_what_changed_in_its_window_and_doubles_nothing(company):
    [(first, first_at, last_at)] = company.raw(
        "select arg_min(_record_id, _changed_at), min(_changed_at), max(_changed_at) "
        f"from {LEAD} where _op = 'upsert'"
    )
    assert first_at.date() < last_at.date()
    before, cursors = leads(company), company.raw(CURSORS)
    change(company, f"delete from {LEAD} where _record_id = '{first}'")
    window = {"from": f"{last_at:%Y-%m-%d}"}

    outcome = run(company, "reload", source="salesforce", object="lead", **window)
    assert outcome.succeeded and not outcome.was_modelled, outcome.messages
    assert leads(company) == {k: v for k, v in before.items() if k != first}
    of_window = read(company)
    assert of_window > 0

    outcome = run(company, "reload", source="salesforce", object="lead")
    assert outcome.succeeded and outcome.was_modelled, outcome.messages  # a row was new
    assert leads(company) == before | {first: 1}
    assert read(company) > of_window
    assert company.raw(CURSORS) == cursors


NAMELESS = "00QNamelessLeadAAA"
NOT_OURS = (
    "select metric, source_system, cause, added_value from marts.rpt_variance_rows "
    "where cause in ('missing_here', 'unexplained')"
)


def nameless_lead(company):
    """Salesforce holds one lead more, without the last name that it promises of each."""
    with sqlite3.connect(company.warehouse / "sandbox" / FILE) as store:
        where = "system = 'salesforce' and object = 'Lead' and state = 'live'"
        row = store.execute(f"select * from record where {where} order by id limit 1").fetchone()
        names = [column[1] for column in store.execute("pragma table_info(record)")]
        told = dict(zip(names, row, strict=True)) | {"id": NAMELESS, "truth_key": NAMELESS}
        told["fields"] = json.dumps(json.loads(told["fields"]) | {"LastName": None})
        marks = ", ".join("?" * len(told))
        store.execute(f"insert into record values ({marks})", list(told.values()))


def test_a_sweep_finds_what_the_system_does_not_hold_and_a_refresh_does_not(company):
    change(
        company,
        f'insert into {LEAD} (_connection, _record_id, _changed_at, _op, _seen_at, _load_id, "Id") '
        f"select _connection, '00Q000000000000AAA', _changed_at, 'upsert', _seen_at, _load_id, "
        f"'00Q000000000000AAA' from {LEAD} limit 1",
    )
    ghost = f"select _op from {LEAD} where _record_id = '00Q000000000000AAA' order by _load_id"
    assert run(company, "refresh").succeeded
    assert company.raw(ghost) == [("upsert",)]
    assert run(company, "sweep").succeeded
    assert company.raw(ghost) == [("upsert",), ("delete",)]


def test_what_a_system_counts_and_a_load_set_aside_is_missing_here(company):
    assert company.query(NOT_OURS) == []
    nameless_lead(company)
    assert run(company, "reload", source="salesforce", object="lead").succeeded
    set_aside = "select _record_id, reason from raw_salesforce._quarantine"
    assert (NAMELESS, "salesforce.lead.LastName has no value") in company.raw(set_aside)
    assert company.query(NOT_OURS) == [("leads", "salesforce", "missing_here", -1)]


OLD_KEY = (
    "insert into registry.people by name select 'key of long ago' as record_key, "
    "* exclude (record_key, record_id), 'gone' as record_id from registry.people limit 1"
)
REGISTRY = "from registry.people order by all"


def test_a_rebuild_reads_no_source_and_makes_every_table_anew_under_the_same_keys(company):
    marts = ("fct_leads", "dim_people", "fct_opportunities", "bridge_people")
    before = {mart: company.query(f"select * from marts.{mart} order by all") for mart in marts}
    loads = company.raw("select count(*) from raw_hubspot._loads")
    change(company, "delete from staging.stg_hubspot__contacts")
    # As another model had built it: amounts a hundred times as high, in rows that no load brings again.
    change(company, "update staging.stg_salesforce__opportunities set amount = amount * 100")
    change(company, OLD_KEY)
    registered = company.raw(REGISTRY)
    with duckdb.connect(str(company.warehouse / "accord.duckdb")) as accord:
        accord.execute("create table marts.left_over as select 1 as was_once_a_mart")
    outcome = run(company, "rebuild")
    assert outcome.succeeded and outcome.was_modelled, outcome.messages
    assert company.raw("select count(*) from raw_hubspot._loads") == loads
    assert company.raw("select count(*) from staging.stg_hubspot__contacts")[0][0] > 0
    left_over = "select count(*) from duckdb_tables() where table_name = 'left_over'"
    assert company.query(left_over) == [(0,)]
    assert company.raw(REGISTRY) == registered
    for mart, rows in before.items():
        assert company.query(f"select * from marts.{mart} order by all") == rows, mart
    with company.environment():
        assert not model_changed(Place(company.warehouse))
