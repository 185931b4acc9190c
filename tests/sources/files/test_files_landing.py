"""A mapped file is the whole set of its records; what does not fit is named by file, line and column."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ingestion.source import Batch, Checkpoint, SourceError
from ingestion.sources.files import connect
from ingestion.sources.files.__main__ import main
from ingestion.sources.files.landing import extract

EXAMPLE = Path(__file__).parents[3] / "examples" / "files"

PEOPLE = """\
# Who we know.
file: people.csv
time_zone: UTC
entities:
  - entity: people
    key: id
    columns:
      record_kind: {value: lead}
      email: email
      last_name: name
      postal_code: zip
      score: score
      source_created_at: added
"""
CSV = """\
id,email,name,zip,score,added
1,a@x.example,Moreau,02134,10,2026-01-01
2,b@x.example,NA,EC1A 1BB,20.50,2026-01-02 10:30
3,c@x.example,"O""Hara, Jo",10115,,2026-01-03T00:00:00+02:00
"""


class Landed:
    """What a folder of mappings lands, from nothing or from an earlier cursor."""

    def __init__(self, folder: Path, cursor: dict | None = None) -> None:
        self.rows: dict[str, dict[str, dict]] = {}
        self.gone: dict[str, list[str]] = {}
        self.aside: list[tuple[str | None, str, dict]] = []
        self.cursor: dict = {}
        for item in extract(connect({"PATH": str(folder)}, ""), cursor or {}):
            if isinstance(item, Checkpoint):
                self.cursor = item.cursor
            elif isinstance(item, Batch):
                self._take(item)

    def _take(self, batch: Batch) -> None:
        for record in map(json.loads, batch.records):
            self.rows.setdefault(batch.table.name, {})[record["record_id"]] = record
        for tombstone in batch.tombstones:
            self.gone.setdefault(batch.table.name, []).append(tombstone.record_id)
        for row in batch.quarantined:
            self.aside.append((row.record_id, row.reason, json.loads(row.record)))

    def column(self, name: str, entity: str = "people") -> dict[str, str | None]:
        return {key: row[name] for key, row in self.rows.get(entity, {}).items()}


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "people.yml").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "people.csv").write_text(CSV, encoding="utf-8", newline="")
    return tmp_path


def write(folder: Path, csv: str | bytes, name: str = "people.csv") -> Path:
    content = csv if isinstance(csv, bytes) else csv.encode()
    (folder / name).write_bytes(content)
    return folder


def mapped(folder: Path, *pairs: tuple[str, str]) -> Path:
    text = PEOPLE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "people.yml").write_text(text, encoding="utf-8")
    return folder


def refusal(folder: Path) -> str:
    with pytest.raises(SourceError) as caught:
        Landed(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


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


# ── rows that do not fit ────────────────────────────────────────────────────────────────────

GOOD = "".join(f"{n},,N,,,2026-01-01\n" for n in range(10, 30))
HEADER = "id,email,name,zip,score,added\n"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            "5,,x,,ten,2026-01-01\n",
            "people.csv:4 column score is no number with the decimal mark '.'",
        ),
        ("5,,x,,,01/02/2026\n", "people.csv:4 column added is no instant of the form ISO 8601"),
        (",,x,,,2026-01-01\n", "people.csv:4 column id is empty, the key needs it"),
        ("5,,x\n", "people.csv:4 has 3 fields where the header names 6"),
        ("9,,other,,,2026-01-01\n", "people.csv:4 another row has the same key and other values"),
        (
            "5,,x,,ten,soon\n",
            "people.csv:4 column score is no number with the decimal mark '.'; "
            "column added is no instant of the form ISO 8601",
        ),
    ],
)
def test_a_bad_row_is_set_aside_with_line_and_column(folder, row, reason):
    # The line break within quotes makes the second row begin on the fourth line.
    first = '9,,"line\nbreak",,,2026-01-01\n'
    landed = Landed(write(folder, HEADER + first + row + GOOD))
    assert [aside[1] for aside in landed.aside] == [reason]
    assert len(landed.rows["people"]) == 21


def test_a_record_known_from_before_outlives_a_bad_value(folder):
    first = Landed(write(folder, HEADER + GOOD + "5,,x,,1,2026-01-01\n"))
    bad = Landed(write(folder, HEADER + GOOD + "5,,x,,one,2026-01-01\n"), first.cursor)
    assert (bad.rows, bad.gone) == ({}, {})
    assert [aside[0] for aside in bad.aside] == ["5"]
    mended = Landed(write(folder, HEADER + GOOD + "5,,x,,2,2026-01-01\n"), bad.cursor)
    assert mended.column("score") == {"5": "2"}
    removed = Landed(write(folder, HEADER + GOOD), mended.cursor)
    assert removed.gone == {"people": ["5"]}


def test_nothing_is_deleted_while_a_row_cannot_say_who_it_is(folder):
    first = Landed(write(folder, HEADER + GOOD + "5,,x,,1,2026-01-01\n"))
    broken = Landed(write(folder, HEADER + GOOD + "5,,x\n"), first.cursor)
    assert broken.gone == {}
    removed = Landed(write(folder, HEADER + GOOD), broken.cursor)
    assert removed.gone == {"people": ["5"]}


def test_a_row_on_which_an_expression_fails_is_set_aside(folder):
    mapped(folder, ("score: score", 'score: {expression: "cast(score as integer) + 1"}'))
    landed = Landed(write(folder, HEADER + GOOD + "5,,x,,1x,2026-01-01\n6,,x,,1,2026-01-01\n"))
    (aside,) = landed.aside
    assert aside[0] == "5"
    assert aside[1].startswith("people.csv:22 column score fails: Conversion Error")
    assert landed.column("score")["6"] == "2"


def test_a_word_that_the_contract_does_not_know_is_set_aside(folder):
    mapped(folder, ("record_kind: {value: lead}", "record_kind: zip"))
    rows = GOOD.replace(",N,,", ",N,lead,")
    landed = Landed(write(folder, HEADER + rows + "5,,x,prospect,,2026-01-01\n"))
    assert [aside[1] for aside in landed.aside] == [
        "people.csv:22 column zip is none of the contract's words: lead, contact, customer"
    ]


def test_many_bad_rows_are_the_mappings_fault(folder):
    mapped(folder, ("time_zone: UTC", 'time_zone: UTC\ntimestamp_format: "%d.%m.%Y"'))
    assert refusal(folder) == (
        "files: people.yml:6: 3 of 3 rows do not make people; the first: people.csv:2 column added "
        "is no instant of the form %d.%m.%Y. Run python -m ingestion.sources.files check <folder>"
    )


def test_an_export_that_came_empty_deletes_nothing(folder):
    rows = "".join(f"{n},,N,,,2026-01-01\n" for n in range(120))
    first = Landed(write(folder, HEADER + rows))
    write(folder, HEADER)
    with pytest.raises(SourceError, match=r"files\.people: no row where 120 were before"):
        Landed(folder, first.cursor)


# ── wrong mappings, unreadable files ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("email: email", "email: mail", "people.yml:9: `email` wants the column `mail`; people.csv has id, email, name"),
        ("email: email", "e_mail: email", "people.yml:9: people have no column `e_mail` to map; there are is_deleted"),
        ("      record_kind: {value: lead}\n", "", "people.yml:7: people need `record_kind`"),
        ("record_kind: {value: lead}", "record_kind: {value: prospect}", "people.yml:8: `record_kind` is none of the contract's words"),
        ("entity: people", "entity: persons", "people.yml:5: unknown entity `persons`; there are accounts"),
        ("key: id", "key: number", "people.yml:6: `key` wants the column `number`"),
        ("key: id", "key: {}", "people.yml:6: `key` is a column, a list of columns"),
        ("file: people.csv", "file: person*.csv", "people.yml:2: no file fits `person*.csv`"),
        ("time_zone: UTC", "time_zone: Mars", "people.yml:3: `Mars` is no time zone"),
        ("email: email", 'email: {expression: "lower(mail)"}', "people.yml:9: `email` there is no column `mail`"),
        ("email: email", 'email: {expression: "max(email)"}', "people.yml:9: `email` uses max()"),
        ("email: email", "email: {from: email, value: x}", "people.yml:9: `entities[0].columns.email`: says one of"),
        ("key: id", 'key: id\n    where: "zip"', "people.yml:7: `where` gives varchar, not true or false"),
        ("score: score", "score: {value: ten}", "people.yml:12: `score` is no number"),
        ("time_zone: UTC", "timezone: UTC", "people.yml:3: `timezone` is not an entry this file can hold"),
        ("email: email", "email: email\n      email: name", "people.yml:10: `email` stands twice"),
    ],
)  # fmt: skip
def test_a_wrong_mapping_is_one_line_with_its_place(folder, old, new, says):
    assert says in refusal(mapped(folder, (old, new)))


def test_an_amount_needs_its_currency(folder):
    (folder / "deals.yml").write_text(
        "file: people.csv\nentities:\n  - entity: opportunities\n    key: id\n"
        "    columns: {stage: zip, amount: score}\n"
    )
    assert "deals.yml:5: `amount` needs a currency_code beside it" in refusal(folder)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (CSV.encode().replace(b"NA", b"M\xfcller"), "people.csv:3: is not utf-8-sig; set"),
        (CSV + '4,,"open', "people.csv:5: not CSV: unexpected end of data"),
        (CSV + '4,,"a"b,,,\n', "people.csv:5: not CSV: ',' expected after"),
        ("", "people.csv:1: is empty"),
        ("id,email,name,zip,score,added,id\n", "people.csv:1: two columns are called `id`"),
    ],
)
def test_an_unreadable_file_is_one_line_with_its_place(folder, content, says):
    assert says in refusal(write(folder, content))


def test_check_tells_rows_and_faults_without_landing(folder, capsys):
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out == "        3 people\n"
    write(folder, HEADER + GOOD + "5,,x,,ten,2026-01-01\n")
    assert main(["check", str(folder)]) == 1
    assert "people: people.csv:22 column score is no number" in capsys.readouterr().out
    mapped(folder, ("email: email", "email: mail"), ("score: score", "score: points"))
    assert main(["check", str(folder)]) == 1
    assert [line[:13] for line in capsys.readouterr().err.splitlines()] == [
        "people.yml:9:",
        "people.yml:12",
    ]
    assert main(["check", str(folder / "nowhere")]) == 1
    assert "Set FILES_PATH" in capsys.readouterr().err


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
    from ingestion.sources.definitions.__main__ import faults_of

    assert faults_of(EXAMPLE / "definitions") == ()
