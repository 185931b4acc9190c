"""How each object is read: whole the first time, then what changed, and what was deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ingestion.drift import changes
from ingestion.source import (
    Anew,
    Batch,
    Checkpoint,
    Item,
    SourceError,
    Stream,
    Table,
    Tombstone,
    Window,
)
from ingestion.sources.salesforce.by_id import by_id
from ingestion.sources.salesforce.client import Client, Deleted
from ingestion.sources.salesforce.described import Described
from ingestion.sources.salesforce.errors import Refused
from ingestion.sources.salesforce.reading import records
from ingestion.sources.salesforce.sweep import is_history, sweep
from ingestion.sources.salesforce.tables import TABLES
from ingestion.vendor_clock import is_sweep_due, lies_ahead

OVERLAP = timedelta(minutes=10)  # a row may become visible so long after its own stamp
DELETES_ARE_KEPT = timedelta(days=15)
SHORTEST_WINDOW = timedelta(minutes=1)
# What an org without several currencies does not have.
OPTIONAL = ("CurrencyType", "DatedConversionRate")
TRIES_TO_READ = 3

Cursor = dict[str, Any]


def stream_of(table: Table) -> Stream:
    def extract(client: Client, cursor: Cursor) -> Iterator[Item]:
        if table.name in client.skipped:
            yield Checkpoint(cursor)
        else:
            yield from _steadily(table, lambda: _walk(client, table, cursor))

    def again(client: Client, _: str, window: Window) -> Iterator[Item]:
        yield from _steadily(table, lambda: _read_again(client, table, window))

    return Stream(table.name, (table,), extract, counts_gone=True, again=again)


def _steadily(table: Table, walk: Callable[[], Iterator[Item]]) -> Iterator[Item]:
    """A field was dropped, or the cursor expired, while we read: begin again."""
    for last_try in (False,) * (TRIES_TO_READ - 1) + (True,):
        try:
            yield from walk()
            return
        except Refused as refused:
            if last_try:
                raise SourceError(
                    "salesforce", str(refused), "Run again", obj=table.name
                ) from refused
        yield Anew()


def _read_again(client: Client, table: Table, window: Window) -> Iterator[Item]:
    seen, stamp = client.describe(table), table.changed_at or "Id"
    if seen is None:
        raise _unreadable(client, table)
    if stamp not in seen.fields:
        raise _without_stamp(table, stamp)
    ends = (">=", window.start), ("<", window.end)
    where = " and ".join(f"{stamp} {which} {_literal(end)}" for which, end in ends if end)
    yield from _records(client, table, seen, where or None)


def _walk(client: Client, table: Table, cursor: Cursor) -> Iterator[Item]:
    seen, started = client.describe(table), client.now
    if seen is None:
        if table.object not in OPTIONAL:
            raise _unreadable(client, table)
        yield Checkpoint(cursor)
        return
    stamp = table.changed_at or "Id"
    if stamp not in seen.fields:
        raise _without_stamp(table, stamp)
    since, covered = _instant(cursor.get("since")), _instant(cursor.get("deletes_covered"))
    known = cursor.get("schema", seen.shape)
    swept_at = _instant(cursor.get("swept_at"))
    deleted, has_gap = None, lies_ahead(f"salesforce.{table.name}", since, started)
    if since and not has_gap and _keeps_deletes(table, seen):
        deleted, has_gap = _deleted(client, table, covered, started)
    is_swept = since is not None and (has_gap or is_sweep_due(swept_at, started))
    # Values that came or may have changed, and no stamp says of which records.
    unstamped = _new(seen, known) or (is_swept and seen.calculated)
    is_whole = since is None or has_gap or unstamped
    where = None if is_whole else f"{stamp} >= {_literal(since - OVERLAP)}"
    yield from _records(client, table, seen, where)
    if deleted and deleted.deleted_records:
        yield _gone(client, table, seen, deleted)
    if is_swept:
        yield from sweep(client, table, seen)
    yield from changes(table, known, seen.shape)
    now = started.isoformat()
    covered_until = now if since is None or has_gap else cursor.get("deletes_covered")
    if deleted:
        covered_until = deleted.latest_date_covered
    yield Checkpoint(
        {
            "since": now,
            "deletes_covered": covered_until,
            "swept_at": cursor.get("swept_at") if since and not is_swept else now,
            "schema": seen.shape,
        }
    )


def _new(seen: Described, known: Mapping[str, Mapping[str, Any]]) -> bool:
    """A field came, was shown to the connected user, or got another type."""
    return any(known.get(name, {}).get("type") != seen.types[name] for name in seen.fields)


def _records(client: Client, table: Table, seen: Described, where: str | None) -> Iterator[Batch]:
    """`vendor_count` is told on a full read only: an empty increment is nothing strange."""
    count = None
    for total, batch in records(client, table, seen, where):
        count = total if where is None else None
        yield batch
    yield Batch(table, seen_at=client.now, vendor_count=count)


def _keeps_deletes(table: Table, seen: Described) -> bool:
    """Users and roles are never deleted, histories not by themselves."""
    has_life = any(field.name == "IsDeleted" for field in table.fields)
    return has_life and not is_history(table) and seen.tells_deletes


def _deleted(
    client: Client, table: Table, covered: datetime | None, now: datetime
) -> tuple[Deleted | None, bool]:
    """What was deleted since, and whether the vendor can't tell all of it any more."""
    if covered is None:
        return None, True
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


def _gone(client: Client, table: Table, seen: Described, deleted: Deleted) -> Batch:
    """Deleted records as they lie in the recycle bin; only a name where they were purged."""
    stamps = {record.id: record.deleted_date for record in deleted.deleted_records}
    found = by_id(client, table, seen.fields, list(stamps))
    tombstones = [
        Tombstone(id, "delete", _instant(stamp).strftime("%Y-%m-%dT%H:%M:%SZ"))
        for id, stamp in stamps.items()
        if id not in found
    ]
    return Batch(table, list(found.values()), tombstones, seen_at=client.now)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _literal(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _without_stamp(table: Table, stamp: str) -> SourceError:
    return SourceError(
        "salesforce",
        f"the connected user may not read {table.object}.{stamp}",
        f"Grant it read access to every field of {table.object}",
        obj=table.name,
    )


def _unreadable(client: Client, table: Table) -> SourceError:
    return SourceError(
        "salesforce",
        f"the connected user may not read {table.object}",
        f"Grant it read access to the object and its fields, or name {table.name} in "
        f"{client.stem}_SKIP",
        obj=table.name,
    )


STREAMS: tuple[Stream, ...] = tuple(stream_of(table) for table in TABLES)
