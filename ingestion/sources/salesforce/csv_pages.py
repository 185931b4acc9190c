"""Bulk CSV as rows of a raw table: the very same rows that REST's JSON would land."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from ingestion.source import Table
from ingestion.sources.salesforce.described import DOUBLES, NUMBERS

BLOCK_BYTES = 1 << 24  # a row has to fit: long texts hold 131,072 characters, a record a few
NEEDS_ESCAPING = r'["\\\x00-\x1f]'
LARGE = r"^-?[0-9]{8,}(\.[0-9]+)?$"


class Unreadable(Exception):
    """CSV that is cut or broken."""


def texts(content: bytes, fields: Sequence[str]) -> pa.Table:
    """Every column as text under the names asked for; an empty value is null, as REST has it."""
    if not content.endswith(b"\n"):
        raise Unreadable("a page was cut")
    try:
        page = csv.read_csv(
            pa.BufferReader(content),
            csv.ReadOptions(block_size=max(BLOCK_BYTES, len(content) // 8)),
            csv.ParseOptions(newlines_in_values=True),
            csv.ConvertOptions(
                column_types={name: pa.string() for name in fields},
                include_columns=list(fields),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except (pa.ArrowInvalid, KeyError) as error:
        raise Unreadable(f"a page can't be read: {error}"[:200]) from error
    return page


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
