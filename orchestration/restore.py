"""A backup back into an empty warehouse: whole or not at all, its publications read at once.

What the models make is not in a backup. The next run builds it from the raw rows and the registry
of keys, whether or not anything landed, since it knows of no build of this project.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import tarfile
from pathlib import Path, PurePosixPath
from typing import IO, Any

import duckdb

from orchestration.backup import (
    BUILDS,
    DIGEST,
    FORMAT,
    MANIFEST,
    SANDBOX,
    WORKING,
    count,
    digest,
    in_one_line,
)
from orchestration.environment import CannotStart, Place, mode, place, prepare_environment
from orchestration.lock import held
from orchestration.progress import Steps
from orchestration.publication import BUILD, STATE, open_folder

PARTS = (WORKING, BUILDS, SANDBOX)
MEMBERS = {"current": str | None, "rows": dict}  # of the manifest


def restore(where: Place, path: Path) -> dict[str, Any]:
    """Unpack a backup into the warehouse, which must be empty; gives what it says of itself."""
    if not path.is_file():
        raise CannotStart(f"{path} is no file; say `make restore FROM=backups/<file>.tar`")
    _refuse_unless_empty(where)
    with path.open("rb") as file:
        manifest = _checked(file, path)
        with held(where.lock, "a restore"):
            prepare_environment(mode(), where)
            _refuse_unless_empty(where)  # a run may have been waited for
            making = where.warehouse.with_name(f".{where.warehouse.name}.restoring")
            shutil.rmtree(making, ignore_errors=True)  # of one that was killed
            making.mkdir(mode=0o700)
            try:
                _unpack(file, path, making)
                _finish(path, manifest, making)
                _put_in_place(making, where)
            finally:
                shutil.rmtree(making, ignore_errors=True)
    return manifest


def _refuse_unless_empty(where: Place) -> None:
    if os.path.ismount(where.warehouse):
        raise CannotStart(
            f"{where.warehouse} is a disk of its own, which no folder can take the place of. "
            "Set ACCORD_WAREHOUSE to a folder in it"
        )
    if not where.warehouse.exists():
        return
    held_there = sorted(p.name for p in where.warehouse.iterdir() if p != where.lock)
    if held_there:
        raise CannotStart(
            f"{where.warehouse} is not empty (it holds {', '.join(held_there[:3])}). "
            "Move it away, or set ACCORD_WAREHOUSE to another folder"
        )


def _checked(file: IO[bytes], path: Path) -> dict[str, Any]:
    """What the backup says of itself, if it is one, whole, unaltered, and of this format."""
    manifest = _manifest(file)
    if manifest is None:
        raise CannotStart(f"{path} is no backup of Accord; `make backup` writes one")
    if manifest.get("format") != FORMAT:
        raise CannotStart(
            f"{path} is a backup of format {manifest.get('format')}, this release reads "
            f"{FORMAT}. Restore it with the release that wrote it"
        )
    length = len(DIGEST.format("0" * 64))
    size = path.stat().st_size - length
    found = DIGEST.format(digest(file, size))
    told = file.read(length).decode(errors="replace")
    if told != found:
        is_whole = told.startswith(DIGEST.format("").strip())
        trouble = "was altered after it was written" if is_whole else "is cut off"
        raise CannotStart(f"{path} {trouble}. Restore another backup, or a good copy of this one")
    return manifest


def _manifest(file: IO[bytes]) -> dict[str, Any] | None:
    try:
        with tarfile.open(fileobj=file, mode="r:") as tar:
            head = tar.next()
            text = tar.extractfile(head) if head and head.name == MANIFEST else None
            manifest = json.load(text) if text else None
    except (tarfile.TarError, EOFError, ValueError, KeyError):  # a link that leads nowhere, too
        return None
    is_ours = (
        isinstance(manifest, dict)
        and {"format", *MEMBERS} <= manifest.keys()
        and all(isinstance(manifest[name], kind) for name, kind in MEMBERS.items())
    )
    return manifest if is_ours else None


def _unpack(file: IO[bytes], path: Path, making: Path) -> None:
    steps = Steps("Restoring", "files")

    def accepted(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo | None:
        """Files and folders of a warehouse: not what another program would be led by."""
        parts = PurePosixPath(member.name).parts
        if member.name == MANIFEST:
            return None
        is_plain = member.isfile() or member.isdir()
        if not is_plain or not parts or ".." in parts or parts[0] not in PARTS:
            raise CannotStart(
                f"{path} holds {member.name!r}, which no backup does. Restore another one"
            )
        steps(member.name, "")
        return tarfile.data_filter(member, folder)

    file.seek(0)
    with tarfile.open(fileobj=file, mode="r:") as tar:
        tar.extractall(making, filter=accepted)
    steps.end()


def _finish(path: Path, manifest: dict[str, Any], making: Path) -> None:
    """Ask whether all rows are there, and make of what was unpacked what a run leaves behind."""
    rows, told = _rows(making / WORKING), manifest["rows"]
    if rows is None:
        raise CannotStart(f"{path} holds no {WORKING} that can be read. Restore another backup")
    differ = sorted(table for table in rows | told if rows.get(table) != told.get(table))
    if differ:
        raise CannotStart(
            f"{path} does not hold the rows of {differ[0]} that it names. Restore another backup"
        )
    build = manifest["current"]
    if build is not None and not (
        BUILD.fullmatch(build) and (making / BUILDS / build / "accord.duckdb").is_file()
    ):
        raise CannotStart(
            f"{path} does not hold the publication {build!r} that it names. Restore another backup"
        )
    for folder in (making / BUILDS, *(making / BUILDS).rglob("*")):
        if folder.is_dir() and folder.name != STATE:
            open_folder(folder)
    if build:
        (making / "current").symlink_to(Path(BUILDS) / build)


def _rows(working: Path) -> dict[str, int] | None:
    """How many each table of a working file has; None where it is none."""
    try:
        with duckdb.connect(str(working), read_only=True) as opened:
            tables = opened.execute(
                "select schema_name, table_name from duckdb_tables() where not internal"
            ).fetchall()
            return {f"{schema}.{table}": count(opened, schema, table) for schema, table in tables}
    except duckdb.Error:
        return None


def _put_in_place(making: Path, where: Place) -> None:
    """In one step. The lock goes along: whoever waits for this restore waits at that very file."""
    making.chmod(stat.S_IMODE(where.warehouse.stat().st_mode))
    os.sync()
    where.lock.chmod(0o600)
    where.lock.rename(making / where.lock.name)
    making.rename(where.warehouse)


def main(told: str) -> int:
    if not told:
        raise CannotStart("no backup is told; say `make restore FROM=backups/<file>.tar`")
    try:
        manifest = restore(place(), Path(told))
    except (OSError, tarfile.TarError, duckdb.Error) as error:
        raise CannotStart(
            f"{told} was not restored: {in_one_line(error)}. Mend that and say it again"
        ) from None
    rows = sum(manifest["rows"].values())
    print(f"Restored: {place().warehouse}, {rows:,} rows, publications as they were.")
    print("Next: make run (builds all models from these rows, with one more day; DAYS=0: none)")
    return 0
