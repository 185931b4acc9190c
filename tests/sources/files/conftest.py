"""A folder with one mapping and three rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.files.exports import CSV, PEOPLE


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "people.yml").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "people.csv").write_text(CSV, encoding="utf-8", newline="")
    return tmp_path
