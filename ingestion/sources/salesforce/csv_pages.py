"""Bulk CSV as rows of a raw table: the very same rows that REST's JSON would land."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from ingestion.source import Quarantined, Table
from ingestion.sources.salesforce.described import DOUBLES, NUMBERS
from ingestion.texts import NO_TEXT, is_text

BLOCK_BYTES = 1 << 24  # a row has to fit: long texts hold 131,072 characters, a record a few
NEEDS_ESCAPING = r'["\\\x00-\x1f]'
LARGE = r"^-?[0-9]{8,}(\.[0-9]+)?$"


class Unreadable(Exception):
    """CSV that is cut or broken."""


@dataclass(frozen=True)
class Texts:
    """The rows of a page as texts, and those that hold bytes which are none."""

    rows: pa.Table
    odd: Sequence[Quarantined] = ()

    @property
    def count(self) -> int:
        return self.rows.num_rows + len(self.odd)


def texts(content: bytes, fields: Sequence[str]) -> Texts:
    """Every column as text under the names asked for; an empty value is null, as REST has it."""
    if not content.endswith(b"\n"):
        raise Unreadable("a page was cut")
    try:
        return Texts(_read(content, fields, pa.string()))
    except Unreadable:
        if is_text(content):
            raise
    return _without_odd(_read(content, fields, pa.binary()))


def _read(content: bytes, fields: Sequence[str], type: pa.DataType) -> pa.Table:
    try:
        return csv.read_csv(
            pa.BufferReader(content),
            csv.ReadOptions(block_size=max(BLOCK_BYTES, len(content) // 8)),
            csv.ParseOptions(newlines_in_values=True),
            csv.ConvertOptions(
                column_types=dict.fromkeys(fields, type),
                include_columns=list(fields),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except (pa.ArrowInvalid, KeyError) as error:
        raise Unreadable(f"a page can't be read: {error}"[:200]) from error


def _without_odd(page: pa.Table) -> Texts:
    rows = page.to_pylist()
    is_fine = [all(map(is_text, filter(None, row.values()))) for row in rows]
    texts = pa.schema([(name, pa.string()) for name in page.column_names])
    odd = [_quarantined(row) for row, fine in zip(rows, is_fine, strict=True) if not fine]
    return Texts(page.filter(pa.array(is_fine)).cast(texts), odd)


def _quarantined(row: Mapping[str, bytes | None]) -> Quarantined:
    shown = {name: value and value.decode(errors="replace") for name, value in row.items()}
    return Quarantined(shown.get("Id"), NO_TEXT, msgspec.json.encode(shown))


def rows(table: Table, page: pa.Table, types: Mapping[str, str]) -> pa.Table:
    """As `records.landed` makes them of JSON: declared columns, `_record_id`, `_op`, `_extra` …"""
    told = {name: _as_rest(page.column(name), types[name]) for name in page.column_names}
    columns: dict[str, pa.ChunkedArray] = {}
    left, absent = {}, []
    nothing = pa.chunked_array([pa.nulls(page.num_rows, pa.string())])
    for field in table.fields:
        column = told.pop(field.name, None)
        if column is None:
            absent.append(field.name)
        elif field.kind not in ("any", _kind(types[field.name])):
            left[field.name] = _member(field.name, column, types[field.name], is_sparse=True)
            column = None
        columns[field.name] = nothing if column is None else column
    for name, column in told.items():
        left[name] = _member(name, column, types[name])
    if absent:
        text = f'"_absent":{msgspec.json.encode(absent).decode()}'
        left["_absent"] = pa.chunked_array([pa.array([text] * page.num_rows, pa.string())])
    ops, winners = _marks(table, columns)
    return pa.table(
        {
            **columns,
            "_record_id": columns[table.key[0]],
            "_op": ops,
            "_merged_into_id": winners,
            "_extra": _extra(left) if left else nothing,
        }
    )


def _kind(type: str) -> str:
    return "number" if type in NUMBERS else "boolean" if type == "boolean" else "string"


def _as_rest(column: pa.ChunkedArray, type: str) -> pa.ChunkedArray:
    """Bulk writes instants with `Z`, REST with `+0000`; doubles from ten million as `1.25E7`."""
    if type == "datetime":
        return pc.replace_substring_regex(column, "Z$", "+0000")
    if type in DOUBLES and pc.any(pc.match_substring_regex(column, LARGE)).as_py():
        return _each(column, lambda text: _scientific(text) if re.match(LARGE, text) else text)
    return column


def _scientific(text: str) -> str:
    sign, digits, exponent = Decimal(text).normalize().as_tuple()
    rest = "".join(map(str, digits[1:])) or "0"
    return f"{'-' * sign}{digits[0]}.{rest}E{len(digits) + int(exponent) - 1}"


def _member(
    name: str, column: pa.ChunkedArray, type: str, is_sparse: bool = False
) -> pa.ChunkedArray:
    """A field without a column, as a member of the JSON object in `_extra`."""
    if _kind(type) == "string":
        if pc.any(pc.match_substring_regex(column, NEEDS_ESCAPING)).as_py():
            column = _each(column, lambda text: msgspec.json.encode(text).decode())
        else:
            column = pc.binary_join_element_wise('"', column, '"', "")
    start = f'"{name}":'
    members = pc.binary_join_element_wise(start, column, "")
    return members if is_sparse else pc.fill_null(members, f"{start}null")


def _each(column: pa.ChunkedArray, change) -> pa.ChunkedArray:
    changed = [None if text is None else change(text) for text in column.to_pylist()]
    return pa.chunked_array([pa.array(changed, pa.string())])


def _extra(left: Mapping[str, pa.ChunkedArray]) -> pa.ChunkedArray:
    members = [left[name].combine_chunks() for name in sorted(left)]
    joined = pc.binary_join_element_wise(*members, ",", null_handling="skip")
    whole = pc.binary_join_element_wise("{", joined, "}", "")
    return pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), whole)


def _marks(
    table: Table, columns: Mapping[str, pa.ChunkedArray]
) -> tuple[list[str], list[str | None]]:
    """Only what says of itself that it is deleted has more to say of its life."""
    count = len(columns[table.key[0]])
    ops, winners = ["upsert"] * count, [None] * count
    if "IsDeleted" not in columns:
        return ops, winners
    deleted = pc.indices_nonzero(pc.fill_null(pc.equal(columns["IsDeleted"], "true"), False))
    for at in deleted.to_pylist():
        mark = table.mark({name: column[at].as_py() for name, column in columns.items()})
        ops[at], winners[at] = mark.op, mark.merged_into_id
    return ops, winners
