"""Keys that hold an e-mail address: they would carry it into tables and messages that hold none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingestion.sources.files.mapping import Key

# With text on both sides; a handle (@home) and a place (lunch @ noon) are no addresses.
ADDRESS = re.compile(r"[^\s@]@[^\s@]")


def addressed(key: Key, parts: Sequence[str | None]) -> str | None:
    """Why these parts make no key, with the expression that makes one; None where they do."""
    holding = [place for place, part in enumerate(parts) if part and ADDRESS.search(part)]
    if not holding:
        return None
    if key.expression:
        column, digest = "key", f"md5({key.expression})"
    else:
        column = key.columns[holding[0]]
        digest = " || '|' || ".join(
            _digest(name) if place in holding else _quoted(name)
            for place, name in enumerate(key.columns)
        )
    return (
        f"column {column} holds an address, and keys are shown where no address may be: make `key` "
        f"the expression {digest}, and what points to it the same over its own column"
    )


def _digest(name: str) -> str:
    return f"md5(lower(trim({_quoted(name)})))"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
