"""What Dagster loads: the assets, checks and jobs of `defs/`."""

import dagster as dg

from orchestration.defs import jobs, landing, modelling, publishing, refreshing
from orchestration.working import WorkingFile

defs = dg.Definitions(
    assets=[refreshing.refresh, *landing.assets, modelling.models, publishing.published],
    jobs=[jobs.refresh_job],
    executor=dg.in_process_executor,
    resources={"working": WorkingFile()},
)
