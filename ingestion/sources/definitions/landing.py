"""Pages as records: the complete set is read each time, only what changed is handed on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from ingestion import whole_set
from ingestion.lined_yaml import Faults
from ingestion.source import Batch, Checkpoint, SourceError, Table, Tombstone
from ingestion.sources.definitions.folder import Version, versions
from ingestion.sources.definitions.likeness import weights_of
from ingestion.sources.definitions.overrides import overrides_of
from ingestion.sources.definitions.tables import BY_NAME, OVERRIDES, TABLES, WEIGHTS, rows

CHECK = "Run .venv/bin/python -m ingestion.sources.definitions check"

T = TypeVar("T")
Records = dict[str, bytes]


def extract(folder: Path, cursor: dict[str, Any]) -> Iterator[Batch | Checkpoint]:
    """Rows that are new or different, and tombstones for those that no page holds any more."""
    records = _records(_kept(folder))
    for table, reader in ((WEIGHTS, weights_of), (OVERRIDES, overrides_of)):
        records[table.name] = {
            record_id(table, row): whole_set.encode(row) for row in _read(reader, folder)
        }
    digests: dict[str, str] = {}
    for table in (*TABLES, WEIGHTS, OVERRIDES):
        known = whole_set.unpack(cursor.get(table.name))
        now = {key: whole_set.digest(record) for key, record in records[table.name].items()}
        changed = [
            records[table.name][key] for key, value in now.items() if known.get(key) != value
        ]
        tombstones = [Tombstone(key, "delete") for key in whole_set.gone(known, now)]
        digests[table.name] = whole_set.pack(now)
        if changed or tombstones:
            yield Batch(table=table, records=changed, tombstones=tombstones)
    yield Checkpoint(cursor=digests)


def read(folder: Path) -> tuple[Version, ...]:
    """The folder's pages, or one line that says what keeps them from being read."""
    if not folder.is_dir():
        raise SourceError("definitions", f"no folder {folder}", "Set DEFINITIONS_PATH")
    return _read(versions, folder)


def _kept(folder: Path) -> tuple[Version, ...]:
    """The pages, unless one was signed and edited since: the page before it would govern unseen."""
    pages = read(folder)
    broken = [fault for version in pages if version.breaks_its_word for fault in version.breaches]
    if broken:
        raise SourceError("definitions", Faults(broken).first, CHECK)
    return pages


def _read(reader: Callable[[Path], tuple[T, ...]], folder: Path) -> tuple[T, ...]:
    try:
        return reader(folder)
    except Faults as faults:
        raise SourceError("definitions", faults.first, CHECK) from None


def _records(pages: tuple[Version, ...]) -> dict[str, Records]:
    records: dict[str, Records] = {name: {} for name in BY_NAME}
    for version in pages:
        for table, row in rows(version):
            records[table.name][record_id(table, row)] = whole_set.encode(row)
    return records


def record_id(table: Table, row: dict[str, str | None]) -> str:
    return "|".join(str(row[column]) for column in table.key)
