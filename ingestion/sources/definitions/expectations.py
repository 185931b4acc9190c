"""What the rows of a page promise: the words that models join by are the ones they know."""

from __future__ import annotations

from ingestion.expectation import in_set, matches_regex, not_null
from ingestion.sources.definitions.likeness import LEVELS
from ingestion.sources.definitions.tables import TABLES, WEIGHTS
from ingestion.sources.definitions.vocabulary import (
    BILLING_INTERVAL,
    FORECASTS,
    LIKE,
    OPERATORS,
    OPPORTUNITY_TYPES,
    OUTCOMES,
    STAGES,
    TOUCH_TYPES,
)

FLAGS = ("true", "false")
WHOLE = r"[0-9]+"
SIGNED = r"-?[0-9]+"
CURRENCY = r"[A-Z]{3}"
SHARE = r"0\.[0-9]*[1-9][0-9]*|1(\.0+)?"
CONDITION = in_set("operator", ("one_of", *OPERATORS))

_PARTICULAR = {
    "pages": (
        *not_null("title", "company", "digest", "time_zone"),
        *matches_regex(r"[0-9a-f]{64}", "digest", says="is no SHA-256 digest"),
        *matches_regex(WHOLE, "idle_limit_days", "influence_window_days"),
        *matches_regex(CURRENCY, "reporting_currency", says="is no currency code"),
        in_set("status", ("draft", "trial", "signed")),
        in_set("approvals_are_valid", FLAGS),
        in_set("is_sample", FLAGS),
    ),
    "criteria": (*not_null("event", "says"), in_set("stage", STAGES)),
    "conditions": (CONDITION,),
    "cycle_stages": (in_set("stage", STAGES), in_set("opens", FLAGS), in_set("closes", FLAGS)),
    "statuses": (in_set("claims", STAGES),),
    "outcomes": (*not_null("outcome"), in_set("touch_type", TOUCH_TYPES)),
    "opportunity_stages": (
        *matches_regex(WHOLE, "stage_order"),
        in_set("outcome", OUTCOMES),
        in_set("forecast_category", FORECASTS),
    ),
    "stage_labels": not_null("opportunity_stage"),
    "opportunity_types": (in_set("opportunity_type", OPPORTUNITY_TYPES),),
    "billing_intervals": matches_regex(
        BILLING_INTERVAL, "billing_interval", says="is no interval that a year can be divided by"
    ),
    "channels": not_null("channel"),
    "channel_conditions": (CONDITION,),
    "uninfluential_touches": (in_set("touch_type", TOUCH_TYPES),),
    "survivorship": matches_regex(WHOLE, "rank"),
    "domains": (in_set("kind", ("internal", "free_mail", "student", "shared")),),
    "unnamed_currencies": matches_regex(CURRENCY, "currency_code", says="is no currency code"),
    "freshness_limits": matches_regex(WHOLE, "hours"),
    "ideal_customer": (CONDITION,),
    "scores": (
        *matches_regex(SIGNED, "fit_at_least", says="is no whole number"),
        *matches_regex(WHOLE, "intent_at_least", "half_life_days", "most_a_day"),
    ),
    "fit_points": matches_regex(SIGNED, "points", says="is no whole number"),
    "fit_conditions": (in_set("operator", ("one_of", LIKE, *OPERATORS)),),
    "activities": (
        *not_null("activity"),
        *matches_regex(WHOLE, "points", "at_most"),
        in_set("event", TOUCH_TYPES),
    ),
    "activity_conditions": (CONDITION,),
}

EXPECTATIONS = {
    table.name: (
        *matches_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "page", says="is no date"),
        *_PARTICULAR.get(table.name, ()),
    )
    for table in TABLES
} | {
    WEIGHTS.name: (
        in_set("entity", tuple(LEVELS)),
        in_set("comparison", tuple(sorted({name for each in LEVELS.values() for name in each}))),
        *matches_regex(SHARE, "m", "u", says="is no share above 0"),
    )
}
