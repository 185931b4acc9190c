"""The README's table of pitfalls names all thirty, and tests that are there."""

import re
from pathlib import Path

HERE = Path(__file__).parent
README = HERE.parents[2] / "ingestion" / "sources" / "hubspot" / "README.md"
ROW = re.compile(r"^\| (?:not )?([0-9]+[^|]*) \| (.*) \|$", re.MULTILINE)


def rows():
    return ROW.findall(README.read_text(encoding="utf-8").split("## Pitfalls")[1])


def test_all_thirty_pitfalls_are_named_once():
    numbers = [int(n) for named, _ in rows() for n in re.findall(r"\b[0-9]{1,2}\b(?!,)", named)]
    numbers += [int(n) for named, _ in rows() for n in re.findall(r"\b([0-9]{1,2}),", named)]
    assert sorted(n for n in numbers if n <= 30) == list(range(1, 31))


def test_every_test_that_the_table_names_is_there():
    named = [part for _, where in rows() for part in where.split("; ") if part.startswith("`")]
    assert len(named) > 20
    for part in named:
        file, told = re.fullmatch(r"`([a-z_/.]+)`: (.*)", part).groups()
        if file.startswith("tests/"):
            assert (HERE.parents[2] / file).exists(), file
            continue
        text = (HERE / f"test_hubspot_{file}.py").read_text(encoding="utf-8")
        tests = re.findall(r"^def test_(\w+)\(", text, re.MULTILINE)
        for sentence in told.split(", "):
            words = sentence.lower().replace(" ", "_")
            assert any(words in name for name in tests), (file, sentence)
