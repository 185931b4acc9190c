"""The table of pitfalls in the source's README names tests that are there."""

import re
from pathlib import Path

from ingestion.sources import salesforce

README = Path(salesforce.__file__).with_name("README.md")


def test_every_pitfall_is_shown_by_a_test():
    section = README.read_text().split("## Pitfalls")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\d+) .*$", section, re.MULTILINE)
    assert rows == [str(n) for n in (1, 3, 10, 11, 12, 13, 17, 18, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30)]  # fmt: skip
    code = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    for line in section.splitlines():
        if re.match(r"\| \d", line):
            named = re.findall(r"`(test_\w+)`", line)
            assert named and all(f"def {name}(" in code for name in named), line
