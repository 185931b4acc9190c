"""The Dagster UI on loopback, with the sandbox running beside it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request

from orchestration import dbt
from orchestration.environment import mode, place, prepare_environment
from orchestration.home import prepare_home
from orchestration.sandbox import starting


def main() -> int:
    """Serve until Ctrl-C, or until somebody ends this process."""
    # A shell that starts this in the background has it ignore Ctrl-C, and what it starts as well.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
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
            sys.executable, "-W", "ignore", "-m", "dagster", "dev",
            "--host", "127.0.0.1", "--port", port, "--module-name", "orchestration.definitions",
            "--log-level", "warning", "--code-server-log-level", "warning",
        ]  # fmt: skip
        process = subprocess.Popen(command)
        try:
            address = f"http://127.0.0.1:{port}"
            if _answers(process, address):
                print(f"Dagster UI: {address} (Ctrl-C stops it)", flush=True)
            return process.wait()
        except KeyboardInterrupt:
            _end(process)
            return 0


def _answers(process: subprocess.Popen, address: str) -> bool:
    """Wait until the UI can be opened; false where it ended instead."""
    while process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/server_info"):
            return True
        time.sleep(0.2)
    return False


def _end(process: subprocess.Popen) -> None:
    """Let it end what it started; a process that only just begins may miss the first signal."""
    for _ in range(2):
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
            return
    process.kill()
