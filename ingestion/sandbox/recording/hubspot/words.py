"""What the sample company's HubSpot calls things: ids of shared records, and its own words."""

from __future__ import annotations

from decimal import Decimal

from ingestion.sandbox import ids
from ingestion.sandbox.firm import minor_digits
from ingestion.sandbox.history import Firm

SYSTEM = "hubspot"

LEAD_STATUSES = {
    "new": "NEW",
    "working": "ATTEMPTED_TO_CONTACT",
    "accepted": "IN_PROGRESS",
    "rejected": "UNQUALIFIED",
    "nurture": "BAD_TIMING",
    "converted": "OPEN_DEAL",
}
CONNECTED = "CONNECTED"
REJECTION_REASONS = {
    "No budget": "NO_BUDGET",
    "Not the right person": "WRONG_PERSON",
    "Outside our market": "OUTSIDE_ICP",
    "Student or private": "STUDENT",
    "Duplicate": "DUPLICATE",
    "Cannot be reached": "UNREACHABLE",
    "Bought elsewhere": "COMPETITOR",
}
# In the order in which the platform moves people forward, and never back by itself.
LIFECYCLE = (
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
)
SOURCES = {
    "organic": "ORGANIC_SEARCH",
    "paid_search": "PAID_SEARCH",
    "paid_social": "PAID_SOCIAL",
    "email": "EMAIL_MARKETING",
    "referral": "REFERRALS",
    "direct": "DIRECT_TRAFFIC",
}
OFFLINE = "OFFLINE"
# By how the contact came: the kind of source that HubSpot names in a record and its history.
ORIGINS = {
    "form": "FORM",
    "import": "IMPORT",
    "sync": "INTEGRATION",
    "manual": "CRM_UI",
    "chat": "CONVERSATIONS",
    "merge": "MERGE_OBJECTS",
}
SALES_PIPELINE, SYNCED_PIPELINE = "48915502", "default"
STAGES = {
    SALES_PIPELINE: {
        "discovery": ("148915503",),
        "evaluation": ("148915504",),
        "proposal": ("148915505",),
        "negotiation": ("148915506",),
        "won": ("148915507",),
        "lost": ("148915508",),
    },
    SYNCED_PIPELINE: {
        "discovery": ("appointmentscheduled", "qualifiedtobuy"),
        "evaluation": ("presentationscheduled",),
        "proposal": ("decisionmakerboughtin",),
        "negotiation": ("contractsent",),
        "won": ("closedwon",),
        "lost": ("closedlost",),
    },
}
PROBABILITIES = {
    "discovery": "0.2",
    "evaluation": "0.4",
    "proposal": "0.6",
    "negotiation": "0.8",
    "won": "1.0",
    "lost": "0.0",
}
DEAL_TYPES = {
    "new": "newbusiness",
    "expansion": "existingbusiness",
    "renewal": "renewal",
    "one_time": "onetime",
}
DISPOSITIONS = {
    "connected": "f240bbac-87c9-4f6e-bf70-924b57d47db7",
    "voicemail": "b2cf5968-551e-4856-9783-52b3da59a7d0",
    "no_answer": "73a0d17f-1163-4015-bdd5-ec830791da20",
}
MEETING_OUTCOMES = {"held": "COMPLETED", "no_show": "NO_SHOW"}
FREQUENCIES = {"month": ("monthly", "P12M"), "year": ("annually", "P1Y"), None: (None, None)}
EVENT_TYPES = {"webinar": "WEBINAR", "trade_show": "TRADE_SHOW"}


def owner_id(firm: Firm, key: str) -> str:
    return ids.hubspot(firm.seed, "owner", key)


def user_number(key: str) -> int:
    """The id of the user behind an owner: another number."""
    return 10_420_000 + int(key.rsplit("-", 1)[-1])


def product_id(firm: Firm, key: str) -> str:
    return ids.hubspot(firm.seed, "product", key)


def form_id(firm: Firm, key: str) -> str:
    return ids.uuid(firm.seed, "form", key)


def campaign_id(firm: Firm, key: str) -> str:
    return ids.uuid(firm.seed, "campaign", key)


def mail_id(firm: Firm, key: str) -> str:
    """A mailing's content; `email_campaign_id` is its sending."""
    return ids.hubspot(firm.seed, "mail", key)


def email_campaign_id(firm: Firm, key: str) -> int:
    return int(ids.hubspot(firm.seed, "email campaign", key))


def marketing_event_id(firm: Firm, key: str) -> str:
    return ids.hubspot(firm.seed, "marketing event", key)


def by_user(key: str) -> str:
    """Who changed a value: the type of the source, its id, the user."""
    number = user_number(key)
    return f"CRM_UI|userId:{number}|{number}"


def by_workflow(name: str) -> str:
    return f"AUTOMATION_PLATFORM|workflow:{name}"


SYNC = "INTEGRATION|salesforce"


def major(minor: int, currency: str) -> str:
    """An amount as HubSpot holds it: a text in major units."""
    return str(Decimal(minor).scaleb(-minor_digits(currency)))
