"""The last step: what was built and checked becomes what everybody reads."""

import time

import dagster as dg

from orchestration import due, publication, reports
from orchestration.defs.modelling import models
from orchestration.defs.refreshing import ENGINEERS
from orchestration.environment import place, report_url
from orchestration.working import POOL, WorkingFile

MARTS = [key for key in models.keys if key.path[0] == "marts"]


@dg.asset(
    key=["publication"],
    deps=MARTS,
    group_name="published",
    kinds={"duckdb", "parquet"},
    owners=[ENGINEERS],
    metadata={"reports": dg.MetadataValue.url(report_url())},
    pool=POOL,
)
def published(context: dg.AssetExecutionContext, working: WorkingFile) -> dg.MaterializeResult:
    """The marts as BI tools read them: `warehouse/current/accord.duckdb` and Parquet beside it."""
    where = place()
    with working.opened() as warehouse:
        found = publication.passed(warehouse)
    working.close()
    if found is None:
        raise dg.Failure(
            "Nothing was published: no build of a refresh under way has passed its checks. "
            "Start the job `refresh`",
            allow_retries=False,
        )
    (build_id, project), began = found, time.monotonic()
    folder = publication.publish(where, build_id)
    publication.end(where, "published", build_id)
    due.remember_published(where, project)
    reports.of_build(where, folder)
    context.log.info("Published %s", build_id)
    return dg.MaterializeResult(
        metadata={
            "build_id": build_id,
            "path": dg.MetadataValue.path(str(folder)),
            "seconds": round(time.monotonic() - began, 2),
        }
    )
