"""No key shows an address: a mapping that would make one is refused, and told what makes a key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.files.exports import Landed, mapped, refusal, write

HEADER = "id,email,name,zip,score,added\n"
GOOD = "".join(f"{n},,N,,,2026-01-01\n" for n in range(10, 30))
# md5 of ana@x.example, as md5sum says.
DIGEST = "3b14598cc43de8ea4bed5270f89c0c2b"
WHY = "holds an address, and keys are shown where no address may be: make `key` the expression"
THEN = ", and what points to it the same over its own column"


def test_a_row_whose_key_is_an_address_is_set_aside_with_the_expression_to_take(folder):
    landed = Landed(write(folder, HEADER + GOOD + "Ana@x.example,,x,,,2026-01-01\n"))
    [(record_id, reason, _)] = landed.aside
    assert record_id is None
    assert reason == f'people.csv:22 column id {WHY} md5(lower(trim("id"))){THEN}'
    assert len(landed.rows["people"]) == 20


@pytest.mark.parametrize(
    ("key", "column", "expression"),
    [
        ("key: email", "email", 'md5(lower(trim("email")))'),
        ("key: [zip, email]", "email", '"zip" || \'|\' || md5(lower(trim("email")))'),
        ('key: {expression: "lower(email)"}', "key", "md5(lower(email))"),
    ],
)
def test_a_mapping_that_takes_addresses_as_keys_fails_with_one_line(
    folder, key, column, expression
):
    says = refusal(mapped(folder, ("key: id", key)))
    assert "people.yml:5: 3 of 3 rows do not make people; the first: people.csv:2 " in says
    assert f"column {column} {WHY} {expression}{THEN}" in says
    assert "x.example" not in says


def test_the_expression_that_is_told_makes_keys_and_pointers_that_fit(folder):
    mapped(folder, ("key: id", "key: {expression: 'md5(lower(trim(\"email\")))'}"))
    (folder / "forms.yml").write_text(
        "file: forms.csv\ntime_zone: UTC\nentities:\n  - entity: touches\n    key: nr\n"
        "    columns:\n      source_person_id: {expression: 'md5(lower(trim(\"by whom\")))'}\n"
        "      touch_type: {value: form_submission}\n      side: {value: marketing}\n"
        "      touched_at: at\n"
    )
    write(folder, "nr,by whom,at\n1, ANA@x.example ,2026-01-01\n", "forms.csv")
    landed = Landed(write(folder, HEADER + "5,ana@x.example,N,,,2026-01-01\n"))
    assert list(landed.rows["people"]) == [DIGEST]
    assert landed.column("source_person_id", "touches") == {"1": DIGEST}


@pytest.mark.parametrize(
    ("entity", "columns"),
    [
        ("accounts", "account_name: what"),
        ("customers", "customer_name: what"),
        ("users", "role: what"),
        ("touches", "touch_type: {value: note}, side: {value: sales}, touched_at: at"),
        ("opportunities", "stage: what"),
    ],
)
def test_every_key_is_held_to_it(tmp_path: Path, entity, columns):
    (tmp_path / "all.yml").write_text(
        f"file: all.csv\ntime_zone: UTC\nentities:\n  - entity: {entity}\n    key: who\n"
        f"    columns: {{{columns}}}\n"
    )
    rows = "".join(f"{n},x,2026-01-01\n" for n in range(20))
    # A handle and a place are no addresses.
    rows += "@home,x,2026-01-01\nlunch @ noon,x,2026-01-01\n"
    landed = Landed(write(tmp_path, f"who,what,at\n{rows}ana@x,x,2026-01-01\n", "all.csv"))
    [(record_id, reason, _)] = landed.aside
    assert record_id is None and reason.startswith(f"all.csv:24 column who {WHY}")
    assert {"@home", "lunch @ noon"} < landed.rows[entity].keys()
