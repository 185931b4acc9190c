"""The words a page's rules are written in; docs/facts.md says what each means."""

from __future__ import annotations

# In the order in which a person passes them; ties between events are broken by it.
STAGES = (
    "lead",
    "mql",
    "handed_off",
    "contacted",
    "accepted",
    "sql",
    "opportunity",
    "won",
    "lost",
    "rejected",
    "recycled",
)

TOUCH_TYPES = (
    "page_view",
    "email_sent",
    "email_delivered",
    "email_bounced",
    "email_opened",
    "email_clicked",
    "email_unsubscribed",
    "form_submission",
    "event_registered",
    "event_attended",
    "call",
    "meeting",
    "sales_email",
    "task",
    "note",
)

EVENTS = (
    *TOUCH_TYPES,
    "claim",
    "owner_changed",
    "score_changed",
    "record_created",
    "opportunity_linked",
    "opportunity_closed",
)

# What `channels` may ask for; criteria may ask for the channel as well.
ATTRIBUTES = (
    "event",
    "source_system",
    "record_kind",
    "touch_type",
    "side",
    "outcome",
    "asset",
    "is_automatic",
    "medium",
    "campaign_type",
    "means",
    "owner_is_user",
    "score",
    "email_kind",
)

# Nobody is in two of these by one and the same event.
EXCLUSIVE = (("accepted", "rejected", "recycled"), ("won", "lost"))

# What `scores.fit` may ask of a person and of their account.
FIT_ATTRIBUTES = (
    "email_kind",
    "title",
    "country",
    "industry",
    "employee_count",
    "account_country",
    "is_icp",
)

# What calendars may ask of a user.
USER_ATTRIBUTES = ("time_zone", "team", "role")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SIGNS = ("task", "notification")

NUMBERS = ("score", "employee_count")

# Attributes whose every possible value is known; the others hold the vendors' own words.
VALUES = {
    "event": EVENTS,
    "record_kind": ("lead", "contact", "customer"),
    "touch_type": TOUCH_TYPES,
    "side": ("marketing", "sales"),
    "is_automatic": ("true", "false"),
    "owner_is_user": ("true", "false"),
    "email_kind": ("business", "personal", "student", "none"),
    "is_icp": ("true", "false"),
}

OPERATORS = ("at_least", "at_most")
LIKE = "like"  # patterns, in the conditions of fit alone
OUTCOMES = ("open", "won", "lost")
FORECASTS = ("pipeline", "best_case", "commit", "closed", "omitted")
# A unit, several of them, or no second time.
BILLING_INTERVAL = r"once|day|week|month|year|[1-9][0-9]{0,2} (days|weeks|months|years)"
OPPORTUNITY_TYPES = ("new", "expansion", "renewal", "one_time")
ENTITIES = ("people", "accounts", "users", "campaigns", "opportunities")
# Fields that may have a list of their own in `survivorship`; all others of an entity follow its
# default one, and a campaign stands for itself.
SURVIVING = {
    "people": (
        "email", "first_name", "last_name", "phone", "title", "company_name", "country", "city",
        "postal_code", "lead_source", "has_opted_out", "source_user_id", "source_account_id",
    ),
    "accounts": (
        "account_name", "domain", "industry", "country", "employee_count",
        "parent_source_account_id", "source_user_id",
    ),
    "users": (
        "email", "first_name", "last_name", "role", "team", "manager_source_user_id", "time_zone",
        "is_active",
    ),
    "campaigns": (),
    "opportunities": (
        "opportunity_name", "opportunity_type", "lead_source", "loss_reason", "competitor",
        "probability", "close_date", "amount", "stage", "source_account_id", "source_user_id",
        "source_campaign_id",
    ),
}  # fmt: skip
