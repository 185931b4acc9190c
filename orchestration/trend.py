"""The trend of checks: the answers of dbt's tests are kept, and its report is made with them.

A mart is built before its own tests are asked, so at first `rpt_data_quality` lacks this build's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ingestion.landing import results
from ingestion.landing.results import Result
from ingestion.landing.warehouse import Warehouse
from orchestration import dbt
from orchestration.dbt import Built
from orchestration.environment import Place
from orchestration.landing import under_way
from orchestration.selection import NO_UNIT_TESTS

REPORT = "rpt_data_quality"
STATUSES = {"pass": "passed", "warn": "warned", "fail": "failed", "error": "errored"}


def with_report(where: Place, built: Built, manifest: Mapping[str, Any]) -> Built:
    """A build of the refresh under way, its answers kept; a good one with the report of them."""
    _keep(where, built, manifest)
    made = {result.node.name for result in built.results}
    if not built.succeeded or REPORT not in made:
        return built
    # What dbt writes of its last command is of the whole build.
    again = dbt.run(where, ["build", "--select", REPORT, *NO_UNIT_TESTS, "--no-write-json"])
    if not again.succeeded:
        _keep(where, again, manifest)
    return built.followed_by(again)


def _keep(where: Place, built: Built, manifest: Mapping[str, Any]) -> None:
    answers = list(_answers(built, manifest))
    with Warehouse(where.working) as warehouse, warehouse.transaction():
        results.note(warehouse, under_way(warehouse), answers)


def _answers(built: Built, manifest: Mapping[str, Any]) -> Iterator[Result]:
    """Of every test that was asked; one that was skipped says nothing."""
    nodes = manifest["nodes"]
    for result in built.results:
        status = STATUSES.get(str(result.status))
        if result.node.resource_type != "test" or status is None:
            continue
        test = nodes[result.node.unique_id]
        model = nodes.get(test.get("attached_node") or "")
        _, *folders, _ = (model or test)["fqn"]
        place, *subjects = folders or ["tests"]
        yield Result(
            check_id=test["name"],
            place=place,
            subject=(subjects or [place])[0],
            connection=None,
            object_name=model and model["name"],
            check_name=test["name"],
            drift_kind=None,
            severity=test["config"]["severity"].lower(),
            status=status,
            failing_count=result.failures or 0,
        )
