"""What a source declares: tables, streams, settings. Landing knows nothing else of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import pyarrow as pa

from ingestion.masking import masked, plain

JsonKind = Literal["string", "number", "boolean", "json", "any"]
Op = Literal["upsert", "delete", "merge"]
DriftKind = Literal[
    "new_field",
    "dropped_field",
    "renamed_field",
    "retyped_field",
    "new_value",
    "dropped_value",
    "renamed_value",
]
IDS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Field:
    """One declared field of a vendor's record, landed as the text column `name`.

    `kind` is the JSON type the vendor promises; `json` is an object or array kept as its own text,
    `any` a value whose type varies from record to record, kept as its own JSON text (`"a"`, `1.0`).
    `path` leads to it in the record (default: top level under `name`). `same_as` names a spelling
    rule under which two texts are one value: `instant` (`+0000` = `Z`), `number` (`1.0` = `1`).
    `is_omitted`: the vendor leaves the member out where others send null.
    """

    name: str
    kind: JsonKind = "string"
    path: tuple[str, ...] = ()
    same_as: Literal["text", "instant", "number"] = "text"
    is_omitted: bool = False

    @property
    def at(self) -> tuple[str, ...]:
        return self.path or (self.name,)


@dataclass(frozen=True)
class Mark:
    """What a record says of its own life: gone, or merged into another."""

    op: Op = "upsert"
    merged_into_id: str | None = None


def always_upsert(_: Mapping[str, Any]) -> Mark:
    return Mark()


@dataclass(frozen=True)
class Table:
    """One raw table: `raw_<source>.<name>`, a row a version of a record.

    `key` and `changed_at` name fields. `envelope` lists top-level members that carry no data
    of the record (transport only) and are not kept in `_extra`. `mark` reads a record's fields
    (column name to text, as landed) and says whether it is deleted or merged.
    """

    name: str
    object: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ("Id",)
    changed_at: str | None = None
    envelope: tuple[str, ...] = ()
    mark: Callable[[Mapping[str, str | None]], Mark] = always_upsert


@dataclass(frozen=True)
class Tombstone:
    """A record that the vendor only names: deleted, or merged into another."""

    record_id: str
    op: Op
    changed_at: str | None = None
    merged_into_id: str | None = None


@dataclass(frozen=True)
class Quarantined:
    """A record that the source itself can't make sense of, and why; the load goes on without it."""

    record_id: str | None
    reason: str
    record: bytes


@dataclass(frozen=True)
class Batch:
    """What some answers held for one table. `records` are JSON texts as the vendor sent them.

    `rows` stand for records that came in columns: those of `landing.records.landed`, made by the
    source. A batch has the one or the other.
    Batches stand in the order in which the source told them, and in one of them records before
    tombstones: the last word on a record is its latest version.
    """

    table: Table
    records: Sequence[bytes] = ()
    tombstones: Sequence[Tombstone] = ()
    quarantined: Sequence[Quarantined] = ()
    seen_at: datetime | None = None
    vendor_count: int | None = None
    rows: pa.Table | None = None

    @property
    def size(self) -> int:
        """How many records it brings."""
        return len(self.records) + len(self.tombstones) + (self.rows.num_rows if self.rows else 0)


@dataclass(frozen=True)
class Listed:
    """Ids that a system lists of a table. What is known and in no part of a list is gone.

    A list may come in parts; `is_last` ends it. `within` names a column and its values: the list
    is then whole for the records that hold one of them, and says nothing of others. Beside each
    value stands the instant since when what is not listed is gone, where the vendor says it.
    """

    table: Table
    ids: Sequence[str] = ()
    within: tuple[str, Mapping[str, str | None]] | None = None
    is_last: bool = True


@dataclass(frozen=True)
class Drift:
    """What the vendor changed about an object since the last run: a field, or a value of one.

    `before` and `after` are names, types or values; None where there was or is nothing.
    """

    table: Table
    field: str
    kind: DriftKind
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class Compare:
    """Some ids that a system lists as alive, to be held against what the warehouse knows.

    Parts come one after the other; `is_last` ends the list, and then the walk may ask what differs.
    `stamps` are the vendor's modification stamps of the same records, where its list has them.
    Unlike `Listed` it marks nothing as gone: the walk looks at what differs and says what it is.
    """

    table: Table
    ids: Sequence[str] = ()
    stamps: Sequence[str | None] | None = None
    is_last: bool = False
    _answer: Future = field(default_factory=Future, compare=False)

    def answer(self, unlisted: Sequence[str], lacking: Sequence[str]) -> None:
        """Landing's word on the whole list."""
        self._answer.set_result((unlisted, lacking))

    def abandon(self) -> None:
        """No word will come."""
        self._answer.cancel()

    def unlisted(self) -> Iterator[list[str]]:
        """Ids of records that are alive in the warehouse and not in the list."""
        return self._parts(0)

    def lacking(self) -> Iterator[list[str]]:
        """Listed ids that the warehouse lacks, holds as gone, or holds under another stamp."""
        return self._parts(1)

    def _parts(self, which: int) -> Iterator[list[str]]:
        ids = self._answer.result()[which]
        for start in range(0, len(ids), IDS_AT_ONCE):
            yield [str(id) for id in ids[start : start + IDS_AT_ONCE]]


@dataclass(frozen=True)
class Checkpoint:
    """All batches before it are complete: `cursor` is where the stream's next run starts."""

    cursor: dict[str, Any]


@dataclass(frozen=True)
class Anew:
    """The walk begins again at its start: what it counted and listed so far does not count."""


Item = Batch | Drift | Listed | Compare | Checkpoint | Anew


@dataclass(frozen=True)
class Window:
    """From `start` on and before `end`, by the vendor's own stamps. None: open at that end."""

    start: datetime | None = None
    end: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.start is None and self.end is None


@dataclass(frozen=True)
class Stream:
    """A walk that lands one or several tables with one cursor.

    `extract(client, cursor)` yields batches, drift and lists of ids, then a checkpoint; `cursor`
    is `{}` the first time.
    `counts_gone`: the vendor's own count of records includes deleted ones.
    `again(client, table, window)` reads once more what of a table changed in a window, or was made
    in it where the vendor stamps no changes. A stream without it can only be read whole.
    """

    name: str
    tables: tuple[Table, ...]
    extract: Callable[[Any, dict[str, Any]], Iterator[Item]]
    counts_gone: bool = False
    again: Callable[[Any, str, Window], Iterator[Item]] | None = None


@dataclass(frozen=True)
class ControlTotal:
    """A number the system itself reports of a month, called by its first day, as the system counts
    months: in UTC. `metric` in leads, mqls, opportunities, open_pipeline, won, billed, collected.

    `period_start_date`: none for what the system dates nowhere, and for a number of nothing.
    """

    metric: str
    value: str
    currency_code: str | None = None
    how: str = ""
    period_start_date: str | None = None


@dataclass(frozen=True)
class Sight:
    """What a connection sees of an object, or of the limits that it is under."""

    of: str
    is_seen: bool
    says: str = ""


@dataclass(frozen=True)
class Setting:
    """One environment variable of a source; `name` stands without the source's prefix.

    `sample`: its value where the own simulator answers; `among`: it lists some of these, by commas.
    """

    name: str
    says: str
    secret: bool = False
    default: str | None = None
    required: bool = True
    sample: str | None = None
    multiline: bool = False
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """One system. `connect(settings, connection)` gives the client its streams are called with.

    `sights(client)` looks at each object as a load would, without reading it; a system that
    reports no totals of its own has no `control_totals`.
    """

    name: str
    title: str
    settings: tuple[Setting, ...]
    streams: tuple[Stream, ...]
    connect: Callable[[Mapping[str, str], str], Any]
    control_totals: Callable[[Any], Sequence[ControlTotal]] | None = None
    expectations: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    vendor_domains: tuple[str, ...] = ()
    sights: Callable[[Any], Iterator[Sight]] | None = None

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(table for stream in self.streams for table in stream.tables)


class SourceError(Exception):
    """A source can't be read. One line: which source, what happened, what to do; no credential."""

    def __init__(self, source: str, what: str, todo: str, *, obj: str | None = None) -> None:
        where = f"{source}.{obj}" if obj else source
        super().__init__(plain(masked(f"{where}: {what}. {todo}")))
