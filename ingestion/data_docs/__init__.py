"""Great Expectations' Data Docs of what landed: counts, shares and keys of records, no values.

A page holds what the last load that brought rows for a table said of its promises. Beside it lies
the same as Great Expectations writes it for programs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ingestion.expectation import Expectation
from ingestion.landing.load import Load
from ingestion.landing.verdict import Finding
from ingestion.source import Source

Answered = tuple[Expectation, Finding]
STYLE = Path(__file__).parent / "style.css"


@dataclass(frozen=True)
class Page:
    """A page that stands, and what it says in short."""

    address: str
    source: str
    table: str
    connection: str
    as_of: str
    status: str
    rows: int
    asked: int
    kept: int


def address(source: str, table: str, connection: str = "default") -> str:
    """Of a page within the site."""
    of_account = "" if connection == "default" else "--" + re.sub(r"[^\w-]", "_", connection)
    return f"{source}/{table}{of_account}.html"


def pages_of(source: Source, load: Load, as_of: datetime) -> Iterator[tuple[str, str]]:
    """Address and text of the pages of tables whose promises were asked of a load, and of the same
    for programs."""
    for table, answered in _answered(source, load).items():
        # Great Expectations takes seconds to import; who asked it has done so.
        from ingestion.data_docs import results, view

        result = results.of_table(load, table, answered, as_of)
        page = address(load.source, table, load.connection)
        text = json.dumps(result.to_json_dict(), indent=1, ensure_ascii=False)
        yield str(Path(page).with_suffix(".json")), text
        yield page, view.page(result)


def _answered(source: Source, load: Load) -> dict[str, list[Answered]]:
    """What a load found about its tables' promises: not the contract, which is the same for all."""
    found: dict[str, list[Answered]] = {}
    for finding in load.findings:
        for expectation in source.expectations.get(finding.table, ()):
            if expectation.name == finding.check:
                found.setdefault(finding.table, []).append((expectation, finding))
    return found


def pages(folder: Path) -> Iterator[Page]:
    """Those that stand, by source and table."""
    for path in sorted(folder.glob("*/[!.]*.json")):
        result = json.loads(path.read_text())
        told, counts = result["meta"]["batch_spec"], result["statistics"]
        yield Page(
            path.with_suffix(".html").relative_to(folder).as_posix(),
            path.parent.name,
            told["table"],
            told["connection"],
            told["as_of"],
            told["load"],
            told["rows"],
            counts["evaluated_expectations"],
            counts["successful_expectations"],
        )
