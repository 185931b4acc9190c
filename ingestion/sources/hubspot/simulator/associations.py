"""Associations between CRM records, in both directions, with HubSpot's own type ids."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from ingestion.sources.hubspot.simulator.portal import SYSTEM, Portal

PAGE = 500
PRIMARY = {1: 2, 2: 1, 5: 6, 6: 5}  # to a company: the one that stands first, there and back
# The type without a label, by direction.
UNLABELED = {
    ("contacts", "companies"): 279, ("companies", "contacts"): 280,
    ("deals", "contacts"): 3, ("contacts", "deals"): 4,
    ("deals", "companies"): 341, ("companies", "deals"): 342,
    ("deals", "line_items"): 19, ("line_items", "deals"): 20,
    ("calls", "contacts"): 194, ("contacts", "calls"): 193,
    ("calls", "companies"): 182, ("companies", "calls"): 181,
    ("calls", "deals"): 206, ("deals", "calls"): 205,
    ("emails", "contacts"): 198, ("contacts", "emails"): 197,
    ("emails", "companies"): 186, ("companies", "emails"): 185,
    ("emails", "deals"): 210, ("deals", "emails"): 209,
    ("meetings", "contacts"): 200, ("contacts", "meetings"): 199,
    ("meetings", "companies"): 188, ("companies", "meetings"): 187,
    ("meetings", "deals"): 212, ("deals", "meetings"): 211,
    ("notes", "contacts"): 202, ("contacts", "notes"): 201,
    ("notes", "companies"): 190, ("companies", "notes"): 189,
    ("notes", "deals"): 214, ("deals", "notes"): 213,
    ("tasks", "contacts"): 204, ("contacts", "tasks"): 203,
    ("tasks", "companies"): 192, ("companies", "tasks"): 191,
    ("tasks", "deals"): 216, ("deals", "tasks"): 215,
}  # fmt: skip
# The side whose record holds the association in the store, as its field `@<other side>`.
HOLDS = ("calls", "emails", "meetings", "notes", "tasks", "deals", "contacts")

Targets = list[tuple[str, tuple[int, ...]]]


def held_by(from_object: str, to_object: str) -> bool:
    order = {name: position for position, name in enumerate(HOLDS)}
    return order.get(from_object, 99) < order.get(to_object, 99)


class Associations:
    """What stands beside what now. Archived records stand beside nothing."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    def of(self, from_object: str, to_object: str, ids: Iterable[str]) -> dict[str, Targets]:
        """The targets of each record that has any, in order of their ids."""
        if (from_object, to_object) not in UNLABELED:
            return {}
        if held_by(from_object, to_object):
            return self._held(from_object, to_object, list(ids))
        reverse = self.portal.kept(
            ("reverse", from_object, to_object), lambda: self._reverse(from_object, to_object)
        )
        return {id: reverse[id] for id in ids if id in reverse}

    def _held(self, from_object: str, to_object: str, ids: Sequence[str]) -> dict[str, Targets]:
        found = self.portal.store.sql(
            f"select id, fields ->> '$.@{to_object}' from record where system = ? and object = ? "
            f"and state = 'live' and id in ({', '.join('?' * len(ids))})",
            (SYSTEM, from_object, *ids),
        )
        unlabeled = UNLABELED[from_object, to_object]
        pairs: dict[str, dict[str, set[int]]] = {}
        for id, text in found:
            for target, types in json.loads(text or "[]"):
                standing = self.portal.standing(to_object, target)
                if standing:
                    pairs.setdefault(id, {}).setdefault(standing, {unlabeled}).update(types)
        there = self._there(to_object, {target for targets in pairs.values() for target in targets})
        out = {}
        for id, targets in pairs.items():
            kept = sorted(
                (target, tuple(sorted(targets[target]))) for target in targets.keys() & there
            )
            if kept:
                out[id] = kept
        return out

    def _there(self, object: str, ids: set[str]) -> set[str]:
        """Those that are records at all: of one deleted for privacy nothing is left."""
        rows = self.portal.store.sql(
            "select id from record where system = ? and object = ? and state = 'live' "
            "and id in (select value from json_each(?))",
            (SYSTEM, object, json.dumps(sorted(ids))),
        )
        return {row[0] for row in rows}

    def _reverse(self, from_object: str, to_object: str) -> dict[str, Targets]:
        ids = [
            row[0]
            for row in self.portal.store.sql(
                "select id from record where system = ? and object = ? and state = 'live' "
                f"and fields ->> '$.@{from_object}' is not null",
                (SYSTEM, to_object),
            )
        ]
        unlabeled = UNLABELED[from_object, to_object]
        out: dict[str, Targets] = {}
        for start in range(0, len(ids), PAGE):
            held = self._held(to_object, from_object, ids[start : start + PAGE])
            for id, targets in held.items():
                for target, types in targets:
                    back = sorted({unlabeled, *(PRIMARY[t] for t in types if t in PRIMARY)})
                    out.setdefault(target, []).append((id, tuple(back)))
        return {id: sorted(targets) for id, targets in out.items()}


def v4_target(id: str, types: tuple[int, ...]) -> dict[str, Any]:
    """As `/crm/v4/associations` tells an association."""
    return {
        "toObjectId": id,
        "associationTypes": [
            {
                "category": "HUBSPOT_DEFINED",
                "typeId": type_id,
                "label": "Primary" if type_id in PRIMARY else None,
            }
            for type_id in types
        ],
    }


def v3_targets(singulars: tuple[str, str], targets: Targets) -> dict[str, Any]:
    """As `associations` of a listed record tells it: an entry a type."""
    name = f"{singulars[0]}_to_{singulars[1]}"
    results = []
    for id, types in targets:
        is_primary = any(type_id in PRIMARY for type_id in types)
        results.append({"id": id, "type": name})
        if is_primary:
            results.append({"id": id, "type": f"{name}_unlabeled"})
    return {"results": results}
