"""A mapped file is the whole set of its records: what changed lands, what is absent is gone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingestion.sources.definitions.__main__ import faults_of
from tests.sources.files.exports import CSV, Landed, mapped, write

EXAMPLE = Path(__file__).parents[3] / "examples" / "files"


# ── what a row becomes ──────────────────────────────────────────────────────────────────────


def test_texts_survive_and_values_become_canonical(folder):
    landed = Landed(folder)
    assert landed.column("postal_code") == {"1": "02134", "2": "EC1A 1BB", "3": "10115"}
    assert landed.column("last_name") == {"1": "Moreau", "2": "NA", "3": 'O"Hara, Jo'}
    assert landed.column("score") == {"1": "10", "2": "20.5", "3": None}
    assert landed.column("source_created_at") == {
        "1": "2026-01-01T00:00:00Z",
        "2": "2026-01-02T10:30:00Z",
        "3": "2026-01-02T22:00:00Z",
    }
    assert set(landed.column("record_kind").values()) == {"lead"}
    assert set(landed.column("source_object").values()) == {"people"}
    assert landed.aside == []


def test_quotes_newlines_and_other_scripts_survive(folder):
    cells = [
        'He said ""no""',
        "line one\nline two\r\nline three",
        "\u202eعربي\u202c 🙂",
        "=cmd|x",
        "{{ x }}",
    ]
    rows = "".join(f'{n},,"{cell}",,,2026-01-01\n' for n, cell in enumerate(cells))
    landed = Landed(write(folder, "id,email,name,zip,score,added\n" + rows))
    expected = [cell.replace('""', '"') for cell in cells]
    assert list(landed.column("last_name").values()) == expected


@pytest.mark.parametrize(
    ("encoding", "written"),
    [("utf-8-sig", "utf-8"), ("cp1252", "cp1252"), ("utf-16", "utf-16")],
)
def test_encodings_and_delimiters_are_as_the_mapping_says(folder, encoding, written):
    mapped(
        folder,
        (
            "file: people.csv\n",
            f'file: people.csv\nread: {{encoding: {written}, delimiter: ";"}}\n',
        ),
    )
    csv = "id;email;name;zip;score;added\r\n1;;Müller;;;2026-01-01\r\n"
    landed = Landed(write(folder, csv.encode(encoding if encoding != "utf-8-sig" else "utf-8")))
    assert landed.column("last_name") == {"1": "Müller"}


def test_a_byte_order_mark_is_no_part_of_the_first_column(folder):
    landed = Landed(write(folder, CSV.encode("utf-8-sig")))
    assert list(landed.column("email")) == ["1", "2", "3"]


def test_words_for_nothing_are_null_only_where_the_mapping_says(folder):
    mapped(folder, ("file: people.csv\n", 'file: people.csv\nread: {nulls: ["", "NA"]}\n'))
    assert Landed(folder).column("last_name")["2"] is None


def test_a_default_fills_what_is_empty(folder):
    mapped(folder, ("score: score", 'score: {from: score, default: "0"}'))
    assert Landed(folder).column("score") == {"1": "10", "2": "20.5", "3": "0"}


def test_one_file_a_month_is_one_set(folder):
    mapped(folder, ("file: people.csv", "file: people-*.csv"))
    header, *rows = CSV.splitlines(keepends=True)
    write(folder, header + rows[0], "people-2026-01.csv")
    write(folder, header + "".join(rows[1:]), "people-2026-02.csv")
    assert list(Landed(folder).column("email")) == ["1", "2", "3"]


def test_equal_rows_without_a_key_are_counted_and_keep_their_names(folder):
    mapped(folder, ("key: id", "key: {whole_row: true}"))
    header, first, second, _ = CSV.splitlines(keepends=True)
    before = Landed(write(folder, header + first + second + first))
    assert len(before.rows["people"]) == 3
    after = Landed(write(folder, header + second + first + first + first), before.cursor)
    assert len(after.rows["people"]) == 1
    assert after.gone == {}


def test_a_list_is_completed_from_where_else_its_keys_occur(folder):
    (folder / "companies.yml").write_text(
        "file: companies.csv\nentities:\n  - entity: accounts\n    key: name\n"
        "    columns: {account_name: name, country: country}\n"
    )
    (folder / "companies.csv").write_text("name,country\nKiln,CH\n")
    (folder / "aaa_deals.yml").write_text(
        "file: deals.csv\nentities:\n  - entity: accounts\n    key: firm\n    repeats: first\n"
        '    where: "firm is not null"\n    columns: {account_name: firm}\n'
    )
    (folder / "deals.csv").write_text("deal,firm\n1,Kiln\n2,Mill\n3,Mill\n4,\n")
    landed = Landed(folder)
    assert landed.column("country", "accounts") == {"Kiln": "CH", "Mill": None}
    assert landed.aside == []


# ── what changed, what is gone ──────────────────────────────────────────────────────────────


def test_nothing_is_read_when_nothing_changed(folder):
    first = Landed(folder)
    again = Landed(folder, first.cursor)
    assert (again.rows, again.gone) == ({}, {})
    assert again.cursor == first.cursor


def test_only_changed_rows_land_and_absent_ones_are_deletes(folder):
    first = Landed(folder)
    lines = CSV.splitlines(keepends=True)
    edited = (
        lines[0] + lines[3] + lines[2].replace("20.50", "21") + "4,d@x.example,New,,,2026-01-04\n"
    )
    landed = Landed(write(folder, edited), first.cursor)
    assert landed.column("score") == {"2": "21", "4": None}
    assert landed.gone == {"people": ["1"]}
    back = Landed(write(folder, CSV), landed.cursor)
    assert list(back.rows["people"]) == ["1", "2"]
    assert back.gone == {"people": ["4"]}


def test_a_spelling_that_means_the_same_is_no_change(folder):
    first = Landed(folder)
    edited = CSV.replace("20.50", "20.5").replace("2026-01-01\n", "2026-01-01T00:00:00Z\n")
    assert Landed(write(folder, edited), first.cursor).rows == {}


# ── the example that ships ──────────────────────────────────────────────────────────────────


def test_the_example_lands_as_its_files_say(tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / "files")
    landed = Landed(tmp_path / "files")
    assert landed.aside == []
    assert {name: len(rows) for name, rows in landed.rows.items()} == {
        "people": 5,
        "users": 2,
        "opportunities": 4,
        "opportunity_changes": 4,
        "opportunity_people": 4,
        "accounts": 3,
        "touches": 5,
    }
    assert landed.column("amount", "opportunities") == {
        "D-1": "12500",
        "D-2": "8240.5",
        "D-3": "3100",
        "D-4": None,
    }
    assert landed.column("close_date", "opportunities")["D-1"] == "2026-02-27"
    assert landed.column("first_name")["P-2"] == "Ben"
    assert landed.column("last_name") == {
        "P-1": "Moreau",
        "P-2": "Okoye",
        "P-3": "NA",
        "P-4": "Vale",
        "P-5": "Lindt",
    }
    assert landed.column("company_name")["P-5"] == "Harrow Mills\nand Sons"
    assert landed.column("postal_code")["P-1"] == "02134"
    touched = sorted(landed.column("touched_at", "touches").values())
    assert touched[0] == "2026-01-13T17:20:00Z"


def test_the_examples_page_has_no_fault():
    assert faults_of(EXAMPLE / "definitions") == ()
