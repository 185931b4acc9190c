"""A small company's one system, and hands that reach into its records."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ingestion.sandbox.recorded import Change
from ingestion.sandbox.world import World
from tests.chaos.serving import System

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
# Texts that are mistaken for numbers, for nothing, for an end of line, or for a formula.
AWKWARD = (
    "02134", "NA", "null", "1e5", "007", 'a "quote", a\nline', "\u2028 🜚 \u202e", "=cmd", "a\0b",
)  # fmt: skip


def latest(source: str, table: str, id: str, column: str = "_op") -> str:
    """The query of what landed last of a record."""
    return (
        f'select {column} from raw_{source}."{table}" '
        f"where _record_id = '{id}' order by _load_id desc, _seen_at desc limit 1"
    )


def versions(source: str, table: str, where: str) -> str:
    """The query of how many rows landed."""
    return f'select count(*) from raw_{source}."{table}" where {where}'


class Stage:
    """`name` is the system's."""

    def __init__(self, name: str, world: World, system: System) -> None:
        self.name, self.world, self.system = name, world, system

    @property
    def now(self) -> int:
        return self.world.now

    def ids(self, object: str, count: int, where: str = "state = 'live'") -> list[str]:
        """The first so many records of an object that fit."""
        records = self.world.records(self.name, object, where)
        assert len(records) >= count, f"{self.name} has too few {object}"
        return [record.id for record in records[:count]]

    def fields(self, object: str, id: str) -> dict[str, Any]:
        record = self.world.get(self.name, object, id)
        assert record is not None, f"{self.name} has no {object} {id}"
        return record.fields

    def then(
        self,
        object: str,
        id: str,
        op: str = "update",
        hours: float = 0.5,
        is_stamped: bool = True,
        into: str | None = None,
        **fields: Any,
    ) -> None:
        """Something that happens in a while."""
        at = self.now + int(hours * HOUR)
        change = Change(at, object, id, op, fields, None, is_stamped, into)
        self.world.add([(self.name, change)], 0)

    def make(self, object: str, id: str, at: int | None = None, **fields: Any) -> str:
        """A record like the first one, if there is one, made at an instant."""
        self.make_many(object, {id: self.now if at is None else at}, **fields)
        return id

    def make_many(self, object: str, made_at: dict[str, int], **fields: Any) -> None:
        others = self.world.records(self.name, object, "state = 'live'")
        like = others[0].fields if others else {}
        self.add(Change(at, object, id, "create", {**like, **fields}) for id, at in made_at.items())

    def add(self, changes: Iterable[Change]) -> None:
        self.world.add([(self.name, change) for change in changes], self.now)

    def change(self, object: str, id: str, **fields: Any) -> None:
        """What a record holds becomes another thing, and nothing tells of it."""
        changed = json.dumps({**self.fields(object, id), **fields}, ensure_ascii=False)
        self.world.sql(
            "update record set fields = ? where system = ? and object = ? and id = ?",
            (changed, self.name, object, id),
        )

    def vanish(self, object: str, id: str) -> None:
        """Gone for good, and nobody told."""
        where = "where system = ? and object = ? and id = ?"
        self.world.sql(f"delete from record {where}", (self.name, object, id))
        self.world.sql(f"delete from history {where}", (self.name, object, id))
