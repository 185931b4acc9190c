"""CONTRIBUTING.md as it is followed: sections, their steps, and the commands that stand in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.conftest import ROOT

DOCUMENT = ROOT / "CONTRIBUTING.md"


@dataclass(frozen=True)
class Step:
    """`head` is what stands in bold: what to do. `commands` are those to be run, in order."""

    head: str
    text: str

    @property
    def commands(self) -> list[str]:
        quoted = re.findall(r"`([^`]+)`", self.text)
        return [each for each in quoted if each.startswith(("make ", ".venv/bin/"))]


def steps(section: str) -> list[Step]:
    """The numbered steps of a section."""
    [text] = re.findall(
        rf"^## {section}\n(.*?)(?=^## |\Z)", DOCUMENT.read_text(), re.MULTILINE | re.DOTALL
    )
    items = re.split(r"^\d+\. ", text, flags=re.MULTILINE)[1:]
    return [Step(re.match(r"\*\*(.+?)\*\*", item)[1], item) for item in items]
