"""One factory for all sources: an asset a raw table, a check a promise, one on the load."""

import sys
import time
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

import dagster as dg

from ingestion import data_docs
from ingestion.landing.load import Load
from ingestion.landing.verdict import Finding
from ingestion.landing.warehouse import BOOKKEEPING, LOADS, MEANING, Warehouse
from ingestion.settings import connections
from ingestion.source import Source, Table
from ingestion.sources import discover
from orchestration import check_docs, reports
from orchestration.check_docs import of_expectation
from orchestration.defs.refreshing import ENGINEERS, REFRESH
from orchestration.environment import place, report_url
from orchestration.extraction import Extraction
from orchestration.freshness import freshness
from orchestration.landing import land_source, under_way
from orchestration.progress import Reading
from orchestration.working import POOL, WorkingFile

BY_SCHEDULE = "dagster/schedule_name"  # of a run; every hour what nobody connected is no news
LOAD_COLUMNS = dg.TableSchema([dg.TableColumn(*column.split()) for column in LOADS.split(",")])


def raw_key(source: str, table: str) -> dg.AssetKey:
    return dg.AssetKey(["raw", source, table])


def check_name(name: str) -> str:
    return name.replace(".", "__").replace("-", "_")


def _spec(source: Source, table: str, description: str, **metadata) -> dg.AssetSpec:
    return dg.AssetSpec(
        raw_key(source.name, table),
        deps=[REFRESH],
        description=description,
        group_name=source.name,
        kinds={"python", "duckdb"},
        owners=[ENGINEERS],
        metadata={"dagster/table_name": f"raw_{source.name}.{table}", **metadata},
    )


def _specs(source: Source) -> Iterator[dg.AssetSpec]:
    for table in source.tables:
        yield _spec(
            source,
            table.name,
            f"{source.title}'s {table.object}, a row a version of a record.",
            **{"dagster/column_schema": _schema(table)},
            **_reports(source, table),
        )
    yield _spec(
        source,
        "_loads",
        f"The loads of {source.title}: what was read, what was new, how it ended.",
        **{"dagster/column_schema": LOAD_COLUMNS},
    )


def _reports(source: Source, table: Table) -> dict[str, dg.UrlMetadataValue]:
    """Of a table of which anything is promised, where its accounts' reports are read."""
    if not source.expectations.get(table.name):
        return {}
    links = {}
    for account in connections(source):
        page = data_docs.address(source.name, table.name, account.name)
        label = "promises" if account.name == "default" else f"promises ({account.name})"
        links[label] = dg.MetadataValue.url(report_url(f"{reports.LANDING}/{page}"))
    return links


def _schema(table: Table) -> dg.TableSchema:
    kept = [dg.TableColumn(name, kind, MEANING[name]) for name, kind in BOOKKEEPING]
    declared = [
        dg.TableColumn(field.name, "text", f"The vendor's {'.'.join(field.at)}, {field.kind}.")
        for field in table.fields
    ]
    return dg.TableSchema([*kept, *declared])


def _check_specs(source: Source) -> Iterator[dg.AssetCheckSpec]:
    yield dg.AssetCheckSpec(
        "load_accepted",
        asset=raw_key(source.name, "_loads"),
        description="The source was read to its end and its load was accepted.",
    )
    yield dg.AssetCheckSpec(
        "fresh",
        asset=raw_key(source.name, "_loads"),
        description="Every connection was read in this refresh; older than the page of definitions "
        "allows, it blocks.",
    )
    for table in source.tables:
        promised = source.expectations.get(table.name, ())
        proves = {**check_docs.OF_EVERY_TABLE, **{e.name: of_expectation(e) for e in promised}}
        for name, sentence in proves.items():
            yield dg.AssetCheckSpec(
                check_name(name), asset=raw_key(source.name, table.name), description=sentence
            )


def assets(landed: Collection[str]) -> Iterator[dg.AssetsDefinition | dg.AssetSpec]:
    """Those of all sources: `landed` ones are read in a run, of the others there are the names."""
    for source in discover().values():
        if source.name in landed:
            yield landing_assets(source)
        else:
            yield from _specs(source)


def landing_assets(source: Source) -> dg.AssetsDefinition:
    """The assets and checks of one source."""

    @dg.multi_asset(
        name=f"land_{source.name}",
        specs=list(_specs(source)),
        check_specs=list(_check_specs(source)),
        can_subset=True,
        retry_policy=dg.RetryPolicy(max_retries=1),
        pool=POOL,
    )
    def land(
        context: dg.AssetExecutionContext,
        extraction: dg.ResourceParam[Extraction],
        working: WorkingFile,
    ) -> Iterator:
        progress, loads, started = Reading(source.title), [], time.monotonic()
        with working.opened() as warehouse:
            if extraction.reads(source.name):
                loads = land_source(
                    source.name,
                    warehouse,
                    progress,
                    sweep=extraction.sweep,
                    reload=extraction.reload,
                )
            rows, fresh = _rows(warehouse, source), _fresh(warehouse, source)
            if loads:
                reports.of_loads(place(), source, loads, under_way(warehouse).as_of)
        progress.end(loads)
        for load in loads:
            if load.status != "skipped" and load.message:
                context.log.warning(load.message)
            elif load.message and BY_SCHEDULE not in context.run.tags:
                print(f"  {load.message}", file=sys.stderr, flush=True)
        rejected = [load for load in loads if load.status == "rejected"]
        yield fresh
        yield from _checks(source, loads)
        if rejected:
            raise dg.Failure(
                f"{rejected[0].message}. The load was rejected and nothing will be published",
                allow_retries=False,
            )
        yield from _materialized(source, loads, rows, time.monotonic() - started)

    return land


def _rows(warehouse: Warehouse, source: Source) -> dict[str, int]:
    """How many rows each raw table holds."""
    counted = " union all ".join(
        f"select '{name}' as name, count(*) as rows from raw_{source.name}.{name}"
        for name in ("_loads", *(table.name for table in source.tables))
    )
    return {row["name"]: row["rows"] for row in warehouse.rows(counted)}


def _fresh(warehouse: Warehouse, source: Source) -> dg.AssetCheckResult:
    told = list(freshness(warehouse, source.name))
    stale = [each for each in told if each.is_stale]
    late = any(each.is_late for each in stale)
    return dg.AssetCheckResult(
        passed=not stale,
        asset_key=raw_key(source.name, "_loads"),
        check_name="fresh",
        severity=dg.AssetCheckSeverity.ERROR if late else dg.AssetCheckSeverity.WARN,
        description="; ".join(each.line for each in stale) or None,
        metadata={
            name: value
            for each in told
            for name, value in {
                f"{each.connection}: read as of": each.fresh and _instant(each.fresh),
                f"{each.connection}: hours allowed": each.limit,
            }.items()
            if value is not None
        },
    )


def _instant(moment: datetime) -> dg.TimestampMetadataValue:
    return dg.MetadataValue.timestamp(moment.replace(tzinfo=UTC))


def _materialized(
    source: Source, loads: list[Load], rows: dict[str, int], seconds: float
) -> Iterator[dg.MaterializeResult]:
    """Of a source that this run does not read: what stands."""
    status = ", ".join(sorted({load.status for load in loads})) or "not asked"
    for table in source.tables:
        states = [load.tables[table.name] for load in loads if table.name in load.tables]
        read = {
            "rows_read": sum(state.rows_read for state in states),
            "rows_new": sum(state.rows_new for state in states),
            "requests": sum(state.requests for state in states),
        }
        yield dg.MaterializeResult(
            asset_key=raw_key(source.name, table.name),
            metadata={
                "load": status,
                "dagster/row_count": rows[table.name],
                **(read if states else {}),
            },
        )
    cost = {
        "rows_new": sum(load.rows_new for load in loads),
        "requests": sum(table.requests for load in loads for table in load.tables.values()),
        "seconds": round(seconds, 2),
    }
    yield dg.MaterializeResult(
        asset_key=raw_key(source.name, "_loads"),
        metadata={
            "load": status,
            "dagster/row_count": rows["_loads"],
            **(cost if loads else {}),
        },
    )


def _checks(source: Source, loads: list[Load]) -> Iterator[dg.AssetCheckResult]:
    trouble = [load for load in loads if load.status in ("failed", "rejected")]
    yield dg.AssetCheckResult(
        passed=not trouble,
        asset_key=raw_key(source.name, "_loads"),
        check_name="load_accepted",
        description="; ".join(load.message for load in trouble) or None,
        metadata={load.connection: load.status for load in loads},
    )
    told: dict[tuple[str, str], list[tuple[str, Finding]]] = {}
    for load in loads:
        for finding in load.findings:
            of_check = told.setdefault((finding.table, finding.check), [])
            of_check.append((load.connection, finding))
    for (table, check), findings in told.items():
        yield _result(source, table, check, findings)


def _result(
    source: Source, table: str, check: str, told: list[tuple[str, Finding]]
) -> dg.AssetCheckResult:
    """What all connections of a source say of one promise: a check has one answer."""
    findings = [finding for _, finding in told]
    rejects = any(finding.rejects for finding in findings)
    lines = [
        finding.message if connection == "default" else f"{finding.message} ({connection})"
        for connection, finding in told
        if not finding.passed
    ]
    return dg.AssetCheckResult(
        passed=not lines,
        asset_key=raw_key(source.name, table),
        check_name=check_name(check),
        severity=dg.AssetCheckSeverity.ERROR if rejects else dg.AssetCheckSeverity.WARN,
        description="; ".join(lines) or None,
        metadata={
            "rows": sum(finding.rows for finding in findings),
            "failed": sum(finding.failed for finding in findings),
            "keys": ", ".join(key for finding in findings for key in finding.keys),
        },
    )


LANDING = dg.AssetSelection.groups(*discover())
