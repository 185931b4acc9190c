"""The sandbox's memory: what every system holds at the virtual instant, in one SQLite file.

Lives hand in their changes once, at birth. What lies before `now` is folded into `record` and
`history`; the rest waits in `pending` until the clock gets there. `journal` keeps the last
weeks' changes of those systems that tell what happened (Stripe's events).
"""

import json
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.sandbox.recorded import Change

SCHEMA = """
create table if not exists meta (name text primary key, value text not null);
create table if not exists record (
    system text not null, object text not null, id text not null,
    created_at integer not null, modified_at integer not null,
    state text not null,          -- live, deleted, merged
    gone_at integer, into_id text,
    fields text not null,         -- JSON, the vendor's own names
    truth_kind text, truth_key text,
    primary key (system, object, id)
) without rowid;
create index if not exists record_by_change on record (system, object, modified_at);
create index if not exists record_by_creation on record (system, object, created_at);
create table if not exists history (
    system text not null, object text not null, id text not null, field text not null,
    at integer not null, old text, new text, actor text   -- old and new are JSON values
);
create index if not exists history_by_record on history (system, object, id, field, at);
create table if not exists pending (
    at integer not null, position integer primary key, system text not null, change text not null
);
create index if not exists pending_by_time on pending (at, position);
create table if not exists journal (
    position integer primary key, system text not null, object text not null, id text not null,
    at integer not null, op text not null, before text not null
    -- before: JSON, {changed field: [its value before]}, [] where it had none; {} for a create
);
create index if not exists journal_by_time on journal (system, at, position);
create index if not exists journal_by_record on journal (system, object, id, at, position);
"""

JOURNALED = {"stripe": 31 * 24 * 3600 * 1000}  # how far back a system tells what changed, in ms


@dataclass(slots=True)
class Record:
    """One record as a system holds it now. Instants in epoch milliseconds."""

    object: str
    id: str
    created_at: int
    modified_at: int
    state: str
    gone_at: int | None
    into_id: str | None
    fields: dict[str, Any]
    truth_kind: str | None = None
    truth_key: str | None = None


@dataclass(slots=True)
class Version:
    """One recorded value of one field: it held from `at`, before it `old`."""

    field: str
    at: int
    old: Any
    new: Any
    actor: str | None


JOURNAL = "insert into journal (system, object, id, at, op, before) values (?, ?, ?, ?, ?, ?)"
COLUMNS = "object, id, created_at, modified_at, state, gone_at, into_id, fields, truth_kind, truth_key"


class Store:
    """`system` is the source's short name. One writer (the clock), any number of reading threads.

    `tracked` says which fields of which object keep history: {(system, object): {field, …} or None for all}.
    """

    def __init__(self, path: Path, tracked: dict[tuple[str, str], frozenset[str] | None] | None = None) -> None:
        self.path = path
        self.tracked = tracked or {}
        self._lock = threading.RLock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.executescript("pragma journal_mode = wal; pragma synchronous = off;" + SCHEMA)

    # ── meta ────────────────────────────────────────────────────────────────────────────────

    def meta(self, name: str) -> str | None:
        row = self.sql("select value from meta where name = ?", (name,))
        return row[0][0] if row else None

    def set_meta(self, name: str, value: str | int) -> None:
        with self._lock, self._connection:
            self._connection.execute("insert or replace into meta values (?, ?)", (name, str(value)))

    @property
    def now(self) -> int:
        """The virtual instant, epoch milliseconds."""
        return int(self.meta("now") or 0)

    # ── reading ─────────────────────────────────────────────────────────────────────────────

    def sql(self, query: str, parameters: Iterable[Any] = ()) -> list[tuple]:
        with self._lock:
            return self._connection.execute(query, tuple(parameters)).fetchall()

    def get(self, system: str, object: str, id: str) -> Record | None:
        rows = self.sql(
            f"select {COLUMNS} from record where system = ? and object = ? and id = ?",
            (system, object, id),
        )
        return _record(rows[0]) if rows else None

    def records(self, system: str, object: str, where: str = "true", parameters: Iterable[Any] = ()) -> list[Record]:
        """Records of an object, gone ones included, in order of id; `where` is SQL over the columns of `record`."""
        query = f"select {COLUMNS} from record where system = ? and object = ? and ({where}) order by id"
        return [_record(row) for row in self.sql(query, (system, object, *parameters))]

    def history(self, system: str, object: str, id: str) -> list[Version]:
        """All versions of a record's tracked fields, oldest first."""
        rows = self.sql(
            "select field, at, old, new, actor from history where system = ? and object = ? and id = ? order by at, rowid",
            (system, object, id),
        )
        return [Version(field, at, json.loads(old), json.loads(new), actor) for field, at, old, new, actor in rows]

    # ── writing ─────────────────────────────────────────────────────────────────────────────

    def add(self, changes: Iterable[tuple[str, Change]], now: int) -> None:
        """Hand in whole lives: fold what happened by `now`, keep the rest for later."""
        past: dict[tuple[str, str, str], list[Change]] = {}
        future: list[tuple[int, str, str]] = []
        for system, change in changes:
            if change.at <= now:
                past.setdefault((system, change.object, change.id), []).append(change)
            else:
                future.append((change.at, system, json.dumps(change, ensure_ascii=False)))
        records, versions, journal = [], [], []
        for (system, object, id), of_record in past.items():
            of_record.sort(key=lambda change: change.at)
            record = None
            told_from = now - JOURNALED[system] if system in JOURNALED else now + 1
            for change in of_record:
                if change.at >= told_from:
                    journal.append(_told(system, record, change))
                record = self._fold(system, record, change, versions)
            records.append((system, *_row(record)))
        with self._lock, self._connection:
            marks = ", ".join("?" * 11)
            self._connection.executemany(f"insert into record (system, {COLUMNS}) values ({marks})", records)
            self._connection.executemany("insert into history values (?, ?, ?, ?, ?, ?, ?, ?)", versions)
            self._connection.executemany(JOURNAL, journal)
            self._connection.executemany("insert into pending (at, system, change) values (?, ?, ?)", future)

    def advance(self, to: int) -> int:
        """Let the clock run to `to`: everything that waited until then happens. Gives the number of changes."""
        waiting = self.sql("select system, change from pending where at <= ? order by at, position", (to,))
        versions: list[tuple] = []
        journal: list[tuple] = []
        with self._lock, self._connection:
            for system, text in waiting:
                change = Change(*json.loads(text))
                before = self.get(system, change.object, change.id)
                if system in JOURNALED and change.at >= to - JOURNALED[system]:
                    journal.append(_told(system, before, change))
                record = self._fold(system, before, change, versions)
                marks = ", ".join("?" * 11)
                self._connection.execute(
                    f"insert or replace into record (system, {COLUMNS}) values ({marks})", (system, *_row(record))
                )
            self._connection.executemany("insert into history values (?, ?, ?, ?, ?, ?, ?, ?)", versions)
            self._connection.executemany(JOURNAL, journal)
            for system, span in JOURNALED.items():
                self._connection.execute(
                    "delete from journal where system = ? and at < ?", (system, to - span)
                )
            self._connection.execute("delete from pending where at <= ?", (to,))
            self._connection.execute("insert or replace into meta values ('now', ?)", (str(to),))
        return len(waiting)

    def _fold(self, system: str, record: Record | None, change: Change, versions: list[tuple]) -> Record:
        if change.op == "create":
            record = Record(change.object, change.id, change.at, change.at, "live", None, None, {})
            record.truth_kind, record.truth_key = change.truth or (None, None)
        if record is None:
            raise ValueError(f"{system}.{change.object} {change.id}: {change.op} before it was created")
        if (system, change.object) in self.tracked:
            fields = self.tracked[system, change.object]
            for field, new in change.fields.items():
                old = record.fields.get(field)
                if (fields is None or field in fields) and (old != new):
                    versions.append(
                        (system, change.object, change.id, field, change.at, json.dumps(old), json.dumps(new), change.actor)
                    )
        record.fields.update(change.fields)
        if change.is_stamped:
            record.modified_at = change.at
        if change.op in ("delete", "merge"):
            record.state, record.gone_at = ("merged" if change.op == "merge" else "deleted"), change.at
            record.into_id = change.into
        elif change.op == "restore":
            record.state, record.gone_at, record.into_id = "live", None, None
        return record

    def close(self) -> None:
        self._connection.close()


def _told(system: str, record: Record | None, change: Change) -> tuple:
    had = record.fields if record else {}
    before = {f: [had[f]] if f in had else [] for f in change.fields} if record else {}
    text = json.dumps(before, ensure_ascii=False)
    return system, change.object, change.id, change.at, change.op, text


def _record(row: tuple) -> Record:
    values = list(row)
    values[7] = json.loads(values[7])
    return Record(*values)


def _row(record: Record) -> tuple:
    return (
        record.object, record.id, record.created_at, record.modified_at, record.state, record.gone_at,
        record.into_id, json.dumps(record.fields, ensure_ascii=False), record.truth_kind, record.truth_key,
    )  # fmt: skip

