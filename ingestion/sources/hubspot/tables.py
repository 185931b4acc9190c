"""The raw tables of HubSpot: what each holds, by which key, and when its record is gone."""

from __future__ import annotations

from collections.abc import Mapping

from ingestion.source import Field, JsonKind, Mark, Table
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


def _gone_when_archived(record: Mapping[str, str | None]) -> Mark:
    return Mark("delete") if record.get("archived") == "true" else Mark()


def _texts(*names: str, is_omitted: bool = False) -> tuple[Field, ...]:
    return tuple(Field(name, is_omitted=is_omitted) for name in names)


def _instants(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, same_as="instant") for name in names)


def _kind(kind: JsonKind, *names: str, is_omitted: bool = False) -> tuple[Field, ...]:
    return tuple(Field(name, kind, is_omitted=is_omitted) for name in names)


def _within(parent: str, *names: str, is_omitted: bool = False) -> tuple[Field, ...]:
    return tuple(Field(name, path=(parent, name), is_omitted=is_omitted) for name in names)


_LIFE = (
    *_instants("createdAt", "updatedAt"),
    Field("archived", "boolean"),
    Field("archivedAt", same_as="instant", is_omitted=True),
)


def _crm(name: str) -> Table:
    """A CRM object. History is landed in a table of its own, associations likewise."""
    return Table(
        name=name,
        object=name,
        fields=(Field("id"), *_LIFE, *_within("properties", *COLUMNS[name])),
        key=("id",),
        changed_at="updatedAt",
        envelope=("url", "objectWriteTraceId", "propertiesWithHistory", "associations"),
        mark=_gone_when_archived,
    )


def _history(name: str) -> Table:
    """A row a recorded value. The answer nests by object and property: both are added, and so is
    `value_digest`, because two records that were merged may hold two values of one instant."""
    return Table(
        name=f"{_SINGULAR[name]}_property_history",
        object=name,
        fields=(
            *_texts("object_id", "property", "value_digest", "value"),
            Field("timestamp", same_as="instant"),
            Field("sourceType"),
            *_texts("sourceId", "sourceLabel", is_omitted=True),
            Field("updatedByUserId", "number", is_omitted=True),
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


CRM = {name: _crm(name) for name in COLUMNS}
HISTORY = {name: _history(name) for name in WITH_HISTORY}
ASSOCIATED = {pair: _association(*pair) for pair in ASSOCIATIONS}

PROPERTIES = Table(
    name="properties",
    object="properties",
    fields=(
        *_texts("object_type", "name", "label", "description", "groupName", "type", "fieldType"),
        *_kind("boolean", "calculated", "hubspotDefined", "hasUniqueValue", "hidden", "archived"),
        Field("options", "json"),
        *_instants("createdAt", "updatedAt"),
    ),
    key=("object_type", "name"),
    changed_at="updatedAt",
)

# A deactivated user keeps owning what he owned: `archived` tells, the record is not gone.
OWNERS = Table(
    name="owners",
    object="owners",
    fields=(
        *_texts("id", "email", "firstName", "lastName", "type"),
        *_kind("number", "userId", "userIdIncludingInactive", is_omitted=True),
        *_instants("createdAt", "updatedAt"),
        Field("archived", "boolean"),
        Field("teams", "json", is_omitted=True),
    ),
    key=("id",),
    changed_at="updatedAt",
)

PIPELINES = Table(
    name="pipelines",
    object="pipelines",
    fields=(*_texts("id", "label"), Field("displayOrder", "number"), *_LIFE),
    key=("id",),
    changed_at="updatedAt",
    envelope=("stages",),
    mark=_gone_when_archived,
)

PIPELINE_STAGES = Table(
    name="pipeline_stages",
    object="pipelines",
    fields=(
        *_texts("pipeline_id", "id", "label"),
        Field("displayOrder", "number"),
        *_within("metadata", "isClosed", "probability"),
        *_LIFE,
        Field("writePermissions", is_omitted=True),
    ),
    key=("pipeline_id", "id"),
    changed_at="updatedAt",
    mark=_gone_when_archived,
)

FORMS = Table(
    name="forms",
    object="forms",
    fields=(
        *_texts("id", "name", "formType"),
        *_LIFE,
        *_kind("json", "fieldGroups", "configuration", "displayOptions", "legalConsentOptions"),
    ),
    key=("id",),
    changed_at="updatedAt",
    mark=_gone_when_archived,
)

# `form_id`, `submission_id` and `email` are added: the answer names neither its form nor, in older
# portals, itself, and holds the address only as one of its typed values.
FORM_SUBMISSIONS = Table(
    name="form_submissions",
    object="forms",
    fields=(
        *_texts("form_id", "submission_id"),
        *_texts("email", "conversionId", "pageUrl", is_omitted=True),
        Field("submittedAt", "number"),
        Field("values", "json"),
    ),
    key=("form_id", "submission_id"),
)

_SENT_BY = (
    Field("sentBy_id", path=("sentBy", "id"), is_omitted=True),
    Field("sentBy_created", "number", path=("sentBy", "created"), is_omitted=True),
)
_CAUSED_BY = (
    Field("causedBy_id", path=("causedBy", "id"), is_omitted=True),
    Field("causedBy_created", "number", path=("causedBy", "created"), is_omitted=True),
)
_OBSOLETED_BY = (Field("obsoletedBy_id", path=("obsoletedBy", "id"), is_omitted=True),)

EMAIL_EVENTS = Table(
    name="email_events",
    object="email_events",
    fields=(
        *_texts("id", "type", "recipient"),
        *_kind("number", "created", "emailCampaignId"),
        *_SENT_BY,
        *_CAUSED_BY,
        *_OBSOLETED_BY,
        *_kind("boolean", "filteredEvent", is_omitted=True),
        *_texts(
            "subject",
            "url",
            "portalSubscriptionStatus",
            "category",
            "response",
            "source",
            is_omitted=True,
        ),
    ),
    key=("id",),
    envelope=("portalId", "appId", "appName"),
)

EMAIL_CAMPAIGNS = Table(
    name="email_campaigns",
    object="email_campaigns",
    fields=(
        *_kind("number", "id", "appId", "contentId", "lastUpdatedTime", "numIncluded", "numQueued"),
        *_texts("appName", "name", "subject", "type"),
        Field("subType", is_omitted=True),
        Field("counters", "json"),
    ),
    key=("id",),
)

MARKETING_EMAILS = Table(
    name="marketing_emails",
    object="marketing_emails",
    fields=(
        *_texts(
            "id", "name", "subject", "campaign", "campaignName", "campaignUtm", "state", "type"
        ),
        *_texts("subcategory", "emailCampaignGroupId", "primaryEmailCampaignId"),
        Field("allEmailCampaignIds", "json"),
        *_kind("boolean", "archived", "isPublished"),
        *_instants("createdAt", "updatedAt", "publishDate", "publishedAt"),
    ),
    key=("id",),
    changed_at="updatedAt",
    mark=_gone_when_archived,
)

CAMPAIGN_PROPERTIES = (
    "hs_name", "hs_start_date", "hs_end_date", "hs_campaign_status", "hs_utm", "hs_currency_code",
    "hs_budget_items_sum_amount", "hs_spend_items_sum_amount", "hs_owner", "hs_notes",
)  # fmt: skip

CAMPAIGNS = Table(
    name="campaigns",
    object="campaigns",
    fields=(
        Field("id"),
        *_instants("createdAt", "updatedAt"),
        *_within("properties", *CAMPAIGN_PROPERTIES),
    ),
    key=("id",),
    changed_at="updatedAt",
)

MARKETING_EVENTS = Table(
    name="marketing_events",
    object="marketing_events",
    fields=(
        *_texts("objectId", "eventName"),
        *_texts("eventType", "eventStatus", "eventOrganizer", "externalEventId", is_omitted=True),
        *_instants("startDateTime", "endDateTime", "createdAt", "updatedAt"),
        *_kind("boolean", "eventCancelled", "eventCompleted"),
        *_kind("number", "registrants", "attendees", "cancellations", "noShows"),
    ),
    key=("objectId",),
    changed_at="updatedAt",
)

MARKETING_EVENT_PARTICIPATIONS = Table(
    name="marketing_event_participations",
    object="marketing_events",
    fields=(
        Field("id"),
        Field("createdAt", same_as="instant"),
        Field("marketingEventId", path=("associations", "marketingEvent", "marketingEventId")),
        Field("contactId", path=("associations", "contact", "contactId")),
        Field("attendanceState", path=("properties", "attendanceState")),
        Field("occurredAt", "number", path=("properties", "occurredAt")),
    ),
    key=("id",),
)

WEB_EVENTS = Table(
    name="web_events",
    object="events",
    fields=(
        *_texts("id", "eventType", "objectType", "objectId"),
        Field("occurredAt", same_as="instant"),
        *_within("properties", "hs_url", "hs_title"),
        *_within(
            "properties",
            "hs_referrer",
            "hs_utm_campaign",
            "hs_utm_source",
            "hs_utm_medium",
            is_omitted=True,
        ),
    ),
    key=("id",),
)

CALL_DISPOSITIONS = Table(
    name="call_dispositions",
    object="call_dispositions",
    fields=(*_texts("id", "label"), Field("deleted", "boolean")),
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
    FORMS,
    FORM_SUBMISSIONS,
    EMAIL_EVENTS,
    EMAIL_CAMPAIGNS,
    MARKETING_EMAILS,
    CAMPAIGNS,
    MARKETING_EVENTS,
    MARKETING_EVENT_PARTICIPATIONS,
    WEB_EVENTS,
    CALL_DISPOSITIONS,
)
