"""What does not fit is one line that names file, line and column, and stops no more than it must."""

from __future__ import annotations

import pytest

from ingestion.settings import connections
from ingestion.source import SourceError
from ingestion.sources.files import SOURCE
from ingestion.sources.files.__main__ import main
from tests.sources.files.exports import CSV, Landed, mapped, refusal, write

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
    assert aside[1] == "people.csv:22 column score fails: Conversion Error"
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
        "is no instant of the form %d.%m.%Y. Run .venv/bin/python -m ingestion.sources.files check <folder>"
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


def test_a_second_folder_that_is_not_there_is_told_by_its_own_setting(tmp_path):
    environment = {
        "FILES_CONNECTIONS": "default,other",
        "FILES_PATH": str(tmp_path),
        "FILES_OTHER_PATH": str(tmp_path / "nowhere"),
    }
    [_, other] = connections(SOURCE, environment)
    with pytest.raises(SourceError, match=r"nowhere\. Set FILES_OTHER_PATH$"):
        SOURCE.connect(other.settings, other.name)
