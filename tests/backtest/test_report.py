"""The page that a leader reads: plain words, no network, nothing that a page's name could break."""

import re
from datetime import date, datetime
from decimal import Decimal

from orchestration.backtest import report
from orchestration.backtest.asked import Asked
from orchestration.backtest.compared import GAINED, KEPT, Compared, Funnel, Told
from orchestration.backtest.pages import Tried

GOOD = Funnel(
    mql_count=4,
    handed_off_count=4,
    contacted_count=2,
    response_minutes=180,
    accepted_count=3,
    sql_count=2,
    opportunity_count=1,
    pipeline_amount=Decimal("1200.5000"),
    won_count=1,
    won_amount=Decimal("1200.5000"),
)
UNPRICED = Funnel(mql_count=10, opportunity_count=2, won_count=1, unconverted_count=1)
MONTHS = {date(2025, 11, 1): 3, date(2026, 2, 1): 11}


def page(name="new.yml", **changes):
    told = Told(Tried(name, "What we call a lead"), changes, MONTHS)
    against = Told(
        Tried("2025-07-01", "What we call a lead"), {KEPT: GOOD, GAINED: UNPRICED}, MONTHS
    )
    asked = Asked((name,), "", date(2026, 1, 1), date(2026, 4, 1))
    return report.page(Compared((told,), against, asked, "EUR", datetime(2026, 6, 24)))


def test_it_says_in_words_who_is_gained_and_lost_and_what_became_of_them():
    told = " ".join(page(kept=GOOD, gained=GOOD, lost=UNPRICED).split())
    assert "qualifies 8 leads where 2025-07-01 qualifies 14: 4 gained, 10 lost." in told
    assert (
        "Of those gained, sales accepted 75%; 1 deal worth EUR 1,200 came of them, of which "
        "EUR 1,200 was won." in told
    )
    assert "Of those lost, sales accepted 0%; 2 deals came of them, 1 of them won." in told
    assert "from 2026-01-01 to before 2026-04-01" in told and "Amounts in EUR" in told


def test_a_sum_with_an_amount_that_could_not_be_converted_is_unknown():
    cells = re.findall(r"<td>(.*?)</td>", page(lost=UNPRICED))
    at = cells.index("new.yml, lost")
    assert cells[at + 1 : at + 8] == ["10", "0%", "0", "2", "unknown", "unknown", "–"]


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
