"""Records joined into true things, and the values that survive (docs/facts.md §1, §2, §10)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ingestion.sandbox.truth.entities import Record, Ref
from ingestion.sandbox.truth.links import Link, seniority, survivors

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
        links: Iterable[Link],
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
            id = _id_of(entity, members, called or {}, taken)
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


def key_of(entity: str, connection: str, ref: Ref) -> str:
    system, object, id = ref
    return hashlib.md5("|".join((entity, system, connection, object, id)).encode()).hexdigest()


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
    called: Mapping[Ref, str],
    taken: set[str],
) -> str:
    """The published id of most members, unless another cluster has it; else by §10."""
    ids = Counter(sorted(called[record.ref] for record in members if record.ref in called))
    for id, _ in ids.most_common(1):
        if id not in taken:
            return id
    first = min(members, key=lambda record: seniority(record))
    id = key_of(first.entity or entity, first.connection, first.ref)
    # Published records of two clusters as one thing have one id, which may be that of this record.
    return id if id not in taken else f"{id}-{len(taken)}"


def _root(parents: dict[Ref, Ref], ref: Ref) -> Ref:
    while parents[ref] != ref:
        parents[ref] = parents[parents[ref]]
        ref = parents[ref]
    return ref
