"""Every asset says what it is, whose it is and of what it consists; schedules wait for real systems."""

import json
import os
import subprocess
import sys

import dagster as dg
import pytest

from tests.conftest import ROOT, environment

SCHEDULES = """
import json
from orchestration.definitions import defs
found = {s.name: s.default_status.value for s in defs.schedules}
print(json.dumps(found))
"""

SAYS = {
    ("raw", "salesforce", "lead", "LastName__not_null"): "Every row has a value in LastName.",
    ("raw", "stripe", "invoice", "id__matches_regex"): "Each id that is there fits the pattern "
    "(?:in)_[A-Za-z0-9_]+; one that does not has not its kind in front.",
    ("raw", "stripe", "invoice", "landing_count"): "As many records are held as the system itself "
    "counts.",
    (
        "marts",
        "fct_leads",
        "every_lead_became_a_known_deal",
    ): "Each opportunity_id of fct_leads that "
    "is there stands in fct_opportunities as opportunity_id.",
    ("marts", "fct_leads", "cycles_are_counted_from_one"): "Each cycle_number of fct_leads that is "
    "there is at least 1.",
    ("marts", "fct_leads", "no_two_leads_of_a_person_overlap"): "No two leads of a person overlap.",
    ("marts", "bridge_people", "every_record_that_is_not_gone_stands_for_a_known_person"): "Of the "
    "rows where not is_gone: each person_id of bridge_people that is there stands in dim_people as "
    "person_id.",
}


def test_every_job_can_be_loaded_beside_the_others(published):
    with published.environment():
        from orchestration.definitions import definitions
        from orchestration.environment import mode

        found = definitions(mode().sources).get_repository_def().get_all_jobs()
    names = {job.name for job in found}
    assert {"refresh", "sweep", "reload", "rebuild", "backtest"} <= names


def test_every_test_of_the_models_is_a_check_of_an_asset(published):
    manifest = json.loads((published.warehouse / "dbt" / "manifest.json").read_text())
    tests = {n["name"] for n in manifest["nodes"].values() if n["resource_type"] == "test"}
    with published.environment():
        from orchestration.definitions import definitions
        from orchestration.environment import mode

        graph = definitions(mode().sources).resolve_asset_graph()
    assert tests - {key.name for key in graph.asset_check_keys} == set()


def test_every_asset_has_its_meaning_owner_kinds_and_a_group(published):
    with published.environment():
        from orchestration.definitions import definitions
        from orchestration.environment import mode

        graph = definitions(mode().sources).resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description and node.owners and node.kinds, key
        assert node.group_name != "default", key


def test_every_check_says_in_a_sentence_of_its_own_what_it_proves(published):
    with published.environment():
        from orchestration.definitions import definitions
        from orchestration.environment import mode

        graph = definitions(mode().sources).resolve_asset_graph()
    says = {
        (*key.asset_key.path, key.name): graph.get_check_spec(key).description
        for key in graph.asset_check_keys
    }
    assert len(says) > 500
    for check, sentence in says.items():
        assert sentence and sentence[0].isupper() and sentence.endswith("."), (check, sentence)
        assert "None" not in sentence, (check, sentence)
    for check, sentence in SAYS.items():
        assert says[check] == sentence
    of_leads = [says[check] for check in says if check[:2] == ("marts", "fct_leads")]
    assert len(set(of_leads)) == len(of_leads) > 10


def test_every_table_that_a_run_brings_tells_its_columns_and_its_rows(published):
    with published.environment(), dg.DagsterInstance.get() as instance:
        told = {}
        for table, schema in (
            ("salesforce/lead", "raw_salesforce.lead"),
            ("stripe/invoice", "raw_stripe.invoice"),
        ):
            event = instance.get_latest_materialization_event(
                dg.AssetKey(["raw", *table.split("/")])
            )
            told[schema] = event.asset_materialization.metadata["dagster/row_count"].value
        model = instance.get_latest_materialization_event(
            dg.AssetKey(["intermediate", "int_people_keyed"])
        ).asset_materialization.metadata
    for table, rows in told.items():
        assert published.raw(f"select count(*) from {table}") == [(rows,)]
    columns = [column.name for column in model["dagster/column_schema"].schema.columns]
    assert model["dagster/row_count"].value > 0
    assert columns == [
        name
        for (name,) in published.raw(
            "select column_name from information_schema.columns "
            "where table_name = 'int_people_keyed' order by ordinal_position"
        )
    ]


def test_every_model_tells_its_rows_views_too(published):
    made = published.raw(
        "select table_schema, table_name from information_schema.tables "
        "where table_catalog = current_database() and table_schema in ('staging', 'intermediate')"
    )
    counts = " union all ".join(
        f"select '{schema}/{name}', count(*) from {schema}.{name}" for schema, name in made
    )
    with published.environment(), dg.DagsterInstance.get() as instance:
        events = {
            f"{schema}/{name}": instance.get_latest_materialization_event(
                dg.AssetKey([schema, name])
            )
            for schema, name in made
        }
    told = {
        key: event.asset_materialization.metadata["dagster/row_count"].value
        for key, event in events.items()
    }
    assert told == dict(published.raw(counts))
    assert sum(key.startswith("staging/conformed_") for key in told) > 30


def test_what_begins_and_ends_a_run_tells_what_it_cost(published):
    with published.environment(), dg.DagsterInstance.get() as instance:
        told = {
            key: instance.get_latest_materialization_event(
                dg.AssetKey(key.split("/"))
            ).asset_materialization.metadata
            for key in ("control/refresh", "publication", "raw/stripe/_loads")
        }
    for metadata in told.values():
        assert metadata["seconds"].value >= 0
    for key, table in (
        ("control/refresh", "control.refreshes"),
        ("raw/stripe/_loads", "raw_stripe._loads"),
    ):
        [(rows,)] = published.raw(f"select count(*) from {table}")
        assert told[key]["dagster/row_count"].value == rows > 0


@pytest.mark.parametrize(("key", "status"), [(None, "STOPPED"), ("sk_live_of_somebody", "RUNNING")])
def test_schedules_run_by_themselves_with_real_systems_only(tmp_path, key, status):
    with environment(ACCORD_WAREHOUSE=str(tmp_path / "warehouse"), STRIPE_API_KEY=key):
        ran = subprocess.run(
            [sys.executable, "-c", SCHEDULES],
            cwd=ROOT,
            env=dict(os.environ),
            capture_output=True,
            text=True,
        )
    assert ran.returncode == 0, ran.stderr[-500:]
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found == {"refresh_schedule": status, "sweep_schedule": status}
