"""What the webinar tool promises of its records."""

from ingestion.expectation import Expectation, are_timestamps, matches_regex, not_null

EXPECTATIONS: dict[str, tuple[Expectation, ...]] = {
    "registrant": (
        *matches_regex(r"[^@]+@[^@]+", "email", says="an address has one @"),
        *are_timestamps("created_at", "updated_at"),
    ),
    "attendance": (
        *not_null("registrant_id", "webinar"),
        *are_timestamps("joined_at"),
        *matches_regex(r"[0-9]+", "minutes", says="whole minutes"),
    ),
}
