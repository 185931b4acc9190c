"""The raw tables of files: one an entity of the contract, its columns as canonical text."""

from __future__ import annotations

from collections.abc import Mapping

from ingestion.source import Field, Mark, Table
from ingestion.sources.files.contract import Entity, entities


def mark(fields: Mapping[str, str | None]) -> Mark:
    """A file may say itself that a record is gone or merged."""
    if fields["merged_into_id"]:
        return Mark("merge", fields["merged_into_id"])
    return Mark("delete" if fields["is_deleted"] == "true" else "upsert")


def _table(entity: Entity) -> Table:
    return Table(
        name=entity.name,
        object=entity.name,
        fields=tuple(Field(column) for column in entity.columns),
        key=("record_id",),
        changed_at="source_changed_at",
        mark=mark,
    )


TABLES = tuple(_table(entity) for entity in entities().values())
BY_NAME = {table.name: table for table in TABLES}
