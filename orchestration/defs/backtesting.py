"""The job that tries pages of definitions: `make backtest` from the UI."""

import dagster as dg

from orchestration.backtest.asked import PARAMETERS
from orchestration.backtest.command import backtest
from orchestration.defs.jobs import QUIET
from orchestration.environment import CannotStart, report_url
from orchestration.reports import BACKTESTS


@dg.op(
    config_schema={
        name: dg.Field(str, default_value="", is_required=False, description=says)
        for name, says in PARAMETERS.items()
    },
)
def try_pages(context: dg.OpExecutionContext) -> None:
    """Leads as each page would have them, beside those of the page that it is compared with."""
    try:
        tried = backtest(context.op_config)
    except CannotStart as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    found = tried.compared
    qualified = {
        f"MQLs under {told.page.name}": told.whole.mql_count
        for told in (found.against, *found.pages)
    }
    context.add_output_metadata(
        {
            "report": dg.MetadataValue.url(report_url(f"{BACKTESTS}/{tried.report.name}")),
            "path": dg.MetadataValue.path(str(tried.report)),
            **qualified,
        }
    )


@dg.job(
    name="backtest",
    description="Try pages of definitions on the whole history, beside the page in force: who "
    "would have been qualified, and what became of them. Tell it `version` in the launchpad. It "
    "waits for no refresh and touches nothing that is published.",
    config=QUIET | {"ops": {"try_pages": {"config": dict.fromkeys(PARAMETERS, "")}}},
    executor_def=dg.in_process_executor,
    metadata={"reports": dg.MetadataValue.url(report_url())},
)
def backtest_job() -> None:
    try_pages()
