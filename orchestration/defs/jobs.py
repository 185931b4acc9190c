"""The jobs: a refresh as it is due, and what an operator asks for by hand."""

import dagster as dg

from orchestration.defs.landing import LANDING
from orchestration.environment import report_url

EVERYTHING = dg.AssetSelection.all()


QUIET = {"loggers": {"console": {"config": {"log_level": "WARNING"}}}}
# What a job sets of its own run config; a person who starts it by hand may change it.
CONFIG = {
    # A day of the sample company; real systems live on by themselves.
    "refresh": QUIET | {"ops": {"control__refresh": {"config": {"days": 1}}}},
    "sweep": QUIET | {"resources": {"extraction": {"config": {"sweep": True}}}},
    "rebuild": QUIET | {"ops": {"model": {"config": {"full": True}}}},
    "reload": QUIET
    | {
        "resources": {
            "extraction": {
                "config": {
                    "reload": {
                        "source": "",
                        "connection": "default",
                        "object": "",
                        "from": "",
                        "to": "",
                    }
                }
            }
        }
    },
}


def _job(name: str, description: str, selection: dg.AssetSelection = EVERYTHING):
    return dg.define_asset_job(
        name,
        selection=selection,
        config=CONFIG[name],
        executor_def=dg.in_process_executor,
        description=description,
        metadata={"reports": dg.MetadataValue.url(report_url())},
    )


refresh_job = _job("refresh", "Land what changed in every source, model, check, publish.")
sweep_job = _job(
    "sweep",
    "A refresh that compares every source with all that it holds: what changed without a stamp "
    "or vanished without a word. Every refresh does it once a day anyway.",
)
rebuild_job = _job(
    "rebuild",
    "Every model anew from all landed rows, then check and publish. Reads no source; keys stay.",
    EVERYTHING - LANDING,
)
reload_job = _job(
    "reload",
    "Read one object of one source again, whole or between two instants, add what is not known "
    "of it, model, check, publish. Tell it `source` and `object`: Shift and a click on Materialize "
    "open its config. What stands is not doubled.",
)
JOBS = (refresh_job, sweep_job, rebuild_job, reload_job)
