"""One record over time: what was written on it when, told as changes in HubSpot's properties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ingestion.sandbox.recorded import Change

Fields = dict[str, Any]


class Update(NamedTuple):
    at: int
    fields: Fields
    actor: str
    is_stamped: bool


@dataclass
class Sheet:
    """Collects what happens to a record in any order; `changes` tells it in order of time.

    What is written while the record is archived, or after it was merged away, is not written.
    """

    object: str
    id: str
    created_at: int
    actor: str
    fields: Fields
    truth: tuple[str, str] | None = None
    updates: list[Update] = field(default_factory=list)
    gone: list[tuple[int, str, str | None]] = field(default_factory=list)

    def update(self, at: int, actor: str, fields: Fields, *, is_stamped: bool = True) -> None:
        self.updates.append(Update(max(at, self.created_at), fields, actor, is_stamped))

    def archive(self, at: int | None, restored_at: int | None = None) -> None:
        if at is not None:
            self.gone.append((at, "delete", None))
        if restored_at is not None:
            self.gone.append((restored_at, "restore", None))

    def merge(self, at: int, into: str) -> None:
        self.gone.append((at, "merge", into))

    def is_gone(self, at: int) -> bool:
        ops = [op for gone_at, op, _ in sorted(self.gone) if gone_at <= at]
        return bool(ops) and ops[-1] != "restore"

    def state(self, until: int) -> Fields:
        """What is on the record just before `until`."""
        held = dict(self.fields)
        for update in sorted(self.updates, key=lambda each: each.at):
            if update.at < until and not self.is_gone(update.at):
                held.update(update.fields)
        return held

    def written_at(self, name: str, until: int) -> int:
        """When the property last got its value, as of `until`."""
        last, value = self.created_at, self.fields.get(name)
        for update in sorted(self.updates, key=lambda each: each.at):
            if update.at < until and name in update.fields and update.fields[name] != value:
                last, value = update.at, update.fields[name]
        return last

    def changes(self) -> Iterator[Change]:
        held = {name: value for name, value in self.fields.items() if value is not None}
        yield Change(
            self.created_at,
            self.object,
            self.id,
            "create",
            dict(held),
            self.actor,
            truth=self.truth,
        )
        for update in sorted(self.updates, key=lambda each: each.at):
            if self.is_gone(update.at):
                continue
            changed = {k: v for k, v in update.fields.items() if held.get(k) != v}
            if changed:
                held.update(changed)
                yield Change(
                    update.at,
                    self.object,
                    self.id,
                    "update",
                    changed,
                    update.actor,
                    update.is_stamped,
                )
        for at, op, into in self.gone:
            yield Change(at, self.object, self.id, op, {}, self.actor, op == "merge", into)
