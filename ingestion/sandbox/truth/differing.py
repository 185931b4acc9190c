"""People who were published as others than they are known to be, and what hangs on them.

That is judged by pairs (`matching`). All else that is told of them differs with it, so it is left
out of the other comparisons, and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ingestion.sandbox.truth.compare import Comparison, Measure
from ingestion.sandbox.truth.entities import Ref
from ingestion.sandbox.truth.knowable import Knowable
from ingestion.sandbox.truth.published import Bridge

Row = Mapping[str, Any]
SECTION = "compared fact by fact"
CAUSES = ("left apart", "joined, though two", "joined on less than is known")


@dataclass(frozen=True, slots=True)
class Differing:
    """Ids of people, known or published, and of the deals that any of them has a role in; `causes`:
    how many of those that are known differ for which."""

    people: frozenset[str]
    deals: frozenset[str]
    causes: Mapping[str, int]

    def others(self, rows: Iterable[Row], on_deals: bool = False) -> list[Row]:
        """Those of other people and, if they tell of deals, of deals of other people alone."""
        return [
            row
            for row in rows
            if row.get("person_id") not in self.people
            and not (on_deals and row.get("opportunity_id") in self.deals)
        ]


def differing(knowable: Knowable, bridge: Bridge, person_of: Mapping[Ref, str]) -> Differing:
    """Whose published records are not those that are known to be theirs; `person_of`: in truth."""
    people: set[str] = set()
    causes = dict.fromkeys(CAUSES, 0)
    for cluster in knowable.people_clusters.all:
        told = {bridge.id_of[ref] for ref in cluster.refs if ref in bridge.id_of}
        there = {ref for id in told for ref in bridge.records_of[id]}
        others = {ref for ref in there if ref in knowable.people_clusters.of} - cluster.refs
        if len(told) > 1 or others:
            people |= told | {cluster.id}
            persons = {person_of[ref] for ref in there if ref in person_of}
            is_row = bool(cluster.live)
            causes[CAUSES[0]] += is_row and len(told) > 1
            causes[CAUSES[1]] += is_row and len(told) == 1 and len(persons) > 1
            causes[CAUSES[2]] += is_row and len(told) == 1 and len(persons) <= 1
    deals = {id for id, on_deal in knowable.people_of_deal.items() if on_deal & people}
    return Differing(frozenset(people), frozenset(deals), causes)


def left_out(knowable: Knowable, apart: Differing) -> Comparison:
    """How much of what is known the other comparisons leave out."""
    found = Comparison()
    clusters = list(knowable.people_clusters)
    for name, all_of, rest in (
        ("people published as they are known", len(clusters),
         sum(cluster.id not in apart.people for cluster in clusters)),
        ("leads of these people, and on no deal of others", len(knowable.leads),
         len(apart.others(
             ({"person_id": lead.person_id, "opportunity_id": lead.opportunity_id}
              for lead in knowable.leads),
             on_deals=True,
         ))),
        ("deals that none of the others has a role in", len(knowable.deals),
         len(knowable.deals.keys() - apart.deals)),
    ):  # fmt: skip
        found.measures.append(Measure(SECTION, name, all_of, rest, rest / max(all_of, 1), None))
    differ = sum(apart.causes.values())
    for cause, count in apart.causes.items():
        found.measures.append(
            Measure(
                SECTION, f"the other people: {cause}", differ, count, count / max(differ, 1), None
            )
        )
    return found
