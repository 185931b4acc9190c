"""The pages that are tried: landed ones as they landed, files as they stand, all as if on trial."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from ingestion.landing.warehouse import BOOKKEEPING, naive
from ingestion.lined_yaml import Faults
from ingestion.sources.definitions.folder import tried
from ingestion.sources.definitions.landing import record_id
from ingestion.sources.definitions.tables import BY_NAME, TABLES, Row, rows
from orchestration.backtest.asked import Asked
from orchestration.environment import CannotStart

SUFFIXES = (".yml", ".yaml")
LOAD, CONNECTION = "backtest", "default"
# What decides nothing of which stages events carry, where cycles begin and end, and what is earned:
# who signed a page, who fits, what both sides promise, and what is asked of the page in force now,
# whichever is tried. All else is the same on two pages that read alike.
WHOLE = (
    "approvals",
    "rejection_reasons",
    "opportunity_stages",
    "stage_labels",
    "opportunity_types",
    "billing_intervals",
    "uninfluential_touches",
    "survivorship",
    "matching_evidence",
    "matching_thresholds",
    "variance_causes",
    "domains",
    "shared_mailboxes",
    "unnamed_currencies",
    "freshness_limits",
    "ideal_customer",
    "fit_points",
    "fit_conditions",
    "sla",
    "signs",
    "sign_conditions",
    "calendars",
    "calendar_conditions",
    "working_hours",
    "holidays",
    "targets",
)
PARTS = {
    "pages": (
        "title",
        "company",
        "status",
        "is_retrospective",
        "is_sample",
        "digest",
        "approvals_are_valid",
        "time_zone",
        "fiscal_year_start_month",
        "reporting_currency",
        "influence_window_days",
        "rate_date_open_opportunity",
        "rate_date_closed_opportunity",
        "rate_date_invoice",
        "rate_date_payment",
        "rate_date_spend",
    ),
    "scores": ("fit_at_least", "intent_at_least"),
    "criteria": ("says",),
    "activities": ("activity",),
}
# What decides what is earned, and neither stages nor cycles.
EARNED = ("scores", "activities", "activity_conditions")
# The words of a source that a page tells apart from all others that it does not know.
NAMED = {
    "conditions": ("attribute", "value"),
    "channel_conditions": ("attribute", "value"),
    "activity_conditions": ("attribute", "value"),
    "outcomes": ("system", "touch_type", "label"),
    "automatic_authors": ("system", "author"),
    "statuses": ("system", "field", "label"),
}


@dataclass(frozen=True)
class Tried:
    """A page, called by its day where it landed, by its file's name where it did not."""

    name: str
    title: str
    records: Mapping[str, Sequence[Row]] = field(default_factory=dict, repr=False)

    @property
    def reading(self) -> str:
        """The same for pages by which events carry the same stages, and cycles end alike."""
        return self._digest((*WHOLE, *EARNED))

    @property
    def scoring(self) -> str:
        """The same for pages that read alike and by which the same is earned."""
        return self._digest(WHOLE)

    @property
    def idle_limit_days(self) -> int:
        """After how long without a sign a person has fallen silent."""
        [row] = self.records["pages"]
        return int(row["idle_limit_days"] or 0)

    def _digest(self, left_out: Container[str]) -> str:
        told = {
            table: sorted(json.dumps([row[column] for column in _told(table)]) for row in records)
            for table, records in self.records.items()
            if records and table not in left_out
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    @property
    def words(self) -> set[tuple[str | None, ...]]:
        """Those that it names, with what they are said of."""
        return {
            tuple(row[column] for column in columns)
            for table, columns in NAMED.items()
            for row in self.records.get(table, ())
        }


def chosen(published: Path, told: Asked) -> tuple[list[Tried], Tried]:
    """The pages to try and the one to compare them with. Raises CannotStart."""
    with _reading(published) as working:
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
                "no page is told; say `make backtest VERSION=<page>`: "
                f"{', '.join(landed)}, or a file"
            )
        named = [told.against or in_force, *told.versions]
        short = Counter(Path(each).name for each in set(named))
        against, *pages = (
            _page(working, each, Path(each).name if short[Path(each).name] == 1 else each, landed)
            for each in named
        )
    for position, page in enumerate(pages):
        if any(page.name == other.name for other in (against, *pages[:position])):
            raise CannotStart(f"{page.name} would be compared with itself; name another page")
    return pages, against


@contextmanager
def _reading(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with duckdb.connect(str(published / "working.duckdb"), read_only=True) as working:
            yield working
    except (duckdb.CatalogException, duckdb.BinderException):
        raise CannotStart(
            "the last publication was made before the project changed; say `make run` first"
        ) from None


def judged(published: Path) -> list[Tried]:
    """The pages by which the last publication judged the whole past."""
    with _reading(published) as working:
        names = working.execute(
            "select definition_version from intermediate.int_pages_applied "
            "where judged_by <> 'then' order by all"
        ).fetchall()
        return [Tried(name, "", _landed(working, name)) for (name,) in names]


def _page(
    working: duckdb.DuckDBPyConnection, named: str, called: str, landed: Mapping[str, str]
) -> Tried:
    """`called`: how a file is told of: by its name, or by its path beside another of that name."""
    if named in landed:
        return Tried(named, landed[named], _landed(working, named))
    path = Path(named).expanduser()
    if path.suffix not in SUFFIXES:
        raise CannotStart(f"no page {named} has landed; there are {', '.join(landed)}, or a file")
    try:
        version = tried(path)
    except OSError as error:
        raise CannotStart(f"{named} can't be read ({error.strerror})") from None
    except Faults as faults:
        raise CannotStart(f"{faults.first}. Mend the page and try it again") from None
    records: dict[str, list[Row]] = {}
    for table, row in rows(version):
        records.setdefault(table.name, []).append(row | {"page": called})
    return Tried(called, version.page.title, records)


def _landed(working: duckdb.DuckDBPyConnection, page: str) -> dict[str, list[Row]]:
    """The rows of a landed page, as they were last read."""
    return {table.name: list(_latest(working, table.name, page)) for table in TABLES}


def _told(table: str) -> list[str]:
    """The columns in which pages that read alike are the same."""
    return [name for name in _columns(table) if name not in ("page", *PARTS.get(table, ()))]


def _columns(table: str) -> list[str]:
    return [each.name for each in BY_NAME[table].fields]


def _latest(working: duckdb.DuckDBPyConnection, table: str, page: str) -> Iterator[Row]:
    columns = _columns(table)
    found = working.execute(
        f"""
        select _op, {", ".join(columns)} from raw_definitions.{table} as version
        semi join raw_definitions._loads as load
            on version._load_id = load._load_id
            and load._object = $1 and load.status = 'accepted'
        where page = $2
        qualify row_number() over (
            partition by _record_id order by _load_id desc, _seen_at desc
        ) = 1
        """,
        [table, page],
    ).fetchall()
    for operation, *values in found:
        if operation == "upsert":
            yield dict(zip(columns, values, strict=True))


def land(working: duckdb.DuckDBPyConnection, pages: Sequence[Tried], reading: set[str]) -> None:
    """Let the raw tables of a scratch file hold these pages. None governs; those of `reading` are
    on trial, so that they are asked how they read what happened."""
    for table in TABLES:
        working.execute(
            "insert into raw_definitions._loads by name "
            "select ? as _load_id, ? as _connection, ? as _object, refresh_number, "
            "'accepted' as status from control.as_of",
            [LOAD, CONNECTION, table.name],
        )
        records = [
            _kept(page, table.name, row, reading)
            for page in pages
            for row in page.records.get(table.name, ())
        ]
        if records:
            working.register("records", pa.Table.from_pylist(records))
            working.execute(f"insert into raw_definitions.{table.name} by name from records")
            working.unregister("records")


def _kept(page: Tried, table: str, row: Row, reading: set[str]) -> dict:
    """A row as it would land."""
    status = {"status": "trial" if page.name in reading else "draft"} if table == "pages" else {}
    return (
        dict.fromkeys(name for name, _ in BOOKKEEPING)
        | row
        | status
        | {
            "_connection": CONNECTION,
            "_record_id": record_id(BY_NAME[table], row),
            "_op": "upsert",
            "_seen_at": naive(datetime.now(UTC)),
            "_load_id": LOAD,
        }
    )
