"""Dagster's own folder: its settings and its logs, beside the warehouse."""

from orchestration.environment import Place, make_folder

OURS = "# Accord writes this file at each start; what you change here is lost."
SETTINGS = f"""\
{OURS}
telemetry:
  enabled: false
nux:
  enabled: false
event_log_storage:
  module: orchestration.event_log
  class: RunLog
  config:
    base_dir:
      env: DAGSTER_HOME
run_storage:
  module: orchestration.run_store
  class: RunStore
  config:
    base_dir:
      env: DAGSTER_HOME
# Whatever the UI or a schedule starts, one run at a time writes to the warehouse; the file lock
# holds between them and the command line.
run_coordinator:
  module: dagster.core.run_coordinator
  class: QueuedRunCoordinator
  config:
    dequeue_interval_seconds: 1
concurrency:
  pools:
    granularity: run
    default_limit: 1
# A run whose process was killed does not stand as running for ever, in front of all others.
run_launcher:
  module: orchestration.launcher
  class: Launcher
run_monitoring:
  enabled: true
  poll_interval_seconds: 10
"""


def prepare_home(where: Place) -> None:
    """Write the settings, unless the folder is one of somebody else's Dagster."""
    home = where.dagster_home
    make_folder(home, "DAGSTER_HOME")
    settings = home / "dagster.yaml"
    if not settings.exists() or settings.read_text().startswith(("telemetry:\n", OURS)):
        settings.write_text(SETTINGS)
