"""Backups of a small warehouse, and what a restore says of odd ones."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from datetime import UTC, datetime

from ingestion.landing.warehouse import Warehouse
from orchestration.__main__ import main
from tests.conftest import environment

BUILD = "20260601T000000-000001"


def small_warehouse(folder):
    """A small warehouse: two refreshes, and a build that is published."""
    with Warehouse(folder / "working.duckdb") as working:
        working.prepare([])
        working.stamp("sample")
        for month in (5, 6):
            refresh = working.begin_refresh(datetime(2026, month, 1, tzinfo=UTC))
            working.end_refresh(refresh, "published")
    (folder / "builds" / BUILD).mkdir(parents=True)
    (folder / "builds" / BUILD / "accord.duckdb").write_text("marts")
    (folder / "current").symlink_to(f"builds/{BUILD}")
    return folder


def said(command, *arguments, warehouse):
    with environment(ACCORD_WAREHOUSE=str(warehouse)):
        return main([command, *map(str, arguments)])


def backup_of(warehouse):
    """One beside it."""
    folder = warehouse.parent / "backups"
    assert said("backup", "--to", folder, warehouse=warehouse) == 0
    (path,) = folder.glob("*.tar")
    assert path.name == "accord-20260601T000000-000002.tar"
    return path


def refused(path, warehouse, capsys):
    """The one line that a restore says, which makes nothing."""
    before = sorted(warehouse.parent.rglob("*"))
    capsys.readouterr()
    assert said("restore", path, warehouse=warehouse) == 2
    told = capsys.readouterr()
    *steps, line = told.err.splitlines()
    assert all(step.startswith("  Restoring") for step in steps)
    assert not told.out and sorted(warehouse.parent.rglob("*")) == before
    return line.removeprefix("accord: ")


def made(path, members, manifest):
    """A backup made by hand: a tar archive, and its digest in a line behind it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        text = json.dumps(manifest).encode()
        for member, content in ((tarfile.TarInfo("manifest.json"), text), *members):
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    content = packed.getvalue()
    path.write_bytes(content + f"sha256:{hashlib.sha256(content).hexdigest()}\n".encode())
    return path


def manifest_of(rows, **others):
    return {"format": 1, "current": None, "rows": rows} | others
