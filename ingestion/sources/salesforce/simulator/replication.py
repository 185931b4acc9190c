"""What was deleted or changed between two instants, as far back as the vendor remembers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ingestion.sources.salesforce.simulator.errors import bad
from ingestion.sources.salesforce.simulator.org import ObjectDefinition
from ingestion.sources.salesforce.simulator.render import Rows, stamp

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
DELETES_KEPT_DAYS = 15
LONGEST_REACH_DAYS = 30
MOST_IDS = 600_000


def deleted(
    rows: Rows, definition: ObjectDefinition, start: str | None, end: str | None
) -> dict[str, Any]:
    first, last = _window(rows, start, end)
    if definition.name in rows.org.hard_deletes:
        first = last  # they leave no trace here either
    found = rows.store.sql(
        "select id, gone_at from record where system = ? and object = ? and state <> 'live' "
        "and gone_at >= ? and gone_at < ? order by gone_at, id",
        (rows.org.system, definition.name, max(first, _earliest(rows)), last),
    )
    if len(found) > MOST_IDS:
        raise bad("EXCEEDED_ID_LIMIT", "more than 600,000 IDs in this range")
    return {
        "deletedRecords": [{"id": id, "deletedDate": stamp(gone_at)} for id, gone_at in found],
        "earliestDateAvailable": stamp(_earliest(rows)),
        "latestDateCovered": stamp(last),
    }


def updated(
    rows: Rows, definition: ObjectDefinition, start: str | None, end: str | None
) -> dict[str, Any]:
    first, last = _window(rows, start, end)
    found = rows.store.sql(
        "select id from record where system = ? and object = ? and state = 'live' "
        "and modified_at >= ? and modified_at < ? order by modified_at, id",
        (rows.org.system, definition.name, first, last),
    )
    if len(found) > MOST_IDS:
        raise bad("EXCEEDED_ID_LIMIT", "more than 600,000 IDs in this range")
    return {"ids": [id for (id,) in found], "latestDateCovered": stamp(last)}


def _window(rows: Rows, start: str | None, end: str | None) -> tuple[int, int]:
    """Both ends without their seconds, as the vendor reads them; not past now."""
    if not start or not end:
        raise bad("MISSING_ARGUMENT", "Required arguments: start, end")
    now = rows.store.now
    first, last = _minute(start), _minute(end)
    if first < (now - LONGEST_REACH_DAYS * DAY) // MINUTE * MINUTE:
        raise bad("INVALID_REPLICATION_DATE", "startDate before org replication enabled date")
    if last - first < MINUTE:
        raise bad(
            "INVALID_REPLICATION_DATE", "endDate must be at least one minute greater than startDate"
        )
    return first, min(last, now // MINUTE * MINUTE)


def _minute(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise bad("INVALID_FIELD", f"{text} is not a valid value for the type dateTime") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1000) // MINUTE * MINUTE


def _earliest(rows: Rows) -> int:
    return (rows.store.now - DELETES_KEPT_DAYS * DAY) // MINUTE * MINUTE
