"""An unchanged run in a process that has everything loaded, as a code server does: its seconds."""

from __future__ import annotations

import time

from orchestration.environment import mode, place, prepare_environment
from orchestration.home import prepare_home
from orchestration.lock import held
from orchestration.sandbox import starting


def main() -> None:
    prepare_environment(mode(), place())
    prepare_home(place())
    with starting(place()) as sandbox:
        import dagster as dg

        from orchestration.definitions import defs

        sandbox.ready()
        job = defs.resolve_job_def("refresh")
        quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        with dg.DagsterInstance.get() as instance:
            for _ in range(3):
                started = time.monotonic()
                with held(place().lock, "a benchmark"):
                    result = job.execute_in_process(instance=instance, run_config=quiet)
                assert result.success
                print(f"{time.monotonic() - started:.1f}")


if __name__ == "__main__":
    main()
