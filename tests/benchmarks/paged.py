"""`python -m tests.benchmarks.paged`: 50,000 records of a paged JSON API, landed from ready pages.

Beside it, in the same run: a thin client that only writes those pages to Parquet, and dlt's
declarative REST source at its defaults, in an environment of its own.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table as Shown

from ingestion.http import Session
from ingestion.landing import promises  # noqa: F401  start-up is not landing
from ingestion.landing.load import land
from ingestion.landing.warehouse import Warehouse
from ingestion.settings import Connection
from ingestion.source import Batch, Checkpoint, Field, Source, Stream, Table
from tests.benchmarks.dlt_client import seconds_of_dlt
from tests.benchmarks.serving import Ready, serve

ROWS, PAGE = 50_000, 100
MOST_OF_THIN, LEAST_OF_DLT = 2.0, 10.0
TRIES = 3  # the best of each: other work on the machine only ever adds
NUMBERS, FLAGS = ("amount", "visits"), ("is_open", "has_consent")
TEXTS = (
    "id", "email", "first_name", "last_name", "company", "phone", "city", "country", "owner_id",
    "stage", "source", "campaign", "created_at", "updated_at",
)  # fmt: skip
TABLE = Table(
    "person",
    "Person",
    (
        *(Field(name) for name in TEXTS),
        *(Field(name, "number") for name in NUMBERS),
        *(Field(name, "boolean") for name in FLAGS),
    ),
    key=("id",),
    changed_at="updated_at",
)
_page = msgspec.json.Decoder(
    msgspec.defstruct("Page", [("results", list[msgspec.Raw]), ("next", str | None, None)])
)


def main(rows: int = ROWS) -> int:
    pages = [rendered(start, min(PAGE, rows - start), rows) for start in range(0, rows, PAGE)]
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve_pages, args=(theirs, pages))
    server.start()
    try:
        url = f"http://127.0.0.1:{ours.recv()}"
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            thin = min(written(folder, url, number) for number in range(TRIES))
            ours_took = min(landed(folder, url, rows, number) for number in range(TRIES))
            theirs_took, why = seconds_of_dlt(url, rows, folder)
    finally:
        server.terminate()
    shown = Shown("records", "thin client", "landed", "ratio", "figure", "dlt", "faster", "figure")
    dlt = ("–", "–")
    if theirs_took:
        dlt = (f"{theirs_took:.1f} s", f"{theirs_took / ours_took:.1f} ×")
    shown.add_row(f"{rows:,}", f"{thin:.2f} s", f"{ours_took:.2f} s", f"{ours_took / thin:.1f}",
                  f"≤ {MOST_OF_THIN:g}", *dlt, f"≥ {LEAST_OF_DLT:g} ×")  # fmt: skip
    Console().print(shown)
    if why:
        print(f"dlt was left out: {why}")
    return 0


def rendered(start: int, count: int, rows: int) -> bytes:
    results = [record(number) for number in range(start, start + count)]
    following = {"next": f"/people?after={start + count}"} if start + count < rows else {}
    return msgspec.json.encode({"results": results, **following})


def record(number: int) -> dict:
    stamp = f"2026-03-{number % 28 + 1:02d}T{number % 24:02d}:00:00.000Z"
    return {
        "id": f"{number:012d}", "email": f"p{number}@example.com", "first_name": "Ann",
        "last_name": f"{number} né", "company": f"Company {number % 900}", "phone": None,
        "city": "Berlin", "country": "DE", "owner_id": f"{number % 40:06d}", "stage": "open",
        "source": "web", "campaign": f"Campaign {number % 70}", "created_at": stamp,
        "updated_at": stamp, "amount": number * 1.25, "visits": number % 17,
        "is_open": number % 3 == 0, "has_consent": True,
    }  # fmt: skip


def written(folder: Path, url: str, number: int) -> float:
    """Each page read and written, and nothing else."""
    started = time.monotonic()
    following, writer = "/people?after=0", None
    with httpx.Client(base_url=url, trust_env=False) as client:
        while following:
            page = msgspec.json.decode(client.get(following).content)
            table = pa.Table.from_pylist(page["results"], schema=writer and writer.schema)
            writer = writer or pq.ParquetWriter(folder / f"thin-{number}.parquet", _whole(table))
            writer.write_table(table.cast(writer.schema))
            following = page.get("next")
    writer.close()
    return time.monotonic() - started


def _whole(table: pa.Table) -> pa.Schema:
    """A column that is empty in the first page holds texts in others."""
    fields = [
        pa.field(f.name, pa.string()) if pa.types.is_null(f.type) else f for f in table.schema
    ]
    return pa.schema(fields)


def landed(folder: Path, url: str, rows: int, number: int) -> float:
    def extract(session: Session, _: dict) -> Iterator[Batch | Checkpoint]:
        following = "/people?after=0"
        while following:
            page = _page.decode(session.request("GET", following).content)
            yield Batch(TABLE, page.results, seen_at=session.now)
            following = page.next
        yield Checkpoint({})

    source = Source(
        "invented",
        "Invented",
        (),
        (Stream("people", (TABLE,), extract),),
        connect=lambda settings, _: Session("invented", settings["BASE_URL"]),
    )
    with Warehouse(folder / f"warehouse-{number}.duckdb") as warehouse:
        warehouse.prepare([source])
        refresh = warehouse.begin_refresh(datetime.now(UTC))
        started = time.monotonic()
        load = land(warehouse, refresh, Connection(source, "default", {"BASE_URL": url}))
        seconds = time.monotonic() - started
    if (load.status, load.rows_new) != ("accepted", rows):
        raise SystemExit(f"{load.status}: {load.rows_new} rows. {load.message}")
    return seconds


def serve_pages(pipe, pages: list[bytes]) -> None:
    class Pages(Ready, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            after = int(parse_qs(urlsplit(self.path).query).get("after", ["0"])[0])
            body = pages[after // PAGE]
            self.send_response_only(200)
            self.send_header("Date", self.date_time_string())
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    serve(pipe, Pages)


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
