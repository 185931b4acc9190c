"""What systems are at odds about: each case worked out by hand from the rules."""

from datetime import date
from decimal import Decimal

from ingestion.sandbox.truth.health import Health
from ingestion.sandbox.truth.page import read_pages
from ingestion.sandbox.truth.spans import Spans


def rows_of(book, check: str, field: str | None = None) -> list[dict]:
    known = book.evaluate()
    found = {"people": known.people_clusters, "accounts": known.accounts_found.clusters}
    found["opportunities"] = known.deals_found.clusters
    id_of = {
        entity: {ref: cluster.id for ref, cluster in clusters.of.items()}
        for entity, clusters in found.items()
    }
    pages = read_pages(book.pages)
    spans = Spans(book.records, pages, known.deals_found, known.user_ids)
    health = Health(book.records, pages, spans, known.user_ids, id_of, set())
    return [
        row for row in health.rows() if row["check_name"] == check and row.get("field") == field
    ]


def two_records(book):
    """One deal, in HubSpot five minutes after Salesforce."""
    there = book.deal("9", "2026-01-05 15:00", amount=Decimal(30), synced=(("hubspot", "8"),))
    copy = book.deal("8", "2026-01-05 15:05", system="hubspot", amount=Decimal(10))
    book.deal_change(there, "amount", "2026-01-05 15:00", "10")
    book.deal_change(copy, "amount", "2026-01-05 15:05", "10")
    return there, copy


def test_a_change_that_the_other_system_took_over_has_a_lag(book):
    there, copy = two_records(book)
    book.deal_change(there, "amount", "2026-01-07 15:00", "30")
    book.deal_change(copy, "amount", "2026-01-07 15:09", "30")
    (row,) = rows_of(book, "sync_lag", "amount")
    assert (row["source_system"], row["other_system"]) == ("salesforce", "hubspot")
    assert (row["month_start_date"], row["checked_count"]) == (date(2026, 1, 1), 1)
    assert (row["affected_count"], row["lag_median_minutes"]) == (0, 9)


def test_a_change_that_nobody_took_over_is_late_and_the_two_differ_from_then_on(book):
    there, _ = two_records(book)
    book.deal_change(there, "amount", "2026-02-07 15:00", "30")
    (row,) = rows_of(book, "sync_lag", "amount")
    assert (row["affected_count"], row["lag_median_minutes"]) == (1, None)
    told = {
        row["month_start_date"]: (row["checked_count"], row["affected_count"])
        for row in rows_of(book, "differing", "amount")
    }
    assert told[date(2026, 1, 1)] == (1, 0)
    assert told[date(2026, 2, 1)] == (1, 1)


def test_what_the_other_system_does_not_hold_is_missing_once_the_grace_is_over(book):
    two_records(book)
    book.deal("7", "2026-01-31 12:00")
    told = {
        (row["source_system"], row["month_start_date"]): (
            row["checked_count"], row["affected_count"], row["pending_count"]
        )
        for row in rows_of(book, "missing")
        if row["entity"] == "opportunities"
    }  # fmt: skip
    assert told["salesforce", date(2026, 1, 1)] == (2, 0, 1)
    assert told["salesforce", date(2026, 2, 1)] == (2, 1, 0)
    assert told["hubspot", date(2026, 2, 1)] == (1, 0, 0)
