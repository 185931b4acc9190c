"""What a system lists against what the warehouse knows of it: the rest is gone, and no row said so.

Ids wait in a temporary table, so a list may be longer than memory; the difference is one statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from ingestion.landing.sql import LATEST_FIRST, instant, quoted
from ingestion.landing.target import Target
from ingestion.landing.warehouse import Warehouse, naive
from ingestion.source import Compare, Listed, SourceError

MUCH = 100  # as many known records do not vanish all at once: then the account is another one


@dataclass
class Listing:
    """The lists of one stream under way, by table."""

    begun: set[str] = field(default_factory=set)

    def add(self, warehouse: Warehouse, target: Target, listed: Listed) -> int:
        """Note the ids; after the last ones, mark what is gone. Says how many rows that made."""
        name = "listed_" + target.table.name
        if target.table.name not in self.begun:
            warehouse.run(f"drop table if exists temp.{quoted(name)}")
        columns = {"_record_id": pa.array(listed.ids, pa.string())}
        warehouse.ingest(name, pa.table(columns), is_more=target.table.name in self.begun)
        self.begun.add(target.table.name)
        if not listed.is_last:
            return 0
        self.begun.discard(target.table.name)
        gone = _mark_gone(warehouse, target, name, listed.within)
        warehouse.run(f"drop table temp.{quoted(name)}")
        return gone


def joined(parts: Iterable[Listed | Compare]) -> Iterator[Listed | Compare]:
    """Lists of different parents that follow each other as one list: one look is enough."""
    run: list[Listed | Compare] = []
    parents: dict[str, str | None] = {}
    for part in parts:
        if run and not _goes_on(run[0], parents, part):
            yield _as_one(run, parents)
            run, parents = [], {}
        run.append(part)
        if isinstance(part, Listed) and part.within:
            parents |= part.within[1]
    if run:
        yield _as_one(run, parents)


def _goes_on(first: Listed | Compare, parents: Mapping, part: Listed | Compare) -> bool:
    """Both are whole, of one table, and the other has parents of its own."""
    if not all(isinstance(each, Listed) and each.is_last and each.within for each in (first, part)):
        return False
    is_same = (first.table, first.within[0]) == (part.table, part.within[0])
    return is_same and parents.keys().isdisjoint(part.within[1])


def _as_one(run: Sequence[Listed | Compare], parents: Mapping) -> Listed | Compare:
    first = run[0]
    if len(run) == 1:
        return first
    return Listed(first.table, [id for each in run for id in each.ids], (first.within[0], parents))


def _mark_gone(
    warehouse: Warehouse,
    target: Target,
    name: str,
    within: tuple[str, Mapping[str, str | None]] | None,
) -> int:
    """Records of accepted loads that live, were not listed and were not read by this load either:
    what this load read or named has its row already. Each keeps the values it was last seen with.
    """
    parents = pa.array(within[1] if within else [], pa.string())
    stamps = pa.array(within[1].values() if within else [], pa.string())
    warehouse.ingest("parents", pa.table({"id": parents, "gone_at": stamps}))
    parent = f"version.{quoted(within[0])}" if within else "cast(null as text)"
    scope = f"{parent} in (select id from parents)" if within else "true"
    known = f"""
        select version.*, {parent} as _parent_id, row_number() over (
            partition by version._record_id order by {LATEST_FIRST}
        ) as _rank
        from {target} as version
        where version._connection = ? and {scope} and version._load_id in (
            select load._load_id from {target.schema}._loads as load
            where load._connection = ? and load.status = 'accepted'
        )
    """
    of_connection = (target.connection, target.connection)
    if not within and not warehouse.value(f"select count(*) from temp.{quoted(name)}"):
        _refuse_nothing(warehouse, target, known, of_connection)
    kept = ["_merged_into_id", "_extra", *[quoted(each.name) for each in target.table.fields]]
    count = warehouse.value(
        f"""
        insert into {target}
        (_record_id, _op, _changed_at, {", ".join(kept)}, _connection, _seen_at, _load_id)
        select
            latest._record_id,
            'delete',
            coalesce({instant("parents.gone_at")}, latest._changed_at),
            {", ".join(f"latest.{each}" for each in kept)},
            ?, ?, ?
        from ({known}) as latest
        left join parents on latest._parent_id = parents.id
        where
            latest._rank = 1 and latest._op = 'upsert'
            and latest._record_id not in (select _record_id from temp.{quoted(name)})
            and latest._record_id not in (
                select here._record_id from {target} as here
                where here._load_id = ? and here._connection = ?
            )
        """,
        (
            *(target.connection, naive(target.seen_at), target.load_id),
            *of_connection,
            *(target.load_id, target.connection),
        ),
    )
    warehouse.run("drop table parents")
    return count


def _refuse_nothing(
    warehouse: Warehouse, target: Target, known: str, of_connection: tuple[str, str]
) -> None:
    living = warehouse.value(
        f"select count(*) from ({known}) as latest where _rank = 1 and _op = 'upsert'",
        of_connection,
    )
    if living >= MUCH:
        raise SourceError(
            target.schema.removeprefix("raw_"),
            f"nothing is listed where {living} records are known",
            "Check that the key is of the same account and may read it",
            obj=target.table.name,
        )
