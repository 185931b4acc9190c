"""What somebody decided about two records: a file beside the pages, checked, landed as rows."""

from pathlib import Path

import pytest

from ingestion.source import SourceError
from ingestion.sources.definitions.__main__ import faults_of, main
from ingestion.sources.definitions.landing import extract
from ingestion.sources.definitions.likeness import OWN
from ingestion.sources.definitions.overrides import COLUMNS, FILE, overrides

HEAD = ",".join(COLUMNS)
A, B, C, D = (f"salesforce:main:Lead:00Q{n}" for n in range(1, 5))
BY = 'Ana Ruiz,2026-03-31,"they share a desk, not a name"'


@pytest.fixture
def folder(tmp_path) -> Path:
    for path in OWN.glob("*.yml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def decided(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / FILE
    path.write_text("\n".join(("# Who is who.", head, "", *rows)) + "\n", "utf-8")
    return path


def landed(folder: Path, cursor: dict | None = None) -> tuple[list, list, dict]:
    *batches, checkpoint = extract(folder, cursor or {})
    own = [batch for batch in batches if batch.table.name == "matching_overrides"]
    records = [record for batch in own for record in batch.records]
    gone = [each.record_id for batch in own for each in batch.tombstones]
    return records, gone, checkpoint.cursor


def test_the_projects_file_decides_nothing():
    assert overrides(OWN / FILE) == ()


def test_a_folder_without_the_file_decides_nothing(folder):
    assert landed(folder)[0] == []
    assert not faults_of(folder)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (f"persons,{A},{B},link,{BY}", "`entity` is one of people, accounts, opportunities"),
        (f"people,{A},{B},merge,{BY}", "`decision` is one of link, apart"),
        (f"people,salesforce:Lead:00Q1,{B},link,{BY}", "`record` is no system:connection:object:"),
        (f"people,{A},00Q2,link,{BY}", "`other_record` is no system:connection:object:record"),
        (f"people,{A},{A},apart,{BY}", "a record is always itself: name two"),
        (f"people,{A},{B},apart,,2026-03-31,no", "`decided_by` is empty"),
        (f"people,{A},{B},apart,Ana,2026-03-31,", "`why` is empty"),
        (f"people,{A},{B},apart,Ana,31.3.2026,no", "`decided_on` is no day such as 2026-03-31"),
        (f"people,{A},{B},apart,Ana,20260331,no", "`decided_on` is no day such as 2026-03-31"),
        (f"people,{A},{B},apart,Ana,2026-W13-2,no", "`decided_on` is no day such as 2026-03-31"),
        (f"people,{A},{B},apart,Ana,2026-02-30,no", "`decided_on` is no day such as 2026-03-31"),
        (f"people,{A},{B},apart,Ana,2999-01-01,no", "`decided_on` is still to come: today is"),
        (f"people,{A},{B},apart,Ana,2026-03-31", f"6 values: there are {len(COLUMNS)} columns"),
    ],
)
def test_each_mistake_is_one_line_with_file_and_line(folder, row, says, capsys):
    decided(folder, f"people,{C},{D},link,{BY}", row)
    (told,) = map(str, faults_of(folder))
    assert told.startswith(f"{FILE}:5: {says}")
    assert main(["check", str(folder)]) == 1
    assert capsys.readouterr().out.splitlines() == [told]
    with pytest.raises(SourceError, match=FILE):
        list(extract(folder, {}))


def test_a_file_with_other_columns_says_which_it_wants(folder):
    decided(folder, head="record,other_record")
    assert list(map(str, faults_of(folder))) == [f"{FILE}:2: the first line says {HEAD}"]


def test_a_spreadsheets_mark_of_utf_8_is_no_part_of_the_first_line(folder):
    path = decided(folder, f"people,{A},{B},link,{BY}")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [row["record"] for row in overrides(path)] == [A]


@pytest.mark.parametrize("second", [f"people,{A},{B},link", f"people,{B},{A},apart"])
def test_two_rows_of_one_pair_are_a_mistake_in_whichever_order_they_name_it(folder, second):
    decided(folder, f"people,{A},{B},link,{BY}", f"{second},{BY}")
    told = str(faults_of(folder)[0])
    assert told == f"{FILE}:5: line 4 decides about these two records, too"


def test_what_others_rows_link_cannot_be_kept_apart_and_which_they_are_is_told(folder):
    chain = [f"people,{A},{B},link,{BY}", f"people,{C},{B},link,{BY}", f"people,{C},{D},link,{BY}"]
    decided(folder, f"people,{D},{A},apart,{BY}", *chain)
    assert list(map(str, faults_of(folder))) == [
        f"{FILE}:4: these two records are one by lines 5, 6 and 7"
    ]


def test_records_of_two_entities_contradict_nobody(folder):
    path = decided(folder, f"people,{A},{B},link,{BY}", f"accounts,{A},{B},apart,{BY}")
    assert [row["decision"] for row in overrides(path)] == ["link", "apart"]


def test_a_name_may_hold_colons_and_commas_behind_its_object(folder):
    odd = "files:main:contacts:a:b, c"
    path = decided(folder, f'people,"{odd}",{B},link,{BY}')
    assert overrides(path)[0]["record"] == odd


def test_a_decision_lands_once_and_as_a_delete_when_it_is_taken_back(folder):
    decided(folder, f"people,{A},{B},link,{BY}")
    records, gone, cursor = landed(folder)
    assert (len(records), gone) == (1, [])
    assert landed(folder, cursor)[:2] == ([], [])
    decided(folder)
    assert landed(folder, cursor)[:2] == ([], [f"people|{A}|{B}"])
