"""How each object is read: whole the first time, then what changed, and what was deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from ingestion.source import Batch, Checkpoint, SourceError, Stream, Table, Tombstone
from ingestion.sources.salesforce.client import Client, Deleted
from ingestion.sources.salesforce.errors import Refused
from ingestion.sources.salesforce.tables import TABLES

OVERLAP = timedelta(minutes=10)  # a row may become visible so long after its own stamp
DELETES_ARE_KEPT = timedelta(days=15)
SHORTEST_WINDOW = timedelta(minutes=1)
# What an org without several currencies does not have.
OPTIONAL = ("CurrencyType", "DatedConversionRate")
TRIES_TO_READ = 3

Cursor = dict[str, Any]


def stream_of(table: Table) -> Stream:
    def extract(client: Client, cursor: Cursor) -> Iterator[Batch | Checkpoint]:
        if table.name in client.skipped:
            yield Checkpoint(cursor)
            return
        for last_try in (False,) * (TRIES_TO_READ - 1) + (True,):
            try:
                yield from _walk(client, table, cursor)
                return
            except Refused as refused:
                # A field was dropped, or the cursor expired, while we read: begin again.
                if last_try:
                    raise SourceError(
                        "salesforce", str(refused), "Run again", obj=table.name
                    ) from refused

    return Stream(table.name, (table,), extract, counts_gone=True)


def _walk(client: Client, table: Table, cursor: Cursor) -> Iterator[Batch | Checkpoint]:
    fields = client.describe(table)
    started = client.now
    if fields is None:
        if table.object not in OPTIONAL:
            raise _unreadable(client, table)
        yield Checkpoint(cursor)
        return
    stamp = table.changed_at or "Id"
    if stamp not in fields:
        raise SourceError(
            "salesforce",
            f"the connected user may not read {table.object}.{stamp}",
            f"Grant it read access to every field of {table.object}",
            obj=table.name,
        )
    since, covered = _instant(cursor.get("since")), _instant(cursor.get("deletes_covered"))
    deleted = None
    if since and covered and _keeps_deletes(client, table):
        deleted, has_gap = _deleted(client, table, covered, started)
        since = None if has_gap else since
    where = f"{stamp} >= {_literal(since - OVERLAP)}" if since else None
    yield from _records(client, table, fields, where)
    if deleted and deleted.deleted_records:
        yield _gone(client, table, fields, deleted)
    covered_until = deleted.latest_date_covered if deleted else _kept(cursor, started, since)
    yield Checkpoint({"since": started.isoformat(), "deletes_covered": covered_until})


def _records(client: Client, table: Table, fields: list[str], where: str | None) -> Iterator[Batch]:
    """`vendor_count` is told on a full read only: an empty increment is nothing strange."""
    count = None
    for total, records in client.records(table, fields, where):
        count = total if where is None else None
        yield Batch(table, records, seen_at=client.now)
    yield Batch(table, seen_at=client.now, vendor_count=count)


def _keeps_deletes(client: Client, table: Table) -> bool:
    """History rows share their parent's fate; users and roles are never deleted."""
    has_life = any(field.name == "IsDeleted" for field in table.fields)
    is_history = table.changed_at == "CreatedDate"
    return has_life and not is_history and client.tells_deletes[table.name]


def _deleted(
    client: Client, table: Table, covered: datetime, now: datetime
) -> tuple[Deleted | None, bool]:
    """What was deleted since, and whether the vendor can't tell all of it any more."""
    if now - covered < SHORTEST_WINDOW:
        return None, False
    if now - covered > DELETES_ARE_KEPT:
        return None, True
    try:
        answer = client.deleted(table, covered, now)
    except Refused:
        return None, True
    earliest = _instant(answer.earliest_date_available)
    return answer, earliest is not None and earliest > covered


def _gone(client: Client, table: Table, fields: list[str], deleted: Deleted) -> Batch:
    """Deleted records as they lie in the recycle bin; only a name where they were purged."""
    stamps = {record.id: record.deleted_date for record in deleted.deleted_records}
    found = client.by_id(table, fields, list(stamps))
    tombstones = [
        Tombstone(id, "delete", _instant(stamp).strftime("%Y-%m-%dT%H:%M:%SZ"))
        for id, stamp in stamps.items()
        if id not in found
    ]
    return Batch(table, list(found.values()), tombstones, seen_at=client.now)


def _kept(cursor: Cursor, started: datetime, since: datetime | None) -> str:
    """Without an answer about deletes: as far as before, or from now after a full read."""
    return cursor["deletes_covered"] if since and cursor else started.isoformat()


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _literal(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _unreadable(client: Client, table: Table) -> SourceError:
    return SourceError(
        "salesforce",
        f"the connected user may not read {table.object}",
        f"Grant it read access to the object and its fields, or name {table.name} in "
        f"{client.stem}_SKIP",
        obj=table.name,
    )


STREAMS: tuple[Stream, ...] = tuple(stream_of(table) for table in TABLES)
