"""One mapping file: which files it reads, and how their rows become entities of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from ingestion.lined_yaml import Fault, Faults, Lined, Where, model_of, read
from ingestion.sources.files.contract import Entity, entities
from ingestion.sources.files.values import Spelling

Text = Annotated[str, StringConstraints(min_length=1)]
Mark = Annotated[str, StringConstraints(min_length=1, max_length=1)]


class Part(BaseModel):
    """Part of a mapping: typed strictly, holding no entry that is not declared."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=True)


class Reading(Part):
    """How the file is written."""

    encoding: Text = "utf-8-sig"
    delimiter: Mark = ","
    quote: Mark = '"'
    nulls: list[str] = [""]


class Spelled(Part):
    """How values are written; a column's own entries go before the mapping's."""

    date_format: Text | None = None
    timestamp_format: Text | None = None
    time_zone: Text | None = None
    decimal_mark: Mark | None = None
    thousands_mark: Mark | None = None


class Column(Spelled):
    """Where a column of the contract comes from: a file's column, a constant or an expression."""

    source: Text | None = Field(None, alias="from")
    value: str | None = None
    expression: Text | None = None
    default: str | None = None


def _column(written: Any) -> Any:
    if isinstance(written, str):
        return {"from": written}
    if isinstance(written, dict):
        if sum(entry in written for entry in ("from", "value", "expression")) != 1:
            raise ValueError("says one of `from`, `value` and `expression`")
        return written
    raise ValueError(f"names a column of the file; put {written!r} in quotes if it is one")


def _key(written: Any) -> Any:
    if isinstance(written, str):
        return {"columns": [written]}
    return {"columns": written} if isinstance(written, list) else written


class Key(Part):
    """What names a record: columns joined by `|`, an expression, or the whole row's content."""

    columns: list[Text] = []
    expression: Text | None = None
    whole_row: bool = False


class Target(Part):
    """Rows of the file as rows of one entity."""

    entity: Text
    key: Annotated[Key, BeforeValidator(_key)]
    where: Text | None = None
    repeats: Literal["fault", "first"] = "fault"
    columns: Annotated[dict[Text, Annotated[Column, BeforeValidator(_column)]], Field(min_length=1)]


class Written(Spelled):
    """A mapping file as written."""

    file: Text
    object: Text | None = None
    read: Reading = Reading()
    currency_code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    entities: Annotated[list[Target], Field(min_length=1)]


@dataclass(frozen=True)
class Mapping:
    """A mapping that fits the contract, and the place it was read from."""

    path: Path
    lined: Lined
    written: Written

    @property
    def object(self) -> str:
        return self.written.object or self.path.stem

    def files(self) -> list[Path]:
        """The files it reads, in order of name; Faults where there is none."""
        folder, pattern = self.path.parent, self.written.file
        direct = (folder / pattern).resolve()
        found = [direct] if direct.is_file() else sorted(folder.glob(pattern))
        if not found:
            says = f"no file fits `{pattern}`, seen from {folder}"
            raise Faults([self.fault(("file",), says)])
        return found

    def fault(self, where: Where, says: str) -> Fault:
        return self.lined.fault(where, says)

    def spelling(self, column: Column) -> Spelling:
        """The column's own entries, else the mapping's."""
        entries = Spelled.model_fields
        chosen = {e: getattr(column, e) or getattr(self.written, e) for e in entries}
        return Spelling(**{entry: value for entry, value in chosen.items() if value is not None})


def mappings(folder: Path) -> tuple[Mapping, ...]:
    """Every mapping of the folder in order of name, or Faults that name all that is wrong."""
    found, wrong = [], []
    for path in sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]):
        try:
            lined = read(path)
            written = model_of(lined, Written)
            faults = [lined.fault(where, says) for where, says in _faults(written)]
            if faults:
                raise Faults(faults)
            found.append(Mapping(path, lined, written))
        except Faults as faults:
            wrong.extend(faults.faults)
    if not found and not wrong:
        wrong.append(Fault(folder.name, 1, "holds no mapping: a file such as deals.yml"))
    if wrong:
        raise Faults(wrong)
    return tuple(found)


def _faults(written: Written) -> Iterator[tuple[Where, str]]:
    try:
        "".encode(written.read.encoding)
    except LookupError:
        yield ("read", "encoding"), f"`{written.read.encoding}` is no encoding"
    yield from _zone((), written)
    for position, target in enumerate(written.entities):
        at: Where = ("entities", position)
        entity = entities().get(target.entity)
        if entity is None:
            known = ", ".join(entities())
            yield (*at, "entity"), f"unknown entity `{target.entity}`; there are {known}"
            continue
        key = target.key
        if sum(map(bool, (key.columns, key.expression, key.whole_row))) != 1:
            yield (*at, "key"), "`key` is a column, a list of columns, an expression or whole_row"
        yield from _columns(at, target, entity, written)


def _columns(
    at: Where, target: Target, entity: Entity, written: Written
) -> Iterator[tuple[Where, str]]:
    for name, column in target.columns.items():
        place = (*at, "columns", name)
        if name not in entity.mappable:
            known = ", ".join(entity.mappable)
            yield place, f"{entity.name} have no column `{name}` to map; there are {known}"
        yield from _zone(place, column)
    for name in entity.required:
        if name not in target.columns and not (name == "currency_code" and written.currency_code):
            yield (*at, "columns"), f"{entity.name} need `{name}`"
    amounts = [name for name in entity.amounts if name in target.columns]
    if amounts and "currency_code" not in target.columns and not written.currency_code:
        yield (*at, "columns", amounts[0]), f"`{amounts[0]}` needs a currency_code beside it"


def _zone(at: Where, spelled: Spelled) -> Iterator[tuple[Where, str]]:
    if spelled.time_zone and spelled.time_zone not in available_timezones():
        yield (*at, "time_zone"), f"`{spelled.time_zone}` is no time zone"
