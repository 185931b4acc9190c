"""What happened against what anybody could know: the gap is told, not judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ingestion.sandbox.store import Store
from ingestion.sandbox.truth.compare import Comparison, Measure
from ingestion.sandbox.truth.happened import Tables
from ingestion.sandbox.truth.knowable import Knowable
from ingestion.sandbox.truth.leads import Lead
from ingestion.sandbox.truth.reading import things

Trip = dict[str, Any]
SECOND, HOUR = 1000, 3_600_000
DAY = 24 * HOUR
SECTION = "the gap"
# What keeps a fact from being known as it happened, in the order in which it is looked for.
CAUSES = (
    NOBODY := "a person who by the page is no lead",
    LATER := "a lead by the page only later",
    UNQUALIFIED := "a lead that the page does not qualify",
    UNRECORDED := "a lead of which no system recorded it",
    OTHERWISE := "a lead at another time by the page",
)


def gap(store: Store, knowable: Knowable, happened: Tables) -> Comparison:
    leads = _leads_by_person(store, knowable)
    trips: list[Trip] = happened["qualifications"]
    mqls = [trip for trip in trips if trip["mql_at"] is not None]
    found = Comparison()

    def told(name: str, expected: int, got: int) -> None:
        found.measures.append(Measure(SECTION, name, expected, got, got / max(expected, 1), None))

    told(
        "trips, with a lead opened within a day",
        len(trips),
        sum(
            any(abs(lead.lead_at - trip["opened_at"]) <= DAY for lead in leads(trip))
            for trip in trips
        ),
    )

    def trips_told(name: str, asked: list[Trip], column: str, when: str, slack: int) -> None:
        """How many of the trips say so of a lead, and what keeps the others from it."""
        causes = Counter(
            _cause(leads(trip), column, trip[when])
            for trip in asked
            if not _is_near([getattr(lead, column) for lead in leads(trip)], trip[when], slack)
        )
        told(name, len(asked), len(asked) - causes.total())
        for cause in CAUSES:
            if causes[cause]:
                told(f"· of the others: {cause}", causes.total(), causes[cause])

    trips_told("the platform's MQLs, the page's within a second", mqls, "mql_at", "mql_at", SECOND)
    known = [lead for lead in knowable.leads if lead.mql_at is not None]
    told("the platform's MQLs, the page's in all", len(mqls), len(known))
    given = [trip for trip in trips if trip["assigned_at"] is not None]
    trips_told(
        "trips given to a rep, with a handoff within an hour",
        given, "handed_off_at", "assigned_at", HOUR,
    )  # fmt: skip
    for status, column in (("rejected", "rejected_at"), ("accepted", "accepted_at")):
        ended = [trip for trip in trips if trip["status"] == status]
        name = f"trips that ended {status}, within a day"
        trips_told(name, ended, column, "status_at", DAY)
    deals = _deals_by_key(store, knowable)
    closed = [deal for deal in happened["deals"] if deal["closed_at"] is not None]
    told(
        "deals that closed, within an hour",
        len(closed),
        sum(_is_near([deals.get(deal["deal_key"])], deal["closed_at"], HOUR) for deal in closed),
    )
    return found


def _cause(leads: list[Lead], column: str, at: int) -> str:
    """Why none of a person's leads has that instant: of the last that began before it."""
    if not leads:
        return NOBODY
    begun = [lead for lead in leads if lead.lead_at <= at + DAY]
    if not begun:
        return LATER
    lead = max(begun, key=lambda lead: lead.lead_at)
    if lead.mql_at is None:
        return UNQUALIFIED
    return UNRECORDED if getattr(lead, column) is None else OTHERWISE


def _leads_by_person(store: Store, knowable: Knowable) -> Any:
    keys = things(store, "person")
    people: dict[str, set[str]] = {}
    for ref, cluster in knowable.people_clusters.of.items():
        if ref in keys:
            people.setdefault(keys[ref], set()).add(cluster.id)
    leads: dict[str, list] = {}
    for lead in knowable.leads:
        leads.setdefault(lead.person_id, []).append(lead)

    def of(trip: dict[str, Any]) -> list:
        return [lead for id in people.get(trip["person_key"], ()) for lead in leads.get(id, ())]

    return of


def _deals_by_key(store: Store, knowable: Knowable) -> dict[str, int | None]:
    clusters = knowable.clusters["opportunities"]
    found = {}
    for ref, key in things(store, "deal").items():
        cluster = clusters.find(ref)
        if cluster:
            found[key] = knowable.deals[cluster.id].closed_at
    return found


def _is_near(instants: Iterable[int | None], at: int, slack: int) -> bool:
    return any(each is not None and abs(each - at) <= slack for each in instants)
