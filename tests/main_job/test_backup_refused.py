"""What is no whole backup is told in a line and changes nothing; a kill leaves nothing half."""

import hashlib
import io
import json
import multiprocessing
import os
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from ingestion.landing.warehouse import Warehouse
from orchestration.__main__ import main
from tests.conftest import ROOT, environment

FORK = multiprocessing.get_context("fork")
BUILD = "20260601T000000-000001"
WAIT = """
import sys
from pathlib import Path
from orchestration.lock import held
with held(Path(sys.argv[1]), "a refresh"):
    print(Path(sys.argv[1]).read_text())
"""


@pytest.fixture
def warehouse(tmp_path):
    """A small warehouse: two refreshes, and a build that is published."""
    folder = tmp_path / "warehouse"
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


@pytest.fixture
def backup(warehouse, tmp_path):
    assert said("backup", "--to", tmp_path / "backups", warehouse=warehouse) == 0
    (path,) = (tmp_path / "backups").glob("*.tar")
    assert path.name == "accord-20260601T000000-000002.tar"
    return path


def refused(path, warehouse, capsys):
    """The one line that a restore says, which makes nothing."""
    before = sorted(warehouse.parent.rglob("*"))
    capsys.readouterr()
    assert said("restore", path, warehouse=warehouse) == 2
    told = capsys.readouterr()
    [line] = told.err.splitlines()
    assert not told.out and sorted(warehouse.parent.rglob("*")) == before
    return line.removeprefix("accord: ")


def test_a_second_backup_leaves_the_first_alone(warehouse, backup):
    first = backup.read_bytes()
    assert said("backup", "--to", backup.parent, warehouse=warehouse) == 0
    names = sorted(path.name for path in backup.parent.glob("*.tar"))
    assert names == ["accord-20260601T000000-000002-2.tar", backup.name]
    assert backup.read_bytes() == first


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.999])
def test_one_altered_byte(backup, share, tmp_path, capsys):
    altered = bytearray(backup.read_bytes())
    altered[int(len(altered) * share)] ^= 1
    backup.write_bytes(altered)
    told = refused(backup, tmp_path / "new", capsys)
    assert told.startswith(f"{backup} was altered after it was written. Restore another backup")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9999])
def test_a_backup_that_is_cut_off(backup, share, tmp_path, capsys):
    os.truncate(backup, int(backup.stat().st_size * share))
    told = refused(backup, tmp_path / "new", capsys)
    assert told.startswith(f"{backup} is cut off. Restore another backup")


@pytest.mark.parametrize("content", [b"", b"not a backup\n" * 999, None])
def test_another_file(content, tmp_path, capsys):
    path = tmp_path / "other.tar"
    if content is None:
        with tarfile.open(path, "w") as tar:
            tar.add(__file__, "test.py")
    else:
        path.write_bytes(content)
    told = refused(path, tmp_path / "new", capsys)
    assert told == f"{path} is no backup of Accord; `make backup` writes one"


def test_no_file(tmp_path, capsys):
    told = refused(tmp_path / "none.tar", tmp_path / "new", capsys)
    assert told.startswith(f"{tmp_path}/none.tar is no file; say `make restore FROM=")
    assert refused("", tmp_path / "new", capsys).startswith("no backup is told; say `make restore")


def test_a_warehouse_that_is_not_empty(warehouse, backup, capsys):
    told = refused(backup, warehouse, capsys)
    assert told == (
        f"{warehouse} is not empty (it holds builds, current, working.duckdb). "
        "Move it away, or set ACCORD_WAREHOUSE to another folder"
    )


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


def test_a_format_of_another_release(tmp_path, capsys):
    path = made(tmp_path / "later.tar", [], manifest_of({}, format=2))
    told = refused(path, tmp_path / "new", capsys)
    assert told.startswith(f"{path} is a backup of format 2, this release reads 1. Restore it with")


def linked(name, to):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = tarfile.SYMTYPE, to
    return member


@pytest.mark.parametrize(
    "member",
    [
        tarfile.TarInfo("../outside"),
        tarfile.TarInfo("builds/../../outside"),
        tarfile.TarInfo("/tmp/outside"),
        tarfile.TarInfo("dagster/dagster.yaml"),
        linked("builds/link", "../.."),
    ],
    ids=lambda member: member.name,
)
def test_a_file_that_would_land_elsewhere(member, tmp_path, capsys):
    path = made(tmp_path / "hostile.tar", [(member, b"")], manifest_of({}))
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / ".lock").touch()
    told = refused(path, tmp_path / "new", capsys)
    assert told.startswith(f"{path} holds {member.name!r}, which no backup does")


def test_rows_that_are_not_those_it_names(tmp_path, capsys):
    with duckdb.connect(str(tmp_path / "working.duckdb")) as working:
        working.execute("create schema raw_files; create table raw_files.people as select 1 as id")
    content = (tmp_path / "working.duckdb").read_bytes()
    members = [(tarfile.TarInfo("working.duckdb"), content)]
    path = made(tmp_path / "less.tar", members, manifest_of({"raw_files.people": 2}))
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / ".lock").touch()
    assert said("restore", path, warehouse=tmp_path / "new") == 2
    assert "does not hold the rows of raw_files.people" in capsys.readouterr().err
    assert [p.name for p in (tmp_path / "new").iterdir()] == [".lock"]


def test_nothing_to_back_up_yet(tmp_path, capsys):
    assert said("backup", "--to", tmp_path / "b", warehouse=tmp_path / "none") == 2
    assert capsys.readouterr().err == (
        f"accord: {tmp_path}/none does not exist yet; `make run` makes it\n"
    )
    (tmp_path / "none").mkdir()
    assert said("backup", "--to", tmp_path / "b", warehouse=tmp_path / "none") == 2
    assert "holds nothing to back up yet; `make run` lands data" in capsys.readouterr().err
    assert not (tmp_path / "b").exists()


def test_a_folder_in_the_warehouse_or_one_that_takes_no_file(warehouse, capsys):
    assert said("backup", "--to", warehouse / "backups", warehouse=warehouse) == 2
    assert "lies in the warehouse and would be dropped with it" in capsys.readouterr().err
    file = warehouse.parent / "file"
    file.touch()
    assert said("backup", "--to", file, warehouse=warehouse) == 2
    assert capsys.readouterr().err.startswith("accord: no backup was written: File exists")


def killed(module, name, call, command, *arguments, warehouse):
    """The command in a process that dies as it calls a library's function for the n-th time."""

    def work():
        calls, original = [], getattr(module, name)

        def deadly(*told, **named):
            calls.append(told)
            if len(calls) == call:
                os._exit(9)
            return original(*told, **named)

        setattr(module, name, deadly)
        os._exit(said(command, *arguments, warehouse=warehouse))

    child = FORK.Process(target=work)
    child.start()
    child.join()
    assert child.exitcode == 9


@pytest.mark.parametrize(
    ("module", "name", "call"),
    [(tarfile.TarFile, "addfile", 2), (os, "fsync", 1), (Path, "rename", 1)],
    ids=("packing", "all_written", "unnamed"),
)
def test_a_backup_that_is_killed_leaves_no_file_and_the_next_one_clears_up(
    warehouse, tmp_path, module, name, call
):
    folder = tmp_path / "backups"
    killed(module, name, call, "backup", "--to", folder, warehouse=warehouse)
    assert not list(folder.glob("*.tar")) and (folder / ".making").exists()
    assert (folder / ".making").stat().st_mode & 0o077 == 0
    assert said("backup", "--to", folder, warehouse=warehouse) == 0
    assert sorted(p.name for p in folder.iterdir()) == [
        ".lock",
        "accord-20260601T000000-000002.tar",
    ]


@pytest.mark.parametrize(
    ("module", "name", "call"),
    [(tarfile, "data_filter", 2), (os, "sync", 1), (Path, "rename", 1), (Path, "rename", 2)],
    ids=("unpacking", "unpacked", "before_its_place", "in_its_place"),
)
def test_a_restore_that_is_killed_leaves_an_empty_warehouse_and_can_be_said_again(
    backup, warehouse, tmp_path, module, name, call
):
    new = tmp_path / "new"
    killed(module, name, call, "restore", backup, warehouse=new)
    assert {path.name for path in new.iterdir()} <= {".lock"}
    assert said("restore", backup, warehouse=new) == 0
    assert {path.name for path in new.iterdir()} == {
        ".lock",
        "builds",
        "current",
        "working.duckdb",
    }
    assert (new / "current" / "accord.duckdb").read_text() == "marts"
    refreshes = "from control.refreshes order by all"
    told = []
    for folder in (warehouse, new):
        with duckdb.connect(str(folder / "working.duckdb"), read_only=True) as working:
            told.append(working.execute(refreshes).fetchall())
    assert told[0] == told[1] and len(told[0]) == 2
    assert not list(tmp_path.glob(".*.restoring"))


def test_who_waits_for_a_restore_goes_on_in_the_restored_warehouse(backup, tmp_path, monkeypatch):
    lock, begun = tmp_path / "new" / ".lock", []

    def meanwhile():
        command = [sys.executable, "-c", WAIT, str(lock)]
        other = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        begun.append(other)
        told = other.stdout.readline()
        assert told == f"Waiting for a restore (process {os.getpid()}) to finish …\n"

    monkeypatch.setattr(os, "sync", meanwhile)  # all is unpacked, nothing in its place
    assert said("restore", backup, warehouse=lock.parent) == 0
    (other,) = begun
    printed, _ = other.communicate(timeout=60)
    assert printed == f"a refresh (process {other.pid})\n"
    assert (lock.parent / "working.duckdb").exists()
