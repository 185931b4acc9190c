"""A scratch warehouse: what pages decide is built in it, all else is read as it was published."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingestion.landing.warehouse import Warehouse
from ingestion.sources.definitions import SOURCE
from orchestration import dbt
from orchestration.backtest.pages import Tried, judged, land
from orchestration.environment import CannotStart, Place
from orchestration.publication import private_file

COMPARED = "rpt_definition_backtest"
PAIRS = "int_pages_compared"
EVENTS = "int_events_unioned"
# What no page on trial decides, since the page in force now is asked, is read as published; all
# that lies between it and what is compared is built.
SHARED = (
    EVENTS,
    "int_settings_applied",
    "int_people_described",
    "int_people_numbered",
    "int_fit_attributes_unpivoted",
    "int_opportunity_people_identified",
    "fct_opportunities",
    "publication",
)
# What a page reads of all that happened: where all pages read as published ones, it stands there.
READING = ("int_combinations_compared", "int_events_numbered", "int_silences_read")
READING += ("int_stage_events_ordered", "int_cycles_opened", "int_cycles_read")
# What depends on no more than the words that pages name.
WORDED = ("int_event_values_named", "int_person_events", "int_event_combinations_listed")
# What depends on no more than the shortest idle limit of all pages.
MEASURED = ("int_silences_measured",)
# `EVENTS` is a view that puts all that happened together anew: here it stands as it was published.
EVENTS_HELD = "int_person_events"
FILES = ("working", "accord")


@dataclass(frozen=True)
class Readers:
    """By a page's name, the page as which it reads what happened, and as which it is scored."""

    read_by: Mapping[str, str]
    scored_by: Mapping[str, str]

    @property
    def names(self) -> set[str]:
        return {*self.read_by.values(), *self.scored_by.values()}


def scratch_of(where: Place) -> Place:
    """Where pages are tried; what an earlier backtest left there goes."""
    return Place(where.warehouse / "backtest")


def build(
    scratch: Place, published: Path, pages: Sequence[Tried], against: Tried, on_end: Callable
) -> None:
    """Leads as each of the pages would have them, and the pages side by side, in scratch files."""
    clear(scratch)
    scratch.warehouse.mkdir(mode=0o700, exist_ok=True)
    for path in (scratch.working, scratch.marts):
        private_file(path)
    link = scratch.warehouse / "published"
    link.symlink_to(published)  # a publication meanwhile changes nothing here
    everyone = [*pages, against]
    readers, held = _shared(everyone, judged(published))
    nodes = dbt.manifest(scratch)["nodes"]
    built = built_of(nodes, (PAIRS, *SHARED, *held))
    with Warehouse(scratch.working) as warehouse:
        warehouse.prepare([SOURCE])
    with _opened(scratch, published) as working:
        for name in ("as_of", "warehouse"):
            working.execute(f"insert into control.{name} from published_working.control.{name}")
        land(working, everyone, readers.names)
        for node in _read(nodes, built):
            if node["name"] == PAIRS:
                _pair(working, pages, against, readers)
            else:
                _stand_in(working, node)
    names = [nodes[key]["name"] for key in sorted(built)]
    arguments = ["run", "--no-write-json", "--select", *names]
    done = dbt.run(scratch, arguments, target=dbt.BACKTEST, on_end=on_end)
    if not done.succeeded:
        raise RuntimeError(f"the backtest failed: {dbt.in_one_line(done.trouble)}")
    _tidy(scratch)


def _shared(pages: Sequence[Tried], published: Sequence[Tried]) -> tuple[Readers, tuple[str, ...]]:
    """As which page each one reads and scores, and the models that stand as published."""
    scorers = {page.scoring: page.name for page in published}
    if all(page.scoring in scorers for page in pages):
        names = {page.name: scorers[page.scoring] for page in pages}
        return Readers(names, names), READING + MEASURED
    readers = {page.reading: page.name for page in reversed(pages)}
    scorers = {page.scoring: page.name for page in reversed(pages)}
    known = set().union(*(page.words for page in published))
    held = WORDED if all(page.words <= known for page in pages) else ()
    shortest = min(page.idle_limit_days for page in published)
    if all(page.idle_limit_days >= shortest for page in pages):
        held += MEASURED
    return Readers(
        {page.name: readers[page.reading] for page in pages},
        {page.name: scorers[page.scoring] for page in pages},
    ), held


def _pair(
    working: duckdb.DuckDBPyConnection, pages: Sequence[Tried], against: Tried, readers: Readers
) -> None:
    """Which pages are compared, both ways round."""
    working.execute("create schema if not exists intermediate")
    working.execute(
        f"create table intermediate.{PAIRS} "
        "(definition_version text, against_version text, read_by text, scored_by text)"
    )
    for one, other in [(page, against) for page in pages] + [(against, page) for page in pages]:
        working.execute(
            f"insert into intermediate.{PAIRS} values (?, ?, ?, ?)",
            [one.name, other.name, readers.read_by[one.name], readers.scored_by[one.name]],
        )


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


def built_of(nodes: dict[str, Any], held: Collection[str]) -> set[str]:
    """What is compared, and the models that lead there; those of `held` are there already, and so
    is what only they read."""
    models = {key: node for key, node in nodes.items() if node["resource_type"] == "model"}
    built = {key for key, node in models.items() if node["name"] == COMPARED}
    waiting = list(built)
    while waiting:
        found = {
            parent
            for parent in models[waiting.pop()]["depends_on"]["nodes"]
            if parent in models and models[parent]["name"] not in held
        }
        waiting += found - built
        built |= found
    return built


def _read(nodes: dict[str, Any], built: set[str]) -> Iterator[dict[str, Any]]:
    """Models that the built ones read and that are not built."""
    waiting, seen = list(built), set(built)
    while waiting:
        for parent in set(nodes[waiting.pop()]["depends_on"]["nodes"]) - seen:
            seen.add(parent)
            if nodes.get(parent, {}).get("resource_type") != "model":
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
