"""The raw tables of what HubSpot knows of marketing: forms, mailings, campaigns, events, visits."""

from ingestion.source import Field, Table
from ingestion.sources.hubspot.fields import (
    LIFE,
    gone_when_archived,
    instants,
    texts,
    typed,
    within,
)

FORMS = Table(
    name="forms",
    object="forms",
    fields=(
        *texts("id", "name", "formType"),
        *LIFE,
        *typed("json", "fieldGroups", "configuration", "displayOptions", "legalConsentOptions"),
    ),
    key=("id",),
    changed_at="updatedAt",
    mark=gone_when_archived,
)

# `form_id`, `submission_id` and `email` are added: the answer names neither its form nor, in older
# portals, itself, and holds the address only as one of its typed values.
FORM_SUBMISSIONS = Table(
    name="form_submissions",
    object="forms",
    fields=(
        *texts("form_id", "submission_id"),
        *texts("email", "conversionId", "pageUrl", is_omitted=True),
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
        *texts("id", "type", "recipient"),
        *typed("number", "created", "emailCampaignId"),
        *_SENT_BY,
        *_CAUSED_BY,
        *_OBSOLETED_BY,
        *typed("boolean", "filteredEvent", is_omitted=True),
        *texts(
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
        *typed("number", "id", "appId", "contentId", "lastUpdatedTime", "numIncluded", "numQueued"),
        *texts("appName", "name", "subject", "type"),
        Field("subType", is_omitted=True),
        Field("counters", "json"),
    ),
    key=("id",),
)

MARKETING_EMAILS = Table(
    name="marketing_emails",
    object="marketing_emails",
    fields=(
        *texts("id", "name", "subject", "state", "type"),
        *texts("campaign", "campaignName", "campaignUtm", "subcategory", is_omitted=True),
        *texts("emailCampaignGroupId", "primaryEmailCampaignId", is_omitted=True),
        Field("allEmailCampaignIds", "json", is_omitted=True),
        *typed("boolean", "archived", "isPublished"),
        *instants("createdAt", "updatedAt"),
        Field("publishDate", same_as="instant", is_omitted=True),
    ),
    key=("id",),
    changed_at="updatedAt",
    mark=gone_when_archived,
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
        *instants("createdAt", "updatedAt"),
        *within("properties", *CAMPAIGN_PROPERTIES),
    ),
    key=("id",),
    changed_at="updatedAt",
)

MARKETING_EVENTS = Table(
    name="marketing_events",
    object="marketing_events",
    fields=(
        *texts("objectId", "eventName"),
        *texts("eventType", "eventStatus", "eventOrganizer", "externalEventId", is_omitted=True),
        *instants("startDateTime", "endDateTime", "createdAt", "updatedAt"),
        *typed("boolean", "eventCancelled", "eventCompleted"),
        *typed("number", "registrants", "attendees", "cancellations", "noShows"),
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
        *texts("id", "eventType", "objectType", "objectId"),
        Field("occurredAt", same_as="instant"),
        *within("properties", "hs_url", "hs_title"),
        *within(
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

MARKETING = (
    FORMS,
    FORM_SUBMISSIONS,
    EMAIL_EVENTS,
    EMAIL_CAMPAIGNS,
    MARKETING_EMAILS,
    CAMPAIGNS,
    MARKETING_EVENTS,
    MARKETING_EVENT_PARTICIPATIONS,
    WEB_EVENTS,
)
