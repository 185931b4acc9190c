"""The parts of a SOQL query."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Path:
    """A field, perhaps of a parent: `Owner.Email`; `function`: which part of its date."""

    parts: tuple[str, ...]
    position: int
    function: str | None = None

    @property
    def text(self) -> str:
        name = ".".join(self.parts)
        return f"{self.function}({name})" if self.function else name


@dataclass(frozen=True)
class Aggregate:
    function: str
    path: Path | None
    position: int
    alias: str | None = None


@dataclass(frozen=True)
class AllFields:
    """`FIELDS(ALL)`, `FIELDS(STANDARD)`, `FIELDS(CUSTOM)`."""

    which: str


@dataclass(frozen=True)
class Grouped:
    """A plain field under an alias in a grouped query."""

    path: Path
    alias: str


@dataclass(frozen=True)
class Literal:
    """`kind` in string, number, boolean, null, date, datetime, range (`count`: its n)."""

    kind: str
    text: str
    position: int
    count: int | None = None


@dataclass(frozen=True)
class Comparison:
    operator: str
    path: Path
    values: tuple[Literal, ...]


@dataclass(frozen=True)
class Junction:
    """`kind` in and, or, not."""

    kind: str
    parts: tuple[Condition, ...]


Condition = Comparison | Junction


@dataclass(frozen=True)
class Ordering:
    expression: Path | Aggregate
    is_descending: bool
    has_nulls_first: bool


@dataclass(frozen=True)
class Query:
    text: str
    fields: tuple[Path | Aggregate | AllFields | Grouped, ...]
    entity: str
    entity_position: int
    where: Condition | None = None
    group_by: tuple[Path, ...] = ()
    order_by: tuple[Ordering, ...] = ()
    limit: int | None = None
    offset: int = 0
    is_all_rows: bool = False
