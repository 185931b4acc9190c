"""The pages that are tried: landed ones as they landed, files as they stand, all as if on trial."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from ingestion.landing.warehouse import BOOKKEEPING, naive
from ingestion.lined_yaml import Faults
from ingestion.sources.definitions.folder import Version, tried
from ingestion.sources.definitions.landing import record_id
from ingestion.sources.definitions.tables import TABLES, rows
from orchestration.backtest.asked import Asked
from orchestration.environment import CannotStart

SUFFIXES = (".yml", ".yaml")
LOAD, CONNECTION = "backtest", "default"


@dataclass(frozen=True)
class Tried:
    """A page, called by its day where it landed, by its file's name where it did not."""

    name: str
    title: str
    file: Version | None = None


def chosen(published: Path, told: Asked) -> tuple[list[Tried], Tried]:
    """The pages to try and the one to compare them with. Raises CannotStart."""
    with duckdb.connect(str(published / "working.duckdb"), read_only=True) as working:
        landed = dict(
            working.execute(
                "select definition_version, title from staging.stg_definitions__pages order by all"
            ).fetchall()
        )
        [(in_force,)] = working.execute(
            "select definition_version from intermediate.int_settings_applied"
        ).fetchall()
    if not told.versions:
        raise CannotStart(
            f"no page is told; say `make backtest VERSION=<page>`: {', '.join(landed)}, or a file"
        )
    against = _page(told.against or in_force, landed)
    pages = [_page(name, landed) for name in told.versions]
    for position, page in enumerate(pages):
        if any(page.name == other.name for other in (against, *pages[:position])):
            raise CannotStart(
                f"{page.name} would be compared with itself; name another page, or give its file "
                "another name"
            )
    return pages, against


def _page(named: str, landed: dict[str, str]) -> Tried:
    if named in landed:
        return Tried(named, landed[named])
    path = Path(named).expanduser()
    if path.suffix not in SUFFIXES:
        raise CannotStart(f"no page {named} has landed; there are {', '.join(landed)}, or a file")
    try:
        version = tried(path)
    except OSError as error:
        raise CannotStart(f"{named} can't be read ({error.strerror})") from None
    except Faults as faults:
        raise CannotStart(f"{faults.first}. Mend the page and try it again") from None
    return Tried(path.name, version.page.title, version)


def land(working: duckdb.DuckDBPyConnection, published: str, pages: Sequence[Tried]) -> None:
    """Let the raw tables of a scratch file hold these pages and no other, none of them governing.

    `published`: what the published working file is attached as.
    """
    names = [page.name for page in pages if not page.file]
    working.execute(
        f"insert into raw_definitions._loads by name from {published}.raw_definitions._loads"
    )
    for table in TABLES:
        working.execute(
            f"insert into raw_definitions.{table.name} by name select * "
            f"from {published}.raw_definitions.{table.name} where page in (select unnest(?))",
            [names],
        )
        working.execute(
            "insert into raw_definitions._loads by name "
            "select ? as _load_id, ? as _connection, ? as _object, refresh_number, "
            "'accepted' as status from control.as_of",
            [LOAD, CONNECTION, table.name],
        )
    for table, records in _records(pages).items():
        working.register("records", pa.Table.from_pylist(records))
        working.execute(f"insert into raw_definitions.{table} by name from records")
        working.unregister("records")
    working.execute("update raw_definitions.pages set status = 'trial'")


def _records(pages: Sequence[Tried]) -> dict[str, list[dict]]:
    records: dict[str, list[dict]] = {}
    for page in pages:
        for table, record in _rows(page):
            records.setdefault(table, []).append(record)
    return records


def _rows(page: Tried) -> Iterator[tuple[str, dict]]:
    """The rows of a file as they would land, under its name."""
    for table, told in rows(page.file) if page.file else ():
        row = told | {"page": page.name}
        kept = dict.fromkeys(name for name, _ in BOOKKEEPING) | {
            "_connection": CONNECTION,
            "_record_id": record_id(table, row),
            "_op": "upsert",
            "_seen_at": naive(datetime.now(UTC)),
            "_load_id": LOAD,
        }
        yield table.name, kept | row
