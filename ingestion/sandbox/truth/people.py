"""Who is one person, and what is known of them (docs/facts.md §2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ingestion.sandbox.truth.clusters import BLANKS, Cluster, Clusters, surviving
from ingestion.sandbox.truth.entities import PersonRecord, Records, Ref
from ingestion.sandbox.truth.likeness import Happened, likeness_links
from ingestion.sandbox.truth.links import (
    Link,
    gone_without_merge,
    holding,
    merge_links,
    shared_value_links,
    sync_links,
)
from ingestion.sandbox.truth.page import Page

FIELDS = (
    "email", "first_name", "last_name", "phone", "title", "country", "city", "postal_code",
    "company_name", "has_opted_out",
)  # fmt: skip


@dataclass(slots=True)
class Person:
    """`email` is normalised, `values` are as recorded."""

    cluster: Cluster[PersonRecord]
    email: str | None
    email_domain: str | None
    email_kind: str
    is_internal: bool
    owner: Ref | None
    values: dict[str, Any]

    @property
    def id(self) -> str:
        return self.cluster.id


def match_people(
    records: Records,
    page: Page,
    called: Mapping[Ref, str],
    happened: Happened | None = None,
) -> Clusters[PersonRecord]:
    """By the evidence of the records and, where it is known what happened, by what is alike."""
    links = holding(_links(records, page), records.people)
    clusters = Clusters("people", records.people, links, called)
    if happened is None:
        return clusters
    known = {record.ref for record in records.people}
    alike = likeness_links(clusters, happened, _addresses(records, page, known), page)
    return Clusters("people", records.people, [*links, *alike], called)


def describe(
    cluster: Cluster[PersonRecord], page: Page, users: Mapping[tuple[str, str], Ref]
) -> Person:
    """The surviving values of one person; `users` by (system, id)."""

    def survivor(field: str) -> Any:
        systems = page.systems("people", field)
        return surviving(cluster.records, systems, lambda record: getattr(record, field))[1]

    email = address(survivor("email"))
    domain = email.partition("@")[2] if email else None
    _, owner = surviving(
        cluster.records,
        page.systems("people", "source_user_id"),
        lambda record: users.get((record.system, record.source_user_id)),
    )
    return Person(
        cluster=cluster,
        email=email,
        email_domain=domain,
        email_kind=email_kind(domain, page),
        is_internal=domain is not None and page.domain_is("internal", domain),
        owner=owner,
        values={field: survivor(field) for field in FIELDS},
    )


def address(text: str | None) -> str | None:
    """Normalised, or None if it is no address."""
    trimmed = (text or "").strip(BLANKS).lower()
    local, at, domain = trimmed.partition("@")
    return trimmed if local and at and domain and "@" not in domain else None


def is_shared_mailbox(normalised: str, page: Page) -> bool:
    local = normalised.partition("@")[0]
    return local.partition("+")[0] in page.shared_mailboxes


def email_kind(domain: str | None, page: Page) -> str:
    if domain is None:
        return "none"
    if page.domain_is("student", domain):
        return "student"
    return "personal" if page.domain_is("free_mail", domain) else "business"


def _links(records: Records, page: Page) -> Iterable[Link]:
    known = {record.ref for record in records.people}
    yield from merge_links(records.people)
    for record in records.people:
        if record.kind == "lead" and record.converted_person_id:
            for ref in known_as(record.system, record.converted_person_id, known):
                yield "conversion", record.ref, ref
    yield from sync_links(records.people)
    gone = gone_without_merge(records.people)
    yield from shared_value_links("address", _addresses(records, page, known), gone)


def known_as(system: str, id: str, known: set[Ref]) -> Iterable[Ref]:
    """The contact that a lead became: the contract names it by its id alone."""
    return (ref for object in ("Contact", "contacts") if (ref := (system, object, id)) in known)


def _addresses(records: Records, page: Page, known: set[Ref]) -> Iterable[tuple[str, Ref]]:
    texts: list[tuple[str | None, Ref]] = []
    for record in records.people:
        texts += [(text, record.ref) for text in (record.email, *record.other_emails)]
    for change in records.person_changes:
        if change.field == "email" and change.person in known:
            texts += [(text, change.person) for text in (change.old, change.new)]
    for text, ref in texts:
        normalised = address(text)
        if normalised and not is_shared_mailbox(normalised, page):
            yield normalised, ref
