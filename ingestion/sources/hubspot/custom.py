"""Which properties that the portal added get a column: a line an object in `custom.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

LIST = Path(__file__).with_name("custom.toml")


def added(text: str, declared: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Names of columns by object. Whoever names an object or a column wrongly is told at once."""
    found: dict[str, tuple[str, ...]] = {}
    for name, columns in tomllib.loads(text).items():
        if name not in declared:
            raise ValueError(f"custom.toml: there is no object {name}")
        if not isinstance(columns, list) or not all(isinstance(each, str) for each in columns):
            raise ValueError(f"custom.toml: {name} is not a list of names")
        twice = sorted(set(columns) & set(declared[name]))
        if twice or len(set(columns)) < len(columns):
            raise ValueError(f"custom.toml: {name} has {', '.join(twice) or 'a column'} twice")
        found[name] = tuple(columns)
    return found
