"""Lists and who is on them. Nobody says who left one, so what is read is read whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from ingestion.onward import Onward
from ingestion.source import (
    Batch,
    Checkpoint,
    Compare,
    Field,
    Item,
    Listed,
    Stream,
    Table,
    Tombstone,
)
from ingestion.sources.hubspot import sweeps
from ingestion.sources.hubspot.client import Client
from ingestion.sources.hubspot.fields import instants, texts, typed
from ingestion.sources.hubspot.settings import stream
from ingestion.sources.hubspot.vanishing import unlisted
from ingestion.texts import decoded

LISTS_PAGE, MEMBERS_PAGE = 500, 250
MOVED = ("hs_list_size", "hs_last_record_added_at", "hs_last_record_removed_at")

LISTS = Table(
    name="lists",
    object="lists",
    fields=(
        *texts("listId", "name", "objectTypeId", "processingType", "processingStatus"),
        Field("listVersion", "number"),
        *instants("createdAt", "updatedAt"),
        Field("filtersUpdatedAt", same_as="instant", is_omitted=True),
        *texts("createdById", "updatedById", is_omitted=True),
        *typed("json", "additionalProperties"),
    ),
    key=("listId",),
    changed_at="updatedAt",
)

# `list_id` is added: a membership does not say of which list it is.
LIST_MEMBERSHIPS = Table(
    name="list_memberships",
    object="lists",
    fields=(*texts("list_id", "recordId"), Field("membershipTimestamp", same_as="instant")),
    key=("list_id", "recordId"),
    changed_at="membershipTimestamp",
)


class _Found(msgspec.Struct):
    lists: list[msgspec.Raw]
    has_more: bool = msgspec.field(name="hasMore")
    offset: int = 0


class _List(msgspec.Struct):
    id: str = msgspec.field(name="listId")
    about: dict[str, str | None] = msgspec.field(default_factory=dict, name="additionalProperties")


class _Member(msgspec.Struct):
    id: str = msgspec.field(name="recordId")


def _extract(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
    """Members are read of the lists that moved since the last run, and in a sweep of all."""
    now = client.now
    is_sweep = sweeps.is_due(cursor, now)
    known: dict[str, list[str | None]] = cursor.get("moved", {})
    moved: dict[str, list[str | None]] = {}

    def landed(page: list[bytes]) -> Batch:
        for told in (decoded(each, _List) for each in page):
            moved[told.id] = [told.about.get(name) for name in MOVED]
        return Batch(LISTS, page)

    yield from map(landed, _pages(client))
    compare = Compare(LISTS, list(moved), is_last=True)
    yield compare
    gone: list[str] = []
    for ids in unlisted(compare, is_empty=not moved):
        there = [id for id in ids if client.one(f"/crm/v3/lists/{id}", "lists") is not None]
        if there:  # told by its id, a list lacks what moves
            yield from map(landed, _pages(client, listIds=there))
        gone += [id for id in ids if id not in there]
        yield Batch(LISTS, tombstones=[Tombstone(id, "delete") for id in ids if id not in there])
    for id in moved:
        if is_sweep or known.get(id) != moved[id]:
            yield from _members(client, id)
    if gone:
        yield Listed(LIST_MEMBERSHIPS, within=("list_id", dict.fromkeys(gone)))
    yield Checkpoint({"moved": moved, "swept_at": sweeps.swept_at(cursor, now, is_sweep)})


def _pages(client: Client, **which: list[str]) -> Iterator[list[bytes]]:
    """By offset, so a list that goes makes the next page pass over another."""
    offset, onward = 0, Onward("hubspot", "lists")
    while True:
        body = {"offset": offset, "count": LISTS_PAGE, "additionalProperties": list(MOVED), **which}
        found = msgspec.json.decode(
            client.post("/crm/v3/lists/search", "lists", body).content, type=_Found
        )
        if found.lists:
            yield [bytes(each) for each in found.lists]
        if not found.has_more:
            return
        onward.to(found.offset)
        offset = found.offset


def _members(client: Client, list_id: str) -> Iterator[Item]:
    path = f"/crm/v3/lists/{list_id}/memberships/join-order"
    # A list may go between its listing and its reading.
    for page in client.pages(path, "lists", expect=(200, 404), limit=MEMBERS_PAGE):
        added = [
            msgspec.json.encode(
                {"list_id": list_id} | msgspec.json.decode(each, type=dict[str, msgspec.Raw])
            )
            for each in page
        ]
        yield Batch(LIST_MEMBERSHIPS, added)
        ids = [f"{list_id}|{msgspec.json.decode(each, type=_Member).id}" for each in page]
        yield Listed(LIST_MEMBERSHIPS, ids, is_last=False)
    yield Listed(LIST_MEMBERSHIPS, within=("list_id", {list_id: None}))


STREAMS: tuple[Stream, ...] = (stream("lists", _extract, LISTS, LIST_MEMBERSHIPS),)
