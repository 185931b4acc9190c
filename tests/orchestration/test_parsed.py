"""One reading of the project for all warehouses, and never one of another project."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration import dbt, parsed
from orchestration.environment import LIBRARY_SETTINGS, CannotStart, Place
from tests.conftest import ROOT, environment

PROJECT = """\
name: accord
version: 1.0.0
profile: accord
models:
  +materialized: table
"""
PROFILE = """\
job:
  target: prod
  outputs:
    prod:
      type: duckdb
      path: "{{ env_var('ACCORD_WAREHOUSE') }}/working.duckdb"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch) -> Path:
    """A project of one model, which says 1."""
    folder = tmp_path / "project"
    (folder / "models").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(PROJECT)
    (folder / "profiles.yml").write_text(PROFILE)
    (folder / "models" / "told.sql").write_text("select 1 as said")
    monkeypatch.setattr(Place, "dbt_project", folder)
    monkeypatch.setattr(Place, "profiles", folder)
    return folder


def said(place: Place) -> int:
    """What the project's one model says once it is built in a warehouse."""
    with environment(ACCORD_WAREHOUSE=str(place.warehouse), **LIBRARY_SETTINGS):
        place.warehouse.mkdir(exist_ok=True)
        built = dbt.run(place, ["build"])
        assert built.succeeded, built.trouble
        with duckdb.connect(str(place.working), read_only=True) as working:
            return working.execute("select said from told").fetchall()[0][0]


def prepare(place: Place) -> None:
    with environment(ACCORD_WAREHOUSE=str(place.warehouse), **LIBRARY_SETTINGS):
        place.warehouse.mkdir(exist_ok=True)
        dbt.ensure_parsed(place)


def test_an_edit_after_the_reading_is_built(project, tmp_path):
    place = Place(tmp_path / "warehouse")
    prepare(place)
    assert said(place) == 1
    (project / "models" / "told.sql").write_text("select 2 as said")
    assert said(place) == 2
    prepare(place)
    assert said(place) == 2


def test_what_dbt_read_of_an_edit_is_not_taken_for_the_project_before(project, tmp_path):
    place, model = Place(tmp_path / "warehouse"), project / "models" / "told.sql"
    prepare(place)
    model.write_text("select 2 as said")
    assert said(place) == 2
    model.write_text("select 1 as said")
    prepare(place)
    assert said(place) == 1


def test_a_project_that_dbt_cannot_go_on_to_from_what_it_remembers_is_read_whole(
    project, tmp_path, monkeypatch
):
    place, read, asked = Place(tmp_path / "warehouse"), dbt.run, []
    prepare(place)

    def failing_if_it_remembers(*arguments):
        asked.append((place.dbt_target / parsed.PARSED[1]).exists())
        return dbt.Built(False) if asked[-1] else read(*arguments)

    (project / "models" / "told.sql").write_text("select 2 as said")
    with monkeypatch.context() as patched:
        patched.setattr(dbt, "run", failing_if_it_remembers)
        prepare(place)
    assert asked == [True, False]
    assert said(place) == 2


def test_an_edit_while_the_project_is_read_is_told(project, tmp_path, monkeypatch):
    place, read = Place(tmp_path / "warehouse"), dbt.run

    def edited_meanwhile(*arguments):
        done = read(*arguments)
        (project / "models" / "told.sql").write_text("select 2 as said")
        return done

    with monkeypatch.context() as patched:
        patched.setattr(dbt, "run", edited_meanwhile)
        with pytest.raises(CannotStart, match="changed while it was read. Run again"):
            prepare(place)
    prepare(place)
    assert said(place) == 2


def test_a_run_on_other_pages_waits_until_the_words_of_these_are_read(
    project, tmp_path, monkeypatch
):
    place, other, read, begun = Place(tmp_path / "mine"), tmp_path / "others", dbt.run, []
    pages = shutil.copytree(ROOT / "dbt_project" / "definitions", tmp_path / "pages")
    for page in sorted(pages.glob("*.yml"))[1:]:
        page.unlink()  # the first page alone says other words than it and those after it
    command = (
        "import sys; from pathlib import Path; from orchestration import dbt, environment\n"
        "environment.Place.dbt_project = environment.Place.profiles = Path(sys.argv[1])\n"
        "dbt.ensure_parsed(environment.Place(Path(sys.argv[2])))"
    )

    def read_beside_another(*arguments):
        with environment(
            ACCORD_WAREHOUSE=str(other), DEFINITIONS_PATH=str(pages), **LIBRARY_SETTINGS
        ):
            other.mkdir()
            begun.append(
                subprocess.Popen(
                    [sys.executable, "-c", command, str(project), str(other)],
                    cwd=ROOT,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
        assert begun[0].stdout.readline().startswith("Waiting for another run's reading")
        return read(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(dbt, "run", read_beside_another)
        prepare(place)
    assert begun[0].wait() == 0
    words = [
        {name: doc["block_contents"] for name, doc in dbt.manifest(of)["docs"].items()}
        for of in (place, Place(other))
    ]
    assert words[0]["doc.accord.definition_sla"] != words[1]["doc.accord.definition_sla"]
    assert words[1]["doc.accord.definition_sla"] == "The page says nothing of this."


def test_another_release_of_dbt_reads_it_again(project, tmp_path, monkeypatch):
    place = Place(tmp_path / "warehouse")
    before = parsed.project_digest(place)
    monkeypatch.setattr(parsed, "version", lambda name: f"{name} 99")
    assert parsed.project_digest(place) != before


def test_another_warehouse_does_not_read_the_project_again(project, tmp_path, monkeypatch):
    first, second = Place(tmp_path / "first"), Place(tmp_path / "second")
    prepare(first)
    with monkeypatch.context() as patched:
        patched.setattr(dbt, "run", lambda *_: pytest.fail("it was read again"))
        prepare(second)
    assert said(second) == 1


def test_a_reading_that_is_kept_no_more_is_made_again(project, tmp_path):
    first, second = Place(tmp_path / "first"), Place(tmp_path / "second")
    prepare(first)
    [kept] = (project / "target" / "parsed").glob("[!.]*")
    (kept / parsed.PARSED[1]).unlink()
    prepare(second)
    assert said(second) == 1


@pytest.mark.parametrize("name", parsed.PARSED)
def test_a_reading_that_was_cut_by_a_full_disk_is_replaced(project, tmp_path, name):
    place = Place(tmp_path / "warehouse")
    prepare(place)
    assert said(place) == 1
    cut = place.dbt_target / name
    cut.write_bytes(cut.read_bytes()[:1000])
    prepare(place)
    assert [node["name"] for node in dbt.manifest(place)["nodes"].values()] == ["told"]
    assert said(place) == 1


def test_what_dbt_wrote_of_a_whole_run_is_not_read_again(project, tmp_path, monkeypatch):
    place = Place(tmp_path / "warehouse")
    prepare(place)
    assert said(place) == 1
    shutil.rmtree(project / "target" / "parsed")
    with monkeypatch.context() as patched:
        patched.setattr(dbt, "run", lambda *_: pytest.fail("it was read again"))
        prepare(place)


def test_what_another_process_is_making_is_left_alone(project, tmp_path, monkeypatch):
    monkeypatch.setattr(parsed, "KEPT", 2)
    making = project / "target" / "parsed" / ".making"
    making.mkdir(parents=True)
    for number in range(3):
        (project / "models" / "told.sql").write_text(f"select {number} as said")
        prepare(Place(tmp_path / "warehouse"))
    assert making.exists()
    assert len(list(making.parent.glob("[!.]*"))) == 2


def test_the_readings_that_are_used_are_kept(project, tmp_path, monkeypatch):
    monkeypatch.setattr(parsed, "KEPT", 2)
    used, other = Place(tmp_path / "used"), Place(tmp_path / "other")
    prepare(used)
    [kept] = (project / "target" / "parsed").glob("[!.]*")
    text = (project / "models" / "told.sql").read_text()
    for number in range(3):
        (project / "models" / "told.sql").write_text(f"select {number + 5} as said")
        prepare(other)
        (project / "models" / "told.sql").write_text(text)
        shutil.rmtree(used.dbt_target)
        prepare(used)
    assert kept.exists()
