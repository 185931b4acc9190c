"""Which company records are one account, and whose account a person has (docs/facts.md §3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ingestion.sandbox.truth.alike import company_links
from ingestion.sandbox.truth.clusters import BLANKS, Cluster, Clusters, in_order, surviving
from ingestion.sandbox.truth.entities import AccountRecord, Records, Ref
from ingestion.sandbox.truth.likeness import Happened
from ingestion.sandbox.truth.links import (
    Link,
    gone_without_merge,
    holding,
    merge_links,
    shared_value_links,
    sync_links,
)
from ingestion.sandbox.truth.page import Page
from ingestion.sandbox.truth.people import Person, address, is_shared_mailbox

FIELDS = ("account_name", "domain", "industry", "country", "city", "employee_count")


@dataclass(slots=True)
class Account:
    cluster: Cluster[AccountRecord]
    parent_id: str | None
    is_icp: bool
    values: dict[str, Any]

    @property
    def id(self) -> str:
        return self.cluster.id


class Accounts:
    """All accounts, found by a record of theirs or by a domain."""

    def __init__(
        self,
        records: Records,
        page: Page,
        called: Mapping[Ref, str],
        happened: Happened | None = None,
    ) -> None:
        self._page = page
        domains = [
            (domain, record.ref)
            for record in records.accounts
            for domain in _domains(record)
            if owns(domain, page)
        ]
        gone = gone_without_merge(records.accounts)
        links = holding(_links(records.accounts, domains, gone), records.accounts)
        self.clusters: Clusters[AccountRecord] = Clusters(
            "accounts", records.accounts, links, called
        )
        if happened is not None:
            alike = company_links(
                self.clusters,
                happened.account_of,
                lambda record: (each for each in _domains(record) if owns(each, page)),
                lambda record: any(page.domain_is("internal", each) for each in _domains(record)),
                _contacts(records, page),
            )
            self.clusters = Clusters("accounts", records.accounts, [*links, *alike], called)
        self._by_domain = {
            domain: self.clusters.of[ref] for domain, ref in domains if ref not in gone
        }
        self._by_id: dict[tuple[str, str, str], Ref] = {
            (record.entity, record.system, record.ref[2]): record.ref for record in records.accounts
        }

    def named(
        self, system: str, id: str | None, entity: str = "accounts"
    ) -> Cluster[AccountRecord] | None:
        """The account that a pointer to a record of the entity leads to."""
        return self.clusters.find(self._by_id.get((entity, system, id)))

    def of_person(self, person: Person) -> Cluster[AccountRecord] | None:
        systems = self._page.systems("people", "default")
        for record in in_order(person.cluster.records, systems):
            entity = "customers" if record.kind == "customer" else "accounts"
            for id in (record.source_account_id, record.converted_account_id):
                if account := self.named(record.system, id, entity):
                    return account
        return self._by_domain.get(person.email_domain)

    def describe(self, cluster: Cluster[AccountRecord]) -> Account:
        values = {
            field: surviving(
                cluster.records,
                self._page.systems("accounts", field),
                lambda record, field=field: self._value(record, field),
            )[1]
            for field in FIELDS
        }
        values["domain"] = normalised_domain(values["domain"])
        is_icp = self._page.is_ideal_customer(
            values["industry"], values["country"], values["employee_count"]
        )
        return Account(cluster, self._parent_of(cluster), is_icp, values)

    def _value(self, record: AccountRecord, field: str) -> Any:
        if field == "domain" and record.is_customer_record:
            return next((domain for domain in _domains(record) if owns(domain, self._page)), None)
        if field == "account_name" and record.is_customer_record:
            return record.account_name if self._is_no_private_mailbox(record) else None
        return getattr(record, field)

    def _is_no_private_mailbox(self, record: AccountRecord) -> bool:
        return bool(record.domain) and not any(
            self._page.domain_is(kind, record.domain) for kind in ("free_mail", "student")
        )

    def _parent_of(self, cluster: Cluster[AccountRecord]) -> str | None:
        systems = self._page.systems("accounts", "parent_source_account_id")
        for record in in_order(cluster.records, systems):
            parent = self.named(record.system, record.parent_source_account_id)
            if parent and parent is not cluster:
                return parent.id
        return None


def normalised_domain(text: str | None) -> str | None:
    """Without scheme, www., path and port; None if nothing with a dot remains."""
    bare = re.sub(r"^[a-z][a-z0-9+.-]*://", "", (text or "").strip(BLANKS).lower())
    bare = re.split(r"[/:?#]", bare, maxsplit=1)[0].removeprefix("www.")
    return bare if "." in bare else None


def owns(domain: str, page: Page) -> bool:
    """Whether a domain says which company somebody belongs to."""
    return not any(
        page.domain_is(kind, domain) for kind in ("free_mail", "student", "shared", "internal")
    )


def _domains(record: AccountRecord) -> Iterable[str]:
    for text in (record.domain, *record.other_domains):
        if domain := normalised_domain(text):
            yield domain


def _contacts(records: Records, page: Page) -> dict[Ref, set[str]]:
    """Addresses of those whose record names a company as theirs, by the record of the company."""
    by_id = {(each.entity, each.system, each.ref[2]): each.ref for each in records.accounts}
    found: dict[Ref, set[str]] = {}
    for person in records.people:
        entity = "customers" if person.kind == "customer" else "accounts"
        id = person.source_account_id or person.converted_account_id
        ref = by_id.get((entity, person.system, id))
        for text in (person.email, *person.other_emails):
            mailbox = address(text)
            if ref and not person.is_gone and mailbox and not is_shared_mailbox(mailbox, page):
                found.setdefault(ref, set()).add(mailbox)
    return found


def _links(
    records: list[AccountRecord], domains: list[tuple[str, Ref]], gone: set[Ref]
) -> Iterable[Link]:
    yield from merge_links(records)
    yield from sync_links(records)
    yield from shared_value_links("domain", domains, gone)
