"""The weights of likeness: a file beside the pages, checked as they are, landed as rows."""

import re
from pathlib import Path

import pytest

from ingestion.lined_yaml import Faults
from ingestion.source import SourceError
from ingestion.sources.definitions.__main__ import faults_of
from ingestion.sources.definitions.landing import extract
from ingestion.sources.definitions.likeness import FILE, LEVELS, OWN, weights, weights_of

COMPARED = Path("dbt_project/models/intermediate/likeness/int_people_compared.sql")


@pytest.fixture
def folder(tmp_path) -> Path:
    for path in (*OWN.glob("*.yml"), OWN / FILE):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def edited(folder: Path, old: str, new: str) -> list[str]:
    path = folder / FILE
    text = path.read_text()
    assert re.search(old, text)
    path.write_text(re.sub(old, new, text, count=1))
    with pytest.raises(Faults) as told:
        weights(path)
    return [str(fault) for fault in told.value.faults]


def test_the_projects_weights_tell_of_every_level_once():
    rows = weights(OWN / FILE)
    assert [(row["comparison"], row["level"]) for row in rows] == [
        (comparison, level) for comparison, levels in LEVELS.items() for level in levels
    ]


def test_the_models_know_the_levels_that_are_weighed():
    code = COMPARED.read_text()
    named = set(re.findall(r"then '([a-z_]+)'", code)) | set(re.findall(r"else '([a-z_]+)'", code))
    assert named == {level for name, levels in LEVELS.items() for level in levels} - {"any_pair"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("comparison,level,m,u", "level,m,u", "the first line says comparison,level,m,u"),
        ("phone,same", "phone,alike", "there is no level `alike` of `phone`"),
        ("phone,same", "fax,same", "there is no level `same` of `fax`"),
        ("phone,unlike", "phone,same", "`same` of `phone` stands twice"),
        ("phone,same,[^,]*", "phone,same,0.0", "`m` and `u` are shares: above 0, at most 1"),
        ("phone,same,[^,]*", "phone,same,often", "`m` and `u` are shares"),
        ("phone,same,[^,]*", "phone,same", "3 values: there are 4 columns"),
        ("phone,same,.*\n", "", "`phone` has no level `same`"),
        ("phone,same,[^,]*", "phone,same,0.5", "the `m` of `phone` add up to 0.50"),
    ],
)
def test_each_mistake_is_one_line_with_file_and_line(folder, old, new, says):
    told = edited(folder, old, new)
    assert any(re.match(rf"{FILE}:\d+: ", line) and says in line for line in told), told
    assert says.split(",")[0] in "\n".join(map(str, faults_of(folder)))
    with pytest.raises(SourceError, match=FILE):
        list(extract(folder, {}))


def test_a_folder_without_weights_has_those_of_the_project(folder):
    (folder / FILE).unlink()
    assert weights_of(folder) == weights(OWN / FILE)


def test_a_weight_that_changed_lands_alone(folder):
    *_, checkpoint = extract(folder, {})
    path = folder / FILE
    share = next(row["u"] for row in weights(path) if row["comparison"] == "prior")
    path.write_text(path.read_text().replace(f"{share}\nname", "0.9\nname"))
    batches = list(extract(folder, checkpoint.cursor))[:-1]
    assert [(batch.table.name, len(batch.records)) for batch in batches] == [
        ("matching_weights", 1)
    ]
