"""Records by their ids, with more fields than one address can hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from ingestion.source import SourceError, Table

if TYPE_CHECKING:
    from ingestion.sources.salesforce.client import Client

LONGEST_QUERY = 14_000  # of 16,384 bytes for URI and headers
LONGEST_CHUNK = 7_000  # leaves room for ids beside the fields
BYTES_AN_ID = 30
TRIES_TO_AGREE = 5
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])


def by_id(
    client: Client, table: Table, fields: Sequence[str], ids: Sequence[str]
) -> dict[str, bytes]:
    """Deleted records included; what was purged is missing."""
    chunks = _chunks(fields, table.changed_at or "Id")
    width = max(len(quote(",".join(chunk))) for chunk in chunks)
    step = max(1, (LONGEST_QUERY - width) // BYTES_AN_ID)
    found: dict[str, bytes] = {}
    for start in range(0, len(ids), step):
        found |= _agreed(client, table, chunks, list(ids[start : start + step]))
    return found


def _agreed(
    client: Client, table: Table, chunks: Sequence[Sequence[str]], ids: list[str]
) -> dict[str, bytes]:
    """Chunks joined by id. A record that changed between two chunks is read again."""
    found: dict[str, bytes] = {}
    wanted, stamp = ids, table.changed_at or "Id"
    for _ in range(TRIES_TO_AGREE):
        parts = [_chunk(client, table, chunk, wanted) for chunk in chunks]
        unsettled = []
        for id in wanted:
            versions = [part.get(id) for part in parts]
            held = [version for version in versions if version is not None]
            if len(held) == len(parts) and len({bytes(v[stamp]) for v in held}) == 1:
                joined: dict[str, msgspec.Raw] = {}
                for version in held:
                    joined |= version
                found[id] = msgspec.json.encode(joined)
            elif held:
                unsettled.append(id)
        if not unsettled:
            return found
        wanted = unsettled
    raise SourceError(
        "salesforce",
        "records change faster than they can be read",
        "Run again at a quieter time",
        obj=table.name,
    )


def _chunk(
    client: Client, table: Table, chunk: Sequence[str], ids: Sequence[str]
) -> dict[str, dict[str, msgspec.Raw]]:
    named = ",".join(f"'{id}'" for id in ids)
    soql = f"select {','.join(chunk)} from {table.object} where Id in ({named})"
    records = (
        _members.decode(record)
        for page in client.pages(soql, table.name)
        for record in page.records
    )
    return {msgspec.json.decode(record["Id"]): record for record in records}


def _chunks(fields: Sequence[str], stamp: str) -> list[list[str]]:
    """Fields in groups that fit an address, each with the id and the stamp."""
    shared = list(dict.fromkeys(("Id", stamp)))
    chunks = [list(shared)]
    for name in fields:
        if name in shared:
            continue
        if len(quote(",".join([*chunks[-1], name]))) > LONGEST_CHUNK:
            chunks.append(list(shared))
        chunks[-1].append(name)
    return chunks
