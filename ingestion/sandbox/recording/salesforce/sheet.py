"""One record over time: what was known when, told as changes in the vendor's fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ingestion.sandbox.recorded import Change
from ingestion.sandbox.recording.salesforce.words import whole_second

Fields = dict[str, Any]
# at, fields before, fields that changed, who
OnChange = Callable[[int, Fields, Fields, str], Iterator[Change]]


@dataclass
class Sheet:
    """Collects what happens to a record in any order; `changes` tells it in order of time.

    What happens while the record is in the recycle bin, after it lost a merge or after `settled_at`
    (a converted lead takes no more changes) does not happen.
    """

    object: str
    id: str
    created_at: int
    created_by: str
    fields: Fields
    truth: tuple[str, str] | None = None
    settled_at: int | None = None
    gone: list[tuple[int, str, str | None]] = field(default_factory=list)
    updates: list[tuple[int, Fields, str]] = field(default_factory=list)

    def update(self, at: int, actor: str, **fields: Any) -> None:
        if self.settled_at is None or at <= self.settled_at:
            self.updates.append((max(at, self.created_at), fields, actor))

    def delete(self, deleted_at: int | None, restored_at: int | None = None) -> None:
        if deleted_at is not None:
            self.gone.append((deleted_at, "delete", None))
        if restored_at is not None:
            self.gone.append((restored_at, "restore", None))

    def merge(self, at: int, into: str) -> None:
        self.gone.append((at, "merge", into))

    def changes(self, on_change: OnChange | None = None) -> Iterator[Change]:
        created_at = whole_second(self.created_at)
        held = {name: value for name, value in self.fields.items() if value is not None}
        early: Fields = {}
        later: dict[int, tuple[Fields, str]] = {}
        for at, fields, actor in sorted(self.updates, key=lambda update: update[0]):
            second = whole_second(at)
            if second <= created_at:
                early.update(fields)
                continue
            merged, _ = later.setdefault(second, ({}, actor))
            merged.update(fields)
            later[second] = (merged, actor)
        held.update(early)
        held = {name: value for name, value in held.items() if value is not None}
        yield Change(
            created_at,
            self.object,
            self.id,
            "create",
            {**held, "CreatedById": self.created_by, "LastModifiedById": self.created_by},
            self.created_by,
            truth=self.truth,
        )
        gone = sorted((max(whole_second(at), created_at), op, into) for at, op, into in self.gone)
        for second, (fields, actor) in later.items():
            if _is_gone(gone, second):
                continue
            changed = {name: value for name, value in fields.items() if held.get(name) != value}
            if not changed:
                continue
            if on_change:
                yield from on_change(second, held, changed, actor)
            held = {**held, **changed}
            stamped = {**changed, "LastModifiedById": actor}
            yield Change(second, self.object, self.id, "update", stamped, actor)
        for at, op, into in gone:
            yield Change(at, self.object, self.id, op, {}, self.created_by, into=into)


def _is_gone(gone: list[tuple[int, str, str | None]], at: int) -> bool:
    ops = [op for gone_at, op, _ in gone if gone_at <= at]
    return bool(ops) and ops[-1] != "restore"
