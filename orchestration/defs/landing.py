"""One factory for all sources: an asset a raw table, a check a promise, one on the load."""

import sys
from collections.abc import Collection, Iterator

import dagster as dg

from ingestion.landing.load import Load
from ingestion.landing.verdict import Finding
from ingestion.source import Source
from ingestion.sources import discover
from orchestration.defs.refreshing import REFRESH
from orchestration.landing import land_source
from orchestration.progress import Reading
from orchestration.working import WorkingFile

CONTRACT_CHECKS = (
    "landing_key",
    "landing_rows",
    "landing_count",
    "landing_volume",
    "landing_drift",
)


def raw_key(source: str, table: str) -> dg.AssetKey:
    return dg.AssetKey(["raw", source, table])


def check_name(name: str) -> str:
    return name.replace(".", "__").replace("-", "_")


def _specs(source: Source) -> Iterator[dg.AssetSpec]:
    for table in source.tables:
        yield dg.AssetSpec(
            raw_key(source.name, table.name),
            deps=[REFRESH],
            description=f"{source.title}'s {table.object}, a row a version of a record.",
            group_name=source.name,
            kinds={"python", "duckdb"},
        )
    yield dg.AssetSpec(
        raw_key(source.name, "_loads"),
        deps=[REFRESH],
        description=f"The loads of {source.title}: what was read, what was new, how it ended.",
        group_name=source.name,
        kinds={"python", "duckdb"},
    )


def _check_specs(source: Source) -> Iterator[dg.AssetCheckSpec]:
    yield dg.AssetCheckSpec(
        "load_accepted",
        asset=raw_key(source.name, "_loads"),
        description="The source was read to its end and its load was accepted.",
    )
    for table in source.tables:
        expectations = source.expectations.get(table.name, ())
        for name in (*CONTRACT_CHECKS, *(e.name for e in expectations)):
            yield dg.AssetCheckSpec(check_name(name), asset=raw_key(source.name, table.name))


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
    )
    def land(context: dg.AssetExecutionContext, working: WorkingFile) -> Iterator:
        progress = Reading(source.title)
        with working.opened() as warehouse:
            loads = land_source(source.name, warehouse, progress)
        progress.end(loads)
        for load in loads:
            if load.message:
                context.log.warning(load.message)
            if load.status == "skipped" and load.message:
                print(f"  {load.message}", file=sys.stderr, flush=True)
        rejected = [load for load in loads if load.status == "rejected"]
        yield from _checks(source, loads)
        if rejected:
            raise dg.Failure(
                f"{rejected[0].message}. The load was rejected and nothing will be published",
                allow_retries=False,
            )
        yield from _materialized(source, loads)

    return land


def _materialized(source: Source, loads: list[Load]) -> Iterator[dg.MaterializeResult]:
    status = ", ".join(sorted({load.status for load in loads}))
    for table in source.tables:
        states = [load.tables[table.name] for load in loads if table.name in load.tables]
        yield dg.MaterializeResult(
            asset_key=raw_key(source.name, table.name),
            metadata={
                "load": status,
                "rows_read": sum(state.rows_read for state in states),
                "rows_new": sum(state.rows_new for state in states),
                "requests": sum(state.requests for state in states),
            },
        )
    yield dg.MaterializeResult(
        asset_key=raw_key(source.name, "_loads"),
        metadata={"load": status, "rows_new": sum(load.rows_new for load in loads)},
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
