"""How HubSpot writes fields: shorthand for declaring them."""

from __future__ import annotations

from collections.abc import Mapping

from ingestion.source import Field, JsonKind, Mark


def gone_when_archived(record: Mapping[str, str | None]) -> Mark:
    return Mark("delete") if record.get("archived") == "true" else Mark()


def texts(*names: str, is_omitted: bool = False) -> tuple[Field, ...]:
    return tuple(Field(name, is_omitted=is_omitted) for name in names)


def instants(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, same_as="instant") for name in names)


def typed(kind: JsonKind, *names: str, is_omitted: bool = False) -> tuple[Field, ...]:
    return tuple(Field(name, kind, is_omitted=is_omitted) for name in names)


def within(parent: str, *names: str, is_omitted: bool = False) -> tuple[Field, ...]:
    return tuple(Field(name, path=(parent, name), is_omitted=is_omitted) for name in names)


LIFE = (
    *instants("createdAt", "updatedAt"),
    Field("archived", "boolean"),
    Field("archivedAt", same_as="instant", is_omitted=True),
)
