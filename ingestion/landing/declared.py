"""Take a record apart in one step where it is exactly as declared.

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
Values = list[str | None]
Reader = Callable[[bytes], Values | None]


class Declared:
    """Reads the records of one table, as long as enough of them are as declared."""

    def __init__(self, fields: Sequence[Field], envelope: tuple[str, ...]) -> None:
        self._read = _reader(tuple(fields), envelope)
        self.tried = self.missed = 0

    def values(self, record: bytes) -> Values | None:
        """Of each field, in their order; None where there is more to a record than they hold."""
        if self.tried > TRIED and self.missed * 2 > self.tried:
            return None
        self.tried += 1
        values = self._read(record)
        self.missed += values is None
        return values


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
    paths = [".".join(f"m_{step.encode().hex()}" for step in field.at) for field in fields]
    take = attrgetter(*paths) if len(paths) > 1 else lambda whole: (attrgetter(paths[0])(whole),)
    decode = msgspec.json.Decoder(_struct(tree)).decode
    spelled = [
        (index, field.kind, field.is_omitted)
        for index, field in enumerate(fields)
        if field.kind != "string"
    ]
    may_lack = any(field.is_omitted and field.kind == "string" for field in fields)

    def read(record: bytes) -> Values | None:
        try:
            values = list(take(decode(record)))
        except (msgspec.DecodeError, UnicodeError):
            return None
        for index, kind, is_omitted in spelled:
            raw = values[index]
            if raw is UNSET:
                values[index] = None
                continue
            text = bytes(raw)
            if text[0] == NULL:
                if is_omitted:
                    return None
                values[index] = None
            elif kind == "any" or KIND_OF_FIRST_BYTE.get(text[0]) == kind:
                values[index] = text.decode()
            else:
                return None
        return [None if value is UNSET else value for value in values] if may_lack else values

    return read


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
