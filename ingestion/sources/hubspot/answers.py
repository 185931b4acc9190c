"""What the client must know of HubSpot's answers; records stay the bytes that were sent."""

from __future__ import annotations

from typing import Any

import msgspec

from ingestion.http import Answer
from ingestion.texts import reader


class Head(msgspec.Struct):
    """What the client itself must know of a CRM record."""

    id: str
    archived: bool
    properties: dict[str, str | None]
    history: dict[str, list[msgspec.Raw]] = msgspec.field(
        default_factory=dict, name="propertiesWithHistory"
    )
    created_at: str | None = msgspec.field(default=None, name="createdAt")
    archived_at: str | None = msgspec.field(default=None, name="archivedAt")

    @property
    def merged(self) -> list[str]:
        """Ids that ended in this record."""
        told = (self.properties.get("hs_merged_object_ids") or "").split(";")
        return [id for id in told if id and id != self.id]


class Next(msgspec.Struct):
    after: str


class Paging(msgspec.Struct):
    next: Next | None = None


class Mistake(msgspec.Struct):
    """What a batch says it could not do."""

    category: str = ""
    message: str = ""
    context: dict[str, Any] = {}

    @property
    def named(self) -> set[str]:
        """The ids that it is about, among other words."""
        lists = [told for told in self.context.values() if isinstance(told, list)]
        return {str(id) for told in lists for id in told}


class Page(msgspec.Struct):
    """A page of any list, or a batch. An error that comes as HTTP 200 has no results at all."""

    results: list[msgspec.Raw]
    paging: Paging | None = None
    total: int | None = None
    errors: list[msgspec.Raw] = []

    @property
    def after(self) -> str | None:
        return self.paging.next.after if self.paging and self.paging.next else None


class Origin(msgspec.Struct):
    id: str


class OfOne(msgspec.Struct):
    """What one record is associated with."""

    origin: Origin = msgspec.field(name="from")
    to: list[msgspec.Raw] = []
    paging: Paging | None = None


class Associated(msgspec.Struct):
    results: list[OfOne]
    errors: list[msgspec.Raw] = []


page_of = msgspec.json.Decoder(Page).decode
head_of = reader(msgspec.json.Decoder(Head).decode)
mistake_of = reader(msgspec.json.Decoder(Mistake).decode)
associated_of = msgspec.json.Decoder(Associated).decode


def scopes_missing(answer: Answer) -> str:
    try:
        errors = answer.json().get("errors") or []
    except (ValueError, AttributeError):
        return ""
    named = [
        scope
        for error in errors
        for scopes in (error.get("context") or {}).values()
        for scope in scopes
    ]
    return ", ".join(named)
