"""Sources that are read whole each time: what changed since the last time, by a digest a record."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping

import msgspec

# Eight bytes tell a record's versions apart; the cursor of a large file stays small.
DIGEST_BYTES = 8


def digest(record: bytes) -> str:
    """Short digest of one record's canonical bytes."""
    return hashlib.blake2b(record, digest_size=DIGEST_BYTES).hexdigest()


def encode(record: Mapping[str, str | None]) -> bytes:
    """Canonical JSON of a record: the same values give the same bytes."""
    return msgspec.json.encode(record, order="sorted")


def pack(known: Mapping[str, str]) -> str:
    """Record ids and digests as one compact text for a cursor."""
    return base64.b64encode(
        zlib.compress(msgspec.json.encode(dict(known), order="sorted"))
    ).decode()


def unpack(packed: str | None) -> dict[str, str]:
    if not packed:
        return {}
    return msgspec.json.decode(zlib.decompress(base64.b64decode(packed)), type=dict[str, str])


def gone(known: Iterable[str], present: Mapping[str, str]) -> Iterator[str]:
    """Ids that were known and are no longer there, in order."""
    return iter(sorted(set(known) - set(present)))
