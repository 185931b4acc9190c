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


def test_every_asset_has_its_meaning_owner_kinds_and_a_group(published):
    with published.environment():
        from orchestration.definitions import definitions
        from orchestration.environment import mode

        graph = definitions(mode().sources).resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description and node.owners and node.kinds, key
        assert node.group_name != "default", key


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
