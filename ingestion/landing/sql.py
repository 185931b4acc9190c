"""Pieces of SQL that landing's statements share."""

from __future__ import annotations

from ingestion.source import Table

# A record's versions from the last one read; the vendor's own stamp would only break ties.
# The macro `latest_versions` has the same order.
LATEST_FIRST = "_load_id desc, _seen_at desc, _changed_at desc nulls last"
ISO_INSTANT = "^[0-9]{4}-[01][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-5][0-9](:[0-5][0-9])?.*)?$"


def was_read(table: Table) -> str:
    """Of a `version`: it holds values, and is not of a record that was only ever named as gone."""
    return f"(version._op = 'upsert' or version.{quoted(table.key[0])} is not null)"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def instant(expression: str) -> str:
    """An ISO 8601 text with any zone, or epoch seconds, as a UTC timestamp; null stays null."""
    return (
        f"case when {expression} ~ '^[0-9]{{9,11}}$' "
        f"then to_timestamp(cast({expression} as bigint)) at time zone 'UTC' "
        f"when {expression} ~ '{ISO_INSTANT}' "
        f"then try_cast({expression} as timestamptz) at time zone 'UTC' end"
    )
