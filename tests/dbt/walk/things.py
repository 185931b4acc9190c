"""Which records are one thing under which key, by docs/facts.md §2 and §10, in plain Python."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

SURE = {
    "override": 1.0,
    "merge": 1.0,
    "conversion": 1.0,
    "sync": 0.999,
    "address": 0.995,
    "domain": 0.99,
}
CHOICE = ("override", "merge", "conversion", "sync")
VALUE = {"people": "address", "accounts": "domain"}


@dataclass(frozen=True)
class Record:
    """One record as it was last read, and when it was first."""

    entity: str
    system: str
    object: str
    id: str
    refresh: int
    created: str
    values: tuple[str, ...] = ()
    synced: str | None = None  # the id of a record of the other system
    converted: str | None = None
    merged: str | None = None
    is_gone: bool = False

    @property
    def name(self) -> str:
        return f"{self.system}:main:{self.object}:{self.id}"

    @property
    def key(self) -> str:
        told = f"{self.entity}|{self.system}|main|{self.object}|{self.id}"
        return hashlib.md5(told.encode()).hexdigest()

    @property
    def order(self) -> tuple:
        return self.refresh, self.created, self.system, "main", self.object, self.id


@dataclass(frozen=True)
class Link:
    rule: str
    ends: tuple[Record, Record]

    def other(self, record: Record) -> Record:
        return self.ends[1] if self.ends[0] is record else self.ends[0]


Decided = Mapping[frozenset[str], str]  # what was decided of two records, by their names


def things(records: Iterable[Record], decided: Decided) -> list[frozenset[Record]]:
    """Every record in exactly one set: that of what it stands for."""
    records = sorted(records, key=lambda record: record.order)
    survivors = _survivors(records)

    def stands(record: Record) -> bool:
        return not record.is_gone or survivors[record.name] is not None

    apart = {pair for pair, decision in decided.items() if decision == "apart"}
    links = [
        link
        for link in _links(records, decided, stands)
        if link.rule == "override" or _names(link.ends) not in apart
    ]
    return _taken(records, _chosen(links, records, stands), apart)


def key(thing: Iterable[Record]) -> str:
    return min(thing, key=lambda record: record.order).key


def _names(records: Iterable[Record]) -> frozenset[str]:
    return frozenset(record.name for record in records)


def _survivors(records: list[Record]) -> dict[str, Record | None]:
    by_id = {(record.object, record.id): record for record in records}
    found: dict[str, Record | None] = {}
    for record in records:
        seen, at = set(), record
        while at is not None and at.is_gone and at.name not in seen:
            seen.add(at.name)
            at = by_id.get((at.object, at.merged or ""))
        found[record.name] = at if at is not None and not at.is_gone else None
    return found


def _links(
    records: list[Record], decided: Decided, stands: Callable[[Record], bool]
) -> Iterable[Link]:
    by_id = {(record.system, record.id): record for record in records}
    by_name = {record.name: record for record in records}
    for record in records:
        if record.is_gone and (survivor := by_id.get((record.system, record.merged or ""))):
            yield Link("merge", (record, survivor))
        if contact := by_id.get((record.system, record.converted or "")):
            yield Link("conversion", (record, contact))
        far = "hubspot" if record.system == "salesforce" else "salesforce"
        named = by_id.get((far, record.synced or ""))
        if named and stands(named):
            yield Link("sync", (record, named))
    for value in {value for record in records for value in record.values}:
        first, *others = sorted(
            (record for record in records if value in record.values),
            key=lambda record: (not stands(record), record.order),
        )
        for record in others:
            yield Link(VALUE[record.entity], (record, first))
    for pair, decision in decided.items():
        if decision == "link" and pair <= by_name.keys():
            one, other = (by_name[name] for name in sorted(pair))
            yield Link("override", (one, other))


def _chosen(
    links: list[Link], records: list[Record], stands: Callable[[Record], bool]
) -> list[Link]:
    def rank(link: Link, own: Record) -> tuple:
        rule = CHOICE.index(link.rule) if link.rule in CHOICE else len(CHOICE)
        other = link.other(own)
        return rule, not stands(other), other.order

    choices = set()
    for record in records:
        touching = [link for link in links if record in link.ends]
        if touching and not stands(record):
            best = min(touching, key=lambda link: rank(link, record))
            choices.add((best.rule, _names(best.ends)))
    return [
        link
        for link in links
        if link.rule == "override"
        or all(map(stands, link.ends))
        or (link.rule, _names(link.ends)) in choices
    ]


def _taken(
    records: list[Record], links: list[Link], apart: set[frozenset[str]]
) -> list[frozenset[Record]]:
    """Links one after the other, the surest first, but none that joins two that are kept apart."""

    def turn(link: Link) -> tuple:
        first, second = sorted(record.order for record in link.ends)
        return link.rule != "override", -SURE[link.rule], first, second, link.rule

    thing_of = {record.name: frozenset([record]) for record in records}
    for link in sorted(links, key=turn):
        one, other = (thing_of[record.name] for record in link.ends)
        both = _names(one | other)
        if not any(pair <= both for pair in apart):
            for name in both:
                thing_of[name] = one | other
    return list(set(thing_of.values()))


def erased(record: Record) -> Record:
    """Nothing is left of it but its name and when it came."""
    return replace(record, is_gone=True, values=(), synced=None, converted=None, merged=None)
