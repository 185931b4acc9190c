"""The raw tables of HubSpot: what each holds, by which key, and when its record is gone."""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.source import Field, Table
from ingestion.sources.hubspot.fields import (
    LIFE,
    gone_when_archived,
    instants,
    texts,
    typed,
    within,
)
from ingestion.sources.hubspot.marketing_tables import MARKETING
from ingestion.sources.hubspot.properties import ASSOCIATIONS, COLUMNS, WITH_HISTORY

_SINGULAR = {
    "contacts": "contact",
    "companies": "company",
    "deals": "deal",
    "line_items": "line_item",
    "calls": "call",
    "meetings": "meeting",
    "emails": "email",
    "notes": "note",
    "tasks": "task",
}


def crm(name: str, columns: Sequence[str]) -> Table:
    """A CRM object. History is landed in a table of its own, associations likewise."""
    return Table(
        name=name,
        object=name,
        fields=(Field("id"), *LIFE, *within("properties", *columns)),
        key=("id",),
        changed_at="updatedAt",
        envelope=("url", "objectWriteTraceId", "propertiesWithHistory", "associations"),
        mark=gone_when_archived,
    )


def _history(name: str) -> Table:
    """A row a recorded value. The answer nests by object and property: both are added, and so is
    `value_digest`, because two records that were merged may hold two values of one instant, and
    `ties_after`, which orders these: how many of them came after it, left out where none did."""
    return Table(
        name=f"{_SINGULAR[name]}_property_history",
        object=name,
        fields=(
            *texts("object_id", "property", "value_digest", "value"),
            Field("timestamp", same_as="instant"),
            Field("sourceType"),
            *texts("sourceId", "sourceLabel", is_omitted=True),
            *typed("number", "updatedByUserId", "ties_after", is_omitted=True),
        ),
        key=("object_id", "property", "timestamp", "value_digest"),
        changed_at="timestamp",
    )


def _association(from_object: str, to_object: str) -> Table:
    """A row a from-record: `to` lists all its associations, so a removed one is a new version."""
    return Table(
        name=f"{_SINGULAR[from_object]}_{_SINGULAR[to_object]}",
        object=f"{from_object}/{to_object}",
        fields=(Field("from_id", path=("from", "id")), Field("to", "json")),
        key=("from_id",),
        envelope=("paging",),
    )


CRM = {name: crm(name, columns) for name, columns in COLUMNS.items()}
HISTORY = {name: _history(name) for name in WITH_HISTORY}
ASSOCIATED = {pair: _association(*pair) for pair in ASSOCIATIONS}

PROPERTIES = Table(
    name="properties",
    object="properties",
    fields=(
        *texts("object_type", "name", "label", "description", "groupName", "type", "fieldType"),
        *typed("boolean", "calculated", "hubspotDefined", "hasUniqueValue", "hidden", "archived"),
        Field("options", "json"),
        *instants("createdAt", "updatedAt"),
    ),
    key=("object_type", "name"),
    changed_at="updatedAt",
)

# A deactivated user keeps owning what he owned: `archived` tells, the record is not gone.
OWNERS = Table(
    name="owners",
    object="owners",
    fields=(
        *texts("id", "email", "firstName", "lastName", "type"),
        *typed("number", "userId", "userIdIncludingInactive", is_omitted=True),
        *instants("createdAt", "updatedAt"),
        Field("archived", "boolean"),
        Field("teams", "json", is_omitted=True),
    ),
    key=("id",),
    changed_at="updatedAt",
)

PIPELINES = Table(
    name="pipelines",
    object="pipelines",
    fields=(*texts("id", "label"), Field("displayOrder", "number"), *LIFE),
    key=("id",),
    changed_at="updatedAt",
    envelope=("stages",),
    mark=gone_when_archived,
)

PIPELINE_STAGES = Table(
    name="pipeline_stages",
    object="pipelines",
    fields=(
        *texts("pipeline_id", "id", "label"),
        Field("displayOrder", "number"),
        *within("metadata", "isClosed", "probability"),
        *LIFE,
        Field("writePermissions", is_omitted=True),
    ),
    key=("pipeline_id", "id"),
    changed_at="updatedAt",
    mark=gone_when_archived,
)

CALL_DISPOSITIONS = Table(
    name="call_dispositions",
    object="call_dispositions",
    fields=(*texts("id", "label"), Field("deleted", "boolean")),
    key=("id",),
)

TABLES: tuple[Table, ...] = (
    *CRM.values(),
    *HISTORY.values(),
    *ASSOCIATED.values(),
    PROPERTIES,
    OWNERS,
    PIPELINES,
    PIPELINE_STAGES,
    CALL_DISPOSITIONS,
    *MARKETING,
)
