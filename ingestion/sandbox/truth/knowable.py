"""All that the page prescribes, computed from the records: the evaluator's parts in their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ingestion.sandbox.truth.accounts import Account, Accounts
from ingestion.sandbox.truth.billing import Billing, InvoiceFact, PaymentFact, SpendFact
from ingestion.sandbox.truth.booked import bridges_of
from ingestion.sandbox.truth.clusters import Clusters
from ingestion.sandbox.truth.deals import Deal, Deals
from ingestion.sandbox.truth.entities import DEFAULT, InvoiceLine, PersonRecord, Records, Ref
from ingestion.sandbox.truth.events import Event, Events
from ingestion.sandbox.truth.handoffs import Handoff
from ingestion.sandbox.truth.judged import Judged, judge
from ingestion.sandbox.truth.leads import Lead
from ingestion.sandbox.truth.likeness import Happened
from ingestion.sandbox.truth.page import Page, Pages
from ingestion.sandbox.truth.people import Person, describe, match_people
from ingestion.sandbox.truth.spans import Span, Spans
from ingestion.sandbox.truth.subscriptions import Month
from ingestion.sandbox.truth.users import match_users, user_attributes


@dataclass(slots=True)
class Sourcing:
    """What marketing had to do with a deal (§8)."""

    is_marketing_sourced: bool
    is_marketing_influenced: bool
    origin: str | None


@dataclass(slots=True)
class Knowable:
    """`restated` judges all leads anew by each page, signed or on trial: as defined now."""

    people: dict[str, Person]
    people_clusters: Clusters[PersonRecord]
    account_of: dict[str, str | None]
    accounts: dict[str, Account]
    accounts_found: Accounts
    deals: dict[str, Deal]
    deals_found: Deals
    sourcing: dict[str, Sourcing]
    people_of_deal: dict[str, set[str]]
    leads: list[Lead]
    handoffs: list[Handoff]
    restated: Callable[[], Iterable[Lead]]
    touches: list[tuple[str | None, Event]]
    invoices: list[InvoiceFact]
    invoice_lines: list[InvoiceLine]
    payments: list[PaymentFact]
    spend: list[SpendFact]
    user_ids: dict[Ref, str]
    spans: list[Span]
    subscription_months: list[Month]
    booked: list[dict[str, Any]]

    @property
    def clusters(self) -> dict[str, Clusters]:
        return {
            "people": self.people_clusters,
            "accounts": self.accounts_found.clusters,
            "opportunities": self.deals_found.clusters,
        }


def evaluate(
    records: Records,
    pages: Pages,
    connection: str = DEFAULT,
    called: Mapping[str, Mapping[Ref, str]] | None = None,
    happened: Happened | None = None,
) -> Knowable:
    """`connection`: that of the records which open leads; `called`: ids by entity and
    record that were published, to be used where they fit; `happened`: whose records they are."""
    ids: Mapping[str, Mapping[Ref, str]] = defaultdict(dict) | (called or {})
    present = [each for each in records.deals if (each.created_at or 0) <= records.as_of]
    records = replace(records, deals=present)
    page = pages.in_force(records.as_of)
    accounts = Accounts(records, page, ids["accounts"], happened)
    deals = Deals(records, pages, accounts, ids["opportunities"], happened)
    clusters = match_people(records, page, ids["people"], happened)
    users_found = match_users(records.users)
    attributes = user_attributes(users_found, page)
    users = {(user.system, user.ref[2]): user.ref for user in records.users}
    people = {cluster.id: describe(cluster, page, users) for cluster in clusters}
    found = {cluster.id: accounts.describe(cluster) for cluster in accounts.clusters}
    account_of: dict[str, Account | None] = {}
    for person in people.values():
        cluster = accounts.of_person(person)
        account_of[person.id] = found[cluster.id] if cluster else None

    internal = {person.id for person in people.values() if person.is_internal}

    def judged(by: Pages) -> Judged:
        events = Events(records, by, clusters, deals, internal)
        return judge(
            events, people.values(), account_of, lambda user: attributes.get(user, {}), by,
            records.as_of, connection,
        )  # fmt: skip

    then = judged(pages)
    billing = Billing(records, page, accounts, deals)
    user_ids = {ref: cluster.id for ref, cluster in users_found.of.items()}
    invoices, payments = list(billing.invoices()), list(billing.payments())
    invoice_lines = [line for line in records.invoice_lines if not line.is_gone]
    months = billing.subscription_months()
    return Knowable(
        people=people,
        people_clusters=clusters,
        account_of={id: each.id if each else None for id, each in account_of.items()},
        accounts=found,
        accounts_found=accounts,
        deals=deals.by_id,
        deals_found=deals,
        sourcing=_sourcing(deals, then, people, page, records.as_of),
        people_of_deal=_people_of_deal(then.events),
        leads=then.leads,
        handoffs=then.handoffs,
        restated=lambda: (lead for by in pages.restating for lead in judged(by).leads),
        touches=then.touches,
        invoices=invoices,
        invoice_lines=invoice_lines,
        payments=payments,
        spend=list(billing.spend()),
        user_ids=user_ids,
        spans=list(Spans(records, pages, deals, user_ids)),
        subscription_months=months,
        booked=list(
            bridges_of(
                deals.by_id.values(), invoices, invoice_lines, payments, months, records, page
            )
        ),
    )


def _people_of_deal(events: Events) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for person_id, deals in events.deals_of.items():
        for deal_id in deals:
            found[deal_id].add(person_id)
    return found


def _sourcing(
    deals: Deals, judged: Judged, people: dict[str, Person], page: Page, as_of: int
) -> dict[str, Sourcing]:  # fmt: skip
    events = judged.events
    primary = {
        lead.opportunity_id: lead for lead in judged.leads if lead.is_primary_for_opportunity
    }
    influenced: set[str] = set()
    for person_id in people:
        instants = [
            touch.at
            for touch in events.touches_of(person_id)
            if touch.side == "marketing" and touch.touch_type not in page.uninfluential_touches
        ]
        for deal_id in events.deals_of.get(person_id, ()):
            deal = deals.by_id[deal_id]
            until = deal.closed_at if deal.closed_at is not None else as_of
            if any(deal.created_at - page.influence_window <= at <= until for at in instants):
                influenced.add(deal_id)
    return {
        deal_id: Sourcing(
            is_marketing_sourced=bool(lead := primary.get(deal_id)) and lead.is_marketing_sourced,
            is_marketing_influenced=deal_id in influenced,
            origin=lead.channel if lead else None,
        )
        for deal_id in deals.by_id
    }
