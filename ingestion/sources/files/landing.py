"""Files as a source: a mapped file is the whole set of its records, read for what changed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingestion import whole_set
from ingestion.lined_yaml import Faults
from ingestion.source import Batch, Checkpoint, Quarantined, SourceError, Tombstone
from ingestion.sources.files.contract import entities
from ingestion.sources.files.expressions import Sandbox
from ingestion.sources.files.mapping import Mapping, mappings
from ingestion.sources.files.reading import Block, CsvFile
from ingestion.sources.files.rows import Plan, Row, plan
from ingestion.sources.files.tables import BY_NAME

# Raised when the same file gives other records than before.
READING_VERSION = 1
SHARE_THAT_MEANS_THE_MAPPING_IS_WRONG = 0.2
ROWS_BELOW_WHICH_NOTHING_IS_MUCH = 100
ADVICE = "Run .venv/bin/python -m ingestion.sources.files check <folder>"


@dataclass
class _Set:
    """One entity's records: as known from the last load, and as the files hold them now."""

    known: dict[str, str]
    now: dict[str, str] = field(default_factory=dict)
    faulty: set[str] = field(default_factory=set)
    has_nameless: bool = False

    def settle(self) -> list[str]:
        """Ids that are gone. A faulty row is still there, and who it is may not be readable."""
        kept = self.known
        if not self.has_nameless:
            kept = {name: value for name, value in self.known.items() if name in self.faulty}
        for record_id, value in kept.items():
            self.now.setdefault(record_id, value)
        return list(whole_set.gone(self.known, self.now))


def extract(folder: Path, cursor: dict[str, Any]) -> Iterator[Batch | Checkpoint]:
    """Records that are new or different, tombstones for those gone, faulty rows for quarantine."""
    try:
        mapped = mappings(folder)
        print_of_all = fingerprint(mapped)
        if cursor.get("fingerprint") == print_of_all:
            yield Checkpoint(cursor=cursor)
            return
        known = cursor.get("known", {})
        sets = {name: _Set(whole_set.unpack(known.get(name))) for name in BY_NAME}
        yield from _read(mapped, sets)
    except Faults as faults:
        raise SourceError("files", faults.first, ADVICE) from faults
    except OSError as error:
        raise SourceError("files", f"cannot read {error.filename}", error.strerror or "") from None
    for name, records in sets.items():
        gone = records.settle()
        if not records.now and len(records.known) >= ROWS_BELOW_WHICH_NOTHING_IS_MUCH:
            what = f"no row where {len(records.known)} were before"
            raise SourceError("files", what, "Put the whole export back", obj=name)
        if gone:
            yield Batch(BY_NAME[name], tombstones=[Tombstone(i, "delete") for i in gone])
    packed = {name: whole_set.pack(records.now) for name, records in sets.items() if records.now}
    yield Checkpoint(cursor={"fingerprint": print_of_all, "known": packed})


def fingerprint(mapped: tuple[Mapping, ...]) -> str:
    """Digest of the contract, the mappings and every file that they read."""
    digest = hashlib.sha256(f"{READING_VERSION} {entities()}".encode())
    for mapping in mapped:
        for path in (mapping.path, *mapping.files()):
            digest.update(f"\n{path.name}\n".encode())
            with path.open("rb") as opened:
                digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()


def _read(mapped: tuple[Mapping, ...], sets: dict[str, _Set]) -> Iterator[Batch]:
    """Targets that take the first of repeated keys come last: they only fill what is missing."""
    sandbox = Sandbox()
    for repeats in ("fault", "first"):
        for mapping in mapped:
            targets = mapping.written.entities
            chosen = [p for p, target in enumerate(targets) if target.repeats == repeats]
            if chosen:
                yield from _mapping(mapping, chosen, sandbox, sets, is_first=repeats == "fault")


def _mapping(
    mapping: Mapping, chosen: list[int], sandbox: Sandbox, sets: dict[str, _Set], is_first: bool
) -> Iterator[Batch]:
    counted = {position: Counter() for position in chosen}
    for path in mapping.files():
        file = CsvFile(path, mapping.written.read)
        plans = {position: plan(mapping, position, file, sandbox) for position in chosen}
        tallies = {position: _Tally() for position in chosen}
        for block in file.blocks():
            for position, made in plans.items():
                records = sets[made.entity.name]
                yield _batch(made, block, counted[position], records, tallies[position])
        for position, made in plans.items():
            tallies[position].judge(made, position)


@dataclass
class _Tally:
    """How many rows of a file a target took, and what is wrong with the first faulty one."""

    rows: int = 0
    faulty: int = 0
    first: str = ""

    def judge(self, made: Plan, position: int) -> None:
        """A few bad rows are the file's; many are the mapping's."""
        limit = max(2, self.rows * SHARE_THAT_MEANS_THE_MAPPING_IS_WRONG)
        if self.faulty >= limit:
            says = (
                f"{self.faulty} of {self.rows} rows do not make {made.entity.name}; "
                f"the first: {self.first}"
            )
            raise Faults([made.mapping.fault(("entities", position), says)])


def _batch(made: Plan, block: Block, counted: Counter, records: _Set, tally: _Tally) -> Batch:
    changed: list[bytes] = []
    aside: list[Quarantined] = []
    rows = [*made.rows(block, counted), *_misshapen(made, block)]
    for row in rows:
        faults = row.faults
        if row.record is not None and row.record_id is not None:
            encoded = whole_set.encode(row.record)
            value = whole_set.digest(encoded)
            standing = records.now.get(row.record_id)
            if standing is None:
                records.now[row.record_id] = value
                if records.known.get(row.record_id) != value:
                    changed.append(encoded)
            elif standing != value and made.target.repeats == "fault":
                faults = ("another row has the same key and other values",)
        if faults:
            reason = f"{made.file.path.name}:{row.line} {'; '.join(faults)}"
            shown = dict(zip(made.file.header, row.cells, strict=False))
            aside.append(Quarantined(row.record_id, reason, whole_set.encode(shown)))
            tally.first = tally.first or reason
            if row.record_id is None:
                records.has_nameless = True
            else:
                records.faulty.add(row.record_id)
    tally.rows += len(rows)
    tally.faulty += len(aside)
    return Batch(BY_NAME[made.entity.name], records=changed, quarantined=aside)


def _misshapen(made: Plan, block: Block) -> Iterator[Row]:
    """Rows of another width: whose they are cannot be told, so each target sets them aside."""
    width = len(made.file.header)
    for line, cells in block.misshapen:
        says = f"has {len(cells)} fields where the header names {width}"
        yield Row(line, list(cells), None, None, (says,))
