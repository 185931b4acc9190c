"""What a build leaves out: only what cannot differ from what was published last."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from ingestion.landing.warehouse import Warehouse
from orchestration import publication, selection
from orchestration.due import remember_published
from orchestration.parsed import project_digest

NOW, LOADS = "source.accord.control.as_of", "source.accord.stripe._loads"


def model(name, folders, *parents, materialized="table"):
    return {
        "name": name,
        "resource_type": "model",
        "fqn": ["accord", *folders, name],
        "config": {"materialized": materialized},
        "depends_on": {"nodes": list(parents), "macros": ["macro.accord.typed"]},
    }


def check(name, *parents, severity="ERROR"):
    return {
        "name": name,
        "resource_type": "test",
        "fqn": ["accord", name],
        "config": {"severity": severity, "materialized": "test"},
        "depends_on": {"nodes": [f"model.accord.{parent}" for parent in parents], "macros": []},
    }


def versions(table):
    return (NOW, LOADS, f"source.accord.stripe.{table}")


STRIPE = ("staging", "stripe")
NODES = [
    model("stg_invoices", STRIPE, *versions("invoice")),
    model("stg_charges", STRIPE, *versions("charge"), materialized="incremental"),
    model("conformed_invoices", STRIPE, "model.accord.stg_invoices", materialized="view"),
    model("conformed_charges", STRIPE, "model.accord.stg_charges", materialized="view"),
    model("conformed_until_now", STRIPE, NOW, "model.accord.stg_charges", materialized="view"),
    model("stg_loads", ("staging", "control"), NOW, LOADS),
    model("conformed_heard", STRIPE, "model.accord.stg_loads", "model.accord.stg_charges"),
    model("int_charges", ("intermediate", "money"), "model.accord.conformed_charges"),
    check("invoices_keyed", "stg_invoices"),
    check("charges_keyed", "stg_charges"),
    check("charges_warned", "stg_charges", severity="warn"),
    check("conformed_charges_typed", "conformed_charges"),
    check("until_now_typed", "conformed_until_now"),
    check("both_agree", "stg_charges", "stg_invoices"),
    check("int_charges_keyed", "int_charges"),
]
MANIFEST = {"nodes": {f"{n['resource_type']}.accord.{n['name']}": n for n in NODES}}
VIEWS = {"conformed_invoices", "conformed_charges", "conformed_until_now"}
OF_CHARGES = {"stg_charges", "charges_keyed", "conformed_charges_typed"}
OF_INVOICES = {"stg_invoices", "invoices_keyed"}


@pytest.fixture
def published(hand):
    """A warehouse whose marts were published from the project as it is."""
    where = hand.place
    where.dbt_target.mkdir()
    where.manifest.write_text(json.dumps(MANIFEST))
    with Warehouse(where.working) as warehouse:
        refresh = warehouse.begin_refresh(datetime(2026, 8, 11))
        warehouse.end_refresh(refresh, "published")
        with warehouse.transaction():
            warehouse.run("create schema staging")
            for node in NODES:
                if node["resource_type"] == "model" and node["name"] != "int_charges":
                    warehouse.run(f"create table staging.{node['name']} (record_id text)")
    remember_published(where, project_digest(where))
    return where


def landed(where, *loads, ended=None):
    """A later refresh whose loads brought (table, rows that are new, status)."""
    with Warehouse(where.working) as warehouse:
        refresh = warehouse.begin_refresh(datetime(2026, 8, 12))
        with warehouse.transaction():
            for table, rows_new, status in loads:
                warehouse.run(
                    "insert into raw_stripe._loads (_load_id, _connection, _object, "
                    "refresh_number, status, rows_read, rows_new) "
                    "values (?, 'default', ?, ?, ?, 9, ?)",
                    (f"load {refresh.number}", table, refresh.number, status, rows_new),
                )
    if ended:
        publication.end(where, ended)


def selected(where):
    with Warehouse(where.working) as warehouse:
        return selection.of_build(where, warehouse)


def left_out(where):
    *before, state, folder = selected(where)
    assert "--full-refresh" not in before
    assert (before[-1], state) == ("result:no-op", "--state")
    [noted] = Path(folder).iterdir()
    results = json.loads(noted.read_text())["results"]
    assert {result["status"] for result in results} == {"no-op"}
    return {result["unique_id"].split(".")[2] for result in results}


def test_what_brought_nothing_is_left_out_with_its_checks_and_views_are_made_once(published):
    landed(published, ("invoice", 3, "accepted"), ("charge", 0, "accepted"))
    assert left_out(published) == VIEWS | OF_CHARGES


def test_rows_of_a_load_that_was_not_accepted_build_nothing(published):
    landed(published, ("invoice", 3, "failed"), ("charge", 2, "accepted"))
    assert left_out(published) == VIEWS | OF_INVOICES


def test_rows_that_landed_in_a_refresh_that_published_nothing_are_built_in_the_next(published):
    landed(published, ("invoice", 3, "accepted"), ended="failed")
    landed(published, ("charge", 2, "accepted"))
    assert left_out(published) == VIEWS


def test_with_no_rows_at_all_what_reads_now_and_what_warns_is_still_asked(published):
    landed(published)
    assert left_out(published) == VIEWS | OF_CHARGES | OF_INVOICES | {"both_agree"}


def test_what_the_working_file_does_not_hold_is_made_and_asked(published):
    with Warehouse(published.working) as warehouse, warehouse.transaction():
        warehouse.run("drop table staging.conformed_invoices")
        warehouse.run("drop table staging.stg_charges")
    landed(published)
    assert left_out(published) == (
        VIEWS - {"conformed_invoices"} | OF_INVOICES | {"conformed_charges_typed"}
    )


def test_a_changed_project_is_built_in_full_until_it_is_published(published):
    state = published.dbt_target / "published.sha256"
    state.write_text("another project")
    landed(published)
    full = ["--full-refresh", *selection.NO_UNIT_TESTS]
    assert selected(published) == full
    # That build may have failed half way: put back, the old project fits no table any more.
    assert selected(published) == full
    remember_published(published, project_digest(published))
    assert left_out(published)


def test_where_no_page_governs_a_changed_project_is_built_in_full_and_fits_no_table_after(
    published,
):
    staging = ["--select", "staging", *selection.NO_UNIT_TESTS]
    assert selection.of_staging(published) == staging
    (published.dbt_target / "published.sha256").write_text("another project")
    assert selection.of_staging(published) == ["--full-refresh", *staging]
    assert selection.of_staging(published) == ["--full-refresh", *staging]
