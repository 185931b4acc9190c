"""Has an answer the members that `tables.py` declares? What differs is told, and lands anyway.

A record of the declared form passes a compiled reader at once; only another one is looked into.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from ingestion.source import Drift, DriftKind, Table

TYPES: dict[str, Any] = {
    "string": str | None,
    "number": int | float | None,
    "boolean": bool | None,
    "json": dict[str, msgspec.Raw] | list[msgspec.Raw] | None,
}
FIRST_BYTES = {
    **dict.fromkeys(b"-0123456789", "number"),
    ord('"'): "string",
    ord("t"): "boolean",
    ord("f"): "boolean",
    ord("{"): "json",
    ord("["): "json",
}

_members = msgspec.json.Decoder(dict[str, msgspec.Raw])
Found = tuple[str, DriftKind, str | None, str | None]


class Shapes:
    """What was seen of each table that its declaration does not say."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.tables = {table.name: table for table in tables}
        self._readers = {name: _reader(table) for name, table in self.tables.items()}
        self.found: dict[str, set[Found]] = {}

    def look(self, table: Table, records: Iterable[bytes]) -> None:
        reader = self._readers[table.name]
        for record in records:
            try:
                reader.decode(record)
            except (msgspec.DecodeError, UnicodeError):
                self.found.setdefault(table.name, set()).update(_differing(table, record))

    def news(self, known: dict[str, list[list[str | None]]]) -> Iterator[Drift]:
        """What no earlier run had seen."""
        for name, found in sorted(self.found.items()):
            told = {tuple(each) for each in known.get(name, ())}
            for field, kind, before, after in sorted(found - told, key=str):
                yield Drift(self.tables[name], field, kind, before, after)

    def with_those_of(
        self, known: dict[str, list[list[str | None]]]
    ) -> dict[str, list[list[str | None]]]:
        """All that was ever seen, plain enough for a cursor."""
        names = sorted(self.found.keys() | known.keys())
        return {
            name: [
                list(each)
                for each in sorted(
                    self.found.get(name, set()) | {tuple(each) for each in known.get(name, ())},
                    key=str,
                )
            ]
            for name in names
        }


def _reader(table: Table) -> msgspec.json.Decoder:
    fields: list[tuple] = [(name, msgspec.Raw, msgspec.Raw(b"")) for name in table.envelope]
    for field in table.fields:
        kind = TYPES[field.kind]
        fields.append((field.name, kind, None) if field.is_omitted else (field.name, kind))
    struct = msgspec.defstruct(
        table.name.title(), fields, forbid_unknown_fields=True, kw_only=True, gc=False
    )
    return msgspec.json.Decoder(struct)


def _differing(table: Table, record: bytes) -> Iterator[Found]:
    members = _members.decode(record)
    declared = {field.name: field for field in table.fields}
    for name, value in members.items():
        kind = FIRST_BYTES.get(bytes(value)[0])
        if name not in declared:
            if name not in table.envelope:
                yield name, "new_field", None, kind
        elif kind not in (None, declared[name].kind):
            yield name, "retyped_field", declared[name].kind, kind
    for name, field in declared.items():
        if name not in members and not field.is_omitted:
            yield name, "dropped_field", field.kind, None
