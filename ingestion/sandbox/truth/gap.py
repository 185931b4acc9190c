"""What happened against what anybody could know: the gap is told, not judged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ingestion.sandbox.store import Store
from ingestion.sandbox.truth.compare import Comparison, Measure
from ingestion.sandbox.truth.happened import Tables
from ingestion.sandbox.truth.knowable import Knowable

HOUR = 3_600_000
DAY = 24 * HOUR
SECTION = "the gap"


def gap(store: Store, knowable: Knowable, happened: Tables) -> Comparison:
    leads = _leads_by_person(store, knowable)
    trips = happened["qualifications"]
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
    for name, slack in (("second", 1000), ("hour", HOUR), ("day", DAY)):
        told(
            f"the platform's MQLs, the page's within a {name}",
            len(mqls),
            sum(
                _is_near([lead.mql_at for lead in leads(trip)], trip["mql_at"], slack)
                for trip in mqls
            ),
        )
    known = [lead for lead in knowable.leads if lead.mql_at is not None]
    told("the platform's MQLs, the page's in all", len(mqls), len(known))
    given = [trip for trip in trips if trip["assigned_at"] is not None]
    told(
        "trips given to a rep, with a handoff within an hour",
        len(given),
        sum(
            _is_near([lead.handed_off_at for lead in leads(trip)], trip["assigned_at"], HOUR)
            for trip in given
        ),
    )
    for status, column in (("rejected", "rejected_at"), ("accepted", "accepted_at")):
        ended = [trip for trip in trips if trip["status"] == status]
        told(
            f"trips that ended {status}, within a day",
            len(ended),
            sum(
                _is_near([getattr(lead, column) for lead in leads(trip)], trip["status_at"], DAY)
                for trip in ended
            ),
        )
    deals = _deals_by_key(store, knowable)
    closed = [deal for deal in happened["deals"] if deal["closed_at"] is not None]
    told(
        "deals that closed, within an hour",
        len(closed),
        sum(_is_near([deals.get(deal["deal_key"])], deal["closed_at"], HOUR) for deal in closed),
    )
    return found


def _leads_by_person(store: Store, knowable: Knowable) -> Any:
    rows = store.sql("select system, object, id, truth_key from record where truth_kind = 'person'")
    keys = {(system, object, id): key for system, object, id, key in rows}
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
    rows = store.sql("select system, object, id, truth_key from record where truth_kind = 'deal'")
    clusters = knowable.clusters["opportunities"]
    found = {}
    for system, object, id, key in rows:
        cluster = clusters.find((system, object, id))
        if cluster:
            found[key] = knowable.deals[cluster.id].closed_at
    return found


def _is_near(instants: Iterable[int | None], at: int, slack: int) -> bool:
    return any(each is not None and abs(each - at) <= slack for each in instants)
