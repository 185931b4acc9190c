"""Keys of several columns: no two of them are one, and an expression can point to each."""

from __future__ import annotations

from pathlib import Path

from tests.sources.files.exports import Landed, mapped, write

HEADER = "id,email,name,zip,score,added\n"
# As the README spells it.
POINTER = r"replace(replace(one, '\', '\\'), '|', '\|') || '|' || replace(replace(two, '\', '\\'), '|', '\|')"


def keyed(folder: Path) -> Path:
    return mapped(folder, ("key: id", "key: [name, zip]"))


def test_what_parts_the_columns_is_escaped_within_them(folder):
    rows = "1,,x|y,z,,2026-01-01\n2,,x,y|z,,2026-01-01\n3,,x\\,y,,2026-01-01\n4,,Ana,8001,,2026-01-01\n"
    landed = Landed(write(keyed(folder), HEADER + rows))
    assert not landed.aside
    assert set(landed.rows["people"]) == {r"x\|y|z", r"x|y\|z", r"x\\|y", "Ana|8001"}


def test_a_key_of_one_column_stays_as_it_is(folder):
    landed = Landed(write(folder, HEADER + "a|b\\c,,N,,,2026-01-01\n"))
    assert set(landed.rows["people"]) == {r"a|b\c"}


def test_an_expression_points_to_a_key_of_several_columns(folder):
    keyed(folder)
    (folder / "forms.yml").write_text(
        "file: forms.csv\ntime_zone: UTC\nentities:\n  - entity: touches\n    key: nr\n"
        f"    columns:\n      source_person_id:\n        expression: >-\n          {POINTER}\n"
        "      touch_type: {value: form_submission}\n      side: {value: marketing}\n"
        "      touched_at: at\n"
    )
    write(folder, "nr,one,two,at\n1,a\\,b|c,2026-01-01\n", "forms.csv")
    landed = Landed(write(folder, HEADER + "5,,a\\,b|c,,2026-01-01\n"))
    [pointed] = landed.column("source_person_id", "touches").values()
    assert [pointed] == list(landed.rows["people"]) == [r"a\\|b\|c"]
