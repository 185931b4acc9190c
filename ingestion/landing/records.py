"""Vendors' JSON records as Arrow columns of text, byte for byte, and back again.

Numbers are sliced, not parsed: no value passes through a binary float.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import pyarrow as pa

from ingestion.landing.declared import KIND_OF_FIRST_BYTE, Declared
from ingestion.source import Field, Mark, Table, always_upsert
from ingestion.texts import NO_TEXT, shielded, softened, spelled

_members = msgspec.json.Decoder(dict[str, msgspec.Raw])
_text = msgspec.json.Decoder(str)
# Python looks through every object it has once 700 lists are new: rows are lists until they are put
# into their columns.
RECORDS_AT_ONCE = 500


@dataclass
class Landed:
    """The columns of some records, and those that can't be landed: (record id, reason, text).

    `broken` are no records at all; `odd` hold bytes that are no text. `positions` says of each row
    which of the records it is.
    """

    columns: dict[str, list[str | None]] = field(default_factory=dict)
    broken: list[tuple[str | None, str, str]] = field(default_factory=list)
    odd: list[tuple[str | None, str, str]] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)


class Reading:
    """Takes the records of one table apart, as they come.

    `landed` has text columns: declared fields, `_record_id`, `_op`, `_merged_into_id`, `_extra`.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._names = [f.name for f in table.fields]
        self._key_at = [self._names.index(name) for name in table.key]
        self._plan = _plan(table.fields)
        self._declared = Declared(table.fields, table.envelope)
        self._count = 0
        kept = ("_record_id", "_op", "_merged_into_id", "_extra")
        self.landed = Landed({name: [] for name in (*self._names, *kept)})

    def add(self, records: Sequence[bytes]) -> None:
        for start in range(0, len(records), RECORDS_AT_ONCE):
            part = records[start : start + RECORDS_AT_ONCE]
            columns = self._declared.columns(part)
            if columns and all(all(columns[at]) for at in self._key_at):
                positions = range(self._count, self._count + len(part))
                self._keep(columns, [None] * len(part), positions)
            else:
                self._look_at_each(part)
            self._count += len(part)

    def _look_at_each(self, records: Sequence[bytes]) -> None:
        rows, extras, positions = [], [], []
        for position, record in enumerate(records, self._count):
            columns, extra = self._declared.columns((record,)), None
            if columns:
                values = [value for (value,) in columns]
            else:
                try:
                    values, extra = self._split(record)
                except msgspec.DecodeError as error:
                    self._set_aside(record, f"not a JSON object: {error}")
                    continue
                except UnicodeError:
                    self._keep_odd(record)
                    continue
            if self._lacks_key(record, values):
                continue
            rows.append(values)
            extras.append(extra)
            positions.append(position)
        if rows:
            self._keep(list(zip(*rows, strict=True)), extras, positions)

    def _split(self, record: bytes) -> tuple[list, str | None]:
        return _split(self._plan, self._table.envelope, record, len(self._names))

    def _set_aside(self, record: bytes, why: str) -> None:
        self.landed.broken.append((None, why, _shown(record)))

    def _lacks_key(self, record: bytes, values: Sequence[str | None]) -> bool:
        missing = [self._names[at] for at in self._key_at if not values[at]]
        if missing:
            self._set_aside(record, f"the key {', '.join(missing)} is missing")
        return bool(missing)

    def _keep_odd(self, record: bytes) -> None:
        values, _ = self._split(softened(record))
        if not self._lacks_key(record, values):
            key = "|".join(values[at] for at in self._key_at)
            self.landed.odd.append((key, NO_TEXT, _shown(record)))

    def _keep(
        self,
        columns: Sequence[Sequence[str | None]],
        extras: Sequence[str | None],
        positions: Sequence[int],
    ) -> None:
        out = self.landed.columns
        for name, column in zip(self._names, columns, strict=True):
            out[name].extend(column)
        key, *others = (columns[at] for at in self._key_at)
        keys = map("|".join, zip(key, *others, strict=True)) if others else key
        out["_record_id"].extend(keys)
        out["_extra"].extend(extras)
        marks = [Mark()] * len(positions)
        if self._table.mark is not always_upsert:
            rows = zip(*columns, strict=True)
            marks = [self._table.mark(dict(zip(self._names, row, strict=True))) for row in rows]
        out["_op"].extend([mark.op for mark in marks])
        out["_merged_into_id"].extend([mark.merged_into_id for mark in marks])
        self.landed.positions.extend(positions)


def landed(table: Table, records: Sequence[bytes]) -> Landed:
    """The columns of these records, all at once."""
    reading = Reading(table)
    reading.add(records)
    return reading.landed


def _shown(record: bytes) -> str:
    return bytes(record).decode(errors="replace")


def to_arrow(columns: Mapping[str, Sequence[str | None]]) -> pa.Table:
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def restored(table: Table, row: Mapping[str, str | None]) -> dict:
    """The whole record that a row was landed from, as `json.loads` would give it."""
    extra = json.loads(row["_extra"]) if row["_extra"] else {}
    absent = set(extra.pop("_absent", ()))
    empty = set(extra.pop("_null", ()))
    record: dict = extra
    for declared in table.fields:
        text = row[declared.name]
        if declared.name in absent or (
            declared.is_omitted and text is None and declared.name not in empty
        ):
            continue
        *prefix, leaf = declared.at
        inner = record
        for step in prefix:
            inner = inner.setdefault(step, {})
        if leaf not in inner:
            whole = text is None or declared.kind == "string"
            inner[leaf] = text if whole else json.loads(text)
    return record


def refilled(table: Table, later: Sequence[Field], extras: Sequence[str]) -> dict[str, list]:
    """What rows landed before some fields were declared would hold had they always been.

    Of each text of `_extra` (`{}` for none): the values of `later`, column by column, and under
    `_extra` what is left, byte for byte as `landed` gives it.
    """
    plan = _plan(later)
    order = [name for _, members in _plan(table.fields) for *_, name, _ in members]
    columns: dict[str, list[str | None]] = {
        name: [] for name in [*(f.name for f in later), "_extra"]
    }
    for text in extras:
        objects = {(): _members_of(text.encode())}
        notes = [
            set(msgspec.json.decode(objects[()].pop(note, b"[]"))) for note in ("_absent", "_null")
        ]
        values, *added = _taken(plan, objects, len(later))
        for note, names in zip(notes, added, strict=True):
            note.update(names)
        absent, empty = ([name for name in order if name in note] for note in notes)
        for declared, value in zip(later, values, strict=True):
            columns[declared.name].append(value)
        columns["_extra"].append(_extra(objects, absent, empty))
    return columns


def _plan(
    fields: Sequence[Field],
) -> list[tuple[tuple[str, ...], list[tuple[int, str, str, str, bool]]]]:
    """Fields grouped by the object they stand in, deepest first: (prefix, [(column, leaf, …)])."""
    groups: dict[tuple[str, ...], list[tuple[int, str, str, str, bool]]] = {(): []}
    for index, declared in enumerate(fields):
        *prefix, leaf = declared.at
        member = (index, leaf, declared.kind, declared.name, declared.is_omitted)
        groups.setdefault(tuple(prefix), []).append(member)
    return sorted(groups.items(), key=lambda group: len(group[0]), reverse=True)


def _split(
    plan: list, envelope: tuple[str, ...], record: bytes, width: int
) -> tuple[list, str | None]:
    objects = {(): _members_of(record)}
    values, absent, empty = _taken(plan, objects, width)
    for name in envelope:
        objects[()].pop(name, None)
    return values, _extra(objects, absent, empty)


def _members_of(record: bytes) -> dict[str, msgspec.Raw]:
    try:
        return _members.decode(record)
    except msgspec.DecodeError:
        return _members.decode(shielded(bytes(record)))


def _taken(
    plan: list, objects: dict[tuple[str, ...], dict[str, msgspec.Raw]], width: int
) -> tuple[list[str | None], list[str], list[str]]:
    """Take out of a record what columns hold: values, names of absent members, of null ones."""
    values: list[str | None] = [None] * width
    absent: list[str] = []
    empty: list[str] = []
    for prefix, _ in reversed(plan):
        for depth in range(1, len(prefix) + 1):
            path = prefix[:depth]
            if path not in objects:
                outer = objects.get(path[:-1], {})
                raw = outer.get(path[-1])
                is_object = raw is not None and memoryview(raw)[:1] == b"{"
                objects[path] = _members.decode(outer.pop(path[-1])) if is_object else {}
    for prefix, members in plan:
        inner = objects[prefix]
        for index, leaf, kind, name, is_omitted in members:
            raw = inner.get(leaf)
            if raw is None:
                if not is_omitted:
                    absent.append(name)
                continue
            text = bytes(raw)
            first = text[0]
            if first == 110:  # null
                del inner[leaf]
                if is_omitted:
                    empty.append(name)
                continue
            if kind != "any" and KIND_OF_FIRST_BYTE.get(first) != kind:
                continue  # stays in _extra
            try:
                values[index] = _text.decode(text) if kind == "string" else text.decode()
            except UnicodeError:
                continue  # half a pair of escapes: no engine holds it as text
            del inner[leaf]
    return values, absent, empty


def _extra(objects: dict, absent: list[str], empty: list[str]) -> str | None:
    """JSON text of what no column holds, members in order of name; None where nothing is left."""
    left: dict = {}
    for path, members in objects.items():
        if not members:
            continue
        inner = left
        for step in path:
            inner = inner.setdefault(step, {})
        inner.update({name: _spelled(value) for name, value in members.items()})
    if absent:
        left["_absent"] = absent
    if empty:
        left["_null"] = empty
    return spelled(msgspec.json.encode(left, order="sorted")) if left else None


def _spelled(value: msgspec.Raw) -> msgspec.Raw:
    """A text with escapes in one spelling: a vendor's APIs write the same text in several."""
    text = bytes(value)
    if text[0] != ord('"') or b"\\" not in text:
        return value
    try:
        return msgspec.Raw(msgspec.json.encode(_text.decode(text)))
    except UnicodeError:
        return value
