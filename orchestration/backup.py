"""A warehouse in one file: what nothing could bring back. Readers read on, a refresh waits.

What can be built again is not in it (staging, intermediate models, the copies of the working file
that lie beside builds), nor is what is not of the warehouse (Dagster's log).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Any

import duckdb

from ingestion.settings import ROOT
from orchestration.environment import CannotStart, Place, mode, place, prepare_environment
from orchestration.lock import held
from orchestration.past import DERIVED
from orchestration.progress import Steps
from orchestration.publication import BUILD

FOLDER = ROOT / "backups"
FORMAT = 1
MANIFEST, WORKING, BUILDS, SANDBOX = "manifest.json", "working.duckdb", "builds", "sandbox"
WORLD = f"{SANDBOX}/world.sqlite"
DIGEST = "sha256:{}\n"  # the file's last line, after the end of the tar archive
CHUNK = 1 << 20
NO_TABLE = duckdb.CatalogException


def back_up(where: Place, folder: Path) -> Path:
    """Write the backup into a folder, all of it or nothing; gives its path."""
    if not where.warehouse.is_dir():
        raise CannotStart(f"{where.warehouse} does not exist yet; `make run` makes it")
    if folder.is_relative_to(where.warehouse):
        raise CannotStart(
            f"{folder} lies in the warehouse and would be dropped with it. Set TO to another folder"
        )
    with held(where.lock, "a backup"):
        prepare_environment(mode(), where)
        name = f"accord-{_last_refresh(where)}"
        folder.mkdir(parents=True, exist_ok=True)
        with held(folder / ".lock", f"a backup of {where.warehouse}"):
            making = folder / ".making"
            shutil.rmtree(making, ignore_errors=True)  # of one that was killed
            making.mkdir(mode=0o700)
            try:
                return _written(where, making, folder, name)
            finally:
                shutil.rmtree(making, ignore_errors=True)


def _last_refresh(where: Place) -> str:
    """What the backup is named by."""
    found = None
    if where.working.exists():
        with duckdb.connect(str(where.working), read_only=True) as working, suppress(NO_TABLE):
            found = working.execute(
                "select as_of, refresh_number from control.refreshes "
                "order by refresh_number desc limit 1"
            ).fetchone()
    if not found:
        raise CannotStart(f"{where.warehouse} holds nothing to back up yet; `make run` lands data")
    return f"{found[0]:%Y%m%dT%H%M%S}-{found[1]:06d}"


def _written(where: Place, making: Path, folder: Path, name: str) -> Path:
    steps = Steps("Backing up", "tables and files")
    rows = _keep_tables(where.working, making / WORKING, steps)
    if (where.warehouse / WORLD).exists():
        _keep_world(where, making)
    current = where.current.readlink().name if where.current.is_symlink() else None
    manifest = {"format": FORMAT, "refresh": name, "current": current, "rows": rows}
    path = making / "backup.tar"
    with path.open("w+b") as file:
        os.fchmod(file.fileno(), 0o600)
        _pack(file, manifest, making, where, steps)
        size = file.tell()
        file.write(DIGEST.format(digest(file, size)).encode())
        file.flush()
        os.fsync(file.fileno())
    steps.end()
    target = _free(folder, name)
    path.rename(target)
    _flush_folder(folder)
    return target


def _keep_tables(working: Path, kept: Path, steps: Steps) -> dict[str, int]:
    """Copy every table that no build can make; gives how many rows each has."""
    rows = {}
    with duckdb.connect(str(kept)) as connection:
        connection.execute(f"attach '{working}' as original (read_only)")
        tables = connection.execute(
            "select schema_name, table_name, sql from duckdb_tables() "
            "where database_name = 'original' and not list_contains(?, schema_name) order by all",
            [list(DERIVED)],
        ).fetchall()
        for schema, table, made_by in tables:
            connection.execute(f'create schema if not exists "{schema}"')
            connection.execute(made_by)
            connection.execute(
                f'insert into "{schema}"."{table}" from original."{schema}"."{table}"'
            )
            steps(f"{schema}.{table}", "")
        # A build that passed and was not published is not in the backup.
        connection.execute("delete from control.passed")
        for schema, table, _ in tables:
            rows[f"{schema}.{table}"] = count(connection, schema, table)
    return rows


def count(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> int:
    return connection.execute(f'select count(*) from "{schema}"."{table}"').fetchone()[0]


def _keep_world(where: Place, making: Path) -> None:
    """The sample company, also while `make ui` serves it."""
    copy = making / WORLD
    copy.parent.mkdir()
    with (
        closing(sqlite3.connect(where.warehouse / WORLD)) as world,
        closing(sqlite3.connect(copy)) as kept,
    ):
        world.backup(kept)


def _pack(
    file: IO[bytes], manifest: dict[str, Any], making: Path, where: Place, steps: Steps
) -> None:
    def told(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
        if not (member.isfile() or member.isdir()):
            return None
        if member.name.startswith(BUILDS) and member.name.endswith(WORKING):
            return None
        steps(member.name, "")
        return member

    with tarfile.open(fileobj=file, mode="w") as tar:
        text = json.dumps(manifest, indent=1).encode()
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(text)
        tar.addfile(head, io.BytesIO(text))
        for name in (WORKING, WORLD):
            if (making / name).exists():
                tar.add(making / name, name)
        for build in sorted(where.builds.glob("*")):
            if BUILD.fullmatch(build.name):
                tar.add(build, f"{BUILDS}/{build.name}", filter=told)


def digest(file: IO[bytes], size: int) -> str:
    """Of the first so many bytes of a file; it stands behind them then."""
    found = hashlib.sha256()
    file.seek(0)
    while size > 0 and (chunk := file.read(min(CHUNK, size))):
        found.update(chunk)
        size -= len(chunk)
    return found.hexdigest()


def _free(folder: Path, name: str) -> Path:
    """A backup never takes the place of another one: that may be of another warehouse."""
    target, times = folder / f"{name}.tar", 1
    while target.exists():
        times += 1
        target = folder / f"{name}-{times}.tar"
    return target


def _flush_folder(folder: Path) -> None:
    """A new name is there after a power cut only once its folder was written, too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def in_one_line(error: Exception) -> str:
    """What went wrong, and where."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror + (f" ({error.filename})" if error.filename else "")
    return str(error).splitlines()[0]


def main(folder: str) -> int:
    try:
        path = back_up(place(), Path(folder).resolve() if folder else FOLDER)
    except (OSError, duckdb.Error, sqlite3.Error) as error:
        raise CannotStart(
            f"no backup was written: {in_one_line(error)}. Set TO to a folder that takes it"
        ) from None
    print(f"Backed up: {path} ({path.stat().st_size / 1e6:,.1f} MB). It holds personal values.")
    return 0
