"""Pages to try, and what was written before."""

import hashlib

import pytest

from tests.conftest import ROOT

PAGES = ROOT / "dbt_project" / "definitions"


@pytest.fixture(scope="module")
def draft(module_path):
    """Write the page of 2025-07-01 under another name, this and that in it replaced."""

    def written(name, replaced=()):
        text = (PAGES / "2025-07-01.yml").read_text()
        for old, new in dict(replaced).items():
            assert old in text
            text = text.replace(old, new)
        path = module_path / name
        path.write_text(text)
        return path

    return written


def told(version="", against="", first="", until=""):
    return {"version": str(version), "against": against, "from": first, "to": until}


def written_by(company):
    """Every file of a warehouse byte by byte, those of a backtest and its reports left out."""
    own = [company.warehouse / name for name in ("backtest", "reports")]
    return {
        path: hashlib.sha256(path.read_bytes()).digest()
        for path in company.warehouse.rglob("*")
        if path.is_file() and not any(path.is_relative_to(folder) for folder in own)
    }
