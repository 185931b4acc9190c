"""What every check of a refresh answered: `control.check_results`, of which the trend is made.

Rows are numbers and names of checks, never a value of a record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

import pyarrow as pa

from ingestion.landing import drifting
from ingestion.landing.loads import Load
from ingestion.landing.verdict import Finding
from ingestion.landing.warehouse import Refresh, Warehouse

LANDING = "landing"
BLOCKS, TELLS = "error", "warn"


@dataclass(frozen=True)
class Result:
    """One check and what it answered. `check_id` names it in every refresh."""

    check_id: str
    place: str
    subject: str
    connection: str | None
    object_name: str | None
    check_name: str
    drift_kind: str | None
    severity: str
    status: str  # passed, warned, failed, errored
    failing_count: int
    row_count: int | None = None
    set_aside_count: int = 0


NAMES = [field.name for field in fields(Result)]
NUMBERS = ("failing_count", "row_count", "set_aside_count")


def note(warehouse: Warehouse, refresh: Refresh, results: Sequence[Result]) -> None:
    """Keep the last answer of each check in a refresh. Inside a transaction."""
    if not results:
        return
    columns = {
        name: pa.array(
            map(attrgetter(name), results), pa.int64() if name in NUMBERS else pa.string()
        )
        for name in NAMES
    }
    warehouse.ingest("answered", pa.table(columns))
    warehouse.run(
        "delete from control.check_results as known using answered "
        "where known.refresh_number = ? and known.check_id = answered.check_id",
        (refresh.number,),
    )
    warehouse.run(
        f"insert into control.check_results (refresh_number, {', '.join(NAMES)}) "
        f"select ?, {', '.join(NAMES)} from answered",
        (refresh.number,),
    )
    warehouse.run("drop table answered")


def note_load(warehouse: Warehouse, refresh: Refresh, load: Load) -> None:
    """Keep what was asked of a load, in place of what it answered before it was killed."""
    warehouse.run(
        "delete from control.check_results "
        "where refresh_number = ? and place = ? and subject = ? and connection = ?",
        (refresh.number, LANDING, load.source, load.connection),
    )
    note(warehouse, refresh, list(_of_load(warehouse, load)))


def _of_load(warehouse: Warehouse, load: Load) -> Iterator[Result]:
    """Nothing of a load that was accepted and of which nothing was asked."""
    refused = load.status != "accepted"
    if not refused and not load.findings:
        return
    rows = sum(table.rows_read for table in load.tables.values())
    yield _result(load, None, Finding("", "load_accepted", not refused, rows, rejects=refused))
    if not load.findings:  # it failed: the next load is told its drift again
        return
    for finding in load.findings:
        if finding.check != drifting.CHECK:
            yield _result(load, finding.table, finding)
    for table, kind, count in drifting.counted(warehouse, load):
        yield _result(load, table, Finding(table, drifting.CHECK, False, failed=count), kind)


def _result(load: Load, table: str | None, finding: Finding, kind: str | None = None) -> Result:
    named = (load.source, load.connection, table, finding.check, kind)
    return Result(
        "|".join(filter(None, named)),
        LANDING,
        load.source,
        load.connection,
        table,
        finding.check,
        kind,
        BLOCKS if finding.rejects else TELLS,
        "passed" if finding.passed else "failed" if finding.rejects else "warned",
        0 if finding.passed else finding.failed,
        None if kind else finding.rows,
        finding.set_aside,
    )
