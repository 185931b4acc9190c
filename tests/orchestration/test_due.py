"""What makes the marts be built again, and that nothing else does.

Published as of 20:00 in New York, where the company of August reports.
"""

from datetime import UTC, datetime, timedelta

import pytest

from ingestion.landing.warehouse import Warehouse
from orchestration import due, publication
from orchestration.due import remember_published, why_model
from orchestration.parsed import project_digest

PUBLISHED, NOW = "2026-08-11 00:00:00", "2026-08-11 02:00:00"
DATED = {
    "int_touches_unioned": ("touched_at",),
    "int_events_unioned": ("event_at",),
    "int_opportunities_unioned": ("source_created_at",),
    "int_opportunity_changes_unioned": ("changed_at",),
    "int_invoices_unioned": ("issued_at", "paid_at", "voided_at"),
    "int_payments_unioned": ("paid_at",),
    "int_user_changes_unioned": ("changed_at",),
}
LIMITS = (
    ("int_leads_staged", "idle_at timestamp"),
    (
        "int_handoffs_judged",
        "contact_due_at timestamp, contact_status text, "
        "feedback_due_at timestamp, feedback_status text",
    ),
    ("int_handoff_signs_found", "looked_for_until timestamp, is_found boolean"),
)


@pytest.fixture
def published(hand):
    """A warehouse whose marts were published, and in which nothing lies ahead."""
    where = hand.place
    where.current.mkdir()
    where.dbt_target.mkdir()
    remember_published(where, project_digest(where))
    with Warehouse(where.working) as warehouse:
        refresh = warehouse.begin_refresh(datetime.fromisoformat(PUBLISHED))
        warehouse.end_refresh(refresh, "published")
        with warehouse.transaction():
            warehouse.run("create schema intermediate")
            for model, columns in DATED.items():
                dated = ", ".join(f"{column} timestamp" for column in columns)
                warehouse.run(f"create table intermediate.{model} ({dated})")
            for model, columns in LIMITS:
                warehouse.run(f"create table intermediate.{model} ({columns})")
    return where


def why(where, *planted, as_of=NOW):
    """Why a refresh at `as_of` would build, after some statements."""
    with Warehouse(where.working) as warehouse:
        refresh = warehouse.begin_refresh(datetime.fromisoformat(as_of))
        with warehouse.transaction():
            for statement in planted:
                warehouse.run(statement.replace("<refresh>", str(refresh.number)))
        return why_model(where, warehouse)


def answered(status):
    return (
        "insert into control.check_results (refresh_number, check_id, place, subject, status) "
        f"values (<refresh>, 'x', 'landing', 'stripe', '{status}')"
    )


def dated(model, column, at):
    return f"insert into intermediate.{model} ({column}) values (timestamp '{at}')"


def touch(at):
    return dated("int_touches_unioned", "touched_at", at)


def idle(at):
    return dated("int_leads_staged", "idle_at", at)


def promised(promise, at, status="pending"):
    return (
        f"insert into intermediate.int_handoffs_judged ({promise}_due_at, {promise}_status) "
        f"values (timestamp '{at}', '{status}')"
    )


def looked_for(at, is_found):
    return f"insert into intermediate.int_handoff_signs_found values (timestamp '{at}', {is_found})"


def load(status, rows_new, refresh="<refresh>"):
    return (
        "insert into raw_stripe._loads (_load_id, _connection, _object, refresh_number, status, "
        f"rows_read, rows_new) values ('x', 'default', 'invoice', {refresh}, '{status}', 9, "
        f"{rows_new})"
    )


SET_ASIDE = "insert into raw_stripe._quarantine (_load_id, reason) values ('x', 'is broken')"


def told(of_load, value, connection="default"):
    return (
        "insert into raw_stripe._control_totals "
        f"values ('{of_load}', '{connection}', 'billed', '{value}', 'USD', 'a report', '2026-08-01')"
    )


def loaded(name, refresh, connection="default"):
    planted = load("accepted", 0, refresh).replace("'x'", f"'{name}'")
    return planted.replace("'default'", f"'{connection}'")


@pytest.mark.parametrize(
    ("planted", "says"),
    [
        (touch("2026-08-11 00:00:01"), "1 events that lay ahead"),
        *(
            (dated(model, column, NOW), "1 events that lay ahead")
            for model, columns in DATED.items()
            for column in columns
        ),
        (load("failed", 0), "stripe is stale"),
        (idle(PUBLISHED), "1 leads became idle"),
        (idle("2026-08-11 01:59:59"), "1 leads became idle"),
        (promised("contact", PUBLISHED), "1 promises fell due"),
        (promised("feedback", "2026-08-11 01:59:59"), "1 promises fell due"),
        (looked_for("2026-08-11 01:00:00", False), "1 promises fell due"),
        (load("accepted", 3), "3 rows of stripe are new"),
    ],
)
def test_what_falls_due_is_built_and_named(published, planted, says):
    assert says in why(published, planted)


def test_a_record_that_is_set_aside_is_news_of_its_load_alone(published):
    assert why(published, load("accepted", 0), SET_ASIDE) == "1 records of stripe were set aside"


def test_a_load_that_is_refused_sets_nothing_aside(published):
    refused = load("rejected", 0)
    assert "set aside" not in (why(published, load("accepted", 0, "1"), refused, SET_ASIDE) or "")


@pytest.mark.parametrize(
    ("before", "now", "is_due"),
    [
        ([("default", 7)], [("default", 8)], True),
        ([("default", 7)], [], True),
        ([], [("default", 7)], True),
        ([("default", 7)], [("default", 7)], False),
        ([("default", 7), ("unread", 9)], [("default", 7)], False),
    ],
)
def test_a_system_that_counts_otherwise_is_modelled_though_no_row_is_new(
    published, before, now, is_due
):
    planted = [loaded("old", "1"), loaded("older", "1", "unread"), loaded("new", "<refresh>")]
    for load_id, totals in (("old", before), ("new", now)):
        for connection, value in totals:
            of_load = "older" if connection == "unread" else load_id
            planted.append(told(of_load, value, connection))
    says = why(published, *planted)
    assert says == ("stripe counts its records otherwise" if is_due else None)


def test_nothing_else_makes_it_due(published):
    """A touch or a limit is due once and at its instant; rows count once they are accepted and new."""
    assert (
        why(
            published,
            touch(PUBLISHED),
            touch("2026-08-11 02:00:01"),
            idle("2026-08-10 23:59:59"),
            promised("contact", "2026-08-11 01:00:00", "met"),
            promised("contact", NOW),
            promised("feedback", "2026-08-10 23:59:59"),
            looked_for("2026-08-11 01:00:00", True),
            idle(NOW),
            load("accepted", 0),
            load("accepted", 3, refresh=2),
            answered("warned"),
        )
        is None
    )


def test_a_source_that_stays_stale_is_due_once_and_again_when_it_is_read(published):
    stale_then = load("failed", 0, refresh=2)
    assert why(published, stale_then, load("failed", 3)) is None
    publication.end(published, "unchanged")
    assert (
        why(published, load("accepted", 0), as_of="2026-08-11 02:30:00") == "stripe is fresh again"
    )


def test_a_new_day_where_the_company_reports_makes_it_due(published):
    assert why(published, as_of="2026-08-11 03:59:59") is None
    publication.end(published, "unchanged")
    assert "a new day began: 2026-08-11" in why(published, as_of="2026-08-11 04:00:00")


def test_rows_that_landed_in_a_refresh_that_published_nothing_are_due_in_the_next(published):
    why(published, load("accepted", 3))
    publication.end(published, "failed")
    assert "3 rows of stripe are new" in why(published, as_of="2026-08-11 02:30:00")


def test_what_was_due_before_the_last_publication_was_built_in_it(published):
    with Warehouse(published.working) as warehouse, warehouse.transaction():
        warehouse.run(touch("2026-08-11 01:00:00"))
        warehouse.run(idle("2026-08-11 01:00:00"))
        later = warehouse.begin_refresh(datetime(2026, 8, 11, 2, tzinfo=UTC))
        warehouse.end_refresh(later, "published")
    then = datetime.fromisoformat(NOW) + timedelta(hours=1)
    assert why(published, as_of=then.isoformat()) is None


def test_without_a_publication_all_is_due(published):
    published.current.rmdir()
    assert "nothing is published" in why(published)


def test_a_changed_project_makes_it_due(published):
    due.forget_published(published)
    assert why(published) == "a model changed"
