"""People, accounts and deals that were published as others than they are known to be.

That is judged by pairs (`matching`). All else that is told of them, and of what hangs on them,
differs with it, so it is left out of the other comparisons, and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ingestion.sandbox.truth.clusters import Clusters
from ingestion.sandbox.truth.compare import Comparison, Measure
from ingestion.sandbox.truth.entities import Ref
from ingestion.sandbox.truth.knowable import Knowable
from ingestion.sandbox.truth.likeness import Happened
from ingestion.sandbox.truth.published import Bridge

Row = Mapping[str, Any]
SECTION = "compared fact by fact"
CAUSES = ("left apart", "joined, though two", "joined on less than is known")
NAMED = {
    "people": ("person_id",),
    "accounts": ("account_id", "parent_account_id"),
    "opportunities": ("opportunity_id",),
}


@dataclass(frozen=True, slots=True)
class Differing:
    """Ids by entity, known or published; `deals`: those in which a person of them has a role;
    `buyers`, `customers`: people with a role in a deal of them, and the accounts of these deals;
    `causes`: by entity, how many of those that are known differ for which."""

    ids: Mapping[str, frozenset[str]]
    deals: frozenset[str]
    buyers: frozenset[str]
    customers: frozenset[str]
    causes: Mapping[str, Mapping[str, int]]

    def others(
        self,
        rows: Iterable[Row],
        on_deals: bool = False,
        beside: tuple[str, frozenset[str]] | None = None,
        told: frozenset[str] | None = None,
    ) -> list[Row]:
        """Those of others and, if they tell of deals, of deals of other people alone.

        `beside`: a column, and what of it is left out, too. `told`: columns that count."""
        return [
            row
            for row in rows
            if not any(
                row.get(column) in self.ids[entity]
                for entity, columns in NAMED.items()
                for column in columns
                if told is None or column in told
            )
            and not (on_deals and row.get("opportunity_id") in self.deals)
            and not (beside and row[beside[0]] in beside[1])
        ]


def differing(knowable: Knowable, bridges: Mapping[str, Bridge], happened: Happened) -> Differing:
    """Whose published records are not those that are known to be theirs."""
    ids: dict[str, frozenset[str]] = {}
    causes: dict[str, Mapping[str, int]] = {}
    for entity, true_of in (
        ("people", happened.person_of),
        ("accounts", happened.account_of),
        ("opportunities", happened.deal_of),
    ):
        clusters = knowable.clusters[entity]
        ids[entity], causes[entity] = _differing(clusters, bridges[entity], true_of)
    deals = {id for id, on_deal in knowable.people_of_deal.items() if on_deal & ids["people"]}
    buyers = {
        person_id
        for id, on_deal in knowable.people_of_deal.items()
        if id in ids["opportunities"]
        for person_id in on_deal
    }
    customers = {
        deal.account_id
        for id, deal in knowable.deals.items()
        if id in ids["opportunities"] and deal.account_id
    }
    return Differing(ids, frozenset(deals), frozenset(buyers), frozenset(customers), causes)


def _differing(
    clusters: Clusters, bridge: Bridge, true_of: Mapping[Ref, str]
) -> tuple[frozenset[str], dict[str, int]]:
    ids: set[str] = set()
    causes = dict.fromkeys(CAUSES, 0)
    for cluster in clusters.all:
        told = {bridge.id_of[ref] for ref in cluster.refs if ref in bridge.id_of}
        there = {ref for id in told for ref in bridge.records_of[id]}
        others = {ref for ref in there if ref in clusters.of} - cluster.refs
        if len(told) > 1 or others:
            ids |= told | {cluster.id}
            things = {true_of[ref] for ref in there if ref in true_of}
            is_row = bool(cluster.live)
            causes[CAUSES[0]] += is_row and len(told) > 1
            causes[CAUSES[1]] += is_row and len(told) == 1 and len(things) > 1
            causes[CAUSES[2]] += is_row and len(told) == 1 and len(things) <= 1
    return frozenset(ids), causes


def left_out(knowable: Knowable, apart: Differing) -> Comparison:
    """How much of what is known the other comparisons leave out."""
    found = Comparison()
    told = [
        (
            f"{entity} published as they are known",
            len(clusters := list(knowable.clusters[entity])),
            sum(cluster.id not in apart.ids[entity] for cluster in clusters),
        )
        for entity in NAMED
    ]
    told += [
        ("leads of these, and on no deal of others", len(knowable.leads),
         len(apart.others(
             ({"person_id": lead.person_id, "account_id": knowable.account_of.get(lead.person_id),
               "opportunity_id": lead.opportunity_id}
              for lead in knowable.leads),
             on_deals=True,
         ))),
        ("deals that none of the others has a role in", len(knowable.deals),
         len(knowable.deals.keys() - apart.deals)),
    ]  # fmt: skip
    for name, all_of, rest in told:
        found.measures.append(Measure(SECTION, name, all_of, rest, rest / max(all_of, 1), None))
    for entity, causes in apart.causes.items():
        differ = sum(causes.values())
        for cause, count in causes.items():
            found.measures.append(
                Measure(
                    SECTION, f"the other {entity}: {cause}", differ, count, count / max(differ, 1),
                    None,
                )
            )  # fmt: skip
    return found
