"""The main job from the command line: the job that the UI shows, then a screen of results."""

from __future__ import annotations

import contextlib
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from orchestration.environment import CannotStart, Mode, Place, mode, place, prepare_environment
from orchestration.home import prepare_home
from orchestration.lock import held
from orchestration.sandbox import Sandbox, starting


@dataclass
class Outcome:
    """How a run ended: what Dagster says, and the checks it evaluated."""

    succeeded: bool
    run_id: str = ""
    passed: int = 0
    warned: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    was_modelled: bool = False
    not_asked: int = 0  # checks of models that read nothing new, since the last publication
    startup_seconds: float = 0.0
    total_seconds: float = 0.0


def run(days: int = 1, job: str = "refresh", resources: Mapping[str, Any] | None = None) -> Outcome:
    """Run a job in this process, in the sandbox unless real systems are connected.

    `resources`: run config of the job's resources, where it is not the job's own.
    """
    started = time.monotonic()
    chosen, where = mode(), place()
    prepare_environment(chosen, where)
    with held(where.lock, f"a {job} started by hand"), contextlib.ExitStack() as stack:
        if chosen.name == "sample" and not where.sandbox.exists():
            _refuse_other_data(chosen, where)
        sandbox = stack.enter_context(starting(where)) if chosen.name == "sample" else None
        outcome = _execute(chosen, where, sandbox, Asked(job, days, resources), started)
    outcome.total_seconds = time.monotonic() - started
    return outcome


INTERRUPTED = ("DagsterExecutionInterruptedError", "KeyboardInterrupt")
# By it the UI tells which runs are those of a job that it shows.
SHOWN_AMONG = {".dagster/repository": "__repository__@orchestration.definitions"}


@dataclass(frozen=True)
class Asked:
    """Which job is to run, and how."""

    job: str
    days: int
    resources: Mapping[str, Any] | None

    def config(self, days: int, preset: Mapping[str, Any]) -> dict[str, Any]:
        """The job's own run config with what was asked for."""
        return {
            "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            "ops": {**preset.get("ops", {}), "control__refresh": {"config": {"days": days}}},
            "resources": self.resources or preset.get("resources", {}),
        }


def _execute(
    chosen: Mode, where: Place, sandbox: Sandbox | None, asked: Asked, started: float
) -> Outcome:
    if sandbox and not sandbox.is_founded:
        print(
            "  Founding the sample company, and reading the models …", file=sys.stderr, flush=True
        )
    import dagster as dg  # seconds to import

    prepare_home(where)
    from orchestration.definitions import definitions
    from orchestration.defs.jobs import CONFIG

    if sandbox:
        sandbox.ready()
    startup = time.monotonic() - started
    is_first = not where.current.exists() and not _has_refreshes(where)
    with dg.DagsterInstance.get() as instance:
        result = (
            definitions(chosen.sources)
            .resolve_job_def(asked.job)
            .execute_in_process(
                instance=instance,
                raise_on_error=False,
                tags=SHOWN_AMONG,
                run_config=asked.config(0 if is_first else asked.days, CONFIG[asked.job]),
            )
        )
        outcome = _outcome(result)
    outcome.startup_seconds = startup
    return outcome


def _refuse_other_data(chosen: Mode, where: Place) -> None:
    """Before a sample company is founded, which takes long, beside what real systems told."""
    from ingestion.landing.warehouse import LandingError, Warehouse

    if not _has_refreshes(where):
        return
    with Warehouse(where.working) as warehouse:
        try:
            warehouse.stamp(chosen.stamp)
        except LandingError as error:
            raise CannotStart(str(error)) from None


def _outcome(result) -> Outcome:
    from orchestration.defs.modelling import models

    outcome = Outcome(result.success, result.run_id)
    evaluations = result.get_asset_check_evaluations()
    asked = {evaluation.asset_check_key for evaluation in evaluations}
    for evaluation in evaluations:
        name = f"{'/'.join(evaluation.asset_key.path)}: {evaluation.check_name}"
        told = f"{name} — {evaluation.description}" if evaluation.description else name
        if evaluation.passed:
            outcome.passed += 1
        elif evaluation.severity.value == "WARN":
            outcome.warned.append(told)
        else:
            outcome.failed.append(told)
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            outcome.messages.append(plain(error))
        if (
            event.is_step_materialization
            and event.asset_key
            and event.asset_key.path == ["publication"]
        ):
            outcome.was_modelled = True
            outcome.not_asked = len(models.check_keys - asked)
    return outcome


def plain(error) -> str:
    """The last cause in one line."""
    if error and error.cls_name in INTERRUPTED:
        return "Interrupted. Nothing is lost or doubled: the next run goes on from here"
    while error and error.cause:
        error = error.cause
    line = error.message.strip().splitlines()[0] if error else "failed"
    return re.sub(r"^[\w.]+\.(Failure|LandingError): ", "", line)


def _has_refreshes(where: Place) -> bool:
    if not where.working.exists():
        return False
    from ingestion.landing.warehouse import Warehouse

    with Warehouse(where.working) as warehouse:
        known = "select count(*) from information_schema.tables where table_schema = 'control'"
        if not warehouse.value(known):
            return False
        return bool(warehouse.value("select count(*) from control.refreshes"))


def main(days: int, job: str = "refresh", resources: Mapping[str, Any] | None = None) -> int:
    from orchestration.screen import show

    outcome = run(days, job, resources)
    show(place(), mode(), outcome)
    return 0 if outcome.succeeded and not outcome.failed else 1
