"""What a page says otherwise than another, rule by rule."""

from ingestion.sources.definitions.folder import tried
from ingestion.sources.definitions.tables import BY_NAME, rows
from orchestration.backtest.differing import Difference, differences
from orchestration.backtest.pages import Tried
from orchestration.backtest.rules import said
from tests.backtest.conftest import PAGES

CLICKS = [
    {"activity_order": n, "activity": name, "event": "email_clicked", "points": points}
    for n, name, points in (("2", "Clicked", "5"), ("10", "Opened", "1"))
]
FORM = "form submission where asset is Contact or Quote and email kind is business"
GUIDE = "form submission where asset is Guide"
MQL = {"stage": "mql", "rule": "1"}
ASKED = [
    MQL | {"attribute": "email_kind", "operator": "one_of", "value": "business"},
    MQL | {"attribute": "asset", "operator": "one_of", "value": "Quote"},
    MQL | {"attribute": "asset", "operator": "one_of", "value": "Contact"},
]
STATUS = {"system": "crm", "field": "hs_lead_status", "label": "TOO_SOON", "means": "recycled"}
BIG = {"fit_order": "1", "attribute": "employee_count", "operator": "at_least", "value": "50"}
BEFORE = {
    "pages": [{"idle_limit_days": "1200", "title": "What we call a lead", "digest": "a"}],
    "approvals": [{"name": "Ana", "team": "sales", "digest": "a"}],
    "criteria": [MQL | {"event": "form_submission"}],
    "conditions": ASKED,
    "statuses": [STATUS],
    "scores": [{"fit_at_least": "40", "intent_at_least": "50"}],
    "fit_points": [{"fit_order": "1", "points": "20"}],
    "fit_conditions": [BIG],
    "activities": CLICKS,
    "shared_mailboxes": [{"local_part": "info"}],
}
AFTER = {
    "pages": [{"idle_limit_days": "90", "title": "What a lead is", "digest": "b"}],
    "criteria": [MQL | {"event": "form_submission"}],
    "conditions": [MQL | {"attribute": "asset", "operator": "one_of", "value": "Guide"}],
    "scores": [{"fit_at_least": "40", "intent_at_least": "60"}],
    "fit_points": [{"fit_order": "1", "points": "25"}],
    "fit_conditions": [BIG],
    "activities": [row | {"points": points} for row, points in zip(CLICKS, "42", strict=True)],
    "shared_mailboxes": [{"local_part": "office"}],
}


def page(name, records):
    """The columns that a row does not name are null, as they land."""
    return Tried(
        name,
        "",
        {
            table: [
                dict.fromkeys(field.name for field in BY_NAME[table].fields) | row for row in those
            ]
            for table, those in records.items()
        },
    )


def test_each_rule_that_differs_is_one_line_with_what_both_say():
    assert differences(page("new.yml", AFTER), page("old", BEFORE)) == [
        Difference("settings", "idle limit days", "1,200", "90"),
        Difference("what makes somebody MQL", FORM, "yes", None),
        Difference("what makes somebody MQL", GUIDE, None, "yes"),
        Difference("what a status means", "crm hs_lead_status TOO_SOON means", "recycled", None),
        Difference("shared mailboxes", "info", "yes", None),
        Difference("shared mailboxes", "office", None, "yes"),
        Difference("scores", "intent at least", "50", "60"),
        Difference("fit", "employee count is at least 50", "20 points", "25 points"),
        Difference("intent", "Clicked: points", "5", "4"),
        Difference("intent", "Opened: points", "1", "2"),
    ]


def test_the_same_rules_in_another_order_are_one_line():
    swapped = [row | {"activity_order": str(12 - int(row["activity_order"]))} for row in CLICKS]
    assert differences(page("new.yml", BEFORE | {"activities": swapped}), page("old", BEFORE)) == [
        Difference("intent", "order in which they are tried", "Clicked, Opened", "Opened, Clicked")
    ]


def test_no_rule_of_the_projects_own_pages_is_told_with_an_underscore_of_ours():
    """Texts of systems are told to the letter."""
    records = {}
    for table, row in rows(tried(PAGES / "2026-07-01.yml")):
        records.setdefault(table.name, []).append(row)
    of_systems = {"paid_social", "hs_lead_status", "one_time"}
    told = [f"{each.part} {each.rule} {each.says}" for each in said(records)]
    found = {word.strip(",:") for line in told for word in line.split() if "_" in word}
    assert {word for word in found if word.islower()} == of_systems


def test_a_title_and_who_signed_are_no_rules():
    other = BEFORE | {"approvals": [], "pages": [BEFORE["pages"][0] | {"digest": "c"}]}
    assert differences(page("new.yml", other), page("old", BEFORE)) == []
