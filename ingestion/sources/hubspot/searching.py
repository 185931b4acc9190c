"""HubSpot's search as this project trusts it: it says which ids to read, and is late by an hour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ingestion.source import SourceError
from ingestion.sources.hubspot.answers import Head, Page, head_of, page_of
from ingestion.sources.hubspot.properties import MODIFIED

if TYPE_CHECKING:
    from ingestion.sources.hubspot.client import Client

SEARCH_PAGE = 200
EMPTY_PAGES_BELIEVED = 3
ID = "hs_object_id"

Filter = Mapping[str, str]


def count(client: Client, name: str, filters: Sequence[Filter] = ()) -> int:
    """How many records HubSpot itself counts."""
    return _search(client, name, list(filters), limit=1).total or 0


def created(client: Client, name: str, filters: Sequence[Filter]) -> Iterator[str | None]:
    """When each record that a search finds was made."""
    for page in _found(client, name, list(filters), is_settled=False):
        yield from (head.created_at for head in page)


def changed_ids(
    client: Client, name: str, since: int, until: int, *, is_settled: bool = True
) -> Iterator[list[str]]:
    """Ids of what changed in a fixed window, both ends included.

    `is_settled`: the window lies behind the index's lag. Of a recent one a search may tell what it
    likes: it counts records that it does not give, and that is no mistake.
    """
    modified = MODIFIED[name]
    window = [
        {"propertyName": modified, "operator": "GTE", "value": str(since)},
        {"propertyName": modified, "operator": "LTE", "value": str(until)},
    ]
    return _ids(client, name, window, is_settled=is_settled)


def ids_having(client: Client, name: str, property: str) -> Iterator[list[str]]:
    """Ids of the records that have any value of a property."""
    return _ids(client, name, [{"propertyName": property, "operator": "HAS_PROPERTY"}])


def _ids(
    client: Client, name: str, filters: list[Filter], *, is_settled: bool = True
) -> Iterator[list[str]]:
    for page in _found(client, name, filters, is_settled=is_settled):
        yield [head.id for head in page]


def _found(
    client: Client, name: str, filters: list[Filter], *, is_settled: bool
) -> Iterator[list[Head]]:
    """By ascending id. Each question begins behind the last id, so none ever pages: neither the
    cap of ten thousand rows nor any number of records with one stamp can cut it short.
    """
    last, empty, after = 0, 0, None
    while True:
        behind = {"propertyName": ID, "operator": "GT", "value": str(last)}
        page = _search(client, name, [*filters, behind], limit=SEARCH_PAGE, after=after)
        heads = {int(head.id): head for head in map(head_of, page.results)}
        new = [heads[id] for id in sorted(heads) if id > last]
        if new:
            yield new
            last, empty, after = int(new[-1].id), 0, None
        if (page.total or 0) <= len(heads):
            return
        if not new:  # a page may be empty though more is to come
            empty, after = empty + 1, page.after
            if empty == EMPTY_PAGES_BELIEVED and not is_settled:
                return
            if empty == EMPTY_PAGES_BELIEVED:
                raise SourceError(
                    "hubspot",
                    f"a search counts {page.total} records and gives none",
                    "Run again",
                    obj=name,
                )


def _search(
    client: Client,
    name: str,
    filters: list[Filter],
    *,
    limit: int,
    after: str | None = None,
) -> Page:
    body: dict[str, Any] = {
        "filterGroups": [{"filters": filters}] if filters else [],
        "sorts": [{"propertyName": ID, "direction": "ASCENDING"}],
        "properties": [ID],
        "limit": limit,
    }
    if after:
        body["after"] = after
    return page_of(client.post(f"/crm/v3/objects/{name}/search", name, body).content)
