"""Take records apart in one step where they are exactly as declared.

Most are. A record with a member too many, one too few or one of another type is for `records`,
which looks at each member by itself; what both can read they read alike, by test.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter

import msgspec
from msgspec import UNSET, Raw, UnsetType

from ingestion.source import Field

KIND_OF_FIRST_BYTE = {
    **dict.fromkeys(b"-0123456789", "number"),
    ord('"'): "string",
    ord("t"): "boolean",
    ord("f"): "boolean",
    ord("{"): "json",
    ord("["): "json",
}
NULL = ord("n")
TRIED = 100  # after so many it is known whether a table's records are as declared
Columns = list[list[str | None]]
Reader = Callable[[Sequence[bytes]], Columns | None]


class Declared:
    """Reads the records of one table, as long as enough of them are as declared."""

    def __init__(self, fields: Sequence[Field], envelope: tuple[str, ...]) -> None:
        self._read = _reader(tuple(fields), envelope)
        self._tried = self._missed = 0

    def columns(self, records: Sequence[bytes]) -> Columns | None:
        """Of each field, in their order; None where there is more to a record than they hold."""
        if self._tried > TRIED and self._missed * 2 > self._tried:
            return None
        columns = self._read(records)
        if columns or len(records) == 1:
            self._tried += len(records)
            self._missed += columns is None
        return columns


@lru_cache(maxsize=256)
def _reader(fields: tuple[Field, ...], envelope: tuple[str, ...]) -> Reader:
    tree: dict = {}
    for field in fields:
        *prefix, leaf = field.at
        inner = tree
        for step in prefix:
            inner = inner.setdefault(step, {})
            if not isinstance(inner, dict):
                return lambda _: None
        if leaf in inner:
            return lambda _: None
        inner[leaf] = field
    for name in envelope:
        tree.setdefault(name, None)
    takers = [
        attrgetter(".".join(f"m_{step.encode().hex()}" for step in field.at)) for field in fields
    ]
    decode = msgspec.json.Decoder(list[_struct(tree)]).decode

    def read(records: Sequence[bytes]) -> Columns | None:
        try:
            objects = decode(b"[" + b",".join(records) + b"]")
        except (msgspec.DecodeError, UnicodeError):
            return None
        if len(objects) != len(records):
            return None
        columns = []
        for field, take in zip(fields, takers, strict=True):
            column = list(map(take, objects))
            if field.kind != "string":
                column = _spelled(column, field)
                if column is None:
                    return None
            elif field.is_omitted:
                column = [None if value is UNSET else value for value in column]
            columns.append(column)
        return columns

    return read


def _spelled(raws: Sequence[Raw | UnsetType], field: Field) -> list[str | None] | None:
    """Values as the vendor spelled them; None where one is of another kind than declared."""
    texts: list[str | None] = []
    for raw in raws:
        if raw is UNSET:
            texts.append(None)
            continue
        text = bytes(raw)
        if text[0] == NULL:
            if field.is_omitted:
                return None
            texts.append(None)
        elif field.kind == "any" or KIND_OF_FIRST_BYTE.get(text[0]) == field.kind:
            try:
                texts.append(text.decode())
            except UnicodeError:
                return None
        else:
            return None
    return texts


def _struct(tree: dict) -> type[msgspec.Struct]:
    """An object with these members and no others."""
    members, names = [], {}
    for name, inner in tree.items():
        attribute = f"m_{name.encode().hex()}"  # a vendor's name may be no name of Python's
        names[attribute] = name
        if isinstance(inner, dict):
            members.append((attribute, _struct(inner)))
        elif inner is None:
            members.append((attribute, Raw, msgspec.field(default=UNSET)))
        elif inner.kind != "string":
            default = (msgspec.field(default=UNSET),) if inner.is_omitted else ()
            members.append((attribute, Raw, *default))
        elif inner.is_omitted:
            members.append((attribute, str | UnsetType, UNSET))
        else:
            members.append((attribute, str | None))
    return msgspec.defstruct(
        "Declared", members, rename=names, forbid_unknown_fields=True, kw_only=True, gc=False
    )
