"""What happens to a person, in order of time (docs/facts.md §5, §7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from ingestion.sandbox.truth.clusters import Clusters
from ingestion.sandbox.truth.deals import Deal, Deals
from ingestion.sandbox.truth.entities import Campaign, PersonRecord, Records, Ref, Touch
from ingestion.sandbox.truth.page import NO_RANK, STAGE_RANKS, Pages
from ingestion.sandbox.truth.people import Person
from ingestion.sandbox.truth.told_once import told_once


@dataclass(slots=True)
class Event:
    """`ref` is of the record that shows it, (None, None, deal's id) for deal events.

    `reach`: until when it keeps a cycle from being idle; `claims`: the stage a system asserts;
    `activity`: the place of the row of the page's activities by which it earns points; `signs`: of
    what in a handoff it is one; `is_initial`: a change of the instant its record was created at.
    """

    at: int
    name: str
    ref: tuple[str | None, str | None, str]
    attributes: dict[str, Any]
    reach: int
    campaign: Ref | None = None
    deal: Deal | None = None
    touch: Touch | None = None
    user: Ref | None = None
    reason: str | None = None
    claims: str | None = None
    channel: str | None = None
    activity: int | None = None
    stages: frozenset[str] = field(default_factory=frozenset)
    signs: frozenset[str] = field(default_factory=frozenset)
    is_initial: bool = False

    @property
    def side(self) -> str | None:
        return self.attributes.get("side")

    @property
    def rank(self) -> int:
        return min((STAGE_RANKS[stage] for stage in self.stages), default=NO_RANK)

    @property
    def order(self) -> tuple:
        system, object, id = self.ref
        return (self.at, self.rank, self.name, system or "", object or "", id)


class Events:
    """Everything that hangs on people, sorted by who they are."""

    def __init__(
        self, records: Records, pages: Pages, people: Clusters[PersonRecord], deals: Deals,
        internal: Set[str],
    ) -> None:  # fmt: skip
        """`internal`: people of our own."""
        self._as_of, self._pages, self._people, self._deals = records.as_of, pages, people, deals
        self._users = {(user.system, user.ref[2]): user.ref for user in records.users}
        self._campaigns = {(each.system, each.ref[2]): each for each in records.campaigns}
        present = [touch for touch in records.touches if not touch.is_gone]
        self._touches = self._by_bearer(present)
        self._lent: dict[Ref, Campaign] = {}
        page = pages.in_force(records.as_of)
        for person in self._touches.keys() - internal if page else ():
            unheard, lent = told_once(self.touches_of(person), page, self._campaigns)
            if unheard:
                self._touches[person] = [t for t in self._touches[person] if t.ref not in unheard]
            self._lent |= lent
        self._nobodys = [touch for touch in present if touch.person is None]
        self._claims = self._by_bearer(records.claims)
        self._changes = self._by_bearer(records.person_changes)
        self.deals_of: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
        for role in records.roles:
            person, deal = people.bearer(role.person), deals.clusters.bearer(role.deal)
            if not role.is_gone and person and deal:
                self.deals_of[person.id][deal.id].append(role)

    def touches_of(self, person_id: str) -> list[Touch]:
        return [touch for touch in self._touches.get(person_id, ()) if touch.at <= self._as_of]

    def of(self, person: Person) -> list[Event]:
        """In the order in which cycles read them, each with its stages and its channel."""
        events = [event for event in self._all(person) if event.at <= self._as_of]
        for event in events:
            self._judge(event, person.email_kind)
        return sorted(events, key=lambda event: event.order)

    def of_nobody(self) -> Iterator[Event]:
        """Touches that name no record of a person."""
        for touch in self._nobodys:
            if touch.at <= self._as_of:
                event = self._touch_event(touch, {})
                self._judge(event, None)
                yield event

    def _judge(self, event: Event, email_kind: str | None) -> None:
        page = self._pages.at(event.at)
        event.attributes["event"] = event.name
        event.attributes["email_kind"] = email_kind
        if page is None:
            return
        event.channel = event.attributes["channel"] = page.channel_of(event.attributes)
        event.stages = page.stages_of(event.attributes)
        event.activity = page.activity_of(event.attributes)
        event.signs = page.signs_of(event.attributes)

    def _all(self, person: Person) -> Iterator[Event]:
        yield from self._touch_events(person)
        yield from self._claim_events(person)
        yield from self._change_events(person)
        yield from self._creations(person)
        yield from self._deal_events(person)

    def _touch_events(self, person: Person) -> Iterator[Event]:
        for touch in self._touches.get(person.id, ()):
            yield self._touch_event(touch, self._on_record(touch.person))

    def _touch_event(self, touch: Touch, on_record: dict[str, Any]) -> Event:
        campaign = self._campaign_of(touch)
        page = self._pages.at(touch.at)
        read = page and page.outcome(touch.system, touch.touch_type, touch.source_outcome)
        by_machine = page is not None and page.is_automatic(touch.system, touch.source_author)
        attributes = on_record | {
            "source_system": touch.system,
            "touch_type": touch.touch_type,
            "side": touch.side,
            "outcome": touch.outcome or read,
            "asset": touch.asset,
            "is_automatic": _truth_word(touch.is_automatic or by_machine),
            "campaign_type": campaign.campaign_type if campaign else None,
        }
        if touch.source_medium and touch.source_medium.strip():
            attributes["medium"] = touch.source_medium
        return Event(
            touch.at, touch.touch_type, touch.ref, attributes, touch.at,
            campaign=campaign.ref if campaign else None, touch=touch,
        )  # fmt: skip

    def _claim_events(self, person: Person) -> Iterator[Event]:
        for claim in self._claims.get(person.id, ()):
            system = claim.ref[0]
            page = self._pages.at(claim.at)
            says = page.status(system, claim.field, claim.new) if page else {}
            attributes = self._on_record(claim.person) | {
                "source_system": system,
                "means": says.get("means"),
            }
            yield Event(
                claim.at, "claim", claim.ref, attributes, claim.at,
                reason=claim.reason, claims=says.get("claims"),
            )  # fmt: skip

    def _change_events(self, person: Person) -> Iterator[Event]:
        for change in self._changes.get(person.id, ()):
            system = change.ref[0]
            attributes = self._on_record(change.person) | {"source_system": system}
            if change.field == "owner":
                user = self._users.get((system, change.new))
                attributes["owner_is_user"] = _truth_word(user is not None)
                yield Event(
                    change.at, "owner_changed", change.ref, attributes, change.at, user=user,
                    is_initial=change.at == self._people.records[change.person].created_at,
                )  # fmt: skip
            elif change.field == "score":
                attributes["score"] = _number(change.new)
                yield Event(change.at, "score_changed", change.ref, attributes, change.at)

    def _creations(self, person: Person) -> Iterator[Event]:
        for record in person.cluster.live:
            if record.kind == "customer" or record.created_at is None:
                continue
            campaign = self._campaigns.get((record.system, record.source_campaign_id))
            attributes = self._on_record(record.ref) | {
                "source_system": record.system,
                "side": "sales",
                "campaign_type": campaign.campaign_type if campaign else None,
            }
            yield Event(
                record.created_at, "record_created", record.ref, attributes, record.created_at,
                campaign=campaign.ref if campaign else None,
            )  # fmt: skip

    def _deal_events(self, person: Person) -> Iterator[Event]:
        for deal_id, roles in self.deals_of.get(person.id, {}).items():
            deal = self._deals.by_id[deal_id]
            ref = (None, None, deal_id)
            known = [role.associated_at for role in roles if role.associated_at is not None]
            at = max(deal.created_at, min(known, default=deal.created_at))
            until = deal.closed_at if deal.is_closed else self._as_of
            yield Event(
                at, "opportunity_linked", ref, {"side": "sales"}, max(at, until or at), deal=deal
            )
            if deal.closed_at is not None:
                attributes = {"side": "sales", "outcome": deal.outcome}
                yield Event(
                    deal.closed_at, "opportunity_closed", ref, attributes, deal.closed_at, deal=deal
                )

    def _on_record(self, ref: Ref) -> dict[str, Any]:
        record = self._people.records[self._people.resolved[ref]]
        medium = record.lead_source if (record.lead_source or "").strip() else None
        return {"record_kind": record.kind, "medium": medium}

    def _campaign_of(self, touch: Touch) -> Campaign | None:
        own = self._campaigns.get((touch.system, touch.source_campaign_id))
        return own or self._lent.get(touch.ref)

    def _by_bearer(self, things: Iterable[Any]) -> dict[str, list[Any]]:
        grouped: dict[str, list[Any]] = {}
        for thing in things:
            person = self._people.bearer(thing.person)
            if person:
                grouped.setdefault(person.id, []).append(thing)
        return grouped


def _truth_word(value: bool) -> str:
    return str(value).lower()


def _number(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
