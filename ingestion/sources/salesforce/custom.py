"""Which custom fields of the org get a column: a line an object in `custom.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingestion.source import Field, Table

LIST = Path(__file__).with_name("custom.toml")
KINDS = {
    "text": Field(""),
    "number": Field("", "number", same_as="number"),
    "boolean": Field("", "boolean"),
    "instant": Field("", same_as="instant"),
}


def with_custom_fields(tables: Sequence[Table], text: str) -> tuple[Table, ...]:
    """The tables with what the list adds. Whoever names something wrongly is told at once."""
    listed = tomllib.loads(text)
    if unknown := sorted(listed.keys() - {table.name for table in tables}):
        raise ValueError(f"custom.toml: there is no table {', '.join(unknown)}")
    return tuple(_with(table, listed.get(table.name, {})) for table in tables)


def _with(table: Table, kinds: object) -> Table:
    declared = {field.name for field in table.fields}
    if not isinstance(kinds, dict) or not all(kind in KINDS for kind in kinds.values()):
        raise ValueError(f"custom.toml: {table.name} gives each field a kind: {', '.join(KINDS)}")
    if twice := sorted(declared & kinds.keys()):
        raise ValueError(f"custom.toml: {table.name} has {', '.join(twice)} already")
    added = (replace(KINDS[kind], name=name) for name, kind in kinds.items())
    return replace(table, fields=(*table.fields, *added))
