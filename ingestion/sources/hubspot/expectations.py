"""What HubSpot promises of its records."""

from ingestion.expectation import (
    Expectation,
    are_timestamps,
    in_set,
    matches_regex,
    not_null,
)
from ingestion.sources.hubspot.properties import CRM_OBJECTS, WITH_HISTORY
from ingestion.sources.hubspot.tables import ASSOCIATED, HISTORY

_DIGITS = r"[0-9]+"
# A property that was cleared holds the empty text.
_NUMBER = r"(-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?)?"
_INSTANT = r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z)?"
_SWITCH = ("true", "false")
_EVENT_TYPES = (
    "SENT", "DROPPED", "PROCESSED", "DELIVERED", "DEFERRED", "BOUNCE", "OPEN", "CLICK", "PRINT",
    "FORWARD", "STATUSCHANGE", "SPAMREPORT", "SUPPRESSED", "SUPPRESSION", "UNBOUNCE",
)  # fmt: skip
_NUMBERS = {
    "contacts": ("hubspotscore",),
    "companies": ("numberofemployees", "annualrevenue"),
    "deals": ("amount", "hs_deal_stage_probability"),
    "calls": ("hs_call_duration",),
    "products": ("price",),
    "line_items": ("quantity", "price", "amount"),
}
_SOLD = ("contacts", "deals")
_ENGAGEMENTS = ("calls", "meetings", "emails", "notes", "tasks")
_INSTANTS = {"deals": ("closedate",), **dict.fromkeys(_ENGAGEMENTS, ("hs_timestamp",))}


def _crm(name: str) -> tuple[Expectation, ...]:
    return (
        *not_null("createdAt", "updatedAt", "archived"),
        *matches_regex(_DIGITS, "id"),
        *are_timestamps("updatedAt"),
        *matches_regex(_INSTANT, *_INSTANTS.get(name, ())),
        *matches_regex(_NUMBER, *_NUMBERS.get(name, ())),
    )


def _history(name: str) -> tuple[Expectation, ...]:
    return (
        *not_null("sourceType"),
        *are_timestamps("timestamp"),
        in_set("property", WITH_HISTORY[name]),
    )


EXPECTATIONS: dict[str, tuple[Expectation, ...]] = {
    **{name: _crm(name) for name in CRM_OBJECTS},
    **{HISTORY[name].name: _history(name) for name in WITH_HISTORY},
    **{table.name: not_null("to") for pair, table in ASSOCIATED.items() if pair[0] in _SOLD},
    "owners": (*not_null("email", "createdAt"), in_set("type", ("PERSON", "QUEUE"))),
    "pipelines": not_null("label"),
    "pipeline_stages": (
        *not_null("label"),
        in_set("isClosed", _SWITCH),
        *matches_regex(_NUMBER, "probability"),
    ),
    "forms": not_null("name", "formType"),
    "form_submissions": (*not_null("submittedAt"), *matches_regex(_DIGITS, "submittedAt")),
    "email_events": (
        *not_null("type", "created", "recipient"),
        in_set("type", _EVENT_TYPES),
        *matches_regex(_DIGITS, "created"),
    ),
    "email_campaigns": not_null("lastUpdatedTime"),
    "marketing_emails": not_null("name"),
    "campaigns": not_null("createdAt"),
    "marketing_events": not_null("eventName"),
    "marketing_event_participations": (
        *not_null("contactId"),
        in_set("attendanceState", ("REGISTERED", "ATTENDED", "CANCELLED", "NO_SHOW")),
    ),
    "web_events": (*not_null("objectId", "eventType"), *are_timestamps("occurredAt")),
    "properties": not_null("type"),
    "call_dispositions": not_null("label"),
}
