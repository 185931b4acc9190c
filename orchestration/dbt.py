"""dbt in this process: parse before anything loads the manifest, build, tell what happened."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from ingestion.source import SourceError
from ingestion.sources.definitions import doc_blocks
from orchestration import parsed
from orchestration.environment import CannotStart, Place
from orchestration.parsed import project_digest

ROLE = {"accord.duckdb": "accord", "pii.duckdb": "pii"}
TABLES = ("table", "incremental")
ROWS_SHOWN = 3
LINES_TOLD = 3
GARBAGE = 200_000  # objects made before they are looked through
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


@dataclass(frozen=True)
class Made:
    """A table or view as it stands: its rows (none for a view), and name and type of columns."""

    rows: int | None
    columns: list[tuple[str, str]]


def ensure_parsed(place: Place) -> None:
    """A manifest that fits the project and the pages' words; done once for each state.

    Raises CannotStart where a page or the project can't be read.
    """
    try:
        words = doc_blocks.write(os.environ.get("DEFINITIONS_PATH") or doc_blocks.DEFAULT)
    except SourceError as error:
        raise CannotStart(str(error)) from None
    of_words = hashlib.sha256(words.read_bytes()).hexdigest()
    state = project_digest(place) + of_words
    if parsed.stands(place, state) or parsed.take(place, state):
        return
    result = run(place, ["parse"])
    if not result.succeeded:
        raise CannotStart(
            f"dbt can't read the project: {_in_one_line(result.trouble)}. Mend it and run again"
        )
    if project_digest(place) + of_words != state:
        raise CannotStart("the dbt project changed while it was read. Run again")
    parsed.keep(place, state)


def _in_one_line(trouble: str) -> str:
    """How dbt begins: the kind of error, then the file and what is wrong there."""
    lines = [" ".join(line.split()) for line in trouble.splitlines()]
    return ": ".join([line.rstrip(".:") for line in lines if line][:LINES_TOLD])


def run(
    place: Place,
    arguments: Sequence[str],
    target: str = "prod",
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
        "--target", target,
        "--target-path", str(place.dbt_target),
        # It would write out each of some ten thousand events before it looks who wants to read it.
        "--log-level", "none",
        "--log-level-file", "none",
    ]  # fmt: skip
    known = parsed.reading(place) if target != "postgres" else None
    if known is None:
        parsed.forget(place)
    with contextlib.redirect_stdout(io.StringIO()), _collecting_seldom():
        outcome = dbtRunner(known, [collect]).invoke(command)
    _let_go()
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
    compiled = {
        result.node.unique_id: result.node.compiled_code
        for result in built.results
        if str(result.status) in ("fail", "warn")
    }
    if not compiled:
        return {}
    found = {}
    with _reading(place) as working:
        for unique_id, sql in compiled.items():
            rows = working.execute(f"select * from ({sql}) limit {ROWS_SHOWN}")
            names = [column[0] for column in rows.description]
            shown = [
                ", ".join(
                    f"{name} {value}"
                    for name, value in zip(names, row, strict=True)
                    if value is not None and (name.endswith("_id") or name in SAFE_TO_SHOW)
                )
                for row in rows.fetchall()
            ]
            found[unique_id] = "; ".join(filter(None, shown))
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
        if node.config.materialized in TABLES
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
        unique_id: Made(rows.get(unique_id), columns.get((node.schema, node.name), []))
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
