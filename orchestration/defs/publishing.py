"""The last step: what was built and checked becomes what everybody reads."""

import dagster as dg

from orchestration import due, publication
from orchestration.defs.modelling import models
from orchestration.environment import place

MARTS = [key for key in models.keys if key.path[0] == "marts"]


@dg.asset(key=["publication"], deps=MARTS, group_name="published", kinds={"duckdb", "parquet"})
def published(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """The marts as BI tools read them: `warehouse/current/accord.duckdb` and Parquet beside it."""
    where = place()
    build_id = publication.build_id(where)
    folder = publication.publish(where, build_id)
    publication.end(where, "published", build_id)
    due.remember_published(where)
    context.log.info("Published %s", build_id)
    return dg.MaterializeResult(
        metadata={"build_id": build_id, "path": dg.MetadataValue.path(str(folder))}
    )
