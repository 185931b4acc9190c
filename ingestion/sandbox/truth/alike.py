"""Which records a reader would call one company or one deal, though nothing links them.

Truth says what is one; that it can be known is judged by what the records state, never by what a
model made of them. It is known of two groups of records of one company, neither the other's parent,

- if they state the same phone, and the name of one begins with that of the other; or
- if they state the same name, legal forms apart, and the same city, or have a contact in common;
  unless both state phones, or domains of their own, and none is in common; or another company of
  that name is in that city, or has that contact.

It is known of two groups of records of one deal, of two systems or two accounts of one,

- if they are of one account, and were created within a day of each other or are to close within a
  week of each other, and two of these are the same: amount and currency, name, owner;
- unless another deal of one of the two is so like one of them as well.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from ingestion.sandbox.truth.clusters import Clusters
from ingestion.sandbox.truth.entities import AccountRecord, DealRecord, Ref
from ingestion.sandbox.truth.likeness import DIGITS, SPELLED
from ingestion.sandbox.truth.links import Link

DAY = 86_400_000
FORMS = frozenset(
    (
        "inc", "incorporated", "llc", "llp", "ltd", "ltda", "limited", "plc", "corp", "corporation",
        "co", "company", "pty", "pte", "gmbh", "ag", "kg", "ug", "ohg", "se", "sa", "sas", "srl",
        "sl", "spa", "sarl", "bv", "nv", "ab", "oy", "oyj", "as", "aps", "asa", "kk", "wll",
    )
)  # fmt: skip


@dataclass(slots=True)
class Company:
    """What the records of one group say of a company."""

    refs: list[Ref]
    names: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    cities: set[str] = field(default_factory=set)
    domains: set[str] = field(default_factory=set)
    contacts: set[str] = field(default_factory=set)
    parents: set[tuple[str, str]] = field(default_factory=set)
    is_internal: bool = False


def company_links(
    clusters: Clusters[AccountRecord],
    company_of: Mapping[Ref, str],
    domains: Callable[[AccountRecord], Iterable[str]],
    is_internal: Callable[[AccountRecord], bool],
    contacts: Mapping[Ref, set[str]],
) -> Iterator[Link]:
    """`clusters`: other evidence joins them; `domains`: those of one company alone."""
    groups: dict[str, list[Company]] = {}
    for key, records in _of_one(clusters, company_of):
        found = Company([record.ref for record in records])
        for record in records:
            found.names |= {_name(record.account_name)} - {""}
            found.cities |= {_letters(record.city)} - {""}
            digits = "".join(each for each in record.phone or "" if each.isdigit())
            found.phones |= {digits} if len(digits) >= DIGITS else set()
            found.domains |= set(domains(record))
            found.contacts |= contacts.get(record.ref, set())
            found.is_internal |= is_internal(record)
            if record.parent_source_account_id:
                found.parents.add((record.system, record.parent_source_account_id))
        groups.setdefault(key, []).append(found)
    signs: dict[tuple[str, str], set[str]] = {}
    for key, companies in groups.items():
        for sign in (sign for company in companies for sign in _signs(company)):
            signs.setdefault(sign, set()).add(key)
    for companies in groups.values():
        for one, other in combinations(companies, 2):
            if _is_one_company(one, other, signs):
                yield "likeness", one.refs[0], other.refs[0]


def deal_links(
    clusters: Clusters[DealRecord],
    deal_of: Mapping[Ref, str],
    account_of: Callable[[DealRecord], Any],
    owner_of: Callable[[DealRecord], Any],
) -> Iterator[Link]:
    """`clusters`: other evidence joins them."""
    by_account: dict[Any, list[tuple[str, list[DealRecord]]]] = {}
    for key, records in _of_one(clusters, deal_of):
        for account in {account_of(record) for record in records} - {None}:
            by_account.setdefault(account, []).append((key, records))
    for groups in by_account.values():
        for (key, one), (other_key, other) in combinations(groups, 2):
            if key == other_key and _are_one_deal(one, other, owner_of):
                others = (each for of, each in groups if of != key)
                if not any(
                    _are_one_deal(mine, each, owner_of) for each in others for mine in (one, other)
                ):
                    yield "likeness", one[0].ref, other[0].ref


def _of_one(clusters: Clusters, true_of: Mapping[Ref, str]) -> Iterator[tuple[str, list]]:
    """The standing records of each cluster that is of one thing in truth, and of which."""
    for cluster in clusters.all:
        records = [record for record in cluster.records if not record.is_gone]
        keys = {true_of[record.ref] for record in records if record.ref in true_of}
        if len(keys) == 1:
            yield keys.pop(), records


def _signs(company: Company) -> Iterator[tuple[str, str]]:
    for name in company.names:
        yield from ((name, each) for each in company.cities | company.contacts)


def _is_one_company(
    one: Company, other: Company, signs: Mapping[tuple[str, str], set[str]]
) -> bool:
    if one.is_internal or other.is_internal or _is_parent(one, other) or _is_parent(other, one):
        return False
    if one.phones & other.phones:
        return any(
            name.startswith(theirs) or theirs.startswith(name)
            for name in one.names
            for theirs in other.names
        )
    if (one.phones and other.phones) or (one.domains and other.domains):
        return False
    common = set(_signs(one)) & set(_signs(other))
    return any(len(signs[sign]) == 1 for sign in common)


def _is_parent(one: Company, other: Company) -> bool:
    return any((ref[0], ref[2]) in other.parents for ref in one.refs)


def _are_one_deal(
    one: list[DealRecord], other: list[DealRecord], owner_of: Callable[[DealRecord], Any]
) -> bool:
    if {record.account for record in one} & {record.account for record in other}:
        return False
    return any(_is_near(mine, theirs, owner_of) for mine in one for theirs in other)


def _is_near(one: DealRecord, other: DealRecord, owner_of: Callable[[DealRecord], Any]) -> bool:
    is_created = None not in (one.created_at, other.created_at) and (
        abs(one.created_at - other.created_at) <= DAY
    )
    is_closing = None not in (one.close_date, other.close_date) and (
        abs((one.close_date - other.close_date).days) <= 7
    )
    owner, name = owner_of(one), _letters(one.opportunity_name)
    same = (
        one.amount is not None
        and (one.amount, one.currency_code) == (other.amount, other.currency_code),
        bool(name) and name == _letters(other.opportunity_name),
        owner is not None and owner == owner_of(other),
    )
    return (is_created or is_closing) and sum(same) >= 2


def _name(text: str | None) -> str:
    """Without `the` before it and legal forms after it."""
    words = (text or "").lower().replace(".", "").replace(",", " ").split()
    if len(words) > 1 and words[0] == "the":
        del words[0]
    while len(words) > 1 and (words[-1] in FORMS or not words[-1].isalnum()):
        words.pop()
    return _letters("".join(words))


def _letters(text: str | None) -> str:
    """Lower case, without marks and what stands between letters."""
    spelled = unicodedata.normalize("NFKD", (text or "").lower().translate(SPELLED))
    return "".join(each for each in spelled if each.isalnum())
