"""The memory of a load does not depend on how much there is to land."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from ingestion.landing.warehouse import Warehouse
from tests.landing.invented import Vendor, run, thing

ROWS_A_PAGE = 2_000
FEW, MANY = 65, 650  # pages: the engine works in groups of 122,880 rows, of which few are one
BYTES_A_ROW = 300
ENGINE = "64MB"  # what it may keep; less than the table, so that this bound is seen as well
MOST_GROWTH = 96 * 1024  # KiB: the engine's own and what allocators keep; the rows are 340 MB more


def measured(folder: Path, pages: int) -> int:
    """Peak memory, in KiB, of a process of its own that lands so many pages."""
    module = [sys.executable, "-m", "tests.faults.test_memory"]
    command = [*module, str(folder / f"{pages}.duckdb"), str(pages)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows, peak = map(int, done.stdout.split())
    assert rows == pages * ROWS_A_PAGE
    return peak


def test_ten_times_the_rows_need_no_more_memory(tmp_path: Path):
    assert measured(tmp_path, MANY) - measured(tmp_path, FEW) <= MOST_GROWTH


def test_long_texts_are_committed_before_they_are_many(tmp_path: Path):
    vendor, commits = Vendor(), []
    pages = [[thing(str(number), "long " * 2_000_000)] for number in range(9)]
    with Warehouse(tmp_path / "working.duckdb") as warehouse:
        warehouse.prepare([vendor.source()])
        load = run(warehouse, vendor, pages, after_commit=commits.append)
    assert load.rows_new == 9
    assert commits == ["things", "things", "accepted"]  # seven pages, two


def main(path: Path, pages: int) -> None:
    from datetime import UTC, datetime

    from ingestion.landing import load as loading
    from ingestion.landing import warehouse as keeping
    from ingestion.settings import Connection
    from ingestion.source import Batch, Checkpoint, Field, Source, Stream, Table

    table = Table("thing", "Thing", (Field("id"), Field("text")), key=("id",))

    def extract(*_: object) -> Iterator[Batch | Checkpoint]:
        for page in range(pages):
            yield Batch(table, [_record(page * ROWS_A_PAGE + n) for n in range(ROWS_A_PAGE)])
        yield Checkpoint({})

    source = Source(
        "invented", "Invented", (), (Stream("things", (table,), extract),), lambda *_: 0
    )
    loading.get_ready = lambda: None  # an import while rows land would pass for their memory
    keeping.MEMORY = ENGINE
    with keeping.Warehouse(path) as warehouse:
        warehouse.prepare([source])
        refresh = warehouse.begin_refresh(datetime(2026, 3, 1, tzinfo=UTC))
        load = loading.land(warehouse, refresh, Connection(source, "default", {}))
    print(load.rows_new, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _record(number: int) -> bytes:
    text = f"{number * 31 % 9973} of {number} ".ljust(BYTES_A_ROW - 31, "x")
    return f'{{"id":"{number:09d}","text":"{text}"}}'.encode()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
