"""What joins records, and which joints hold where a record is gone (docs/facts.md §1, §2)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from ingestion.sandbox.truth.entities import Record, Ref

Link = tuple[str, Ref, Ref]
RULES = ("merge", "conversion", "sync", "address", "domain")


def survivors(records: Iterable[Record]) -> dict[Ref, Ref | None]:
    """What each record stands for, merges followed to the end: nothing, if it is gone."""
    by_ref = {record.ref: record for record in records}
    found: dict[Ref, Ref | None] = {}
    for start in by_ref:
        ref, seen = start, set()
        while ref in by_ref and by_ref[ref].is_gone and ref not in seen:
            seen.add(ref)
            ref = (*ref[:2], by_ref[ref].merged_into or "")
        found[start] = ref if ref in by_ref and not by_ref[ref].is_gone else None
    return found


def gone_without_merge(records: Iterable[Record]) -> set[Ref]:
    return {ref for ref, survivor in survivors(records).items() if survivor is None}


def seniority(record: Record) -> tuple:
    """The order of keys (§10)."""
    # Which load brought a record is nothing that the records tell. Systems are read to the end
    # of the same day, so a record that is older was seen earlier or in the same refresh.
    system, object, id = record.ref
    return (
        record.created_at is None,
        record.created_at or 0,
        system,
        record.connection,
        object,
        id,
    )


def merge_links(records: Iterable[Record]) -> Iterable[Link]:
    records = {record.ref: record for record in records}
    for record in records.values():
        if record.merged_into and (*record.ref[:2], record.merged_into) in records:
            yield "merge", record.ref, (*record.ref[:2], record.merged_into)


def named(records: Iterable[Record]) -> dict[tuple[str, str], Ref]:
    """Whom a pointer (system, id) names: an account before a billing customer of the same id."""
    found: dict[tuple[str, str], Ref] = {}
    for record in sorted(records, key=lambda record: record.entity or ""):
        found.setdefault((record.system, record.ref[2]), record.ref)
    return found


def sync_links(records: Sequence[Any]) -> Iterable[Link]:
    """A record and each record that it names, unless that one is gone without merge."""
    by_pointer, gone = named(records), gone_without_merge(records)
    for record in records:
        for pointer in record.synced:
            other = by_pointer.get(pointer)
            if other and other not in gone:
                yield "sync", record.ref, other


def shared_value_links(
    rule: str, values: Iterable[tuple[Hashable, Ref]], gone: Collection[Ref] = ()
) -> Iterable[Link]:
    """Records that share a value: those that stand in a row, each gone one with every other."""
    sharing: dict[Hashable, dict[Ref, None]] = {}
    for value, ref in values:
        sharing.setdefault(value, {})[ref] = None
    for refs in sharing.values():
        for one, other in pairwise(ref for ref in refs if ref not in gone):
            yield rule, one, other
        for one in refs:
            if one in gone:
                yield from ((rule, one, other) for other in refs if other != one)


def holding(links: Iterable[Link], records: Iterable[Record]) -> list[Link]:
    """A record that is gone without merge joins nobody: it keeps the one link that it chooses."""
    by_ref = {record.ref: record for record in records}
    gone = gone_without_merge(by_ref.values())
    links = [link for link in links if link[1] != link[2]]
    best: dict[Ref, tuple[tuple, Link]] = {}
    for link in links:
        rule, one, other = link
        for end, far in ((one, other), (other, one)):
            if end not in gone:
                continue
            rank = (RULES.index(rule), far in gone, seniority(by_ref[far]))
            if end not in best or rank < best[end][0]:
                best[end] = rank, link
    chosen = {link for _, link in best.values()}
    return [
        link for link in links if link in chosen or (link[1] not in gone and link[2] not in gone)
    ]
