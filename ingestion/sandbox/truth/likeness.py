"""Whom a reader of two records would call one person, though nothing links them.

Truth says who is one; that it can be known is judged by what the records state, never by what a
model made of them. It is known of two groups of records of one person when

- both state the same name, or one of them an initial of it and the same phone, and
- they state the same phone; or an address that differs in its tag alone; or the local part of one
  address begins with that of the other and holds more than the name; or, for people of a company,
  the same title at the same company,
- and, unless it is a phone or such an address that says so, no colleague has that name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from ingestion.sandbox.store import Store
from ingestion.sandbox.truth.clusters import Cluster, Clusters
from ingestion.sandbox.truth.entities import PersonRecord, Ref
from ingestion.sandbox.truth.links import Link
from ingestion.sandbox.truth.page import Page
from ingestion.sandbox.truth.reading import things

SPELLED = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "đ": "d"})
DIGITS = 7  # of a telephone number that can be dialled


@dataclass(slots=True)
class Stated:
    """What the records of one group say, as a reader sees it."""

    refs: list[Ref]
    names: set[tuple[str, str]] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    addresses: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Happened:
    """Whose record each is, in truth, and where they work: by person, those of companies; of which
    company and of which deal each record is."""

    person_of: Mapping[Ref, str]
    company_of: Mapping[str, str]
    account_of: Mapping[Ref, str] = field(default_factory=dict)
    deal_of: Mapping[Ref, str] = field(default_factory=dict)


def happened_to(store: Store, people: Iterable[Mapping[str, Any]]) -> Happened:
    """`people`: rows of the true history. A billing customer is a company's, no person's."""
    return Happened(
        things(store, "person"),
        {each["person_key"]: each["company_key"] for each in people if each["company_key"]},
        things(store, "company"),
        things(store, "deal"),
    )


def likeness_links(
    clusters: Clusters[PersonRecord],
    happened: Happened,
    addresses: Iterable[tuple[str, Ref]],
    page: Page,
) -> Iterator[Link]:
    """`clusters`: all other evidence joins them; `addresses`: normalised, of no shared mailbox."""
    company_of = happened.company_of
    stated = _stated(clusters, happened.person_of, addresses)
    names: dict[tuple[str, tuple[str, str]], set[str]] = {}
    for person, groups in stated.items():
        if person in company_of:
            for group in groups:
                for name in group.names:
                    names.setdefault((company_of[person], name), set()).add(person)
    for person, groups in stated.items():
        company = company_of.get(person)
        for one, other in combinations(groups, 2):
            has_namesake = company is not None and any(
                len(names[company, name]) > 1 for name in one.names | other.names
            )
            if _is_known(one, other, company is not None, has_namesake, page):
                yield "likeness", one.refs[0], other.refs[0]


def _stated(
    clusters: Clusters[PersonRecord],
    people: Mapping[Ref, str],
    addresses: Iterable[tuple[str, Ref]],
) -> dict[str, list[Stated]]:
    by_person: dict[str, list[Stated]] = {}
    of_cluster: dict[str, Stated] = {}
    for cluster in clusters.all:
        found = _of_cluster(clusters, cluster)
        persons = {people[ref] for ref in found.refs if ref in people}
        if len(persons) == 1:
            by_person.setdefault(persons.pop(), []).append(found)
            of_cluster[cluster.id] = found
    for address, ref in addresses:
        group = of_cluster.get(clusters.of[ref].id)
        if group is not None and clusters.resolved[ref] is not None:
            local, _, domain = address.partition("@")
            group.addresses.add((local, domain))
    return by_person


def _of_cluster(clusters: Clusters[PersonRecord], cluster: Cluster[PersonRecord]) -> Stated:
    found = Stated([])
    for record in cluster.records:
        if record.is_gone or record.kind == "customer":
            continue
        found.refs.append(record.ref)
        name = _letters(record.first_name), _letters(record.last_name)
        if all(name):
            found.names.add(name)
        digits = "".join(each for each in record.phone or "" if each.isdigit())
        if len(digits) >= DIGITS:
            found.phones.add(digits)
        if title := _letters(record.title):
            found.titles.add(title)
    return found


def _is_known(
    one: Stated, other: Stated, is_at_company: bool, has_namesake: bool, page: Page
) -> bool:
    same_phone = bool(one.phones & other.phones)
    if any(page.domain_is("internal", domain) for _, domain in one.addresses | other.addresses):
        return False
    if not one.names & other.names:
        return same_phone and _is_initial(one, other)
    if same_phone or _mailboxes(one) & _mailboxes(other):
        return True
    if one.phones and other.phones:
        return False
    if _own_local_part(one, other) and not has_namesake:
        return True
    return is_at_company and not has_namesake and bool(one.titles & other.titles)


def _mailboxes(group: Stated) -> set[tuple[str, str]]:
    return {(local.partition("+")[0], domain) for local, domain in group.addresses}


def _own_local_part(one: Stated, other: Stated) -> bool:
    names = one.names & other.names
    for mine, _ in one.addresses:
        for theirs, _ in other.addresses:
            short, long = sorted((mine, theirs), key=len)
            begins = long == short or (long.startswith(short) and long[len(short)] in ".+-_")
            if begins and all(_beside(short, name) for name in names):
                return True
    return False


def _beside(local: str, name: tuple[str, str]) -> bool:
    """It holds two letters or digits more than the name."""
    letters = _letters(local)
    for part in sorted(name, key=len, reverse=True):
        letters = letters.replace(part, "")
    return len(letters) > 1


def _is_initial(one: Stated, other: Stated) -> bool:
    return any(
        last == their_last and (first.startswith(theirs) or theirs.startswith(first))
        for first, last in one.names
        for theirs, their_last in other.names
    )


def _letters(text: str | None) -> str:
    """Lower case, without marks and what stands between letters."""
    spelled = unicodedata.normalize("NFKD", (text or "").lower().translate(SPELLED))
    return "".join(each for each in spelled if each.isalnum())
