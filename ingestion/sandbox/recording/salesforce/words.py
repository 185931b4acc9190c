"""What the sample company's Salesforce calls things: ids of shared records, and its own words."""

from __future__ import annotations

from ingestion.sandbox import ids
from ingestion.sandbox.firm import minor_digits
from ingestion.sandbox.history import Firm

SYSTEM = "salesforce"
SECOND = 1000
MINUTE = 60 * SECOND

LEAD_STATUSES = {
    "new": "Open - Not Contacted",
    "working": "Working - Contacted",
    "accepted": "Accepted by Sales",
    "rejected": "Closed - Not Converted",
    "nurture": "Nurture",
}
CONVERTED = "Closed - Converted"
REJECTION_REASONS = {
    "No budget": "No budget",
    "Not the right person": "Wrong person",
    "Outside our market": "Outside ICP",
    "Student or private": "Student",
    "Duplicate": "Duplicate",
    "Cannot be reached": "Unreachable",
    "Bought elsewhere": "Competitor",
}
# Where no word of the page fits (a trade fair), the source stays empty: the campaign tells it.
LEAD_SOURCES = {
    "organic": "Web",
    "paid_search": "Paid Search",
    "paid_social": "Paid Social",
    "email": "Email",
    "referral": "Partner Referral",
    "direct": "Direct",
    "outbound": "Purchased List",
}
STAGES = {
    "discovery": ("Prospecting", "Qualification"),
    "evaluation": (
        "Needs Analysis",
        "Value Proposition",
        "Id. Decision Makers",
        "Perception Analysis",
    ),
    "proposal": ("Proposal/Price Quote",),
    "negotiation": ("Negotiation/Review",),
    "won": ("Closed Won",),
    "lost": ("Closed Lost",),
}
OPPORTUNITY_TYPES = {
    "new": "New Business",
    "expansion": "Existing Business - Upgrade",
    "renewal": "Renewal",
    "one_time": "One-Time",
}
CAMPAIGN_TYPES = {
    "email": "Email",
    "webinar": "Webinar",
    "trade_show": "Trade Show",
    "search_ads": "Search Ads",
    "social_ads": "Social Ads",
    "content": "Content",
    "referral": "Referral Program",
    "outbound": "Telemarketing",
}
CALL_DISPOSITIONS = {
    "connected": "Connected",
    "no_answer": "No Answer",
    "voicemail": "Left Voicemail",
}
OUTCOMES = {"held": "Held", "no_show": "No Show", "sent": "Sent", "replied": "Replied"}
AUTOMATIC = "[Automated] "
QUEUE = "Marketing Queue"


def whole_second(at: int) -> int:
    """Salesforce keeps no fraction of a second."""
    return at - at % SECOND


def clean(text: str | None) -> str | None:
    """Salesforce trims texts and holds an empty one as null."""
    stripped = (text or "").strip()
    return stripped or None


def major(minor: int, currency: str) -> float:
    return minor / 10 ** minor_digits(currency)


def user_id(firm: Firm, key: str) -> str:
    return ids.salesforce("005", firm.seed, "user", key)


def campaign_id(firm: Firm, key: str) -> str:
    return ids.salesforce("701", firm.seed, "campaign", key)


def product_id(firm: Firm, key: str) -> str:
    return ids.salesforce("01t", firm.seed, "product", key)


def integration_user_id(firm: Firm) -> str:
    """The user under which HubSpot's connector writes."""
    return user_id(firm, "integration")


def automation_user_id(firm: Firm) -> str:
    """The user under which sequences send their e-mails."""
    return user_id(firm, "automation")


def queue_id(firm: Firm) -> str:
    """Who owns a lead that nobody was given yet: a queue is no user."""
    return ids.salesforce("00G", firm.seed, "queue", "marketing")
