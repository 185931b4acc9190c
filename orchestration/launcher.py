"""Start runs as Dagster does, and notice those that died with their process.

Dagster's own launcher notices only what its code server sees end. A run that a power cut ended, or
one started from the command line and killed, would stand as running for ever, and hold back all
others.
"""

import os
import time
from pathlib import Path

from dagster import DagsterEventType, DagsterRun, DefaultRunLauncher
from dagster._core.launcher.base import CheckRunHealthResult, WorkerStatus

from orchestration import lock
from orchestration.environment import place

BEGINS_WITHIN_SECONDS = 60  # from the start of a run to its first step, which takes the lock
DIED = "Its process has ended: nobody works on the warehouse. What it landed stands; start it again"


class Launcher(DefaultRunLauncher):
    """The run launcher that `dagster.yaml` names."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """A run under way holds the warehouse's lock, or waits for who has it, or begins slowly."""
        record = self._instance.get_run_record_by_id(run.run_id)
        started = record.start_time if record else None
        if (
            started is None
            or time.time() - started < BEGINS_WITHIN_SECONDS
            or not lock.is_free(place().lock)
            or _lives(self._process(run.run_id), started)
        ):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, DIED)

    def _process(self, run_id: str) -> int | None:
        """The process of a run, as its log has it."""
        for entry in self._instance.all_logs(run_id, of_type=DagsterEventType.ENGINE_EVENT):
            if told := entry.get_dagster_event().engine_event_data.metadata.get("pid"):
                return int(str(told.value))
        return None


def _lives(process: int | None, run_started: float) -> bool:
    """It is there and is not another one, to which its number was given when it had ended."""
    if process is None:
        return False
    try:
        os.kill(process, 0)
    except OSError:
        return False
    kept = Path("/proc", str(process), "stat")
    if not kept.exists():
        return True  # a system that does not say when a process began
    fields = kept.read_text().rpartition(")")[2].split()
    state, ticks = fields[0], int(fields[19])
    booted = next(
        int(line.split()[1])
        for line in Path("/proc/stat").read_text().splitlines()
        if line.startswith("btime ")
    )
    began = booted + ticks / os.sysconf("SC_CLK_TCK")
    return state != "Z" and began < run_started + BEGINS_WITHIN_SECONDS
