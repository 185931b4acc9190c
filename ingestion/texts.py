"""Texts that are no Unicode, and records that hold one: half a pair of `\\ud83d\\ude00`, odd bytes.

The escape of half a pair is valid JSON that no reader of texts takes. Here it becomes the three
bytes that would stand for it (`shielded`), which readers pass over, and `spelled` makes it the
escape again: records keep it. To look into a record, `decoded` reads what it can.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a pair
    rb"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
NO_TEXT = "it holds bytes that are no text (UTF-8)"
HALF = re.compile("[\ud800-\udfff]")


def is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def shielded(content: bytes) -> bytes:
    """The same JSON, with bytes for the escapes that are half a pair."""
    return ESCAPE.sub(_as_bytes, content)


def _as_bytes(found: re.Match[bytes]) -> bytes:
    half = found[1]
    return chr(int(half[1:], 16)).encode("utf-8", "surrogatepass") if half else found[0]


def spelled(content: bytes) -> str:
    """As text, with escapes for halves of pairs. Other bytes that are no text: `UnicodeError`."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        text = content.decode("utf-8", "surrogatepass")
        return HALF.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def softened(content: bytes) -> bytes:
    """With U+FFFD for what is no text: to be looked into, never to be landed."""
    return shielded(content).decode(errors="replace").encode()


def reader(decode: Callable[[bytes], T]) -> Callable[[bytes], T]:
    """The same reader, which softens what it can't read."""
    return partial(_read, decode)


def _read(decode: Callable[[bytes], T], told: bytes) -> T:
    try:
        return decode(told)
    except (msgspec.DecodeError, UnicodeError):
        return decode(softened(bytes(told)))


def decoded(told: bytes | msgspec.Raw, type: Any = Any) -> Any:
    """Its values, to look into."""
    return _read(partial(msgspec.json.decode, type=type), told)


def loaded(content: bytes) -> Any:
    """An answer's JSON as Python's values."""
    return json.loads(softened(content))
