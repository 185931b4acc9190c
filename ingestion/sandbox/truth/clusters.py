"""Records joined into true things, and the values that survive (docs/facts.md §1, §2, §10)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ingestion.sandbox.truth.entities import Record, Ref

R = TypeVar("R", bound=Record)
BLANKS = " \t\r\n"


@dataclass(slots=True)
class Cluster(Generic[R]):
    """All records of one person, account or deal; `links`: the rules that joined them."""

    id: str
    records: list[R]
    links: set[str] = field(default_factory=set)

    @property
    def refs(self) -> frozenset[Ref]:
        return frozenset(record.ref for record in self.records)

    @property
    def live(self) -> list[R]:
        return [record for record in self.records if not record.is_gone]


class Clusters(Generic[R]):
    """`resolved`: what each record stands for: itself, its survivor, or None if it is gone.

    `called` are ids that were published for records: a cluster takes the one that most of its
    records have, so that what ids decide can be judged alike. Who belongs together it does not say.
    """

    def __init__(
        self,
        entity: str,
        records: Sequence[R],
        links: Iterable[tuple[str, Ref, Ref]],
        connection: str,
        called: Mapping[Ref, str] | None = None,
    ) -> None:
        self.records: dict[Ref, R] = {record.ref: record for record in records}
        self.resolved = survivors(records)
        parents = {ref: ref for ref in self.records}
        rules: dict[Ref, set[str]] = {}
        for rule, one, other in links:
            first, second = _root(parents, one), _root(parents, other)
            if first != second:
                parents[second] = first
            rules.setdefault(one, set()).add(rule)
        groups: dict[Ref, list[R]] = {}
        for record in records:
            groups.setdefault(_root(parents, record.ref), []).append(record)
        self.all: list[Cluster[R]] = []
        self.of: dict[Ref, Cluster[R]] = {}
        taken: set[str] = set()
        for members in groups.values():
            id = _id_of(entity, members, connection, called or {}, taken)
            taken.add(id)
            cluster = Cluster(id, members)
            for record in members:
                self.of[record.ref] = cluster
                cluster.links |= rules.get(record.ref, set())
            self.all.append(cluster)

    def __iter__(self) -> Iterable[Cluster[R]]:
        """Those that have a row: at least one record is not gone."""
        return (cluster for cluster in self.all if cluster.live)

    def find(self, ref: Ref | None) -> Cluster[R] | None:
        """Whose record it is, provided that somebody still has a row for it."""
        cluster = self.of.get(ref)
        return cluster if cluster and cluster.live else None

    def bearer(self, ref: Ref) -> Cluster[R] | None:
        """To whom something that hangs on this record belongs: to nobody, if the record is gone."""
        survivor = self.resolved.get(ref)
        return self.of[survivor] if survivor else None


def survivors(records: Iterable[Record]) -> dict[Ref, Ref | None]:
    """What each record stands for, merges followed to the end."""
    by_ref = {record.ref: record for record in records}
    found: dict[Ref, Ref | None] = {}
    for start in by_ref:
        ref, seen = start, set()
        while ref in by_ref and by_ref[ref].is_gone and ref not in seen:
            seen.add(ref)
            ref = (*ref[:2], by_ref[ref].merged_into or "")
        found[start] = ref if ref in by_ref and not by_ref[ref].is_gone else None
    return found


def key_of(entity: str, connection: str, ref: Ref) -> str:
    system, object, id = ref
    return hashlib.md5("|".join((entity, system, connection, object, id)).encode()).hexdigest()


def merge_links(records: Iterable[Record]) -> Iterable[tuple[str, Ref, Ref]]:
    records = {record.ref: record for record in records}
    for record in records.values():
        if record.merged_into and (*record.ref[:2], record.merged_into) in records:
            yield "merge", record.ref, (*record.ref[:2], record.merged_into)


def sync_links(records: Sequence[Any]) -> Iterable[tuple[str, Ref, Ref]]:
    """A record and each record that it names, unless that one is gone without merge."""
    present = survivors(records)
    named: dict[tuple[str, str], list[Ref]] = {}
    for ref, survivor in present.items():
        if survivor:
            named.setdefault((ref[0], ref[2]), []).append(ref)
    for record in records:
        for pointer in record.synced:
            for other in named.get(pointer, ()):
                yield "sync", record.ref, other


def shared_value_links(
    rule: str, values: Iterable[tuple[Hashable, Ref]]
) -> Iterable[tuple[str, Ref, Ref]]:
    """Every record that has a value is linked with the first that had it."""
    first: dict[Hashable, Ref] = {}
    for value, ref in values:
        if first.setdefault(value, ref) != ref:
            yield rule, ref, first[value]


def in_order(records: Iterable[R], systems: Sequence[str]) -> list[R]:
    """Records that are not gone, the one that wins first."""
    rank = {system: position for position, system in enumerate(systems)}
    newest_first = sorted(
        (record for record in records if not record.is_gone),
        key=lambda record: (record.changed_at is not None, record.changed_at or 0, record.ref[2]),
        reverse=True,
    )
    return sorted(
        newest_first, key=lambda record: (rank.get(record.system, len(rank)), record.system)
    )


def surviving(
    records: Iterable[R], systems: Sequence[str], value: Callable[[R], Any]
) -> tuple[R, Any] | tuple[None, None]:
    """The first value in the order of survivorship, and the record it stands on."""
    for record in in_order(records, systems):
        found = value(record)
        if found is not None and (not isinstance(found, str) or found.strip(BLANKS)):
            return record, found
    return None, None


def _id_of(
    entity: str,
    members: Sequence[Record],
    connection: str,
    called: Mapping[Ref, str],
    taken: set[str],
) -> str:
    """The published id of most members, unless another cluster has it; else by §10."""
    ids = Counter(sorted(called[record.ref] for record in members if record.ref in called))
    for id, _ in ids.most_common(1):
        if id not in taken:
            return id
    first = min(members, key=lambda record: _seniority(record, connection))
    return key_of(entity, connection, first.ref)


def _seniority(record: Record, connection: str) -> tuple:
    # Which load brought a record is nothing that the records tell. Systems are read to the end
    # of the same day, so a record that is older was seen earlier or in the same refresh.
    system, object, id = record.ref
    return (record.created_at is None, record.created_at or 0, system, connection, object, id)


def _root(parents: dict[Ref, Ref], ref: Ref) -> Ref:
    while parents[ref] != ref:
        parents[ref] = parents[parents[ref]]
        ref = parents[ref]
    return ref
