"""The weights of likeness: a file beside the pages, checked as they are, landed as rows."""

import re
from pathlib import Path

import pytest

from ingestion.lined_yaml import Faults
from ingestion.source import SourceError
from ingestion.sources.definitions.__main__ import faults_of
from ingestion.sources.definitions.landing import extract
from ingestion.sources.definitions.likeness import FILE, LEVELS, OWN, weights, weights_of

COMPARED = "dbt_project/models/intermediate/likeness/int_{}_compared.sql"


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
    assert [(row["entity"], row["comparison"], row["level"]) for row in rows] == [
        (entity, comparison, level)
        for entity, comparisons in LEVELS.items()
        for comparison, levels in comparisons.items()
        for level in levels
    ]


@pytest.mark.parametrize("entity", LEVELS)
def test_the_models_know_the_levels_that_are_weighed(entity):
    code = Path(COMPARED.format(entity)).read_text()
    named = set(re.findall(r"then '([a-z_]+)'", code)) | set(re.findall(r"else '([a-z_]+)'", code))
    told = {level for levels in LEVELS[entity].values() for level in levels}
    assert named == told - {"any_pair"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("entity,comparison,", "comparison,", "the first line says entity,comparison,level,m,u"),
        ("people,phone,same", "people,phone,alike", "there is no level `alike` of `phone`"),
        ("phone,same", "fax,same", "there is no level `same` of `fax`"),
        ("accounts,phone,same", "deals,phone,same", "there is no level `same` of `phone` of deals"),
        ("phone,unlike", "phone,same", "`same` of `phone` of people stands twice"),
        ("phone,same,[^,]*", "phone,same,0.0", "`m` and `u` are shares: above 0, at most 1"),
        ("phone,same,[^,]*", "phone,same,often", "`m` and `u` are shares"),
        ("phone,same,[^,]*", "phone,same", "4 values: there are 5 columns"),
        ("phone,same,.*\n", "", "`phone` of people has no level `same`"),
        ("phone,same,[^,]*", "phone,same,0.5", "the `m` of `phone` of people add up to 0.50"),
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
    path.write_text(path.read_text().replace(f"{share}\npeople,name", "0.9\npeople,name"))
    batches = list(extract(folder, checkpoint.cursor))[:-1]
    assert [(batch.table.name, len(batch.records)) for batch in batches] == [
        ("matching_weights", 1)
    ]
