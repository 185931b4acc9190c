"""What becomes of a lead given to sales, each case worked out by hand from a page with an SLA."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

PAGE = Path("dbt_project/definitions/2024-01-01.yml")
MAIL = "ana@acme.example"
SLA = """
sla:
  sales: {contact_within_minutes: 240, feedback_within_minutes: 600}
  signs:
    within_minutes: 60
    task: {any: [{event: task, where: {is_automatic: ["true"], asset: [Call new lead]}}]}
  calendars:
    - name: New York
      where: {time_zone: [America/New_York]}
      time_zone: America/New_York
      hours:
        monday: ["09:00-17:30"]
        tuesday: ["09:00-17:30"]
        wednesday: ["09:00-17:30"]
        thursday: ["09:00-17:30"]
        friday: ["09:00-17:30"]
      holidays: [2025-05-26]
"""
ANYBODY = """
    - {name: Anybody, time_zone: UTC, hours: {tuesday: ["10:00-20:00"]}}
"""
BY_OWNER = '- {event: owner_changed, where: {owner_is_user: ["true"]}}'


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


def write_page(folder: Path, sla: str = SLA, handed_off: str = BY_OWNER) -> Path:
    text = PAGE.read_text()
    assert BY_OWNER in text
    page = folder / PAGE.name
    page.write_text(text.replace(BY_OWNER, handed_off) + sla)
    return page


@pytest.fixture
def book(book, tmp_path):
    """With Ana, who asks for a demo on Friday at four in New York, and a rep there."""
    book.pages = write_page(tmp_path)
    book.user("rep", time_zone="America/New_York")
    book.user("stranger", time_zone="Asia/Tokyo")
    book.records.as_of = at("2025-06-10")
    return book


@pytest.fixture
def ana(book):
    ana = book.person("1", "2025-05-23 19:00", MAIL)
    book.form(ana, "2025-05-23 20:00", "Request a demo")
    return ana


def give(book, person, when="2025-05-23 21:00", to="rep"):
    book.change(person, when, "owner", to)


def one(book):
    (handoff,) = book.evaluate().handoffs
    return handoff


def test_an_evening_a_weekend_and_a_holiday_are_no_working_time(book, ana):
    give(book, ana)  # on Friday at five
    book.meeting(ana, "2025-05-27 15:00")  # on Tuesday at eleven, after a holiday
    handoff = one(book)
    assert (handoff.calendar, handoff.queue_minutes) == ("New York", 60)
    assert (handoff.response_minutes, handoff.response_business_minutes) == (90 * 60, 30 + 120)
    assert (handoff.contact_due_at, handoff.contact_status) == (at("2025-05-27 16:30"), "met")
    assert handoff.feedback_due_at == at("2025-05-28 14:00")  # 30, 510 and 60 minutes
    assert (handoff.disposition, handoff.feedback_business_minutes) == ("accepted", 150)
    assert (handoff.feedback_status, handoff.acceptance_status) == ("met", "met")


def test_only_whole_minutes_count(book, ana):
    give(book, ana, "2025-05-23 20:59:59")
    book.meeting(ana, "2025-05-23 21:01:58")
    handoff = one(book)
    assert (handoff.queue_minutes, handoff.response_minutes) == (59, 1)
    assert handoff.response_business_minutes == 1


def test_a_rep_without_a_calendar_owes_nothing_by_any_time(book, ana):
    give(book, ana, to="stranger")
    book.meeting(ana, "2025-05-27 15:00")
    handoff = one(book)
    assert (handoff.calendar, handoff.contact_due_at, handoff.feedback_due_at) == (None, None, None)
    assert (handoff.contact_status, handoff.feedback_status) == ("not_applicable",) * 2
    assert (handoff.response_minutes, handoff.response_business_minutes) == (90 * 60, None)
    assert (handoff.contact_outcome, handoff.acceptance_status) == ("contacted", "met")


def test_a_row_without_conditions_fits_who_fits_no_other(book, ana, tmp_path):
    book.pages = write_page(tmp_path, SLA + ANYBODY)
    give(book, ana, to="stranger")
    handoff = one(book)
    assert (handoff.calendar, handoff.contact_due_at) == ("Anybody", at("2025-05-27 14:00"))


def test_a_rep_of_two_systems_works_where_the_page_believes_it(book, ana):
    book.user("both", email="rep@b.example")
    book.user("005", "salesforce", email="Rep@b.example ", time_zone="America/New_York")
    give(book, ana, to="both")
    assert one(book).calendar == "New York"


def test_a_page_without_an_sla_owes_nothing_and_the_lead_is_still_a_handoff(book, ana):
    book.pages = PAGE
    give(book, ana)
    handoff = one(book)
    assert (handoff.calendar, handoff.contact_due_at) == (None, None)
    assert handoff.task_status == handoff.contact_status == "not_applicable"
    assert handoff.acceptance_status == handoff.disposition == "pending"


def test_a_lead_that_nobody_was_given_is_no_handoff(book, ana):
    give(book, ana, to="a queue")
    assert book.evaluate().handoffs == []


@pytest.mark.parametrize(
    ("as_of", "status"),
    [("2025-05-27 16:30", "pending"), ("2025-05-27 16:30:01", "breached")],
)
def test_nothing_is_broken_before_it_was_due(book, ana, as_of, status):
    give(book, ana)
    book.records.as_of = at(as_of)
    handoff = one(book)
    assert (handoff.contact_status, handoff.contact_outcome) == (status, "pending")


@pytest.mark.parametrize(
    ("when", "status"),
    [("2025-05-27 16:30", "met"), ("2025-05-27 16:30:01", "breached")],
)
def test_a_contact_counts_until_the_instant_it_was_due(book, ana, when, status):
    give(book, ana)
    book.meeting(ana, when)
    assert one(book).contact_status == status


def test_a_contact_before_the_handoff_keeps_no_promise(book, ana):
    book.meeting(ana, "2025-05-23 20:30")
    give(book, ana)
    handoff = one(book)
    assert handoff.was_contacted_before
    assert (handoff.contact_status, handoff.contact_outcome) == ("breached", "pending")
    assert handoff.response_minutes is None


@pytest.mark.parametrize(
    ("task", "as_of", "status"),
    [
        ("2025-05-23 20:00", "2025-05-23 21:10", "met"),
        ("2025-05-23 22:00", "2025-05-23 23:00", "met"),
        ("2025-05-23 19:59:59", "2025-05-23 22:00", "pending"),
        ("2025-05-23 22:00:01", "2025-05-23 22:00:01", "breached"),
        (None, "2025-05-23 22:00", "pending"),
        (None, "2025-05-23 22:00:01", "breached"),
    ],
)
def test_a_sign_counts_within_its_minutes_on_either_side(book, ana, task, as_of, status):
    give(book, ana)
    if task:
        book.touch(ana, task, "task", "sales", asset="Call new lead", is_automatic=True)
    book.touch(ana, "2025-05-23 21:00", "task", "sales", asset="Research", is_automatic=True)
    book.records.as_of = at(as_of)
    handoff = one(book)
    assert (handoff.task_status, handoff.notification_status) == (status, "not_applicable")


def test_a_sign_may_come_before_anything_opened_a_cycle(book):
    ana = book.person("1", "2025-05-23 19:00", MAIL)
    book.touch(
        ana, "2025-05-23 19:59:59", "task", "sales", asset="Call new lead", is_automatic=True
    )
    book.form(ana, "2025-05-23 20:00", "Request a demo")
    give(book, ana, "2025-05-23 20:30")
    assert one(book).task_status == "met"


def test_what_is_a_sign_says_the_page_of_its_own_instant(book, tmp_path):
    later = write_page(tmp_path).rename(tmp_path / "2025-05-23.yml")
    later.write_text(later.read_text().replace("from: 2024-01-01", "from: 2025-05-23"))
    (tmp_path / PAGE.name).write_text(PAGE.read_text())
    book.pages = tmp_path
    ana = book.person("1", "2025-05-23 03:00", MAIL)
    book.form(ana, "2025-05-23 03:30", "Request a demo")
    told = {"side": "sales", "asset": "Call new lead", "is_automatic": True}
    book.touch(ana, "2025-05-23 03:59:59", "task", **told)  # the page begins at midnight, at four
    give(book, ana, "2025-05-23 04:10")
    assert one(book).task_status == "breached"
    book.touch(ana, "2025-05-23 04:00", "task", **told)
    assert one(book).task_status == "met"


@pytest.mark.parametrize(
    ("label", "disposition", "feedback", "acceptance"),
    [
        ("IN_PROGRESS", "accepted", "met", "met"),
        ("UNQUALIFIED", "rejected", "met", "breached"),
        ("BAD_TIMING", "recycled", "met", "not_applicable"),
    ],
)
def test_the_first_word_of_sales_on_a_lead_is_its_answer(
    book, ana, label, disposition, feedback, acceptance
):
    give(book, ana)
    book.claim(ana, "2025-05-27 14:00", "hs_lead_status", label, "NO_BUDGET")
    book.claim(ana, "2025-06-02 14:00", "hs_lead_status", "UNQUALIFIED", "STUDENT")
    handoff = one(book)
    assert (handoff.disposition, handoff.disposition_at) == (disposition, at("2025-05-27 14:00"))
    assert (handoff.feedback_status, handoff.acceptance_status) == (feedback, acceptance)
    reason = "No budget" if disposition == "rejected" else None
    assert handoff.rejection_reason == reason
    assert handoff.feedback_business_minutes == 30 + 60


def test_what_was_said_before_the_handoff_is_no_answer(book, ana):
    book.claim(ana, "2025-05-23 20:59:59", "hs_lead_status", "IN_PROGRESS")
    give(book, ana)
    handoff = one(book)
    assert (handoff.disposition, handoff.feedback_status) == ("pending", "breached")


def test_a_lead_that_fell_silent_got_no_answer(book, ana):
    give(book, ana)
    book.records.as_of = at("2026-03-01")
    handoff = one(book)
    assert (handoff.disposition, handoff.disposition_at) == ("none", None)
    assert (handoff.feedback_status, handoff.acceptance_status) == ("breached", "not_applicable")
    assert handoff.contact_outcome == "never_contacted"


def test_who_was_rejected_may_buy_all_the_same(book, ana):
    give(book, ana)
    book.claim(ana, "2025-05-27 14:00", "hs_lead_status", "UNQUALIFIED", "NO_BUDGET")
    deal = book.deal("9", "2025-05-28 10:00", "hubspot", pipeline="default", stage="closedwon")
    book.stage(deal, "2025-05-28 10:00", "appointmentscheduled")
    book.stage(deal, "2025-06-05 10:00", "closedwon", "appointmentscheduled")
    book.role(deal, ana, "2025-05-28 10:00")
    assert one(book).bought_after_rejection_at == at("2025-06-05 10:00")


def test_an_owner_since_the_record_began_tells_nothing_of_when(book):
    ana = book.person("1", "2025-05-23 20:00", MAIL)
    book.form(ana, "2025-05-23 20:00", "Request a demo")
    give(book, ana, "2025-05-23 20:00")
    handoff = one(book)
    assert (handoff.has_owner, handoff.has_timestamp, handoff.queue_minutes) == (True, False, 0)


def test_who_is_given_a_lead_by_something_else_is_its_last_owner(book, ana, tmp_path):
    book.pages = write_page(tmp_path, handed_off="- {event: call}")
    give(book, ana, "2025-05-23 20:10", "stranger")
    give(book, ana, "2025-05-23 20:20")
    give(book, ana, "2025-05-23 20:30", "a queue")
    book.touch(ana, "2025-05-23 21:00", "call", "sales")
    give(book, ana, "2025-05-23 21:10", "stranger")
    handoff = one(book)
    assert (handoff.owner[2], handoff.calendar) == ("rep", "New York")
    assert handoff.has_owner and handoff.has_timestamp


def test_without_any_owner_nobody_is_known_to_have_it(book, ana, tmp_path):
    book.pages = write_page(tmp_path, SLA + ANYBODY, handed_off="- {event: call}")
    book.touch(ana, "2025-05-23 21:00", "call", "sales")
    handoff = one(book)
    assert (handoff.has_owner, handoff.owner, handoff.calendar) == (False, None, "Anybody")


def test_the_rep_finds_what_is_in_the_system_where_they_were_given_it(book, ana):
    book.records.people[0].lead_source = "PAID_SEARCH"
    book.change(ana, "2025-05-23 20:30", "score", "40")
    give(book, ana)
    handoff = one(book)
    assert handoff.has_source and handoff.has_score and handoff.has_touches
    assert (handoff.has_campaign, handoff.context_kept_count) == (False, 3)


def test_the_rep_finds_nothing_that_is_in_another_system_or_came_later(book, ana):
    book.records.people[0].lead_source = "PAID_SEARCH"
    book.change(ana, "2025-05-23 20:30", "score", "40")
    book.user("005", "salesforce", time_zone="America/New_York")
    lead = book.person("00Q", "2025-05-23 20:05", MAIL, kind="lead", lead_source=" ")
    give(book, lead, to="005")
    book.form(lead, "2025-05-23 21:00:01")
    handoff = one(book)
    assert handoff.system == "salesforce"
    assert (handoff.has_owner, handoff.context_kept_count) == (True, 0)
