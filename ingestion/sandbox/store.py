"""The sandbox's memory: what every system holds at the virtual instant, in one SQLite file.

What lies before `now` is folded into `record` and `history`; what comes soon waits in `pending`
until the clock gets there. `journal` keeps the last weeks' changes of those systems that tell what
happened (Stripe's events).
"""

import json
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from ingestion.sandbox.folding import (
    JOURNALED,
    Folded,
    Record,
    Tracked,
    apply,
    decode_change,
    decode_fields,
    fold,
    told,
)
from ingestion.sandbox.recorded import Change

TABLES = """
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
create table if not exists history (
    system text not null, object text not null, id text not null, field text not null,
    at integer not null, old text, new text, actor text   -- old and new are JSON values
);
create table if not exists pending (
    at integer not null, position integer primary key, system text not null, change text not null
);
create table if not exists journal (
    position integer primary key, system text not null, object text not null, id text not null,
    at integer not null, op text not null, before text not null
    -- before: JSON, {changed field: [its value before]}, [] where it had none; {} for a create
);
"""
INDEXES = """
create index if not exists record_by_change on record (system, object, modified_at);
create index if not exists record_by_creation on record (system, object, created_at);
create index if not exists history_by_record on history (system, object, id, field, at);
create index if not exists pending_by_time on pending (at, position);
create index if not exists journal_by_time on journal (system, at, position);
create index if not exists journal_by_record on journal (system, object, id, at, position);
"""
COLUMNS = (
    "object, id, created_at, modified_at, state, gone_at, into_id, fields, truth_kind, truth_key"
)
INSERT = {
    "record": f"insert into record (system, {COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "versions": "insert into history values (?, ?, ?, ?, ?, ?, ?, ?)",
    "journal": "insert into journal (system, object, id, at, op, before) values (?, ?, ?, ?, ?, ?)",
    "pending": "insert into pending (at, system, change) values (?, ?, ?)",
    "meta": "insert or replace into meta values (?, ?)",
}
REPLACE = INSERT["record"].replace("insert", "insert or replace", 1)


@dataclass(slots=True)
class Version:
    """One recorded value of one field: it held from `at`, before it `old`."""

    field: str
    at: int
    old: Any
    new: Any
    actor: str | None


class Store:
    """`system` is the source's short name. One writer (the clock), any number of reading threads.

    `tracked` says which fields of which object keep history: {(system, object): {field, …} or None
    for all}.
    """

    def __init__(self, path: Path, tracked: Tracked | None = None) -> None:
        self.path = path
        self.tracked = tracked or {}
        self._lock = threading.RLock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.executescript(
            "pragma journal_mode = wal; pragma synchronous = off;" + TABLES + INDEXES
        )

    # ── meta ────────────────────────────────────────────────────────────────────────────────

    def meta(self, name: str) -> str | None:
        row = self.sql("select value from meta where name = ?", (name,))
        return row[0][0] if row else None

    def set_meta(self, name: str, value: str | int) -> None:
        with self._lock, self._connection:
            self._connection.execute(INSERT["meta"], (name, str(value)))

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

    def records(
        self, system: str, object: str, where: str = "true", parameters: Iterable[Any] = ()
    ) -> list[Record]:
        """Records of an object, gone ones included, in order of id; `where` is over `record`."""
        query = f"select {COLUMNS} from record where system = ? and object = ? and ({where})"
        return [
            _record(row) for row in self.sql(f"{query} order by id", (system, object, *parameters))
        ]

    def history(self, system: str, object: str, id: str) -> list[Version]:
        """All versions of a record's tracked fields, oldest first."""
        rows = self.sql(
            "select field, at, old, new, actor from history"
            " where system = ? and object = ? and id = ? order by at, rowid",
            (system, object, id),
        )
        return [
            Version(field, at, json.loads(old), json.loads(new), actor)
            for field, at, old, new, actor in rows
        ]

    # ── writing ─────────────────────────────────────────────────────────────────────────────

    def add(self, changes: Iterable[tuple[str, Change]], now: int) -> None:
        """Hand in whole records: what happened by `now` is folded, the rest waits."""
        folded = fold(changes, now, self.tracked)
        with self._lock, self._connection:
            insert(self._connection, folded)

    def fill(self, now: int, *folded: Folded) -> None:
        """Hand in what was folded up to `now`, which becomes the virtual instant."""
        with self._lock, self._connection:
            for each in folded:
                insert(self._connection, each)
            self._connection.execute(INSERT["meta"], ("now", str(now)))

    def advance(
        self,
        to: int,
        born: Folded | None = None,
        soon: Iterable[tuple] = (),
        meta: Iterable[tuple[str, str]] = (),
    ) -> int:
        """Let the clock run to `to`, all or nothing; gives how many waiting changes happened.

        `born` are new lives folded up to `to`, `soon` further rows of `pending`.
        """
        with self._lock, self._connection:
            self._connection.executemany(INSERT["pending"], soon)
            waiting = self.sql(
                "select system, change from pending where at <= ? order by at, position", (to,)
            )
            self._happen([(system, decode_change(text)) for system, text in waiting], to)
            if born is not None:
                insert(self._connection, born)
            self._connection.execute("delete from pending where at <= ?", (to,))
            for system, span in JOURNALED.items():
                self._connection.execute(
                    "delete from journal where system = ? and at < ?", (system, to - span)
                )
            self._connection.executemany(INSERT["meta"], [("now", str(to)), *meta])
        return len(waiting)

    def _happen(self, changes: list[tuple[str, Change]], to: int) -> None:
        touched: dict[tuple[str, str, str], Record] = {}
        folded = Folded()
        for system, change in changes:
            key = (system, change.object, change.id)
            before = touched.get(key) or self.get(*key)
            if system in JOURNALED and change.at >= to - JOURNALED[system]:
                folded.journal.append(told(system, before, change))
            touched[key] = apply(system, before, change, self.tracked, folded.versions)
        self._connection.executemany(
            REPLACE, [record.row(system) for (system, _, _), record in touched.items()]
        )
        insert(self._connection, folded)

    def close(self) -> None:
        self._connection.close()


def insert(connection: sqlite3.Connection, folded: Folded) -> None:
    folded.records.sort(key=itemgetter(0, 1, 2))  # in the table's own order it is twice as fast
    connection.executemany(INSERT["record"], folded.records)
    connection.executemany(INSERT["versions"], folded.versions)
    connection.executemany(INSERT["journal"], folded.journal)
    connection.executemany(INSERT["pending"], folded.pending)


def write_new(path: Path, folded: Folded, meta: Iterable[tuple[str, str]]) -> None:
    """A store in one file from nothing, without a journal: only good once it is whole."""
    connection = sqlite3.connect(path)
    connection.executescript(
        "pragma page_size = 16384; pragma journal_mode = off; pragma synchronous = off;"
        "pragma cache_size = -200000;" + TABLES
    )
    with connection:
        insert(connection, folded)
        connection.executemany(INSERT["meta"], meta)
    connection.executescript(INDEXES)
    connection.close()


def _record(row: tuple) -> Record:
    object, id, created_at, modified_at, state, gone_at, into_id, fields, kind, key = row
    return Record(
        object,
        id,
        created_at,
        modified_at,
        state,
        gone_at,
        into_id,
        decode_fields(fields),
        kind,
        key,
    )
