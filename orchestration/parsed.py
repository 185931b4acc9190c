"""dbt's reading of the project, kept for each state of it: all warehouses of a project share it.

It holds nothing of a warehouse.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from orchestration.environment import Place

STATE, DIGITS = "parsed.sha256", 64
PARSED = ("manifest.json", "partial_parse.msgpack")
BUILT_BY = ("dbt-core", "dbt-duckdb")
KEPT = 8  # states: the sample's page and those of files, of a few edits
# What dbt writes itself; and pages, which land as rows, with the words written from them.
NOT_BUILT_FROM = (("target",), ("logs",), ("definitions",), ("models", "docs"))


def project_digest(place: Place) -> str:
    """Of all that decides what dbt would build: its own release, models, macros, tests, contract,
    profiles."""
    digest = hashlib.sha256(" ".join(map(version, BUILT_BY)).encode())
    for folder in (place.dbt_project, place.profiles):
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.is_file() and not {parts[:1], parts[:2]} & set(NOT_BUILT_FROM):
                digest.update("/".join(parts).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def stands(place: Place, state: str) -> bool:
    """The warehouse's own reading is of this state, which begins with the project's digest."""
    told = place.dbt_target / STATE
    return told.exists() and told.read_text() == state + _digest(place.dbt_target)


def vouch(place: Place, state: str) -> None:
    """What lies there is of this state, and whole; one that is cut later is told by its digest."""
    (place.dbt_target / STATE).write_text(state + _digest(place.dbt_target))


def told(place: Place) -> str:
    """The state of what lies there, if it is vouched for."""
    path = place.dbt_target / STATE
    return path.read_text()[:-DIGITS] if path.exists() else ""


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in (folder / name for name in PARSED):
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def take(place: Place, state: str) -> bool:
    """Copy the kept reading of a state, if there is one."""
    place.dbt_target.mkdir(parents=True, exist_ok=True)
    forget(place)
    kept = _kept(place, state)
    try:
        os.utime(kept)
        for name in PARSED:
            making = place.dbt_target / f".{name}"
            shutil.copyfile(kept / name, making)
            making.replace(place.dbt_target / name)  # another process may be reading
    except FileNotFoundError:  # never kept, or another process let go of it
        return False
    vouch(place, state)
    return True


def forget(place: Place) -> None:
    """What dbt writes next beside the state may be of another one."""
    (place.dbt_target / STATE).unlink(missing_ok=True)


def keep(place: Place, state: str) -> None:
    """Keep what dbt has just read, in one step: several processes may have read at once."""
    vouch(place, state)
    kept = _kept(place, state)
    kept.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=kept.parent, prefix="."))
    for name in PARSED:
        shutil.copyfile(place.dbt_target / name, making / name)
    try:
        making.rename(kept)
    except OSError:  # another process was first
        shutil.rmtree(making)
    for old in _least_used_first(kept.parent)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def reading(place: Place) -> Any:
    """The manifest as dbt takes it, if it is of the project as it stands; else None."""
    told, path = place.dbt_target / STATE, place.dbt_target / PARSED[1]
    if not (told.exists() and path.exists()):
        return None
    if not told.read_text().startswith(project_digest(place)):
        return None
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    manifest = Manifest.from_msgpack(path.read_bytes(), decoder=extended_mashumuro_decoder)
    manifest.build_flat_graph()
    return manifest


def _kept(place: Place, state: str) -> Path:
    folder = place.dbt_project / "target" / "parsed"
    return folder / hashlib.sha256(state.encode()).hexdigest()


def _least_used_first(folder: Path) -> list[Path]:
    """What others are still making is hidden, and left alone."""
    used = []
    for path in folder.glob("[!.]*"):
        with contextlib.suppress(FileNotFoundError):
            used.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(used)]
