"""Which of dbt's nodes a build makes: all that can differ from what was published last."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingestion.landing.warehouse import Warehouse
from orchestration import dbt, due
from orchestration.environment import Place

UNCHANGED = "unchanged"  # folder of dbt's own files: what need not be built
LOADS, NOW = "_loads", "source.accord.control.as_of"
FULL, NO_UNIT_TESTS = "--full-refresh", ["--exclude", "resource_type:unit_test"]


def of_build(place: Place, warehouse: Warehouse) -> list[str]:
    """Arguments for dbt: what to build, and how, in the refresh under way.

    A changed project is built in full, from all rows; the registry of keys alone is never dropped.
    """
    if due.begin_build(place):
        return [FULL, *NO_UNIT_TESTS]
    folder = place.dbt_target / UNCHANGED
    left_out = _note(folder, unchanged(dbt.manifest(place), warehouse))
    # A check is asked whether or not its model is made: each is left out by itself.
    return ["--indirect-selection", "empty", *NO_UNIT_TESTS, left_out, "--state", str(folder)]


def of_staging(place: Place) -> list[str]:
    """Arguments for dbt where no page governs yet: what can be built and asked without one."""
    full = [FULL] if due.begin_build(place) else []
    return [*full, "--select", "staging", *NO_UNIT_TESTS]


def unchanged(manifest: dict[str, Any], warehouse: Warehouse) -> list[str]:
    """Ids of nodes that a build after the last publication can leave out, the project unchanged.

    A view says what its tables say, so it is made once. A staging table changes only with the
    versions it reads. A check of what did not change could only say the same again; one that
    warns is asked again, lest the warning fall silent. What reads *now* is always built.
    """
    nodes = manifest["nodes"]
    models = {key: node for key, node in nodes.items() if node["resource_type"] == "model"}
    tests = {key: node for key, node in nodes.items() if node["resource_type"] == "test"}
    standing = _standing(models, warehouse)
    same = _same(models, _brought(warehouse)) & standing
    views = {key for key in standing if models[key]["config"]["materialized"] == "view"}
    return sorted(same | views) + [
        key
        for key, test in tests.items()
        if test["config"]["severity"].lower() == "error" and _parents(test) <= same
    ]


def _note(folder: Path, unique_ids: list[str]) -> str:
    """Note nodes as dbt notes results, and give what it selects them by.

    By their names it would look through the whole project for each of some hundreds.
    """
    from dbt.artifacts.schemas.results import RunStatus
    from dbt.artifacts.schemas.run import RunResultOutput, RunResultsArtifact, RunResultsMetadata

    status = RunStatus.NoOp
    results = [
        RunResultOutput(
            unique_id=unique_id, status=status, timing=[], thread_id="", execution_time=0,
            adapter_response={}, message=None, failures=None, relation_name=None,
            compiled=False, compiled_code=None,
        )
        for unique_id in unique_ids
    ]  # fmt: skip
    version = str(RunResultsArtifact.dbt_schema_version)
    metadata = RunResultsMetadata(dbt_schema_version=version)
    folder.mkdir(exist_ok=True)
    path = folder / "run_results.json"
    RunResultsArtifact(metadata=metadata, results=results, elapsed_time=0).write(str(path))
    return f"result:{status.value}"


def _standing(models: dict[str, Any], warehouse: Warehouse) -> set[str]:
    """Models that the working file holds, or that others hold in themselves."""
    held = {
        row["table_name"]
        for row in warehouse.rows("select distinct table_name from information_schema.tables")
    }
    return {
        key
        for key, node in models.items()
        if node["name"] in held or node["config"]["materialized"] == "ephemeral"
    }


def _brought(warehouse: Warehouse) -> set[str]:
    """The raw tables, as dbt names them, to which rows were added since the last publication."""
    brought = due.brought(warehouse, due.last_published(warehouse))
    return {f"source.accord.{source}.{table}" for source, table in brought}


def _same(models: dict[str, Any], brought: set[str]) -> set[str]:
    """Staging models all of whose versions were there at the last publication."""
    same: set[str] = set()
    waiting = {
        key
        for key, node in models.items()
        if node["fqn"][1] == "staging" and node["fqn"][2] != "control"
    }
    while ready := [key for key in waiting if not _parents(models[key]) & waiting]:
        for key in ready:
            parents = _parents(models[key])
            reads_versions = any(parent.endswith(f".{LOADS}") for parent in parents)
            reads_now = NOW in parents and not reads_versions
            raw = {parent for parent in parents if parent.startswith("source.")}
            if not reads_now and not raw & brought and parents - raw <= same:
                same.add(key)
            waiting.remove(key)
    return same


def _parents(node: dict[str, Any]) -> set[str]:
    return set(node["depends_on"]["nodes"])
