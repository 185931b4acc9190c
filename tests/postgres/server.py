"""A PostgreSQL server of a test's own, on loopback, gone when the test is."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Server:
    port: int
    database: str = "accord"

    @property
    def uri(self) -> str:
        return f"postgresql://accord@127.0.0.1:{self.port}/{self.database}"

    @property
    def options(self) -> tuple[str, ...]:
        """Of a program that speaks to it."""
        return ("-h", "127.0.0.1", "-p", str(self.port), "-U", "accord")

    @property
    def variables(self) -> dict[str, str]:
        return {
            "ACCORD_POSTGRES_HOST": "127.0.0.1",
            "ACCORD_POSTGRES_PORT": str(self.port),
            "ACCORD_POSTGRES_USER": "accord",
            "ACCORD_POSTGRES_DATABASE": self.database,
        }


def binaries() -> Path | None:
    """Where the server's programs lie, newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def call(program: str, *arguments: str) -> None:
    """One of the server's programs, which refuse to run as root."""
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*as_user, str(binaries() / program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stderr or done.stdout}")


@contextmanager
def running() -> Iterator[Server]:
    """Start it in a folder of its own, make the database `accord`, stop it again."""
    folder = Path(tempfile.mkdtemp(prefix="accord-postgres-"))
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")  # the server refuses to run as root
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    call(
        "initdb",
        "-D",
        str(data),
        "-U",
        "accord",
        "--auth=trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--lc-ctype=C.UTF-8",
        "--no-sync",
    )
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    )
    call("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        server = Server(port)
        call("createdb", *server.options, server.database)
        yield server
    finally:
        call("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
