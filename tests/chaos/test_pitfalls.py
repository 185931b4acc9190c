"""Every pitfall has a scenario at every source, or a reason in the source's README."""

import re
from pathlib import Path

import pytest

from ingestion import sources
from tests.chaos.scenarios import SCENARIOS
from tests.chaos.trial import SYSTEMS

PITFALLS = set(range(1, 31))
KILLED = 30  # what every random round is about
EXCUSED = re.compile(r"^\| not ([0-9, ]+) \| .{20,} \|$", re.MULTILINE)


def excused(source: str) -> set[int]:
    readme = (Path(sources.__file__).parent / source / "README.md").read_text(encoding="utf-8")
    section = readme.split("## Pitfalls")[1].split("\n## ")[0]
    return {int(number) for row in EXCUSED.findall(section) for number in row.split(",")}


@pytest.mark.parametrize("source", SYSTEMS)
def test_a_pitfall_is_played_or_the_readme_says_why_not(source):
    played = {each.pitfall for each in SCENARIOS if each.source == source} | {KILLED}
    assert played | excused(source) == PITFALLS
    assert played & excused(source) == set()
