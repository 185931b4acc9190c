"""What a peer's messages leave in a target that merges by key: the last record of each key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Dialect = Literal["singer", "airbyte"]
Record = dict[str, Any]
Key = tuple[str, ...]


@dataclass
class Destination:
    """`rows` are a stream's records by key, `columns` the names that any of them had or that came
    to its schema later, `state` what the next sync begins with, `errors` what the peer called one.
    """

    dialect: Dialect
    rows: dict[str, dict[Key, Record]] = field(default_factory=dict)
    columns: dict[str, set[str]] = field(default_factory=dict)
    state: Any = None
    errors: list[str] = field(default_factory=list)
    _keys: dict[str, Key] = field(default_factory=dict)
    _claimed: dict[str, set[str]] = field(default_factory=dict)
    _cursors: dict[str, str] = field(default_factory=dict)
    _versions: dict[str, dict[Key, Any]] = field(default_factory=dict)
    _fresh: dict[str, dict[Key, Record]] = field(default_factory=dict)

    def begin(
        self,
        keys: Mapping[str, Key],
        cursors: Mapping[str, str] = {},
        overwritten: Iterable[str] = (),
    ) -> None:
        """A sync begins. Of a stream with a cursor the record with the greatest stays, of others
        the last one; `overwritten` streams replace what they held once they are complete."""
        self._keys.update(keys)
        self._cursors.update(cursors)
        self._fresh = {stream: {} for stream in overwritten}
        self.errors = []

    def claim(self, stream: str, schema: Mapping[str, Any]) -> None:
        """A field that comes to a schema is a column from then on, be it in no record at all."""
        names = set(_names_in(schema))
        known = self._claimed.setdefault(stream, names)
        self.columns.setdefault(stream, set()).update(names - known)

    def take(self, lines: Iterable[str]) -> None:
        read = self._singer if self.dialect == "singer" else self._airbyte
        for line in lines:
            try:
                message = json.loads(line)
            except ValueError:
                continue  # a line that was cut when the peer was ended
            if isinstance(message, dict):
                read(message)

    def _singer(self, message: Mapping[str, Any]) -> None:
        stream = message.get("stream", "")
        match message.get("type"):
            case "SCHEMA":
                self._keys[stream] = tuple(message["key_properties"])
                self.claim(stream, message["schema"])
            case "RECORD":
                key = self._put(self.rows.setdefault(stream, {}), stream, message["record"])
                self._versions.setdefault(stream, {})[key] = message.get("version")
            case "STATE":
                self.state = message["value"]
            case "ACTIVATE_VERSION":
                for key, version in self._versions.get(stream, {}).items():
                    if version != message["version"]:
                        self.rows[stream].pop(key, None)

    def _airbyte(self, message: Mapping[str, Any]) -> None:
        match message.get("type"):
            case "RECORD":
                stream = message["record"]["stream"]
                rows = self._fresh.get(stream)
                if rows is None:
                    rows = self.rows.setdefault(stream, {})
                self._put(rows, stream, message["record"]["data"])
            case "STATE":
                self._remember(message["state"])
            case "TRACE":
                self._traced(message["trace"])

    def _remember(self, state: Mapping[str, Any]) -> None:
        """The last word of each stream."""
        told = {each["stream"]["stream_descriptor"]["name"]: each for each in self.state or []}
        told[state["stream"]["stream_descriptor"]["name"]] = {
            "type": state["type"],
            "stream": state["stream"],
        }
        self.state = list(told.values())

    def _traced(self, trace: Mapping[str, Any]) -> None:
        if trace.get("type") == "ERROR":
            self.errors.append(trace["error"]["message"].splitlines()[0])
        elif trace.get("type") == "STREAM_STATUS":
            stream = trace["stream_status"]["stream_descriptor"]["name"]
            if trace["stream_status"]["status"] == "COMPLETE" and stream in self._fresh:
                self.rows[stream] = self._fresh.pop(stream)

    def _put(self, rows: dict[Key, Record], stream: str, record: Record) -> Key:
        key = tuple(str(record.get(name)) for name in self._keys[stream])
        cursor = self._cursors.get(stream)
        if cursor is None or key not in rows or _at_least(record, rows[key], cursor):
            rows[key] = record
        self.columns.setdefault(stream, set()).update(_names(record))
        return key


def _at_least(record: Record, other: Record, cursor: str) -> bool:
    value, known = record.get(cursor), other.get(cursor)
    return known is None or (value is not None and value >= known)


def _names(record: Mapping[str, Any]) -> Iterable[str]:
    """Of members, and of members of members: `a`, `a.b`."""
    for name, value in record.items():
        yield name
        if isinstance(value, dict):
            yield from (f"{name}.{inner}" for inner in value)


def _names_in(schema: Mapping[str, Any]) -> Iterable[str]:
    for name, inner in schema.get("properties", {}).items():
        yield name
        yield from (f"{name}.{each}" for each in inner.get("properties", {}))
