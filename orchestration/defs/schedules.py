"""When jobs start by themselves: with real systems from the first day, else if switched on."""

import dagster as dg

from orchestration.defs.jobs import CONFIG, refresh_job, sweep_job
from orchestration.environment import mode

UNDER_WAY = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]
IS_LIVE = mode().name == "live"
SWITCHED = dg.DefaultScheduleStatus.RUNNING if IS_LIVE else dg.DefaultScheduleStatus.STOPPED


def _schedule(job, cron: str, description: str) -> dg.ScheduleDefinition:
    @dg.schedule(
        job=job,
        name=f"{job.name}_schedule",
        cron_schedule=cron,
        execution_timezone="UTC",
        default_status=SWITCHED,
        description=description,
    )
    def due(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if context.instance.get_runs_count(dg.RunsFilter(statuses=UNDER_WAY)):
            return dg.SkipReason("another run is under way")
        # The sample company lives a day from tick to tick.
        days = {"ops": {"control__refresh": {"config": {"days": 0 if IS_LIVE else 1}}}}
        return dg.RunRequest(run_config=CONFIG[job.name] | days)

    return due


SCHEDULES = (
    _schedule(refresh_job, "0 * * * *", "Every hour: what changed."),
    _schedule(sweep_job, "30 2 * * *", "Every night at 02:30 UTC: all that there is."),
)
