"""Changes folded into what a system holds: records, their versions, and what it tells of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import msgspec

from ingestion.sandbox.recorded import Change

DAY = 24 * 3600 * 1000
JOURNALED = {"stripe": 31 * DAY}  # how far back a system tells what changed

Tracked = Mapping[tuple[str, str], frozenset[str] | None]
encode = msgspec.json.Encoder().encode
decode_fields: Callable[[str], dict[str, Any]] = msgspec.json.Decoder(dict[str, Any]).decode
decode_change: Callable[[str], Change] = msgspec.json.Decoder(Change).decode


@dataclass(slots=True)
class Record:
    """One record as a system holds it now. Instants in epoch milliseconds."""

    object: str
    id: str
    created_at: int
    modified_at: int
    state: str  # live, deleted, merged
    gone_at: int | None
    into_id: str | None
    fields: dict[str, Any]
    truth_kind: str | None = None
    truth_key: str | None = None

    def row(self, system: str) -> tuple:
        return (
            system,
            self.object,
            self.id,
            self.created_at,
            self.modified_at,
            self.state,
            self.gone_at,
            self.into_id,
            encode(self.fields).decode(),
            self.truth_kind,
            self.truth_key,
        )


@dataclass(slots=True)
class Folded:
    """Rows for the tables of the store; `pending` is (at, system, change)."""

    records: list[tuple] = field(default_factory=list)
    versions: list[tuple] = field(default_factory=list)
    journal: list[tuple] = field(default_factory=list)
    pending: list[tuple] = field(default_factory=list)

    def extend(self, other: Folded) -> None:
        self.records += other.records
        self.versions += other.versions
        self.journal += other.journal
        self.pending += other.pending


def fold(
    changes: Iterable[tuple[str, Change]],
    now: int,
    tracked: Tracked,
    until: int | None = None,
) -> Folded:
    """Fold whole records: what happened by `now` counts, what comes by `until` waits."""
    folded = Folded()
    past: dict[tuple[str, str, str], list[Change]] = {}
    for system, change in changes:
        if change.at <= now:
            key = (system, change.object, change.id)
            if key in past:
                past[key].append(change)
            else:
                past[key] = [change]
        elif until is None or change.at <= until:
            folded.pending.append((change.at, system, encode(change).decode()))
    for (system, _, _), of_record in past.items():
        if len(of_record) > 1:
            of_record.sort(key=attrgetter("at"))
        told_from = now - JOURNALED[system] if system in JOURNALED else None
        record = None
        for change in of_record:
            if told_from is not None and change.at >= told_from:
                folded.journal.append(told(system, record, change))
            record = apply(system, record, change, tracked, folded.versions)
        folded.records.append(record.row(system))
    return folded


def waiting(
    changes: Iterable[tuple[str, Change]], after: int, until: int
) -> Iterable[tuple[int, str, str]]:
    """What comes in (after, until], as rows of `pending`."""
    for system, change in changes:
        if after < change.at <= until:
            yield change.at, system, encode(change).decode()


def apply(
    system: str, record: Record | None, change: Change, tracked: Tracked, versions: list[tuple]
) -> Record:
    """The record after the change; versions of tracked fields are appended."""
    new_fields = change.fields
    if change.op == "create":
        truth = change.truth or (None, None)
        record = Record(
            change.object, change.id, change.at, change.at, "live", None, None, {}, *truth
        )
    if record is None:
        raise ValueError(f"{system}.{change.object} {change.id}: {change.op} before it was created")
    key = (system, change.object)
    if key in tracked:
        fields = tracked[key]
        for name, new in new_fields.items():
            old = record.fields.get(name)
            if old != new and (fields is None or name in fields):
                versions.append(
                    (
                        *key,
                        change.id,
                        name,
                        change.at,
                        encode(old).decode(),
                        encode(new).decode(),
                        change.actor,
                    )
                )
    record.fields.update(new_fields)
    if change.is_stamped:
        record.modified_at = change.at
    if change.op in ("delete", "merge"):
        record.state = "merged" if change.op == "merge" else "deleted"
        record.gone_at, record.into_id = change.at, change.into
    elif change.op == "restore":
        record.state, record.gone_at, record.into_id = "live", None, None
    return record


def told(system: str, record: Record | None, change: Change) -> tuple:
    """A row of the journal: what the changed fields held before."""
    had = record.fields if record else {}
    before = {name: [had[name]] if name in had else [] for name in change.fields} if record else {}
    return system, change.object, change.id, change.at, change.op, encode(before).decode()
