"""One process serves all simulators, moves their clock, and goes when it is told to or left alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from ingestion.sandbox.app import running
from ingestion.sandbox.clock import DAY
from ingestion.sources import simulators


def serve_command(folder: Path) -> list[str]:
    return [
        sys.executable, "-m", "ingestion.sandbox", "serve",
        "--folder", str(folder), "--size", "40", "--ports-file", str(folder / "ports.json"),
    ]  # fmt: skip


def ports_of(folder: Path) -> dict[str, int]:
    deadline = time.monotonic() + 60
    while not (folder / "ports.json").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return json.loads((folder / "ports.json").read_text())


def test_each_vendor_has_a_port_and_all_share_a_clock(tmp_path: Path):
    with running(tmp_path, 7, 40) as sandbox:
        assert list(sandbox.urls) == simulators()
        start = sandbox.now
        for number, url in enumerate(sandbox.urls.values()):
            assert httpx.get(f"{url}/_sandbox/now").json()["now"] == start + number * DAY
            moved = httpx.post(f"{url}/_sandbox/advance", json={"days": 1}).json()
            assert moved["now"] == start + (number + 1) * DAY == sandbox.now
        url = sandbox.urls["stripe"]
        assert (
            httpx.post(f"{url}/_sandbox/sleep", json={"seconds": 1.5}).json()["now"] == sandbox.now
        )
        assert sandbox.now % DAY == 1_500
        assert httpx.get(f"{url}/v1/customers").status_code == 401, (
            "a vendor's own path, without a key"
        )


def test_the_server_says_its_ports_once_ready_and_stops_when_told(tmp_path: Path):
    server = subprocess.Popen(serve_command(tmp_path))
    try:
        ports = ports_of(tmp_path)
        assert list(ports) == simulators()
        for port in ports.values():
            assert httpx.get(f"http://127.0.0.1:{port}/_sandbox/now").status_code == 200
    finally:
        server.terminate()
    assert server.wait(20) == 0


def test_the_server_goes_when_its_parent_was_killed(tmp_path: Path):
    command = " ".join(serve_command(tmp_path))
    parent = subprocess.Popen(
        ["sh", "-c", f"{command} & echo $!; wait"], stdout=subprocess.PIPE, text=True
    )
    server = int(parent.stdout.readline())
    ports = ports_of(tmp_path)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    url = f"http://127.0.0.1:{next(iter(ports.values()))}/_sandbox/now"
    deadline = time.monotonic() + 20
    while answers(url):
        assert time.monotonic() < deadline, f"process {server} is still there"
        time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.HTTPError:
        return False


def test_a_folder_of_another_company_is_one_line(tmp_path: Path):
    with running(tmp_path, 8, 40):
        pass
    done = subprocess.run(serve_command(tmp_path), capture_output=True, text=True)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "holds another sample company" in done.stderr
