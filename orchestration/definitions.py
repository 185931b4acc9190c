"""What Dagster loads: the assets, checks and jobs of `defs/`."""

import gc
from functools import cache

import dagster as dg

from orchestration.console import console
from orchestration.defs import (
    backtesting,
    jobs,
    landing,
    modelling,
    publishing,
    refreshing,
    schedules,
)
from orchestration.environment import mode
from orchestration.extraction import extraction
from orchestration.working import WorkingFile


@cache
def definitions(landed: tuple[str, ...]) -> dg.Definitions:
    """Those of a warehouse in which these sources land."""
    return dg.Definitions(
        assets=[
            refreshing.refresh,
            *landing.assets(landed),
            modelling.models,
            publishing.published,
        ],
        jobs=(*jobs.JOBS, backtesting.backtest_job),
        schedules=schedules.SCHEDULES,
        executor=dg.in_process_executor,
        loggers={"console": console},
        resources={"working": WorkingFile(), "extraction": extraction},
    )


defs = definitions(mode().sources)
gc.freeze()  # what is loaded stays; nobody has to look through it for garbage again
