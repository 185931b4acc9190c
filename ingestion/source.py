"""What a source declares: tables, streams, settings. Landing knows nothing else of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

JsonKind = Literal["string", "number", "boolean", "json", "any"]
Op = Literal["upsert", "delete", "merge"]


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

    Batches stand in the order in which the source told them, and in one of them records before
    tombstones: the last word on a record is its latest version.
    """

    table: Table
    records: Sequence[bytes] = ()
    tombstones: Sequence[Tombstone] = ()
    quarantined: Sequence[Quarantined] = ()
    seen_at: datetime | None = None
    vendor_count: int | None = None


@dataclass(frozen=True)
class Checkpoint:
    """All batches before it are complete: `cursor` is where the stream's next run starts."""

    cursor: dict[str, Any]


@dataclass(frozen=True)
class Stream:
    """A walk that lands one or several tables with one cursor.

    `extract(client, cursor)` yields batches, then a checkpoint; `cursor` is `{}` the first time.
    `counts_gone`: the vendor's own count of records includes deleted ones.
    """

    name: str
    tables: tuple[Table, ...]
    extract: Callable[[Any, dict[str, Any]], Iterator[Batch | Checkpoint]]
    counts_gone: bool = False


@dataclass(frozen=True)
class ControlTotal:
    """A number the system itself reports: `metric` in leads, mqls, open_pipeline, won, billed."""

    metric: str
    value: str
    currency_code: str | None = None
    how: str = ""


@dataclass(frozen=True)
class Setting:
    """One environment variable of a source; `name` stands without the source's prefix."""

    name: str
    says: str
    secret: bool = False
    default: str | None = None
    required: bool = True


@dataclass(frozen=True)
class Source:
    """One system. `connect(settings, connection)` gives the client its streams are called with."""

    name: str
    title: str
    settings: tuple[Setting, ...]
    streams: tuple[Stream, ...]
    connect: Callable[[Mapping[str, str], str], Any]
    control_totals: Callable[[Any], Sequence[ControlTotal]] = lambda _: ()
    expectations: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    vendor_domains: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(table for stream in self.streams for table in stream.tables)


class SourceError(Exception):
    """A source can't be read. One line: which source, what happened, what to do."""

    def __init__(self, source: str, what: str, todo: str, *, obj: str | None = None) -> None:
        where = f"{source}.{obj}" if obj else source
        super().__init__(f"{where}: {what}. {todo}")
