"""Where every run begins: the clock, the tables, and the instant that is *now* in it."""

import time

import dagster as dg

from ingestion.landing.warehouse import CONTROL
from orchestration import clock, lock
from orchestration.environment import mode, place
from orchestration.extraction import Extraction
from orchestration.landing import begin
from orchestration.working import POOL, WorkingFile

REFRESH = dg.AssetKey(["control", "refresh"])
ENGINEERS = "team:data-engineering"
COLUMNS = dg.TableSchema(
    [dg.TableColumn(*column.split()) for column in CONTROL["refreshes"].split(",")]
)


class RefreshConfig(dg.Config):
    """`days`: how far the sample company's clock moves first; real systems have their own."""

    days: int = 0


@dg.asset(
    key=REFRESH,
    group_name="control",
    kinds={"duckdb"},
    owners=[ENGINEERS],
    metadata={"dagster/table_name": "control.refreshes", "dagster/column_schema": COLUMNS},
    pool=POOL,
)
def refresh(
    context: dg.AssetExecutionContext,
    config: RefreshConfig,
    extraction: dg.ResourceParam[Extraction],
    working: WorkingFile,
) -> dg.MaterializeResult:
    """The refresh under way: its number and `as_of`, fixed before any source is read."""
    where = place()
    extraction.check()
    lock.take(where.lock, f"run {context.run_id[:8]}")
    began = time.monotonic()
    with working.opened() as warehouse:
        started = begin(mode(), warehouse, lambda: clock.advance(config.days))
        rows = warehouse.value("select count(*) from control.refreshes")
    context.instance.add_run_tags(
        context.run_id,
        {
            "data": mode().name,
            "as_of": f"{started.as_of:%Y-%m-%dT%H:%M:%SZ}",
            "refresh": str(started.number),
        },
    )
    context.log.info("Refresh %s as of %s", started.number, started.as_of)
    return dg.MaterializeResult(
        metadata={
            "refresh_number": started.number,
            "as_of": started.as_of.isoformat(),
            "dagster/row_count": rows,
            "seconds": round(time.monotonic() - began, 2),
        }
    )
