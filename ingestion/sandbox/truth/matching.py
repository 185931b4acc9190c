"""How well people, accounts and deals were told apart and put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ingestion.sandbox.store import Store
from ingestion.sandbox.truth.compare import SHOWN, Comparison, Measure, Mistake
from ingestion.sandbox.truth.entities import Ref
from ingestion.sandbox.truth.knowable import Knowable
from ingestion.sandbox.truth.pairs import pairs
from ingestion.sandbox.truth.published import Bridge, Published
from ingestion.sandbox.truth.reading import things

# Likeness is sure of much and of nothing wholly; what is known by it is judged by these.
PRECISION = {"people": 0.999, "accounts": 0.995, "opportunities": 0.999}
RECALL = {"people": 0.98, "accounts": 0.97, "opportunities": 0.99}
KINDS = {"people": "person", "accounts": "company", "opportunities": "deal"}

Name = Mapping[Ref, str]


def matching(
    store: Store, knowable: Knowable, bridges: Mapping[str, Bridge], published: Published
) -> Comparison:
    found = Comparison()
    for entity, kind in KINDS.items():
        true = things(store, kind)
        found_ids = bridges[entity].id_of
        known = {ref: cluster.id for ref, cluster in knowable.clusters[entity].of.items()}
        by_truth, by_evidence = pairs(found_ids, true), pairs(found_ids, known)
        possible = pairs(known, true)
        found.measures += [
            Measure(entity, "precision: joined pairs, one in truth", by_truth.found,
                    by_truth.shared, by_truth.precision, PRECISION[entity]),
            Measure(entity, "recall: pairs with evidence, joined", by_evidence.true,
                    by_evidence.shared, by_evidence.recall, RECALL[entity]),
            Measure(entity, "joined pairs, with evidence", by_evidence.found,
                    by_evidence.shared, by_evidence.precision, None),
            Measure(entity, "the gap: true pairs, with evidence", possible.true, possible.shared,
                    possible.recall, None),
            Measure(entity, "true pairs, joined", by_truth.true, by_truth.shared,
                    by_truth.recall, None),
        ]  # fmt: skip
        found.measures += _by_cluster(entity, found_ids, known, true)
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
        found.mistakes += _wrongly_joined(entity, bridges[entity], true, published)[:SHOWN]
        found.mistakes += _left_apart(entity, found_ids, known, published)[:SHOWN]
    return found


def _by_cluster(entity: str, found: Name, known: Name, true: Name) -> Iterable[Measure]:
    """Whole things: each published one is of one thing in truth, each known one is whole."""
    shared = [ref for ref in true if ref in found]
    joined, parted = _clusters(shared, found, true), _clusters(shared, known, found)
    for name, clusters in (
        ("published things, one in truth", joined),
        ("known things, published whole", parted),
    ):
        whole = sum(len(others) == 1 for others in clusters.values())
        yield Measure(entity, name, len(clusters), whole, whole / max(len(clusters), 1), None)


def _clusters(refs: Iterable[Ref], of: Name, others: Name) -> dict[str, set[str]]:
    clusters: dict[str, set[str]] = {}
    for ref in refs:
        clusters.setdefault(of[ref], set()).add(others[ref])
    return clusters


def _wrongly_joined(entity: str, bridge: Bridge, true: Name, published: Published) -> list[Mistake]:
    """The worst first: that of most pairs; why: links between two."""
    refs = {
        row["record_key"]: (row["source_system"], row["source_object"], row["record_id"])
        for row in published.rows(f"bridge_{entity}")
    }
    wrong: dict[str, set[str]] = {}
    for link in published.query(
        "select record_key, linked_key, rule, confidence, evidence"
        f" from working.intermediate.int_{entity}_matched where decision = 'link'"
    ):
        one, other = refs.get(link["record_key"]), refs.get(link["linked_key"])
        if one in true and other in true and true[one] != true[other]:
            wrong.setdefault(bridge.id_of[one], set()).add(_told(link))
    mistakes = []
    for id, records in bridge.records_of.items():
        keys = Counter(true[ref] for ref in records if ref in true)
        if len(keys) > 1:
            why = "; ".join(sorted(wrong.get(id, ()))) or "no link of two"
            mistakes.append(
                Mistake(
                    f"{entity}: two in one", id, f"one of {len(keys)}",
                    f"{', '.join(sorted(keys))} ({why})", _between(keys.values()),
                )
            )  # fmt: skip
    return sorted(mistakes, key=lambda mistake: (-mistake.pairs, mistake.key))


def _left_apart(entity: str, found: Name, known: Name, published: Published) -> list[Mistake]:
    """The worst first: that of most pairs; why: too unlike, or doubtful enough to be looked at."""
    doubtful = {
        frozenset((row["one_id"], row["other_id"])): row
        for row in published.rows("rpt_matches_to_review")
    }
    ids: dict[str, Counter[str]] = {}
    for ref, cluster in known.items():
        if ref in found:
            ids.setdefault(cluster, Counter())[found[ref]] += 1
    mistakes = []
    for cluster, several in ids.items():
        if len(several) > 1:
            seen = [row for pair, row in doubtful.items() if pair <= several.keys()]
            surest = max(seen, key=lambda row: row["confidence"], default=None)
            why = f"for review: {_told(surest)}" if surest else "too unlike, or never compared"
            mistakes.append(
                Mistake(
                    f"{entity}: one in several", cluster, "one id",
                    f"{', '.join(sorted(several))} ({why})", _between(several.values()),
                )
            )  # fmt: skip
    return sorted(mistakes, key=lambda mistake: (-mistake.pairs, mistake.key))


def _told(link: Mapping[str, Any]) -> str:
    evidence = f": {link['evidence']}" if link["evidence"] else ""
    return f"{link['rule']}, {link['confidence']} sure{evidence}"


def _between(counts: Iterable[int]) -> int:
    """Pairs of records of different ones, when each has so many."""
    counts = list(counts)
    return (sum(counts) ** 2 - sum(count**2 for count in counts)) // 2
