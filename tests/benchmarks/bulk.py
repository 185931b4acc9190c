"""`python -m tests.benchmarks.bulk`: 300,000 Salesforce bulk rows, landed from pages that lie ready.

The floor is the time DuckDB needs to read the same CSV as text into a table.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import msgspec
from rich.console import Console
from rich.table import Table

from ingestion.landing.load import land
from ingestion.landing.warehouse import Warehouse
from ingestion.settings import Connection
from ingestion.source import Source
from ingestion.sources.salesforce import SOURCE
from ingestion.sources.salesforce.bulk import SMALLEST_PAGE, VALUES_A_PAGE
from ingestion.sources.salesforce.described import described
from ingestion.sources.salesforce.simulator import describe
from ingestion.sources.salesforce.simulator.catalogue import objects_seen_in
from ingestion.sources.salesforce.simulator.org import Org
from ingestion.sources.salesforce.tables import CAMPAIGN_MEMBER
from tests.benchmarks.serving import Ready, serve

ROWS = 300_000
FIGURE = 4.0
NOW = "Wed, 20 May 2026 12:00:00 GMT"


def main(rows: int = ROWS) -> int:
    objects = objects_seen_in(Org())
    answer = describe.whole(objects["CampaignMember"], objects, "62.0")
    fields = described(CAMPAIGN_MEMBER, answer).fields
    size = max(SMALLEST_PAGE, VALUES_A_PAGE // len(fields))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = written(folder, fields, rows, size)
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        server = context.Process(target=serve_job, args=(theirs, answer, rows, pages))
        server.start()
        try:
            seconds = landed(folder, f"http://127.0.0.1:{ours.recv()}", rows)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        finally:
            server.terminate()
        floor = read_by_duckdb(folder, pages)
    table = Table("rows", "CSV read by DuckDB", "landed", "ratio", "figure", "peak memory")
    table.add_row(f"{rows:,}", f"{floor:.2f} s", f"{seconds:.2f} s", f"{seconds / floor:.1f}",
                  f"≤ {FIGURE:g}", f"{peak:.0f} MiB")  # fmt: skip
    Console().print(table)
    return 0


def written(folder: Path, fields: tuple[str, ...], rows: int, size: int) -> list[Path]:
    """The pages of the job, a file each, as bulk writes them."""
    pages = []
    header = '"' + '","'.join(fields) + '"\n'
    for start in range(0, rows, size):
        page = folder / f"{start:09d}.csv"
        lines = (row(fields, number) for number in range(start, min(start + size, rows)))
        page.write_text(header + "".join(lines))
        pages.append(page)
    return pages


def row(fields: tuple[str, ...], number: int) -> str:
    stamp = f"2026-03-{number % 28 + 1:02d}T{number % 24:02d}:00:00.000Z"
    held = {
        "Id": f"00v{number:012d}AAA", "CampaignId": f"701{number % 500:012d}AAA",
        "LeadId": f"00Q{number % 90_000:012d}AAA", "Status": "Responded", "Name": f"Ann {number}",
        "FirstName": "Ann", "LastName": f'{number} "né"', "Email": f"p{number}@example.com",
        "HasResponded": "true", "IsDeleted": "false", "CurrencyIsoCode": "USD", "Type": "Lead",
        "CreatedDate": stamp, "LastModifiedDate": stamp, "SystemModstamp": stamp,
        "CreatedById": "005000000000001AAA", "LastModifiedById": "005000000000001AAA",
        "HasOptedOutOfEmail": "false", "HasOptedOutOfFax": "false", "DoNotCall": "false",
    }  # fmt: skip
    return '"' + '","'.join(held.get(name, "").replace('"', '""') for name in fields) + '"\n'


def landed(folder: Path, base_url: str, rows: int) -> float:
    streams = tuple(stream for stream in SOURCE.streams if stream.name == "campaign_member")
    source = Source(SOURCE.name, SOURCE.title, (), streams, connect=SOURCE.connect)
    settings = {"BASE_URL": base_url, "CLIENT_ID": "x", "CLIENT_SECRET": "x"}
    with Warehouse(folder / "warehouse.duckdb") as warehouse:
        warehouse.prepare([source])
        refresh = warehouse.begin_refresh(datetime.now(UTC))
        started = time.monotonic()
        load = land(warehouse, refresh, Connection(source, "default", settings))
        seconds = time.monotonic() - started
        if (load.status, load.rows_new) != ("accepted", rows):
            raise SystemExit(f"{load.status}: {load.rows_new} rows. {load.message}")
    return seconds


def read_by_duckdb(folder: Path, pages: list[Path]) -> float:
    with duckdb.connect(str(folder / "floor.duckdb")) as connection:
        started = time.monotonic()
        connection.execute(
            "create table floor as select * from read_csv(?, all_varchar = true, header = true)",
            [[str(page) for page in pages]],
        )
        return time.monotonic() - started


def serve_job(pipe, answer: dict, rows: int, files: list[Path]) -> None:
    """What the client asks on its way to the pages, and the pages."""
    pages = [file.read_bytes() for file in files]
    job = {"id": "750", "state": "JobComplete", "numberRecordsProcessed": rows}
    counts = [page.count(b"\n") - 1 for page in pages]

    class Job(Ready, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path.endswith("/describe"):
                return self.tell(answer)
            if parts.path.endswith("/query/750/results"):
                at = int(parse_qs(parts.query).get("locator", ["0"])[0])
                following = str(at + 1) if at + 1 < len(pages) else "null"
                return self.send(pages[at], "text/csv", following, counts[at])
            if parts.path.endswith("/query/750"):
                return self.tell(job)
            return self.tell({"totalSize": rows, "done": True, "records": []})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            url = f"http://127.0.0.1:{self.server.server_port}"
            self.tell(job | {"access_token": "x", "instance_url": url})

        def do_DELETE(self) -> None:
            self.tell({}, 204)

        def tell(self, body: dict, status: int = 200) -> None:
            self.send(msgspec.json.encode(body) if body else b"", "application/json", "", 0, status)

        def send(self, body: bytes, kind: str, locator: str, count: int, status: int = 200) -> None:
            self.send_response_only(status)
            for name, value in (("Date", NOW), ("Content-Type", kind), ("Sforce-Locator", locator),
                                ("Sforce-NumberOfRecords", count), ("Content-Length", len(body))):  # fmt: skip
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(body)

    serve(pipe, Job)


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
