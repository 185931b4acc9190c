"""The page that a leader reads: plain words, no network, nothing that a page's name could break."""

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from orchestration.backtest import report
from orchestration.backtest.asked import Asked
from orchestration.backtest.compared import GAINED, KEPT, Compared, Funnel, Told
from orchestration.backtest.pages import Tried
from orchestration.environment import Place

GOOD = Funnel(
    mql_count=4,
    handed_off_count=4,
    contacted_count=2,
    contacted_within_24_hours_count=1,
    response_minutes=180,
    accepted_count=2,
    rejected_count=1,
    decision_pending_count=1,
    sql_count=2,
    opportunity_count=1,
    pipeline_amount=Decimal("1200.5000"),
    won_count=1,
    won_amount=Decimal("1200.5000"),
)
UNPRICED = Funnel(mql_count=10, opportunity_count=2, won_count=1, unconverted_count=1)
MONTHS = {date(2025, 11, 1): 3, date(2026, 2, 1): 11}


def compared(name, changes, first=date(2026, 1, 1), until=date(2026, 4, 1)):
    told = Told(Tried(name, "What we call a lead"), changes, MONTHS)
    against = Told(
        Tried("2025-07-01", "What we call a lead"), {KEPT: GOOD, GAINED: UNPRICED}, MONTHS
    )
    asked = Asked((name,), "", first, until)
    return Compared((told,), against, asked, "EUR", datetime(2026, 6, 24))


def page(name="new.yml", **changes):
    return report.page(compared(name, changes))


def test_it_says_in_words_who_is_gained_and_lost_and_what_became_of_them():
    told = " ".join(page(kept=GOOD, gained=GOOD, lost=UNPRICED).split())
    assert "qualifies 8 leads where 2025-07-01 qualifies 14: 4 gained, 10 lost." in told
    assert (
        "Of those gained, sales decided on 3 and accepted 2 of 3; 1 waits for an answer; 1 deal "
        "worth EUR 1,200 came of them, of which EUR 1,200 was won." in told
    )
    assert (
        "Of those lost, sales decided on none, and 0 wait for an answer; 2 deals came of them, 1 "
        "of them won." in told
    )
    assert "from 2026-01-01 to before 2026-04-01" in told and "Amounts in EUR" in told


def test_each_period_has_a_page_of_its_own(tmp_path):
    day = date(2026, 3, 1)
    (tmp_path / "reports").mkdir()
    periods = ((None, None), (day, None), (None, day), (day, date(2026, 4, 1)))
    paths = [
        report.write(Place(tmp_path), compared("new.yml", {KEPT: GOOD}, *period)).name
        for period in periods
    ]
    assert paths == [
        "new.yml-against-2025-07-01.html",
        "new.yml-against-2025-07-01-from-2026-03-01.html",
        "new.yml-against-2025-07-01-before-2026-03-01.html",
        "new.yml-against-2025-07-01-from-2026-03-01-before-2026-04-01.html",
    ]


def test_whom_both_qualify_on_days_that_a_period_parts_is_told_beside_gained_and_lost():
    """14 under the one; of those the other keeps 3 or 6 in this period, and loses 10."""
    less, more = (replace(GOOD, mql_count=count) for count in (3, 6))
    told = " ".join(page(kept=less, lost=UNPRICED).split())
    assert (
        "Of those that both qualify, 1 more does so within this period under 2025-07-01 than under "
        "new.yml." in told
    )
    told = " ".join(page(kept=more, lost=UNPRICED).split())
    assert "2 more do so within this period under new.yml than under 2025-07-01." in told
    assert "more do" not in page(kept=GOOD, lost=UNPRICED)


def test_a_sum_with_an_amount_that_could_not_be_converted_is_unknown():
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page(lost=UNPRICED))
    at = cells.index("new.yml, lost")
    assert cells[at + 1 : at + 11] == [
        "10", "0", "0", "–", "0", "2", "unknown", "unknown", "–", "–",
    ]  # fmt: skip


def test_what_sales_has_not_decided_on_is_pending_and_in_no_rate():
    """Of four leads two were accepted, one given back, and one waits: two of three."""
    text = page(kept=GOOD)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", text)
    at = cells.index("new.yml, kept")
    assert cells[at + 1 : at + 5] == ["4", "4", "1", "2 of 3"]
    assert "accepted and rejected together" in " ".join(text.split())


def test_a_bar_of_a_rate_is_full_at_a_hundred_percent():
    """Two of three of the page compared with, fifteen of twenty of the other."""
    many = replace(GOOD, accepted_count=15, rejected_count=5)
    [panel] = re.findall(r"<h3>Accepted, .*?</section>", page(kept=many))
    assert set(re.findall(r"width: ([\d.]+)%", panel)) == {"66.67", "75.00"}


def test_a_share_of_twenty_is_told_as_one_and_a_mean_of_fewer_beside_their_number():
    many = replace(
        GOOD,
        handed_off_count=20,
        accepted_count=15,
        rejected_count=5,
        contacted_count=20,
        contacted_within_24_hours_count=19,
        response_minutes=240,
    )
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page(kept=many, gained=GOOD))
    for name, *told in (
        ("kept", "75%", "95%", "0.2 h"),
        ("gained", "2 of 3", "1 of 4", "1.5 h (of 2)"),
    ):
        at = cells.index(f"new.yml, {name}")
        assert [cells[at + 4], cells[at + 9], cells[at + 10]] == told


def test_amounts_stand_below_their_currency_with_their_thousands_apart():
    text = page(kept=replace(GOOD, pipeline_amount=Decimal("1234567.8")))
    assert "<th>pipeline, EUR</th>" in text and 'data-says="pipeline, EUR">1,234,568<' in text


def test_rules_that_change_nothing_are_said_to_change_nothing():
    assert "qualifies the very same 4 leads as 2025-07-01." in page(kept=GOOD)


def test_it_needs_no_network_and_no_script_and_names_cannot_break_it():
    text = page('<script>alert("&")</script>.yml', kept=GOOD, lost=GOOD)
    assert "<script" not in text and "&lt;script&gt;" in text
    assert not re.search(r"(src|href)=\"(?!\.\./index\.html)", text) and "url(" not in text


def test_months_without_a_lead_stand_in_the_line_too():
    [drawn, _] = re.findall(r'points="([^"]*)"', page(kept=GOOD))
    assert len(drawn.split()) == 4


def test_a_period_in_which_nobody_qualifies_says_where_the_data_end():
    told = Compared(
        (Told(Tried("new.yml", ""), {}, {}),),
        Told(Tried("2025-07-01", ""), {}, {}),
        Asked(("new.yml",), "", date(2031, 1, 1), None),
        "EUR",
        datetime(2026, 6, 24),
    )
    text = " ".join(report.page(told).split())
    assert (
        "None of the pages qualifies anybody in this period; what landed ends on 2026-06-24" in text
    )
    assert "It has the very rules of 2025-07-01." in text
    assert "<svg" not in text and "<table" not in text and 'class="bar' not in text


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_it_can_be_read_without_moving_it_sideways(browser, tmp_path, width):
    rules = {"shared_mailboxes": [{"local_part": "office" * 20}]}
    against = Told(Tried("2025-07-01", "", {}), {KEPT: GOOD}, MONTHS)
    name = "a-page-that-somebody-gave-quite-a-long-name-to.yml"
    asked = Asked((name,), "", None, None)
    found = Compared(
        (Told(Tried(name, "", rules), {KEPT: GOOD, GAINED: UNPRICED}, MONTHS),),
        against,
        asked,
        "EUR",
        datetime(2026, 6, 24),
    )
    path = tmp_path / "backtest.html"
    path.write_text(report.page(found))
    shown = browser.new_page(viewport={"width": width, "height": 800})
    shown.goto(path.as_uri())
    assert shown.evaluate("document.documentElement.scrollWidth") == width
    smallest = (
        "Math.min(...[...document.querySelectorAll('p, td, h2, .says, .lines span')]"
        ".map(each => parseFloat(getComputedStyle(each).fontSize)))"
    )
    assert shown.evaluate(smallest) >= 14
