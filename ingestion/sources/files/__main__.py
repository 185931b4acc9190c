"""Try mappings without landing anything: `python -m ingestion.sources.files check <folder>`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from ingestion.masking import plain
from ingestion.source import Batch, SourceError
from ingestion.sources.files import connect
from ingestion.sources.files.landing import extract


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ingestion.sources.files")
    check = parser.add_subparsers(dest="do", required=True).add_parser(
        "check", help="how many rows of which entity, and one line for each row set aside"
    )
    check.add_argument("folder")
    asked = parser.parse_args(arguments)
    try:
        return _check(asked.folder)
    except SourceError as error:
        print(error.__cause__ or error, file=sys.stderr)
        return 1


def _check(folder: str) -> int:
    rows: Counter[str] = Counter()
    faults: list[str] = []
    for item in extract(connect({"PATH": folder}, "default"), {}):
        if isinstance(item, Batch):
            rows[item.table.name] += len(item.records)
            faults.extend(f"{item.table.name}: {row.reason}" for row in item.quarantined)
    for entity, count in sorted(rows.items()):
        print(f"{count:>9,} {entity}")
    for fault in faults:
        print(plain(fault))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
