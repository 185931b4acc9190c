"""Fit and intent, each case worked out by hand from the rules of the pages that are shipped."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

PAGES = Path("dbt_project/definitions")  # that of 2025-07-01 scores; days are New York's
MAIL = "ana@acme.example"


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


@pytest.fixture
def book(book):
    book.pages = PAGES
    return book


def fit_person(book):
    """A business address 20, a manager 15, in the US 5: just enough."""
    return book.person("1", "2025-08-01 09:00", MAIL, title="Plant Manager", country="US")


def mqls(lead) -> list[int]:
    return [each.at for each in lead.stage_events if each.stage == "mql"]


def test_who_reaches_both_thresholds_is_an_mql_at_that_very_second(book):
    ana = fit_person(book)
    book.form(ana, "2025-08-01 10:00", "Buyer's guide")  # 20, a day later 20 × 59 / 60
    book.touch(ana, "2025-08-02 09:00", "event_attended")  # 25
    book.touch(ana, "2025-08-02 12:00:07", "email_clicked")  # 5
    book.touch(ana, "2025-08-02 12:00:08", "page_view")  # 2
    lead = book.one_lead()
    assert (lead.lead_at, lead.mql_at) == (at("2025-08-01 10:00"), at("2025-08-02 12:00:08"))
    assert (lead.fit_score, lead.intent_score) == (Decimal(40), Decimal("51.666"))


def test_what_falls_on_one_second_is_looked_at_together(book):
    ana = fit_person(book)
    book.touch(ana, "2025-08-02 12:00", "event_attended")
    book.form(ana, "2025-08-02 12:00", "Buyer's guide")
    book.touch(ana, "2025-08-02 12:00", "email_clicked")
    lead = book.one_lead()
    assert (mqls(lead), lead.intent_score) == ([at("2025-08-02 12:00")], Decimal(50))


@pytest.mark.parametrize(("title", "is_mql"), [("Plant Manager", True), ("Buyer", False)])
def test_who_does_not_fit_is_no_mql_whatever_they_do(book, title, is_mql):
    ana = book.person("1", "2025-08-01 09:00", MAIL, title=title, country="US")
    book.form(ana, "2025-08-01 10:00", "Request a demo")
    lead = book.one_lead()
    assert (lead.mql_at is not None) == is_mql
    assert lead.intent_score == 60


@pytest.mark.parametrize(("guides", "is_mql"), [(4, True), (5, False)])
def test_a_burst_of_five_guides_in_a_day_is_none(book, guides, is_mql):
    ana = fit_person(book)
    for minute in range(guides):
        book.form(ana, f"2025-08-01 10:0{minute}", "Buyer's guide")
    book.touch(ana, "2025-08-01 11:00", "event_attended")  # 25 and at most 30
    lead = book.one_lead()
    assert lead.mql_at == (at("2025-08-01 11:00") if is_mql else None)
    assert lead.intent_score == (55 if is_mql else 25)


@pytest.mark.parametrize(("fifth", "is_mql"), [("03:59", False), ("04:00", True)])
def test_a_day_ends_at_midnight_in_the_time_zone_of_the_page(book, fifth, is_mql):
    ana = fit_person(book)
    for when in ("01 10:00", "01 11:00", "02 03:00", "02 03:01", f"02 {fifth}"):
        book.form(ana, f"2025-08-{when}", "Buyer's guide")
    book.touch(ana, "2025-08-02 12:00", "event_attended")
    assert (book.one_lead().mql_at is not None) == is_mql


def test_who_decayed_under_the_threshold_and_comes_back_qualifies_again(book):
    ana = fit_person(book)
    book.form(ana, "2025-08-01 10:00", "Request a demo")  # 60, half of it thirty days later
    book.touch(ana, "2025-08-02 10:00", "page_view")  # 2, by then 2 × 31 / 60
    book.form(ana, "2025-08-31 10:00", "Buyer's guide")
    book.form(ana, "2025-08-31 11:00", "Newsletter")
    lead = book.one_lead()
    assert mqls(lead) == [at("2025-08-01 10:00"), at("2025-08-31 10:00")]
    assert (lead.mql_at, lead.intent_score) == (at("2025-08-01 10:00"), 60)


def test_points_do_not_outlive_a_rejection_and_who_asks_again_is_an_mql_again(book):
    ana = fit_person(book)
    book.form(ana, "2025-08-01 10:00", "Contact sales")
    book.claim(ana, "2025-08-05 10:00", "hs_lead_status", "UNQUALIFIED", "NO_BUDGET")
    book.form(ana, "2025-08-06 10:00", "Buyer's guide")
    book.form(ana, "2025-08-20 10:00", "Contact sales")
    first, second = book.leads()
    assert (first.mql_at, first.rejected_at) == (at("2025-08-01 10:00"), at("2025-08-05 10:00"))
    assert (second.lead_at, second.mql_at) == (at("2025-08-06 10:00"), at("2025-08-20 10:00"))


def test_somebody_on_a_deal_may_qualify_after_it(book):
    ana = fit_person(book)
    book.form(ana, "2025-08-01 10:00")
    deal = book.deal("9", "2025-08-10 10:00", "hubspot", pipeline="default", stage="contractsent")
    book.role(deal, ana, "2025-08-11 10:00")
    book.form(ana, "2025-08-12 10:00", "Get a quote")
    lead = book.one_lead()
    assert (lead.opportunity_at, lead.mql_at) == (at("2025-08-11 10:00"), at("2025-08-12 10:00"))
    assert lead.lead_stage == "opportunity"


def test_what_was_done_under_a_page_without_scores_earned_nothing(book):
    ana = book.person("1", "2025-06-01 09:00", MAIL, title="Plant Manager", country="US")
    book.touch(ana, "2025-07-01 03:59:59", "event_attended")  # 25, had the page begun
    book.form(ana, "2025-07-01 04:00", "Buyer's guide")  # midnight in New York
    book.touch(ana, "2025-07-01 05:00", "event_attended")
    lead = book.one_lead()
    assert lead.mql_at is None
    assert lead.definition_version.isoformat() == "2024-01-01"  # that of the lead's opening
    assert (lead.fit_score, lead.intent_score) == (None, None)


def next_page(folder: Path, **changed: str) -> Path:
    """A later page, beside the shipped ones."""
    for page in PAGES.glob("*.yml"):
        (folder / page.name).write_text(page.read_text())
    text = (PAGES / "2025-07-01.yml").read_text()
    for old, new in {"effective_from: 2025-07-01": "effective_from: 2025-09-01", **changed}.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "2025-09-01.yml").write_text(text)
    return folder


def test_a_page_that_asks_less_qualifies_at_its_first_instant_whom_it_finds(book, tmp_path):
    book.pages = next_page(tmp_path, **{"at_least: 50\n    half": "at_least: 30\n    half"})
    ana = fit_person(book)
    book.form(ana, "2025-08-31 10:00", "Buyer's guide")
    book.touch(ana, "2025-08-31 11:00", "event_attended")  # 45, a day later 44.25
    lead = book.one_lead()
    assert lead.mql_at == at("2025-09-01 04:00")
    assert lead.definition_version.isoformat() == "2025-09-01"
    assert lead.intent_score == Decimal("44.249")  # 19.666 and 24.583, each cut off


def test_a_page_that_asks_less_finds_nobody_who_is_done_with_or_silent(book, tmp_path):
    changed = {
        "at_least: 50\n    half": "at_least: 1\n    half",
        "limit_days: 120": "limit_days: 9",
    }
    book.pages = next_page(tmp_path, **changed)
    ana = fit_person(book)
    book.form(ana, "2025-08-31 10:00", "Buyer's guide")
    book.claim(ana, "2025-08-31 11:00", "hs_lead_status", "UNQUALIFIED")
    ben = book.person("2", "2025-08-01 09:00", "ben@b.example", title="Plant Manager", country="US")
    book.form(ben, "2025-08-23 03:59:59", "Buyer's guide")  # nine days and a second
    assert [lead.mql_at for lead in book.leads()] == [None, None]


def test_points_keep_what_they_were_worth_under_the_page_that_earned_them(book, tmp_path):
    book.pages = next_page(tmp_path, **{"points: 25, at_most": "points: 1, at_most"})
    ana = fit_person(book)
    book.form(ana, "2025-08-31 10:00", "Buyer's guide")
    book.touch(ana, "2025-08-31 11:00", "event_attended")
    book.touch(ana, "2025-09-01 11:00", "event_attended")  # one point now
    book.form(ana, "2025-09-01 12:00", "Buyer's guide")  # 20 under the page that is in force
    lead = book.one_lead()
    assert lead.mql_at == at("2025-09-01 12:00")
    assert lead.intent_score == Decimal("65.249")
