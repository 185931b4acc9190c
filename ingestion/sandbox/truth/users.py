"""Which user records are one user (docs/facts.md §3): those that share an address."""

from __future__ import annotations

from collections.abc import Iterable

from ingestion.sandbox.truth.clusters import Clusters
from ingestion.sandbox.truth.entities import Ref, User
from ingestion.sandbox.truth.links import shared_value_links
from ingestion.sandbox.truth.people import address


def user_ids(users: list[User], connection: str) -> dict[Ref, str]:
    clusters = Clusters(
        "users", users, shared_value_links("address", _addresses(users)), connection
    )
    return {ref: cluster.id for ref, cluster in clusters.of.items()}


def _addresses(users: list[User]) -> Iterable[tuple[str, Ref]]:
    for user in users:
        if normalised := address(user.email):
            yield normalised, user.ref
