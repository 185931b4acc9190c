"""Pages as records: the complete set is read each time, only what changed is handed on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from ingestion import own_clock, whole_set
from ingestion.lined_yaml import Faults
from ingestion.source import Batch, Checkpoint, SourceError, Table, Tombstone
from ingestion.sources.definitions.folder import Version, versions
from ingestion.sources.definitions.likeness import weights_of
from ingestion.sources.definitions.overrides import overrides_of
from ingestion.sources.definitions.tables import BY_NAME, OVERRIDES, TABLES, WEIGHTS, rows

CHECK = "Run .venv/bin/python -m ingestion.sources.definitions check"

# Beside the tables' names in the cursor: pages that were signed when they landed, with the digest
# of their rules and the day on which those landed first.
SIGNED = "signed"

log = logging.getLogger(__name__)
T = TypeVar("T")
Records = dict[str, bytes]
Signed = dict[str, dict[str, str]]


def extract(folder: Path, cursor: dict[str, Any]) -> Iterator[Batch | Checkpoint]:
    """Rows that are new or different, and tombstones for those that no page holds any more."""
    before = cursor.get(SIGNED, {})
    if not isinstance(before, dict):  # as cursors told it that knew their names alone
        before = {page: {} for page in before}
    pages = _kept(folder, before)
    records = _records(pages)
    for table, reader in ((WEIGHTS, weights_of), (OVERRIDES, overrides_of)):
        records[table.name] = {
            record_id(table, row): whole_set.encode(row) for row in _read(reader, folder)
        }
    told: dict[str, Any] = {SIGNED: _signed(pages, before)}
    for table in (*TABLES, WEIGHTS, OVERRIDES):
        known = whole_set.unpack(cursor.get(table.name))
        now = {key: whole_set.digest(record) for key, record in records[table.name].items()}
        changed = [
            records[table.name][key] for key, value in now.items() if known.get(key) != value
        ]
        tombstones = [Tombstone(key, "delete") for key in whole_set.gone(known, now)]
        told[table.name] = whole_set.pack(now)
        if changed or tombstones:
            yield Batch(table=table, records=changed, tombstones=tombstones)
    yield Checkpoint(cursor=told)


def read(folder: Path) -> tuple[Version, ...]:
    """The folder's pages, or one line that says what keeps them from being read."""
    if not folder.is_dir():
        raise SourceError("definitions", f"no folder {folder}", "Set DEFINITIONS_PATH")
    return _read(versions, folder)


def _signed(pages: tuple[Version, ...], before: Signed) -> Signed:
    today = own_clock.now().date().isoformat()
    now = {v.page.key: {"digest": v.digest, "landed_on": today} for v in pages if v.governs}
    return {
        page: before[page] if before.get(page, {}).get("digest") == each["digest"] else each
        for page, each in now.items()
    }


def _kept(folder: Path, signed: Signed) -> tuple[Version, ...]:
    """The pages, unless one is not what was signed: the page before it would govern unseen.

    `signed`: the pages that were when they last landed.
    """
    pages, now = read(folder), own_clock.now()
    broken = [each for each in pages if each.breaks_its_word(now, each.page.key in signed)]
    if broken:
        faults = Faults([fault for each in broken for fault in each.breaches or each.awaited])
        raise SourceError("definitions", faults.first, CHECK)
    for version in pages:
        for fault in version.awaited if version.page.status == "signed" else ():
            log.warning("definitions: %s; until then it does not govern", fault)
        landed = signed.get(version.page.key, {})
        if version.judges_anew(now, landed.get("digest")):
            says = judged_anew(landed["landed_on"], version.page.key)
            log.warning("definitions: %s.yml: %s", version.page.key, says)
    return pages


def judged_anew(landed_on: str, page: str) -> str:
    """What it means that a page which governed has other rules now."""
    return (
        f"its rules are not those that governed and landed on {landed_on}: everything since {page} "
        "is judged anew"
    )


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
