"""The Dagster UI on loopback, with the sandbox running beside it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys

from orchestration import dbt
from orchestration.environment import mode, place, prepare_environment
from orchestration.run import prepare_home
from orchestration.sandbox import starting


def main() -> int:
    """Serve until Ctrl-C, or until somebody ends this process."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    chosen, where = mode(), place()
    prepare_environment(chosen, where)
    prepare_home(where)
    dbt.ensure_parsed(where)  # a fault is told here in one line, not in the browser
    port = os.environ.get("ACCORD_UI_PORT") or "3000"
    with contextlib.ExitStack() as stack:
        if chosen.name == "sample":
            sandbox = stack.enter_context(starting(where))
            sandbox.ready()
        command = [
            sys.executable, "-m", "dagster_webserver",
            "--host", "127.0.0.1", "--port", port, "--module-name", "orchestration.definitions",
        ]  # fmt: skip
        process = subprocess.Popen(command)
        print(f"Dagster UI: http://127.0.0.1:{port} (Ctrl-C stops it)", flush=True)
        try:
            return process.wait()
        except KeyboardInterrupt:
            _end(process)
            return 0


def _end(process: subprocess.Popen) -> None:
    """Let it end what it started; a process that only just begins may miss the first signal."""
    for _ in range(2):
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
            return
    process.kill()
