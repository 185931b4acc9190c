"""What is no whole backup is told in a line and changes nothing; a kill leaves nothing half."""

import multiprocessing
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ROOT
from tests.main_job.backups import backup_of, refused, said, small_warehouse

FORK = multiprocessing.get_context("fork")
WAIT = """
import sys
from pathlib import Path
from orchestration.lock import held
with held(Path(sys.argv[1]), "a refresh"):
    print(Path(sys.argv[1]).read_text())
"""


@pytest.fixture
def warehouse(tmp_path):
    return small_warehouse(tmp_path / "warehouse")


@pytest.fixture
def backup(warehouse):
    return backup_of(warehouse)


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
