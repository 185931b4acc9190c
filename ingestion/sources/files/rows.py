"""Rows of one file as records of one entity: what a mapping says, done value by value."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from ingestion.lined_yaml import Faults, Where
from ingestion.sources.files.addressed_keys import addressed
from ingestion.sources.files.contract import WORDS, Entity, entities
from ingestion.sources.files.expressions import (
    Evaluated,
    Expression,
    ExpressionError,
    Sandbox,
    checked,
)
from ingestion.sources.files.mapping import Column, Mapping, Target
from ingestion.sources.files.reading import Block, Cell, CsvFile
from ingestion.sources.files.values import Convert, Spelling, converter

DISTINCT_VALUES_KEPT = 50_000
Record = dict[str, str | None]


@dataclass(frozen=True)
class Row:
    """One row of a file: the record it makes, or what is wrong with it."""

    line: int
    cells: list[Cell]
    record_id: str | None
    record: Record | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Filled:
    """One column of the contract: where its text comes from and how it becomes canonical."""

    name: str
    called: str
    convert: Convert
    place: int | None = None
    expression: Expression | None = None
    constant: str | None = None
    default: str | None = None


@dataclass
class Plan:
    """A target held against the header of one file."""

    mapping: Mapping
    target: Target
    entity: Entity
    file: CsvFile
    sandbox: Sandbox
    filled: list[_Filled] = field(default_factory=list)
    where: Expression | None = None
    key: Expression | None = None
    key_places: tuple[int, ...] = ()

    def rows(self, block: Block, seen: Counter) -> Iterator[Row]:
        """Every row of the block that `where` lets in. `seen` counts equal rows of all files."""
        answers = self._evaluated(block)
        for position, (line, cells) in enumerate(zip(block.lines, block.rows, strict=True)):
            wanted, faults = self._wanted(answers, position)
            if not wanted:
                continue
            record_id, objection = self._record_id(answers, position, cells, seen)
            faults = [*faults, *objection]
            record: Record = dict.fromkeys(self.entity.columns)
            for column in self.filled:
                try:
                    record[column.name] = _value(column, answers, position, cells)
                except ValueError as error:
                    faults.append(f"column {column.called} {error}")
            for name in self.entity.required:
                if record[name] is None and not faults:
                    faults.append(f"column {self._called(name)} is empty, {name} is needed")
            record["source_object"] = self.mapping.object
            record["record_id"] = record_id
            yield Row(line, cells, record_id, None if faults else record, tuple(faults))

    def _evaluated(self, block: Block) -> dict[str, Evaluated]:
        asked = [column.expression for column in self.filled if column.expression]
        asked.extend(expression for expression in (self.where, self.key) if expression)
        if asked and block.rows:
            self.sandbox.hold(block.rows, len(self.file.header))
        return {
            expression.sql: self.sandbox.evaluate(expression) for expression in asked if block.rows
        }

    def _wanted(self, answers: dict[str, Evaluated], position: int) -> tuple[bool, list[str]]:
        if self.where is None:
            return True, []
        answer = answers[self.where.sql]
        if position in answer.failed:
            return True, [f"where fails: {answer.failed[position]}"]
        return answer.values[position] == "true", []

    def _record_id(
        self, answers: dict[str, Evaluated], position: int, cells: list[Cell], seen: Counter
    ) -> tuple[str | None, list[str]]:
        if self.target.key.whole_row:
            content = "\x1f".join("\x00" if cell is None else cell for cell in cells)
            name = hashlib.sha256(content.encode()).hexdigest()[:24]
            seen[name] += 1
            return f"{name}-{seen[name]}", []
        if self.key is None:
            parts = [cells[place] for place in self.key_places]
            names = ", ".join(self.target.key.columns)
        else:
            answer = answers[self.key.sql]
            if position in answer.failed:
                return None, [f"key fails: {answer.failed[position]}"]
            parts, names = [answer.values[position]], "key"
        if not all(parts):
            return None, [f"column {names} is empty, the key needs it"]
        if says := addressed(self.target.key, parts):
            return None, [says]
        return _joined([part for part in parts if part]), []

    def _called(self, name: str) -> str:
        return next((column.called for column in self.filled if column.name == name), name)


def _joined(parts: list[str]) -> str:
    """One text of several: what parts them is escaped within them, or two keys would be one."""
    if len(parts) == 1:
        return parts[0]
    return "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)


def plan(mapping: Mapping, position: int, file: CsvFile, sandbox: Sandbox) -> Plan:
    """The target at `position` over this file, or Faults that name the wrong entries."""
    target = mapping.written.entities[position]
    made = Plan(mapping, target, entities()[target.entity], file, sandbox)
    at: Where = ("entities", position)
    wrong = []
    try:
        made.where = _expression(target.where, file, sandbox, wants="BOOLEAN")
    except ExpressionError as error:
        wrong.append(mapping.fault((*at, "where"), f"`where` {error}"))
    try:
        made.key = _expression(target.key.expression, file, sandbox)
        made.key_places = tuple(_place(file, name) for name in target.key.columns)
    except ExpressionError as error:
        wrong.append(mapping.fault((*at, "key"), f"`key` {error}"))
    for name, column in _with_currency(made).items():
        try:
            made.filled.append(_filled(made, name, column))
        except ExpressionError as error:
            wrong.append(mapping.fault((*at, "columns", name), f"`{name}` {error}"))
    if wrong:
        raise Faults(wrong)
    return made


def _with_currency(made: Plan) -> dict[str, Column]:
    columns = dict(made.target.columns)
    currency = made.mapping.written.currency_code
    if currency and "currency_code" in made.entity.types:
        columns.setdefault("currency_code", Column(value=currency))
    return columns


def _filled(made: Plan, name: str, column: Column) -> _Filled:
    data_type = made.entity.types[name]
    spelling = made.mapping.spelling(column)
    words = WORDS.get((made.entity.name, name))
    if column.value is not None:
        convert = _convert(data_type, Spelling(time_zone=spelling.time_zone), words)
        try:
            return _Filled(name, name, convert, constant=convert(column.value))
        except ValueError as error:
            raise ExpressionError(str(error)) from None
    if column.expression:
        expression = _expression(column.expression, made.file, made.sandbox)
        kind = made.sandbox.type_of(expression, len(made.file.header))
        if kind != "VARCHAR":  # DuckDB's own spelling, not the file's
            spelling = Spelling(time_zone=spelling.time_zone)
        convert = _convert(data_type, spelling, words)
        return _Filled(name, name, convert, expression=expression, default=column.default)
    convert = _convert(data_type, spelling, words)
    place = _place(made.file, column.source or "")
    return _Filled(name, column.source or "", convert, place=place, default=column.default)


def _convert(data_type: str, spelling: Spelling, words: tuple[str, ...] | None) -> Convert:
    convert = converter(data_type, spelling)

    def known(text: str) -> str:
        if words and text not in words:
            raise ValueError(f"is none of the contract's words: {', '.join(words)}")
        return convert(text)

    return known if data_type == "text" else lru_cache(DISTINCT_VALUES_KEPT)(known)


def _value(
    column: _Filled, answers: dict[str, Evaluated], position: int, cells: list[Cell]
) -> str | None:
    if column.place is not None:
        text = cells[column.place]
    elif column.expression is not None:
        answer = answers[column.expression.sql]
        if position in answer.failed:
            raise ValueError(f"fails: {answer.failed[position]}")
        text = answer.values[position]
    else:
        return column.constant
    text = column.default if text is None else text
    return None if text is None else column.convert(text)


def _expression(
    written: str | None, file: CsvFile, sandbox: Sandbox, wants: str | None = None
) -> Expression | None:
    if written is None:
        return None
    expression = checked(written, file.header)
    kind = sandbox.type_of(expression, len(file.header))
    if wants and kind != wants:
        raise ExpressionError(f"gives {kind.lower()}, not true or false")
    return expression


def _place(file: CsvFile, name: str) -> int:
    if name not in file.header:
        known = ", ".join(file.header)
        raise ExpressionError(f"wants the column `{name}`; {file.path.name} has {known}")
    return file.header.index(name)
