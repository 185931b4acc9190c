"""What a portal's schema looks like, and what of it changed since the last run."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable
from typing import Any

import msgspec

from ingestion.drift import changes
from ingestion.source import Drift, Table
from ingestion.texts import decoded

Shape = dict[str, dict[str, Any]]
# After these, records hold values that were never asked for.
UNREAD = ("new_field", "renamed_field", "retyped_field")


def shape_of(definitions: Iterable[bytes]) -> Shape:
    """Properties by name; options by value."""
    told = map(decoded, definitions)
    return {
        each["name"]: {
            "type": each["type"],
            "label": each["label"],
            "values": {option["value"]: option["label"] for option in each.get("options") or ()},
        }
        for each in told
        if not each.get("archived")
    }


def chosen(field: str, values: dict[str, str]) -> Shape:
    """The shape of one field whose values are records of their own, as the stages of a deal."""
    return {field: {"type": "enumeration", "label": field, "values": values}}


def drifts(table: Table, packed: str | None, now: Shape) -> list[Drift]:
    """Nothing on a first look."""
    return list(changes(table, unpack(packed), now)) if packed else []


def pack(shape: Shape) -> str:
    """Compact text for a cursor: a portal has hundreds of properties."""
    return base64.b64encode(zlib.compress(msgspec.json.encode(shape, order="sorted"))).decode()


def unpack(packed: str) -> Shape:
    return msgspec.json.decode(zlib.decompress(base64.b64decode(packed)), type=Shape)
