"""Versions of one instant, in the order that the vendor tells them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator


def ties_after(versions: Iterable[tuple[Hashable, str]]) -> Iterator[int | None]:
    """Of each version of a property (instant and digest), newest first: how many others of its
    instant came after it. None: its value came again at that instant, and counts there.

    Counted from the newest, as an answer may end among the ties and leave out the oldest.
    """
    newer: dict[Hashable, set[str]] = {}
    for instant, value_digest in versions:
        of_instant = newer.setdefault(instant, set())
        yield None if value_digest in of_instant else len(of_instant)
        of_instant.add(value_digest)
