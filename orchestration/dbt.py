"""dbt in this process: parse before anything loads the manifest, build, tell what happened."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ingestion.settings import told
from ingestion.source import SourceError
from ingestion.sources.definitions import doc_blocks
from orchestration import parsed
from orchestration.environment import CannotStart, Place
from orchestration.lock import held
from orchestration.parsed import project_digest

ROLE = {"accord.duckdb": "accord", "pii.duckdb": "pii"}
JOB, PROD = "job", "prod"  # the profile that opens what readers are published from, and its target
READING = "reading.lock"  # one process at a time writes the words and parses them
BACKTEST = "backtest"  # that profile's target in which pages are tried
ROWS_SHOWN = 3
LINES_TOLD = 3
GARBAGE = 200_000  # objects made before they are looked through
NAME_IT = "Let its query give their key a name that ends in _id"
SAFE_TO_SHOW = ("source_system", "connection", "field", "label", "row_count", "page", "to_add")


@dataclass
class Built:
    """What a dbt command did: raw events as Dagster's reader wants them, and each node's end."""

    succeeded: bool
    events: list[dict[str, Any]] = field(default_factory=list)
    ends: list[tuple[str, str, str]] = field(default_factory=list)  # unique id, status, message
    trouble: str = ""
    results: list[Any] = field(default_factory=list)

    def of(self, *statuses: str) -> list[tuple[str, str]]:
        return [(unique_id, message) for unique_id, s, message in self.ends if s in statuses]

    def followed_by(self, later: Built) -> Built:
        """Both as one: what the later one did again counts in its stead."""
        again = {unique_id for unique_id, *_ in later.ends}

        def stays(event: dict[str, Any]) -> bool:
            return event["data"].get("node_info", {}).get("unique_id") not in again

        return Built(
            self.succeeded and later.succeeded,
            [event for event in self.events if stays(event)] + later.events,
            [end for end in self.ends if end[0] not in again] + later.ends,
            "; ".join(filter(None, (self.trouble, later.trouble))),
            [each for each in self.results if each.node.unique_id not in again] + later.results,
        )


@dataclass(frozen=True)
class Made:
    """A table or view as it stands: its rows, and name and type of columns."""

    rows: int
    columns: list[tuple[str, str]]


def ensure_parsed(place: Place) -> None:
    """A manifest that fits the project and the pages' words; done once for each state.

    Raises CannotStart where a page or the project can't be read.
    """
    # The words stand in the project itself: another run's, of other pages, must not be read here.
    with held(place.dbt_project / "target" / READING, "another run's reading of the project"):
        _parse(place)


def _parse(place: Place) -> None:
    try:
        words = write_words(place)
    except SourceError as error:
        raise CannotStart(str(error)) from None
    of_words = hashlib.sha256(words.read_bytes()).hexdigest()
    state = project_digest(place) + of_words
    if parsed.stands(place, state) or parsed.take(place, state):
        return
    remembered = place.dbt_target / parsed.PARSED[1]
    goes_on = remembered.exists()
    result = run(place, ["parse"])
    if goes_on and not result.succeeded:
        remembered.unlink(missing_ok=True)  # of an older project, which dbt can't always go on from
        result = run(place, ["parse"])
    if not result.succeeded:
        raise CannotStart(
            f"dbt can't read the project: {in_one_line(result.trouble)}. Mend it and run again"
        )
    if project_digest(place) + of_words != state:
        raise CannotStart("the dbt project changed while it was read. Run again")
    parsed.keep(place, state)


def write_words(place: Place) -> Path:
    """What the pages say, where the models of this project quote it. Raises SourceError."""
    pages = told("DEFINITIONS_PATH") or doc_blocks.DEFAULT
    return doc_blocks.write(pages, place.dbt_project / doc_blocks.WORDS)


def in_one_line(trouble: str) -> str:
    """How dbt begins: the kind of error, then the file and what is wrong there."""
    lines = [" ".join(line.split()) for line in trouble.splitlines()]
    return ": ".join([line.rstrip(".:") for line in lines if line][:LINES_TOLD])


def run(
    place: Place,
    arguments: Sequence[str],
    target: str = PROD,
    on_end: Callable[[str, str], None] = lambda *_: None,
) -> Built:
    """One dbt command. `on_end(unique_id, status)` is told as each node ends."""
    from dbt.cli.main import dbtRunner  # seconds to import
    from google.protobuf.json_format import MessageToDict

    events: list[dict[str, Any]] = []
    errors: list[str] = []

    def collect(event: Any) -> None:
        if event.info.name in ("LogModelResult", "LogTestResult", "LogSeedResult"):
            shown = MessageToDict(event, preserving_proto_field_name=True)
            events.append(shown)
            node = shown["data"].get("node_info", {})
            on_end(node.get("unique_id", ""), node.get("node_status", ""))
        elif event.info.level == "error":
            errors.append(event.info.msg)

    place.dbt_target.mkdir(parents=True, exist_ok=True)
    command = [
        *arguments,
        "--project-dir", str(place.dbt_project),
        "--profiles-dir", str(place.profiles),
        "--profile", JOB if target in (PROD, BACKTEST) else "accord",
        "--target", target,
        "--target-path", str(place.dbt_target),
        # It would write out each of some ten thousand events before it looks who wants to read it.
        "--log-level", "none",
        "--log-level-file", "none",
    ]  # fmt: skip
    known = parsed.reading(place) if target != "postgres" else None
    state = parsed.told(place)
    if known is None:
        parsed.forget(place)
    with contextlib.redirect_stdout(io.StringIO()), _collecting_seldom():
        outcome = dbtRunner(known, [collect]).invoke(command)
        _let_go()
    if outcome.exception and not isinstance(outcome.exception, Exception):
        raise outcome.exception  # dbt takes an interrupt for one of its own errors
    if known and not outcome.exception:
        parsed.vouch(place, state)  # dbt wrote it out again
    built = Built(bool(outcome.success), events)
    for result in getattr(outcome.result, "results", None) or ():
        built.results.append(result)
        built.ends.append((result.node.unique_id, str(result.status), result.message or ""))
    if not built.succeeded:
        broken = built.of("error", "fail", "runtime error")
        built.trouble = (
            str(outcome.exception)
            if outcome.exception
            else "; ".join(f"{u.split('.')[2]}: {m}" for u, m in broken[:3])
        ) or "; ".join(errors)
    return built


@contextlib.contextmanager
def _collecting_seldom() -> Iterator[None]:
    """dbt keeps most of what it makes to its end; to look through it for garbage takes a tenth."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(GARBAGE, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def failing_rows(place: Place, built: Built) -> dict[str, str]:
    """What the tests that failed or warn found: keys and words, never personal values."""
    broken = [result for result in built.results if str(result.status) in ("fail", "warn")]
    if not broken:
        return {}
    found = {}
    with _reading(place) as working:
        for result in broken:
            rows = working.execute(
                f"select * from ({result.node.compiled_code}) limit {ROWS_SHOWN}"
            )
            names = [column[0] for column in rows.description]
            safe = {name for name in names if name.endswith("_id") or name in SAFE_TO_SHOW}
            shown = [
                ", ".join(
                    f"{name} {value}"
                    for name, value in zip(names, row, strict=True)
                    if value is not None and name in safe
                )
                for row in rows.fetchall()
            ]
            told = "; ".join(filter(None, shown))
            if not safe and not hasattr(result.node, "test_metadata"):
                told = (
                    f"{result.failures} rows, without a key to show: {', '.join(names)}. {NAME_IT}"
                )
            found[result.node.unique_id] = told
    return found


def made(place: Place, built: Built) -> dict[str, Made]:
    """The tables and views that were made, by the unique id of their model."""
    nodes = {
        result.node.unique_id: result.node
        for result in built.results
        if str(result.status) == "success" and result.node.resource_type == "model"
    }
    counted = " union all ".join(
        f"select '{unique_id}', count(*) from {node.relation_name}"
        for unique_id, node in nodes.items()
    )
    with _reading(place) as working:
        rows = dict(working.execute(counted).fetchall()) if counted else {}
        columns: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for schema, table, column, kind in working.execute(
            "select schema_name, table_name, column_name, data_type from duckdb_columns() "
            "where not internal order by schema_name, table_name, column_index"
        ).fetchall():
            columns.setdefault((schema, table), []).append((column, kind))
    return {
        unique_id: Made(rows[unique_id], columns.get((node.schema, node.alias), []))
        for unique_id, node in nodes.items()
    }


@contextlib.contextmanager
def _reading(place: Place) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working file with the marts beside it, as dbt sees them."""
    with duckdb.connect(str(place.working), read_only=True) as working:
        working.execute("set TimeZone = 'UTC'")
        for path in (place.marts, place.pii):
            working.execute(f"attach '{path}' as {ROLE[path.name]} (read_only)")
        yield working


def _let_go() -> None:
    """Close the files that dbt-duckdb keeps open in this process, so that others may."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if environment := DuckDBConnectionManager._ENV:
        environment.close()
    DuckDBConnectionManager.close_all_connections()
    gc.collect()


def manifest(place: Place) -> dict[str, Any]:
    return json.loads(place.manifest.read_text())
