"""A scratch warehouse: what pages decide is built in it, all else is read as it was published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from ingestion.landing.warehouse import Warehouse
from ingestion.sources.definitions import SOURCE
from orchestration import dbt
from orchestration.backtest.pages import Tried, land
from orchestration.environment import CannotStart, Place
from orchestration.publication import private_file

COMPARED = "rpt_definition_backtest"
JUDGED = "model.accord.int_pages_applied"  # from here on each page judges by itself
WORDS = "model.accord.int_event_values_named"  # what pages tell apart of the sources' own words
LEADS = "model.accord.fct_leads_restated"
# A view that puts all that happened together anew: `int_person_events` holds it as it was then.
EVENTS, EVENTS_HELD = "int_events_unioned", "int_person_events"
FILES = ("working", "accord")


def scratch_of(where: Place) -> Place:
    """Where pages are tried; what an earlier backtest left there goes."""
    return Place(where.warehouse / "backtest")


def build(scratch: Place, published: Path, pages: Sequence[Tried], on_end: Callable) -> None:
    """Leads as each of the pages would have them, and the pages side by side, in scratch files."""
    clear(scratch)
    scratch.warehouse.mkdir(mode=0o700, exist_ok=True)
    for path in (scratch.working, scratch.marts):
        private_file(path)
    link = scratch.warehouse / "published"
    link.symlink_to(published)  # a publication meanwhile changes nothing here
    nodes = dbt.manifest(scratch)["nodes"]
    built = built_of(nodes)
    with Warehouse(scratch.working) as warehouse:
        warehouse.prepare([SOURCE])
    with _opened(scratch, published) as working:
        for name in ("as_of", "warehouse"):
            working.execute(f"insert into control.{name} from published_working.control.{name}")
        land(working, "published_working", pages)
        for node in _read(nodes, built):
            _stand_in(working, node)
    names = [nodes[key]["name"] for key in sorted(built)]
    arguments = ["run", "--no-write-json", "--select", *names]
    done = dbt.run(scratch, arguments, target=dbt.BACKTEST, on_end=on_end)
    if not done.succeeded:
        raise RuntimeError(f"the backtest failed: {dbt.in_one_line(done.trouble)}")
    _tidy(scratch)


def _tidy(scratch: Place) -> None:
    """What was compared stays, without the way there and without what stood in for other marts."""
    scratch.working.unlink()
    with duckdb.connect(str(scratch.marts)) as marts:
        views = "select schema_name, view_name from duckdb_views() where not internal"
        for schema, view in marts.execute(views).fetchall():
            marts.execute(f"drop view {schema}.{view}")


def clear(scratch: Place) -> None:
    """Of an earlier backtest nothing stays, whole or cut off."""
    for path in scratch.warehouse.glob("*.duckdb*"):
        path.unlink()
    (scratch.warehouse / "published").unlink(missing_ok=True)


def built_of(nodes: dict[str, Any]) -> set[str]:
    """Models that a page decides for itself on the way to its leads, and the pages they read."""
    parents = {key: set(node["depends_on"]["nodes"]) for key, node in nodes.items()}
    before = _reached({LEADS}, parents)
    after = {
        key
        for key in before
        if _reached({key}, parents) & {JUDGED, WORDS} and _is_model(nodes, key)
    }
    of_pages = {
        parent
        for key in after
        for parent in parents[key]
        if parent.split(".")[2].startswith("stg_definitions__")
    }
    return after | of_pages | {f"model.accord.{COMPARED}"}


def _reached(start: set[str], parents: dict[str, set[str]]) -> set[str]:
    """These nodes and all that they come from."""
    found, waiting = set(start), list(start)
    while waiting:
        new = parents.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _is_model(nodes: dict[str, Any], key: str) -> bool:
    return key in nodes and nodes[key]["resource_type"] == "model"


def _read(nodes: dict[str, Any], built: set[str]) -> Iterator[dict[str, Any]]:
    """Models that the built ones read and that are not built."""
    waiting, seen = list(built), set(built)
    while waiting:
        for parent in set(nodes[waiting.pop()]["depends_on"]["nodes"]) - seen:
            seen.add(parent)
            if not _is_model(nodes, parent):
                continue
            if nodes[parent]["config"]["materialized"] == "ephemeral":
                waiting.append(parent)
            else:
                yield nodes[parent]


def _opened(scratch: Place, published: Path) -> duckdb.DuckDBPyConnection:
    """The scratch files and the published ones, under the names that dbt gives them."""
    working = duckdb.connect(str(scratch.working))
    working.execute(f"attach '{scratch.marts}' as accord")
    for name in FILES:
        working.execute(f"attach '{published / name}.duckdb' as published_{name} (read_only)")
    return working


def _stand_in(working: duckdb.DuckDBPyConnection, node: dict[str, Any]) -> None:
    """A view on what was published, where the built models look for it."""
    database, schema, name = node["database"], node["schema"], node["alias"]
    held = EVENTS_HELD if name == EVENTS else name
    columns = working.execute(
        "select string_agg(column_name, ', ' order by column_index) from duckdb_columns() "
        "where database_name = ? and schema_name = ? and table_name = ?",
        [f"published_{database}", schema, name],
    ).fetchone()[0]
    if columns is None:
        raise CannotStart(
            f"the last publication lacks {schema}.{name}, which the project reads; "
            "say `make run` first"
        )
    working.execute(f"create schema if not exists {database}.{schema}")
    working.execute(
        f"create view {database}.{schema}.{name} as "
        f"select {columns} from published_{database}.{schema}.{held}"
    )
