"""What an operator starts by hand beside the refresh: reload, sweep and rebuild.

The warehouse loses or holds what its systems do not; each job mends what it is there for.
"""

import duckdb
import pytest

LEAD = "raw_salesforce.lead"
KNOWN = f"select _record_id, count(*) from {LEAD} group by 1"
CURSORS = "select * from control.cursors where stream not like '%, again' order by all"


@pytest.fixture(scope="module")
def company(published, tmp_path_factory):
    return published.copy(tmp_path_factory.mktemp("jobs") / "warehouse")


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


@pytest.fixture(scope="module")
def two(company):
    """The leads that changed first and last, and the days on which they did."""
    return company.raw(
        f"select arg_min(_record_id, _changed_at), min(_changed_at), arg_max(_record_id, _changed_at), "
        f"max(_changed_at) from {LEAD} where _op = 'upsert'"
    )[0]


def test_reload_brings_back_what_changed_in_its_window_and_doubles_nothing(company, two):
    first, first_at, last, last_at = two
    assert first_at.date() < last_at.date()
    before, cursors = leads(company), company.raw(CURSORS)
    change(company, f"delete from {LEAD} where _record_id in ('{first}', '{last}')")

    outcome = run(
        company, "reload", source="salesforce", object="lead", **{"from": f"{last_at:%Y-%m-%d}"}
    )
    assert outcome.succeeded, outcome.messages
    assert leads(company) == {k: v for k, v in before.items() if k not in two} | {last: 1}
    assert outcome.was_modelled  # a row was new

    assert run(company, "reload", source="salesforce", object="lead").succeeded
    assert leads(company) == {k: v for k, v in before.items() if k not in two} | {last: 1, first: 1}
    assert company.raw(CURSORS) == cursors


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


def test_a_rebuild_reads_no_source_and_makes_every_table_anew_under_the_same_keys(company):
    marts = ("fct_leads", "dim_people", "fct_opportunities", "bridge_people")
    before = {mart: company.query(f"select * from marts.{mart} order by all") for mart in marts}
    loads = company.raw("select count(*) from raw_hubspot._loads")
    change(company, "delete from staging.stg_hubspot__contacts")
    outcome = run(company, "rebuild")
    assert outcome.succeeded and outcome.was_modelled, outcome.messages
    assert company.raw("select count(*) from raw_hubspot._loads") == loads
    assert company.raw("select count(*) from staging.stg_hubspot__contacts")[0][0] > 0
    for mart, rows in before.items():
        assert company.query(f"select * from marts.{mart} order by all") == rows, mart
