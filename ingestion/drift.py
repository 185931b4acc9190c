"""What a vendor changed about its own schema, told from two looks at it.

A shape is `{field: {"type": …, "label": …, "values": {value: label}}}`, plain enough for a cursor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ingestion.source import Drift, Table

Shape = Mapping[str, Mapping[str, Any]]


def changes(table: Table, before: Shape, after: Shape) -> Iterator[Drift]:
    """Fields that came, went, changed name or type, and values that came, went, changed label."""
    renamed = _renamed(before, after)
    for old, new in renamed.items():
        yield Drift(table, new, "renamed_field", old, new)
    for name in sorted(before.keys() - after.keys() - renamed.keys()):
        yield Drift(table, name, "dropped_field", before[name]["type"])
    for name in sorted(after.keys() - before.keys() - set(renamed.values())):
        yield Drift(table, name, "new_field", None, after[name]["type"])
    for name in sorted(before.keys() & after.keys()):
        yield from _of_field(table, name, before[name], after[name])
    for old, new in renamed.items():
        yield from _of_field(table, new, before[old], after[new])


def _renamed(before: Shape, after: Shape) -> dict[str, str]:
    """Old name to new: one field of a label and type went and one of the same came."""
    went = _by_look({name: before[name] for name in before.keys() - after.keys()})
    came = _by_look({name: after[name] for name in after.keys() - before.keys()})
    return {
        went[look][0]: came[look][0]
        for look in sorted(went.keys() & came.keys())
        if len(went[look]) == len(came[look]) == 1
    }


def _by_look(fields: Shape) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for name, field in fields.items():
        if field.get("label"):
            found.setdefault((field["label"], field["type"]), []).append(name)
    return found


def _of_field(
    table: Table, name: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Drift]:
    if before["type"] != after["type"]:
        yield Drift(table, name, "retyped_field", before["type"], after["type"])
    old, new = before.get("values") or {}, after.get("values") or {}
    for value in sorted(new.keys() - old.keys()):
        yield Drift(table, name, "new_value", None, value)
    for value in sorted(old.keys() - new.keys()):
        yield Drift(table, name, "dropped_value", value)
    for value in sorted(old.keys() & new.keys()):
        if old[value] != new[value]:
            yield Drift(table, name, "renamed_value", old[value], new[value])
