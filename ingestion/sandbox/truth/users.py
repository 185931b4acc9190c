"""Which user records are one user (docs/facts.md §3), and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ingestion.sandbox.truth.clusters import Clusters, surviving
from ingestion.sandbox.truth.entities import Ref, User
from ingestion.sandbox.truth.links import shared_value_links
from ingestion.sandbox.truth.page import Page
from ingestion.sandbox.truth.people import address

ATTRIBUTES = ("time_zone", "team", "role")


def match_users(users: list[User]) -> Clusters[User]:
    links = shared_value_links("address", _addresses(users))
    return Clusters("users", users, links)


def user_attributes(clusters: Clusters[User], page: Page) -> dict[Ref, dict[str, Any]]:
    """What a page's calendars may ask of who somebody is, by each of their records."""
    of_cluster = {
        cluster.id: {name: _survivor(cluster.records, page, name) for name in ATTRIBUTES}
        for cluster in clusters.all
    }
    return {ref: of_cluster[cluster.id] for ref, cluster in clusters.of.items()}


def _survivor(users: Iterable[User], page: Page, field: str) -> str | None:
    systems = page.systems("users", field)
    return surviving(users, systems, lambda user: getattr(user, field))[1]


def _addresses(users: list[User]) -> Iterable[tuple[str, Ref]]:
    for user in users:
        if normalised := address(user.email):
            yield normalised, user.ref
