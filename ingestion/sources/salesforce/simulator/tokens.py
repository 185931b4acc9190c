"""SOQL as a row of tokens, each knowing where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingestion.sources.salesforce.simulator.errors import at, malformed

TOKEN = re.compile(
    r"""\s+|(?P<string>'(?:[^'\\]|\\.)*')
    |(?P<datetime>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))
    |(?P<date>\d{4}-\d\d-\d\d)
    |(?P<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<word>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    |(?P<sign><=|>=|!=|<>|=|<|>|\(|\)|,|:)""",
    re.VERBOSE,
)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    position: int


def tokens(text: str) -> list[Token]:
    found, position = [], 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            if text[position] == "'":
                raise malformed(at(text, position, "line 1:0 mismatched character '<EOF>'"))
            raise malformed(at(text, position, f"unexpected token: '{text[position]}'"))
        if match.lastgroup:
            found.append(Token(match.lastgroup, match.group(), position))
        position = match.end()
    return found


def unescaped(text: str) -> str:
    """`\\_` and `\\%` keep their backslash: they mean something to LIKE alone."""

    def plain(match: re.Match) -> str:
        letter = match.group(1)
        return match.group(0) if letter in "_%" else ESCAPES.get(letter, letter)

    return re.sub(r"\\(.)", plain, text, flags=re.DOTALL)
