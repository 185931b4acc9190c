"""dbt's models as assets and its tests as their checks, built by one dbt run."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtProject,
    dbt_assets,
)
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from ingestion.landing.warehouse import Warehouse
from orchestration import dbt, full_disk, pages, trend
from orchestration.check_docs import of_test
from orchestration.defs.landing import raw_key
from orchestration.defs.refreshing import REFRESH
from orchestration.due import forget_published, why_model
from orchestration.environment import Place, mode, place, prepare_environment, report_url
from orchestration.freshness import late
from orchestration.landing import is_empty, take_up, under_way, waiting_pages
from orchestration.parsed import project_digest
from orchestration.progress import Steps
from orchestration.publication import empty, end, note_passed, private_file, set_inputs
from orchestration.reports import INDEX, MODELS
from orchestration.selection import FULL, of_build, of_staging
from orchestration.working import POOL, WorkingFile

prepare_environment(mode(), place())
dbt.ensure_parsed(place())


class Translator(DagsterDbtTranslator):
    """Groups follow the folders of the models; sources are the assets of who writes them."""

    def __init__(self) -> None:
        settings = DagsterDbtTranslatorSettings(
            enable_asset_checks=True, enable_duplicate_source_asset_keys=True
        )
        super().__init__(settings)

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        if dbt_resource_props["resource_type"] == "source":
            schema, table = dbt_resource_props["schema"], dbt_resource_props["name"]
            if schema == "control":
                return REFRESH
            of_load = table.startswith("_")
            return raw_key(schema.removeprefix("raw_"), "_loads" if of_load else table)
        # Two versions of a mart are two tables; a test has no table of its own.
        table = dbt_resource_props.get("alias") or dbt_resource_props["name"]
        return dg.AssetKey([dbt_resource_props["fqn"][1], table])

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        check = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        return check and check._replace(description=of_test(manifest["nodes"][unique_id]))

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        folders = dbt_resource_props["fqn"][1:-1]
        return "_".join(folders[:2]) if folders and folders[0] == "staging" else folders[0]

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        group = dbt_resource_props.get("config", {}).get("group")
        return [f"team:{group.replace('_', '-')}"] if group else []

    def get_metadata(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, Any]:
        kind, unique_id = dbt_resource_props["resource_type"], dbt_resource_props["unique_id"]
        page = dg.MetadataValue.url(report_url(f"{MODELS}/{INDEX}#!/{kind}/{unique_id}"))
        return {**super().get_metadata(dbt_resource_props), "documentation": page}


TRANSLATOR = Translator()
TOLD = 3  # checks


class ModelConfig(dg.Config):
    """`full`: every model anew from all rows, whatever changed. Keys stay as they are."""

    full: bool = False


@dbt_assets(
    manifest=place().manifest,
    dagster_dbt_translator=TRANSLATOR,
    exclude="resource_type:unit_test",
    name="model",
    pool=POOL,
)
def models(
    context: dg.AssetExecutionContext, config: ModelConfig, working: WorkingFile
) -> Iterator:
    where = place()
    if config.full:
        forget_published(where)
    with working.opened() as warehouse:
        if context.run.parent_run_id and (number := context.run.tags.get("refresh")):
            take_up(warehouse, int(number))  # a run from the step that failed on
        refresh = under_way(warehouse)
        if trouble := _blocked(warehouse):
            warehouse.end_refresh(refresh, "blocked")
            raise dg.Failure(trouble, allow_retries=False)
        waiting = waiting_pages(warehouse)
        reason = None if waiting is not None else why_model(where, warehouse)
        if config.full:
            reason = "a rebuild was asked for"
        if waiting is None and reason is None:
            context.log.info("Nothing new and nothing due: modelling and publishing are skipped.")
            warehouse.end_refresh(refresh, "unchanged")
            return
        project = project_digest(where)
        if waiting is None:
            set_inputs(warehouse, mode().stamp == "sample")
            selection = of_build(where, warehouse)
        else:
            selection = of_staging(where)
    working.close()
    if FULL in selection:
        empty(where)
    context.log.info("Modelling because %s", reason or "rows landed")
    trouble = yield from _built(context, where, selection)
    if waiting is not None:
        end(where, "unsigned")
        raise dg.Failure(
            "Nothing was published: no page of definitions is signed and in force for this data "
            f"(found: {'; '.join(waiting) or 'none'}). Write yours in dbt_project/definitions and "
            f"have both teams sign it; README.md there says how{'. ' + trouble if trouble else ''}",
            allow_retries=False,
        )
    if trouble:
        end(where, "failed")
        raise dg.Failure(f"Nothing was published: {trouble}", allow_retries=False)
    note_passed(where, project)


def _blocked(warehouse: Warehouse) -> str:
    """Why nothing may be built in this refresh, if so."""
    if lines := late(warehouse):
        return "; ".join(lines)
    if line := pages.unread(warehouse):
        return f"Nothing was published: {line}, and run again"
    if is_empty(warehouse):
        return (
            "Nothing was published: no source could be read yet. Each one's check `load_accepted` "
            "says what to mend, and `make check-sources` what is to be set; then run again"
        )
    return ""


def _built(context: dg.AssetExecutionContext, where: Place, selection: list[str]) -> Iterator:
    """Run dbt over a selection, hand its events on, and give what went wrong, if anything."""
    for path in (where.pii, where.marts):
        private_file(path)
    steps, started = Steps("Modelling"), time.monotonic()
    built = dbt.run(where, ["build", *selection], on_end=steps)
    steps.end()
    manifest = dbt.manifest(where)
    built = trend.with_report(where, built, manifest)
    failing, made = dbt.failing_rows(where, built), dbt.made(where, built)
    for event in built.events:
        message = DbtCoreCliEventMessage(event, {"columns": {}})
        unique_id = event["data"].get("node_info", {}).get("unique_id", "")
        for item in message.to_default_asset_events(manifest, TRANSLATOR, context):
            if isinstance(item, dg.AssetCheckResult) and not item.passed and unique_id in failing:
                yield item._replace(description=failing[unique_id])
            elif isinstance(item, dg.Output) and unique_id in made:
                told = _told(made[unique_id], manifest["nodes"][unique_id])
                yield item.with_metadata({**item.metadata, **told})
            else:
                yield item
    context.log.info("dbt took %.1f s", time.monotonic() - started)
    return "" if built.succeeded else _plainly(built, failing)


def _plainly(built: dbt.Built, failing: Mapping[str, str]) -> str:
    """Which checks found what; what dbt itself says where no check failed."""
    found = [(unique_id, rows) for unique_id, rows in failing.items() if rows]
    broken = {unique_id for unique_id, _ in built.of("fail")}
    told = [
        f"{unique_id.split('.')[2]} found {rows}"
        for unique_id, rows in found
        if unique_id in broken
    ]
    if full_disk.is_told_in(built.trouble):
        return full_disk.line(place().warehouse)
    if not told:
        return dbt.in_one_line(built.trouble)
    more = len(broken) - len(told[:TOLD])
    rest = f"; and {more} checks more" if more else ""
    return f"{'; '.join(told[:TOLD])}{rest}. Mend it where it comes from, and run again"


def _told(made: dbt.Made, node: Mapping[str, Any]) -> dict[str, Any]:
    """Rows, and the columns of a model that declares none."""
    told: dict[str, Any] = {"dagster/row_count": made.rows}
    if not node["columns"]:
        columns = [dg.TableColumn(name, kind.lower()) for name, kind in made.columns]
        told["dagster/column_schema"] = dg.TableSchema(columns)
    return told
