"""An archive that is whole and that no backup wrote is told in a line and changes nothing."""

import json
import tarfile

import duckdb
import pytest

from tests.main_job.backups import BUILD, backup_of, made, manifest_of, refused, small_warehouse


@pytest.fixture
def new(tmp_path):
    """An empty warehouse that a lock was taken of."""
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / ".lock").touch()
    return tmp_path / "new"


def test_a_format_of_another_release(tmp_path, capsys):
    path = made(tmp_path / "later.tar", [], manifest_of({}, format=2))
    told = refused(path, tmp_path / "new", capsys)
    assert told.startswith(f"{path} is a backup of format 2, this release reads 1. Restore it with")


def linked(name, to):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = tarfile.SYMTYPE, to
    return member


def test_a_manifest_that_is_a_link(tmp_path, capsys):
    path = tmp_path / "link.tar"
    with tarfile.open(path, "w") as tar:
        tar.addfile(linked("manifest.json", "nowhere"))
    told = refused(path, tmp_path / "new", capsys)
    assert told == f"{path} is no backup of Accord; `make backup` writes one"


@pytest.mark.parametrize(
    "member",
    [
        tarfile.TarInfo("../outside"),
        tarfile.TarInfo("builds/../../outside"),
        tarfile.TarInfo("/tmp/outside"),
        tarfile.TarInfo("dagster/dagster.yaml"),
        linked("builds/link", "../.."),
        tarfile.TarInfo("."),
    ],
    ids=lambda member: member.name,
)
def test_a_file_that_would_land_elsewhere(member, new, tmp_path, capsys):
    path = made(tmp_path / "hostile.tar", [(member, b"")], manifest_of({}))
    told = refused(path, new, capsys)
    assert told.startswith(f"{path} holds {member.name!r}, which no backup does")


def test_rows_that_are_not_those_it_names(new, tmp_path, capsys):
    with duckdb.connect(str(tmp_path / "working.duckdb")) as working:
        working.execute("create schema raw_files; create table raw_files.people as select 1 as id")
    content = (tmp_path / "working.duckdb").read_bytes()
    members = [(tarfile.TarInfo("working.duckdb"), content)]
    path = made(tmp_path / "less.tar", members, manifest_of({"raw_files.people": 2}))
    told = refused(path, new, capsys)
    assert told.startswith(f"{path} does not hold the rows of raw_files.people that it names. ")


@pytest.mark.parametrize("members", [[], [(tarfile.TarInfo("working.duckdb"), b"marts")]])
def test_no_working_file(members, new, capsys):
    path = made(new.parent / "less.tar", members, manifest_of({}))
    assert refused(path, new, capsys) == (
        f"{path} holds no working.duckdb that can be read. Restore another backup"
    )


@pytest.mark.parametrize("odd", [{"current": 5}, {"current": ["x"]}, {"rows": []}, {"rows": None}])
def test_a_manifest_that_says_what_none_does(odd, new, capsys):
    path = made(new.parent / "odd.tar", [], manifest_of({}) | odd)
    assert refused(path, new, capsys) == f"{path} is no backup of Accord; `make backup` writes one"


@pytest.mark.parametrize("current", ["..", "", "20260601T000000-000002", f"../builds/{BUILD}"])
def test_a_publication_that_it_does_not_hold(current, new, capsys):
    backup = backup_of(small_warehouse(new.parent / "warehouse"))
    with tarfile.open(backup) as tar:
        manifest, *members = (
            (member, tar.extractfile(member).read()) for member in tar if member.isfile()
        )
    altered = json.loads(manifest[1]) | {"current": current}
    path = made(new.parent / "odd.tar", members, altered)
    assert refused(path, new, capsys) == (
        f"{path} does not hold the publication {current!r} that it names. Restore another backup"
    )
