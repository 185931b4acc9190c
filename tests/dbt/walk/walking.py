"""Refreshes in which anything may happen to records: what each lands, and what is known after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from random import Random

from tests.dbt.walk.things import Record, erased

Row = dict[str, str | None]
Batch = tuple[str, str, Row]  # source, table, row


@dataclass(frozen=True)
class Kind:
    """A vendor's object, and its fields that speak of other records or share a value with them."""

    entity: str
    system: str
    table: str
    object: str
    id: str
    created: str
    synced: str
    value: str | None = None
    more_values: str | None = None


SALESFORCE, HUBSPOT = ("Id", "CreatedDate"), ("id", "createdAt")
KINDS = (
    Kind("people", "salesforce", "lead", "Lead", *SALESFORCE, "HubSpot_Contact_ID__c", "Email"),
    Kind("people", "salesforce", "contact", "Contact", *SALESFORCE, "HubSpot_Contact_ID__c", "Email"),
    Kind(
        "people", "hubspot", "contacts", "contacts", *HUBSPOT, "salesforcecontactid",
        "email", "hs_additional_emails",
    ),
    Kind(
        "accounts", "salesforce", "account", "Account", *SALESFORCE, "HubSpot_Company_ID__c",
        "Website",
    ),
    Kind(
        "accounts", "hubspot", "companies", "companies", *HUBSPOT, "salesforceaccountid",
        "domain", "hs_additional_domains",
    ),
    Kind(
        "opportunities", "salesforce", "opportunity", "Opportunity", *SALESFORCE,
        "HubSpot_Deal_ID__c",
    ),
    Kind("opportunities", "hubspot", "deals", "deals", *HUBSPOT, "hs_salesforceopportunityid"),
)  # fmt: skip
KIND = {(kind.entity, kind.object): kind for kind in KINDS}
VALUES = {
    "people": [f"{name}@firm.example" for name in ("ana", "bo", "cy", "di", "ed")],
    "accounts": [f"firm{n}.example" for n in range(4)],
}


@dataclass
class Walk:
    random: Random
    records: dict[tuple[str, str], Record] = field(default_factory=dict)
    decided: dict[str, dict[frozenset[str], str]] = field(
        default_factory=lambda: {kind.entity: {} for kind in KINDS}
    )
    erased: list[Record] = field(default_factory=list)  # for good
    landing: list[Batch] = field(default_factory=list)
    refresh: int = 0
    done: list[str] = field(default_factory=list)

    def of(self, entity: str) -> list[Record]:
        return [record for record in self.records.values() if record.entity == entity]

    @property
    def acts(self) -> dict[Callable[[], None], int]:
        """All that may happen, and how often it does."""
        return {
            self._create: 3, self._edit: 3, self._convert: 1, self._merge: 2,
            self._merge_into_new: 1, self._part: 2, self._delete: 2, self._restore: 2,
            self._erase: 1, self._link: 2, self._keep_apart: 4, self._take_back: 2,
        }  # fmt: skip

    def go_on(self, founding: int = 0) -> None:
        """One more refresh, which lands of each record once how it is in the end."""
        self.refresh += 1
        self.landing, self.done = [], []
        before = dict(self.records)
        for _ in range(founding):
            self._create()
        chosen = self.random.choices(
            [*self.acts], [*self.acts.values()], k=self.random.randint(1, 4)
        )
        for act in chosen:
            act()
            self.done.append(act.__name__.strip("_"))
        for name, record in self.records.items():
            if record != before.get(name):
                kind = KIND[record.entity, record.object]
                self.landing.append((kind.system, kind.table, row(kind, record)))

    def _some(self, **wanted: object) -> Record | None:
        """A record with these attributes, where there is one."""
        fitting = [
            record
            for record in self.records.values()
            if all(getattr(record, name) == value for name, value in wanted.items())
        ]
        return self.random.choice(fitting) if fitting else None

    def _keep(self, record: Record) -> Record:
        self.records[record.entity, record.name] = record
        return record

    def _values(self, kind: Kind) -> tuple[str, ...]:
        most = 0 if kind.value is None else 2 if kind.more_values else 1
        count = self.random.randint(0, most)
        return tuple(self.random.sample(VALUES[kind.entity], count)) if most else ()

    def _pointer(self, kind: Kind) -> str | None:
        far = [each for each in self.of(kind.entity) if each.system != kind.system]
        if kind.synced == "salesforcecontactid":
            far = [each for each in far if each.object == "Contact"]
        return self.random.choice(far).id if far and self.random.random() < 0.5 else None

    def _create(self, kind: Kind | None = None, **told: object) -> Record:
        kind = kind or self.random.choice(KINDS)
        id = f"{len(self.records) + 1:03d}"
        created = f"2025-{self.random.randint(1, 12):02d}-01T00:00:00Z"
        told = {"values": self._values(kind), "synced": self._pointer(kind)} | told
        return self._keep(
            Record(kind.entity, kind.system, kind.object, id, self.refresh, created, **told)
        )

    def _edit(self) -> None:
        if record := self._some(is_gone=False):
            kind = KIND[record.entity, record.object]
            told = {"values": self._values(kind), "synced": self._pointer(kind)}
            self._keep(replace(record, **told))

    def _convert(self) -> None:
        lead = self._some(object="Lead", is_gone=False)
        contact = self._some(object="Contact", is_gone=False)
        if lead and contact:
            self._keep(replace(lead, converted=contact.id))

    def _two(self) -> tuple[Record, Record] | None:
        one = self._some(is_gone=False)
        others = one and [
            each
            for each in self.of(one.entity)
            if each.object == one.object and not each.is_gone and each is not one
        ]
        return (one, self.random.choice(others)) if others else None

    def _merge(self) -> None:
        if two := self._two():
            self._keep(replace(two[0], is_gone=True, merged=two[1].id))

    def _merge_into_new(self) -> None:
        two = self._two()
        kind = two and KIND[two[0].entity, two[0].object]
        if kind and kind.more_values:
            values = tuple(dict.fromkeys(two[0].values + two[1].values))
            survivor = self._create(kind, values=values)
            for record in two:
                self._keep(replace(record, is_gone=True, merged=survivor.id))

    def _part(self) -> None:
        """A merge is undone; the survivor goes where it was made for it."""
        merged = [each for each in self.records.values() if each.merged]
        if merged:
            chosen = self.random.choice(merged)
            survivor = self._some(object=chosen.object, entity=chosen.entity, id=chosen.merged)
            for each in merged:
                if (each.entity, each.merged) == (chosen.entity, chosen.merged):
                    self._keep(replace(each, is_gone=False, merged=None))
            if survivor and self.random.random() < 0.5:
                self._keep(replace(survivor, is_gone=True))

    def _delete(self) -> None:
        if record := self._some(is_gone=False):
            self._keep(replace(record, is_gone=True))

    def _restore(self) -> None:
        record = self._some(is_gone=True, merged=None)
        if record and record not in self.erased:
            self._keep(replace(record, is_gone=False))

    def _erase(self) -> None:
        if record := self._some(is_gone=False):
            self.erased.append(self._keep(erased(record)))

    def _pair(self) -> tuple[str, frozenset[str]] | None:
        entity = self.random.choice(list(self.decided))
        if len(self.of(entity)) < 2:
            return None
        two = self.random.sample(self.of(entity), 2)
        return entity, frozenset(record.name for record in two)

    def _link(self) -> None:
        self._decide("link")

    def _keep_apart(self) -> None:
        self._decide("apart")

    def _decide(self, decision: str) -> None:
        found = self._pair()
        if not found or found[1] in self.decided[found[0]] or self._is_landing(*found):
            return
        entity, pair = found
        if consistent({**self.decided[entity], pair: decision}):
            self.decided[entity][pair] = decision
            self.landing.append(("definitions", "matching_overrides", said(entity, pair, decision)))

    def _is_landing(self, entity: str, pair: frozenset[str]) -> bool:
        id = said(entity, pair, "")["_record_id"]
        return any(given.get("_record_id") == id for _, _, given in self.landing)

    def _take_back(self) -> None:
        entity = self.random.choice(list(self.decided))
        standing = [
            pair
            for pair in sorted(self.decided[entity], key=sorted)
            if not self._is_landing(entity, pair)
        ]
        if standing:
            pair = self.random.choice(standing)
            given = said(entity, pair, self.decided[entity].pop(pair))
            self.landing.append(("definitions", "matching_overrides", {**given, "_op": "delete"}))


def said(entity: str, pair: frozenset[str], decision: str) -> Row:
    one, other = sorted(pair)
    return {
        "_record_id": f"{entity}|{one}|{other}",
        "entity": entity,
        "record": one,
        "other_record": other,
        "decision": decision,
    }


def row(kind: Kind, record: Record) -> Row:
    given: Row = {kind.id: record.id, kind.created: record.created, kind.synced: record.synced}
    if kind.value:
        given[kind.value] = record.values[0] if record.values else None
    if kind.more_values:
        given[kind.more_values] = ";".join(record.values[1:]) or None
    if record.object == "Lead":
        given["ConvertedContactId"] = record.converted
    if record.is_gone:
        given |= {"_op": "merge" if record.merged else "delete", "_merged_into_id": record.merged}
    return given


def consistent(decided: dict[frozenset[str], str]) -> bool:
    """No two are kept apart whom links by hand make one."""
    one_of = {name: frozenset([name]) for pair in decided for name in pair}
    for pair, decision in decided.items():
        if decision == "link":
            both = frozenset().union(*(one_of[name] for name in pair))
            one_of |= dict.fromkeys(both, both)
    return not any(
        len({one_of[name] for name in pair}) == 1
        for pair, decision in decided.items()
        if decision == "apart"
    )


def batches(landing: list[Batch]) -> Iterator[tuple[str, dict[str, list[Row]]]]:
    for source in sorted({source for source, _, _ in landing}):
        tables: dict[str, list[Row]] = {}
        for of, table, given in landing:
            if of == source:
                tables.setdefault(table, []).append(given)
        yield source, tables
