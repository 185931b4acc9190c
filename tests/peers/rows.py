"""What a peer landed, in the form that the scorer of our own landing reads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import NoneType
from typing import Any

from ingestion.source import Field, Table
from tests.peers.messages import Destination

ALIVE = {"_op": "upsert", "_merged_into_id": None, "_extra": None}
COMPARED = ("string", "number", "boolean")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_EPOCH = re.compile(r"\d{10}(\d{3})?")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")

Held = Mapping[str, Mapping[str, Any]]
Rows = dict[str, list[dict[str, Any]]]


def compared(destination: Destination, stream: str, table: Table) -> list[Field]:
    """The table's plain columns that the peer's stream has under the vendor's own names.

    Objects and lists are left out: peers unfold and shorten them, each in its own way.
    """
    had = destination.columns.get(stream, set())
    return [f for f in table.fields if f.kind in COMPARED and ".".join(f.at) in had]


def widened(table: Table, held: Held) -> tuple[Table, Held]:
    """With the plain members that no column of ours holds (`_extra`) as columns: a field that is
    new, or one that we do not declare, is a peer's column like any other."""
    extras = {id: dict(_plain(json.loads(row["_extra"] or "{}"))) for id, row in held.items()}
    paths = sorted({path for extra in extras.values() for path in extra})
    fields = tuple(Field(".".join(path), path=path) for path in paths)
    rows = {
        id: {**row, **{f.name: extras[id].get(f.path) for f in fields}} for id, row in held.items()
    }
    return replace(table, fields=(*table.fields, *fields)), rows


def _plain(extra: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[Any, str]]:
    for name, value in extra.items():
        if isinstance(value, dict):
            yield from _plain(value, (*path, name))
        elif not isinstance(value, list | NoneType):
            yield (*path, name), spelled(value, None)


def rows_of(
    destination: Destination,
    stream: str,
    table: Table,
    held: Held,
    is_gone: Callable[[Mapping[str, Any]], bool],
) -> Rows:
    """One version a record, as a merging target holds it, under our names and the vendor's ids."""
    found: Rows = {}
    for record in destination.rows.get(stream, {}).values():
        values = {f.name: _at(record, f.at) for f in table.fields}
        id = "|".join(str(values[name]) for name in table.key)
        expected = held.get(id, {})
        texts = {name: spelled(value, expected.get(name)) for name, value in values.items()}
        mark = table.mark(texts)
        beside = {**ALIVE, "_op": mark.op, "_merged_into_id": mark.merged_into_id}
        if is_gone(record):
            beside["_op"] = "delete"
        found[id] = [{**texts, **beside}]
    return found


def links_of(
    destination: Destination, stream: str, path: tuple[str, ...], table: Table, held: Held
) -> Rows:
    """The sets of ids beside a stream's records; equal sets are the vendor's own text."""
    found: Rows = {}
    for record in destination.rows.get(stream, {}).values():
        id = str(record["id"])
        ids = sorted({str(each) for each in _at(record, path) or ()})
        told = held.get(id, {}).get("to")
        expected = sorted({str(each["toObjectId"]) for each in json.loads(told or "[]")})
        if ids or told is not None:
            texts = {"from_id": id, "to": told if ids == expected else json.dumps(ids)}
            found[id] = [{**dict.fromkeys(f.name for f in table.fields), **texts, **ALIVE}]
    return found


def spelled(value: Any, held: str | None) -> str | None:
    """A value as text: in the vendor's own spelling where it is the same value in another one.

    Instants may be told as seconds, milliseconds or text, numbers and truths typed or as text; a
    text that stayed a text has to be the same letter by letter.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return held if held is not None and _number(held) == float(value) else f"{value}"
    text = str(value)
    if held is None or text == held:
        return text
    instants = _instant(text), _instant(held)
    return held if instants[0] is not None and instants[0] == instants[1] else text


def _number(text: str) -> float | None:
    """Of a text that is how numbers are written: a leading zero is part of a code."""
    return float(text) if _NUMBER.fullmatch(text) else None


def _instant(text: str) -> float | None:
    if match := _EPOCH.fullmatch(text):
        return int(text) / (1000 if match[1] else 1)
    if not _INSTANT.fullmatch(text):
        return None
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()


def _at(record: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = record
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value
