"""How well people, accounts and deals were told apart and put together."""

from __future__ import annotations

from collections.abc import Mapping

from ingestion.sandbox.store import Store
from ingestion.sandbox.truth.compare import SHOWN, Comparison, Measure, Mistake
from ingestion.sandbox.truth.entities import Ref
from ingestion.sandbox.truth.knowable import Knowable
from ingestion.sandbox.truth.pairs import pairs
from ingestion.sandbox.truth.published import Bridge

PRECISION, RECALL = 0.999, 0.98
KINDS = {"people": "person", "accounts": "company", "opportunities": "deal"}


def matching(store: Store, knowable: Knowable, bridges: Mapping[str, Bridge]) -> Comparison:
    found = Comparison()
    for entity, kind in KINDS.items():
        true = _true(store, kind)
        found_ids = bridges[entity].id_of
        known = {ref: cluster.id for ref, cluster in knowable.clusters[entity].of.items()}
        by_truth, by_evidence = pairs(found_ids, true), pairs(found_ids, known)
        possible = pairs(known, true)
        found.measures += [
            Measure(entity, "precision: joined pairs, one in truth", by_truth.found,
                    by_truth.shared, by_truth.precision, PRECISION if entity == "people" else None),
            Measure(entity, "recall: pairs with evidence, joined", by_evidence.true,
                    by_evidence.shared, by_evidence.recall, RECALL if entity == "people" else None),
            Measure(entity, "joined pairs, with evidence", by_evidence.found,
                    by_evidence.shared, by_evidence.precision),
            Measure(entity, "the gap: true pairs, with evidence", possible.true, possible.shared,
                    possible.recall, None),
        ]  # fmt: skip
        wanted = frozenset(
            record.ref
            for cluster in knowable.clusters[entity].all
            for record in cluster.records
            if not record.is_gone
        )
        missing = sorted(wanted - found_ids.keys())
        found.measures.append(
            Measure(entity, "records in the bridge", len(wanted), len(wanted) - len(missing),
                    (len(wanted) - len(missing)) / max(len(wanted), 1))
        )  # fmt: skip
        found.mistakes += [
            Mistake(f"{entity}: record in no bridge", " · ".join(ref), "a row", "none")
            for ref in missing[:SHOWN]
        ]
        found.mistakes += _wrongly_joined(entity, bridges[entity], true)[:SHOWN]
        found.mistakes += _left_apart(entity, found_ids, known)[:SHOWN]
    return found


def _true(store: Store, kind: str) -> dict[Ref, str]:
    """Of what each record is a record, in truth. A billing customer is a company's, no person's."""
    rows = store.sql(
        "select system, object, id, truth_key from record where truth_kind = ?", (kind,)
    )
    return {(system, object, id): key for system, object, id, key in rows}


def _wrongly_joined(entity: str, bridge: Bridge, true: Mapping[Ref, str]) -> list[Mistake]:
    mistakes = []
    for id, records in sorted(bridge.records_of.items()):
        keys = sorted({true[ref] for ref in records if ref in true})
        if len(keys) > 1:
            told = f"one of {len(keys)}"
            mistakes.append(Mistake(f"{entity}: two in one", id, told, ", ".join(keys)))
    return mistakes


def _left_apart(entity: str, found: Mapping[Ref, str], known: Mapping[Ref, str]) -> list[Mistake]:
    ids: dict[str, set[str]] = {}
    for ref, cluster in known.items():
        if ref in found:
            ids.setdefault(cluster, set()).add(found[ref])
    return [
        Mistake(f"{entity}: one in several", cluster, "one id", ", ".join(sorted(several)))
        for cluster, several in sorted(ids.items())
        if len(several) > 1
    ]
