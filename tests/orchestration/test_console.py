"""What the UI's terminal tells of a run: one line of what failed, none of what follows from it."""

import dagster as dg

from orchestration.console import console


@dg.asset
def first():
    raise dg.Failure("Nothing was published: the disk hums.\nSay so", allow_retries=False)


@dg.asset(deps=[first])
def second(): ...


@dg.asset
def third(context: dg.AssetExecutionContext):
    context.log.warning("stripe: a key is old")
    context.log.info("all is well")


def test_a_failure_is_one_line_and_what_waited_for_it_none(capsys):
    job = dg.define_asset_job("refresh", executor_def=dg.in_process_executor)
    definitions = dg.Definitions([first, second, third], jobs=[job], loggers={"console": console})
    result = definitions.resolve_job_def("refresh").execute_in_process(
        raise_on_error=False,
        run_config={"loggers": {"console": {"config": {"log_level": "WARNING"}}}},
    )
    assert not result.success
    assert sorted(capsys.readouterr().err.splitlines()) == [
        "  refresh, first: Nothing was published: the disk hums.",
        "  refresh, third: stripe: a key is old",
    ]
