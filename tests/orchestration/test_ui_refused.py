"""What keeps the UI from starting is one line, before anything is started."""

import os
import socket
import subprocess
import sys

import pytest

from orchestration.__main__ import main
from tests.conftest import ROOT, environment


def refused(tmp_path, capsys, **variables):
    umask = os.umask(0o022)
    home = {"ACCORD_WAREHOUSE": str(tmp_path / "warehouse"), "DAGSTER_HOME": str(tmp_path / "home")}
    with environment(**home, **variables):
        assert main(["ui"]) == 2
    os.umask(umask)
    [line] = capsys.readouterr().err.splitlines()
    return line


def test_credentials_of_a_file_that_only_the_ui_would_read(tmp_path, monkeypatch, capsys):
    (tmp_path / ".env").write_text("STRIPE_API_KEY=sk_live_of_somebody\nHUBSPOT_ACCESS_TOKEN=\n")
    monkeypatch.chdir(tmp_path)
    line = refused(tmp_path, capsys)
    assert line.startswith(f"accord: {tmp_path}/.env sets STRIPE_API_KEY, and the environment does")
    assert "set -a; . ./.env; set +a" in line and "sk_live" not in line


@pytest.mark.parametrize("offset", [0, 1])
def test_a_port_that_is_taken(tmp_path, monkeypatch, capsys, offset):
    monkeypatch.chdir(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = refused(tmp_path, capsys, ACCORD_UI_PORT=str(port - offset))
    assert line.startswith(f"accord: port {port}") and "Set ACCORD_UI_PORT to a port" in line


def test_a_second_one_of_the_same_warehouse(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    holder = "import sys; from pathlib import Path; from orchestration import lock; "
    holder += "lock.take(Path(sys.argv[1]), 'http://127.0.0.1:3480'); print(flush=True); input()"
    command = [sys.executable, "-c", holder, str(tmp_path / "home" / ".ui")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as first:
        first.stdout.readline()
        line = refused(tmp_path, capsys, ACCORD_UI_PORT="3484")
        first.stdin.close()
    assert line.startswith(
        "accord: the Dagster UI of this warehouse is up at http://127.0.0.1:3480"
    )
