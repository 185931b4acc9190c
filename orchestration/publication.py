"""Publish a build: copy it beside the others, flip one link, keep readers from ever waiting."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import duckdb

from ingestion.landing.warehouse import Warehouse
from ingestion.settings import ROOT
from orchestration import pages
from orchestration.environment import Place
from orchestration.landing import under_way
from orchestration.parsed import project_digest

BUILDS_KEPT = 3
STATE = "dbt"  # of a build, what dbt compares a changed project with
# As of, refresh, and how often the build was made again.
BUILD = re.compile(r"\d{8}T\d{6}-(\d+)(?:-(\d+))?")


def set_inputs(warehouse: Warehouse, is_sample: bool) -> str:
    """Name the build before dbt runs, so that its `publication` model can say what it is."""
    with warehouse.transaction():
        refresh = under_way(warehouse)
        build_id = f"{refresh.as_of:%Y%m%dT%H%M%S}-{refresh.number:06d}"
        page = pages.governing(warehouse, refresh.as_of)
        warehouse.run("delete from control.passed")
        warehouse.run("delete from control.publication_inputs")
        warehouse.run(
            "insert into control.publication_inputs values (?, ?, ?, ?)",
            (build_id, _commit(), page["page"] if page else None, is_sample),
        )
    return build_id


def note_passed(place: Place, project: str) -> None:
    """The build that `set_inputs` named was made, begun with this project, and passed its checks.

    Of a project that was edited meanwhile nobody knows what was built: the next build is whole.
    """
    built = project if project == project_digest(place) else ""
    with Warehouse(place.working) as warehouse, warehouse.transaction():
        warehouse.run(
            "insert into control.passed select build_id, ? from control.publication_inputs",
            (built,),
        )


def passed(warehouse: Warehouse) -> tuple[str, str] | None:
    """The build of the refresh under way that may be published, if any, and its project."""
    rows = warehouse.rows(
        "select build_id, project from control.passed "
        "where exists (select 1 from control.refreshes where status = 'running')"
    )
    return (rows[0]["build_id"], rows[0]["project"]) if rows else None


def empty(place: Place) -> None:
    """Of a project that changed nothing stays: a mart that it lacks would, for ever."""
    for path in (place.pii, place.marts):
        path.unlink(missing_ok=True)


def private_file(path: Path) -> None:
    """A DuckDB file that only its owner may read."""
    if not path.exists():
        duckdb.connect(str(path)).close()
    path.chmod(0o600)


def open_folder(path: Path) -> None:
    """A folder that everybody may read."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o755)


def open_file(path: Path, text: str) -> None:
    """A text that everybody may read, whole at any moment."""
    making = path.with_name(f".{path.name}")
    making.write_text(text, encoding="utf-8")
    making.chmod(0o644)
    making.replace(path)


def publish(place: Place, build_id: str) -> Path:
    """Copy the marts, write Parquet, and let `current` point at them in one step."""
    making = place.builds / f".{build_id}"
    shutil.rmtree(making, ignore_errors=True)
    open_folder(place.builds)
    open_folder(making)
    _copy(place.marts, making / "accord.duckdb", 0o644)
    _copy(place.pii, making / "pii.duckdb", 0o600)
    _write_parquet(making)
    _copy(place.working, making / "working.duckdb", 0o400)
    _keep_state(place, making)
    target = _free(place, build_id)
    making.rename(target)
    link = place.warehouse / f".current-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("builds") / target.name)
    link.replace(place.current)
    _close_what_is_written_by_hand(place)
    _prune(place, target)
    return target


def _close_what_is_written_by_hand(place: Place) -> None:
    """Made by whoever builds by hand, others could read the names in it: dbt's log quotes the value
    that an error is about, and holds the rows that `dbt show` shows."""
    private_file(place.dev)
    for folder in (place.dbt_project / "logs", place.dbt_project / "target"):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)


def _free(place: Place, build_id: str) -> Path:
    """A folder that no reader can have open: a build made again stands beside its forerunner."""
    made = [times for _, times, build in _builds(place) if build.name.startswith(build_id)]
    return place.builds / (f"{build_id}-{max(made) + 1}" if made else build_id)


def _builds(place: Place) -> list[tuple[int, int, Path]]:
    """The builds that stand, oldest first: by refresh, then by how often one was made again."""
    named = ((BUILD.fullmatch(path.name), path) for path in place.builds.iterdir())
    return sorted((int(name[1]), int(name[2] or 1), path) for name, path in named if name)


def end(place: Place, status: str, build_id: str | None = None) -> None:
    """Close the refresh under way."""
    with Warehouse(place.working) as warehouse:
        warehouse.end_refresh(under_way(warehouse), status, build_id)


def _copy(source: Path, target: Path, mode: int) -> None:
    """A copy of a DuckDB file that nobody writes."""
    target.touch(mode=0o600)
    shutil.copyfile(source, target)
    target.chmod(mode)


def _keep_state(place: Place, folder: Path) -> None:
    """What dbt compares a changed project with, and looks up what it does not build in."""
    kept = folder / STATE
    kept.mkdir(mode=0o700)
    shutil.copyfile(place.manifest, kept / place.manifest.name)


def _write_parquet(folder: Path) -> None:
    """A file a table. A view is left to be made: each day of each deal would be a gigabyte."""
    out = folder / "parquet"
    open_folder(out)
    with duckdb.connect(str(folder / "accord.duckdb"), read_only=True) as marts:
        tables = marts.execute(
            "select table_name from information_schema.tables "
            "where table_schema = 'marts' and table_type = 'BASE TABLE'"
        ).fetchall()
        for (table,) in tables:
            path = out / f"{table}.parquet"
            marts.execute(f"copy marts.{table} to '{path}' (format parquet, compression zstd)")
            path.chmod(0o644)


def _prune(place: Place, current: Path) -> None:
    """Keep the newest builds. A reader that still has an old file open keeps it until it closes."""
    for *_, old in _builds(place)[:-BUILDS_KEPT]:
        if old != current:
            shutil.rmtree(old, ignore_errors=True)


def _commit() -> str:
    """The project's commit, where git can tell."""
    try:
        told = subprocess.run(
            ["git", "-C", str(ROOT), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            timeout=10,
        )
    except OSError:
        return ""
    return told.stdout.strip()
