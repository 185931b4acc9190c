"""The Dagster UI on loopback, with the sandbox and the reports beside it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from threading import Thread
from typing import IO, Any

from dotenv import dotenv_values

from orchestration import dbt, lock
from orchestration.environment import (
    CannotStart,
    Place,
    mode,
    place,
    prepare_environment,
    report_url,
    ui_port,
)
from orchestration.home import prepare_home
from orchestration.sandbox import starting
from orchestration.serving import serving

ENDS_WITHIN_SECONDS = 10
GOES_ON = " Nothing half-done was published; the next run goes on from what has landed."


def main() -> int:
    """Serve until Ctrl-C, or until somebody ends this process."""
    # A shell that starts this in the background has it ignore Ctrl-C, and what it starts as well.
    _on_an_end(signal.default_int_handler)
    chosen, where = mode(), place()
    prepare_environment(chosen, where)
    prepare_home(where)
    _refuse_settings_of_a_file()
    address = f"http://127.0.0.1:{ui_port()}"
    lock.take(where.ui_lock, address, _refuse_second)  # of two, each would start what is due
    _refuse_taken(ui_port())
    dbt.ensure_parsed(where)  # a fault is told here in one line, not in the browser
    _hold_one_run_at_a_time()
    port = str(ui_port())
    with contextlib.ExitStack() as stack:
        stack.enter_context(serving(where.reports, ui_port() + 1))
        if chosen.name == "sample":
            sandbox = stack.enter_context(starting(where))
            sandbox.ready()
        command = [
            sys.executable, "-W", "ignore", "-m", "dagster", "dev",
            "--host", "127.0.0.1", "--port", port, "--module-name", "orchestration.definitions",
            "--log-level", "warning", "--code-server-log-level", "warning",
        ]  # fmt: skip
        # A group of its own: Ctrl-C is for this process alone, which lets the others end.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        told = Relay(process.stdout)
        try:
            if _answers(process, address):
                print(f"Reports: {report_url()}", flush=True)
                print(f"Dagster UI: {address} (Ctrl-C stops it)", flush=True)
            return process.wait()
        except KeyboardInterrupt:
            _end(process, told, where)
            return 0


def _on_an_end(handler: Any) -> None:
    """What to do on Ctrl-C, when somebody ends this process, and when its terminal is closed."""
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, handler)


def _refuse_settings_of_a_file() -> None:
    """Dagster reads a file `.env` here; nothing else does, so the UI would run another job."""
    file = Path.cwd() / ".env"
    other = [
        name
        for name, value in dotenv_values(file).items()
        if (value or "") != os.environ.get(name, "")
    ]
    if other:
        raise CannotStart(
            f"{file} sets {', '.join(other[:3])}, and the environment does not: only the UI would "
            "read it. Say `set -a; . ./.env; set +a` first, or move the file away"
        )


def _refuse_second(holder: str) -> CannotStart:
    return CannotStart(f"the Dagster UI of this warehouse is up at {holder}; open it there")


def _refuse_taken(port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            raise CannotStart(
                f"port {port} is taken. Set ACCORD_UI_PORT to a port that is free together with "
                "the next one, on which the reports are served"
            ) from None


def _hold_one_run_at_a_time() -> None:
    """Dagster gives a pool its limit when a run of it waits for the first time, too late for that
    and the one beside it."""
    from dagster import DagsterInstance

    from orchestration.working import POOL

    with DagsterInstance.get() as instance:
        instance.event_log_storage.initialize_concurrency_limit_to_default(POOL)


def _answers(process: subprocess.Popen, address: str) -> bool:
    """Wait until the UI can be opened; false where it ended instead."""
    while process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/server_info"):
            return True
        time.sleep(0.2)
    return False


class Relay(Thread):
    """Hands on what others print until it is told to keep still; ends when the last of them has."""

    def __init__(self, lines: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self.lines, self.is_still = lines, False
        self.start()

    def run(self) -> None:
        for line in self.lines:
            if not self.is_still:
                with contextlib.suppress(OSError):  # a terminal that was closed
                    sys.stderr.write(line.decode(errors="replace"))
                    sys.stderr.flush()


def _end(process: subprocess.Popen, told: Relay, where: Place) -> None:
    """Let it end what it started; a process that only just begins may miss the first signal.

    What is interrupted tells so at length, each library in its own way; here it is two lines.
    """
    _on_an_end(signal.SIG_IGN)  # whoever is impatient does not leave half of it running
    told.is_still = True
    runs = _is_one_of(process.pid, lock.holder_process(where.lock))
    _say(f"Stopping the Dagster UI{' and the run under way' if runs else ''} …")
    for ending in (signal.SIGINT, signal.SIGINT, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, ending)
        told.join(ENDS_WITHIN_SECONDS)
        if not told.is_alive():
            break
    process.wait()
    _say(f"Stopped.{GOES_ON if runs else ''}")


def _say(line: str) -> None:
    """To a terminal that may be closed."""
    with contextlib.suppress(OSError):
        print(line, flush=True)


def _is_one_of(group: int, process: int | None) -> bool:
    try:
        return process is not None and os.getpgid(process) == group
    except ProcessLookupError:
        return False
