"""The table of pitfalls in the source's README names tests that are there."""

import re
from pathlib import Path

from ingestion.sources import salesforce
from tests.chaos.scenarios import SCENARIOS

README = Path(salesforce.__file__).with_name("README.md")


def test_every_pitfall_is_shown_by_a_test():
    section = README.read_text().split("## Pitfalls")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\d+) .*$", section, re.MULTILINE)
    assert rows == [str(n) for n in (1, 2, 3, 6, 8, 10, 11, 12, 13, 17, 18, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30)]  # fmt: skip
    code = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    played = {scenario.says for scenario in SCENARIOS if scenario.source == "salesforce"}
    for line in section.splitlines():
        if re.match(r"\| \d", line):
            named = re.findall(r"`(test_\w+)`", line)
            assert all(f"def {name}(" in code for name in named), line
            told = re.findall(r"`tests/chaos`: (.*) \|$", line)
            assert told or named, line
            assert played.issuperset(says for each in told for says in each.split("; ")), line
