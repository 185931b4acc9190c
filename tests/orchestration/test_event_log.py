"""Our log of runs says what Dagster's own says of the same runs."""

from collections import Counter

import dagster as dg
import pytest
from dagster import DagsterEvent, DagsterEventType
from dagster._core.events import StepMaterializationData

from orchestration.environment import Place
from orchestration.home import prepare_home
from tests.conftest import environment


@dg.multi_asset(
    specs=[dg.AssetSpec("read", skippable=True), dg.AssetSpec("left", skippable=True)],
    check_specs=[
        dg.AssetCheckSpec("whole", asset="read"),
        dg.AssetCheckSpec("never", asset="left"),
    ],
    can_subset=True,
)
def landed(context):
    yield dg.AssetCheckResult(passed=False, asset_key="read", check_name="whole")
    yield dg.MaterializeResult("read", metadata={"rows": 3}, tags={"day": "monday"})
    yield dg.AssetObservation("left", metadata={"rows": 0})


@dg.asset(deps=["read"])
def broken():
    raise RuntimeError("it broke")


def said(instance: dg.DagsterInstance) -> dict:
    """What a reader of the log gets of two runs of the same assets."""
    runs = [
        dg.materialize([landed, broken], instance=instance, raise_on_error=False).run_id
        for _ in range(2)
    ]
    keys = [dg.AssetKey(name) for name in ("read", "left", "broken")]
    checks = [
        dg.AssetCheckKey(dg.AssetKey(asset), name)
        for asset, name in (("read", "whole"), ("left", "never"))
    ]
    latest = instance.get_latest_materialization_events(keys)
    records = instance.get_asset_records(keys)
    return {
        "events": Counter(
            (runs.index(run), event.dagster_event_type, event.dagster_event.asset_key)
            for run in runs
            for event in instance.all_logs(run)
            if event.is_dagster_event
            and event.dagster_event_type != dg.DagsterEventType.ENGINE_EVENT
        ),
        "keys": sorted(instance.all_asset_keys()),
        "latest": {
            key: (runs.index(event.run_id), event.asset_materialization.metadata["rows"].value)
            for key, event in latest.items()
            if event
        },
        "last runs": {
            record.asset_entry.asset_key: runs.index(record.asset_entry.last_run_id)
            for record in records
            if record.asset_entry.last_run_id
        },
        "materialized": {
            record.asset_entry.asset_key: runs.index(record.asset_entry.last_materialization.run_id)
            for record in records
            if record.asset_entry.last_materialization
        },
        "tags": len(instance.get_event_tags_for_asset(dg.AssetKey("read"))),
        "checks": {
            key: (runs.index(record.run_id), record.status)
            for key, record in instance.event_log_storage.get_latest_asset_check_execution_by_key(
                checks
            ).items()
        },
    }


@pytest.fixture
def ours(tmp_path):
    where = Place(tmp_path)
    with environment(DAGSTER_HOME=str(tmp_path / "dagster"), DAGSTER_EVENT_BATCH_SIZE="1000"):
        prepare_home(where)
        with dg.DagsterInstance.get() as instance:
            yield instance


def test_two_runs_read_the_same_in_both(ours, tmp_path):
    found = said(ours)
    assert type(ours.event_log_storage).__name__ == "RunLog"
    (tmp_path / "own").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "own")) as own:
        assert found == said(own)
    assert found["last runs"][dg.AssetKey("broken")] == 1
    assert found["latest"] == {dg.AssetKey("read"): (1, 3)}
    assert found["materialized"] == {dg.AssetKey("read"): 1}
    assert found["checks"] and found["events"]


def entry(run_id, key):
    brought = dg.AssetMaterialization(key)
    event = DagsterEvent(
        DagsterEventType.ASSET_MATERIALIZATION.value,
        "refresh",
        step_key="land",
        event_specific_data=StepMaterializationData(brought),
    )
    return dg.EventLogEntry(
        error_info=None, level=20, user_message="", run_id=run_id, timestamp=1.0,
        step_key="land", job_name="refresh", dagster_event=event,
    )  # fmt: skip


def test_what_waits_is_written_at_the_end_and_after_a_write_that_failed(ours, monkeypatch):
    log = ours.event_log_storage
    log.store_event(entry("run", "first"))
    with monkeypatch.context() as broken:
        broken.setattr(log, "_know_assets", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            log.get_logs_for_run("run")
    log.store_event(entry("run", "second"))
    log.dispose()
    with dg.DagsterInstance.get() as instance:
        told = instance.event_log_storage.get_logs_for_run("run")
    assert [each.dagster_event.asset_key.path for each in told] == [["first"], ["second"]]
