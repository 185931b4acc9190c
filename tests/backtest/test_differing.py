"""What a page says otherwise than another, rule by rule."""

from ingestion.sources.definitions.tables import BY_NAME
from orchestration.backtest.differing import Difference, differences
from orchestration.backtest.pages import Tried

BEFORE = {
    "pages": [{"idle_limit_days": "120", "title": "What we call a lead", "digest": "a"}],
    "approvals": [{"name": "Ana", "team": "sales", "digest": "a"}],
    "scores": [{"fit_at_least": "40", "intent_at_least": "50"}],
    "activities": [
        {"activity_order": str(n), "activity": name, "event": "email_clicked", "points": points}
        for n, name, points in ((2, "Clicked", "5"), (10, "Opened", "1"))
    ],
    "shared_mailboxes": [{"local_part": "info"}],
}
AFTER = {
    "pages": [{"idle_limit_days": "90", "title": "What a lead is", "digest": "b"}],
    "scores": [{"fit_at_least": "40", "intent_at_least": "60"}],
    "activities": [
        {"activity_order": str(n), "activity": name, "event": "email_clicked", "points": points}
        for n, name, points in ((2, "Clicked", "4"), (10, "Opened", "2"))
    ],
    "shared_mailboxes": [{"local_part": "office"}],
}


def page(name, records):
    """The columns that a row does not name are null, as they land."""
    return Tried(
        name,
        "",
        {
            table: [
                dict.fromkeys(field.name for field in BY_NAME[table].fields) | row for row in rows
            ]
            for table, rows in records.items()
        },
    )


def test_each_rule_that_differs_is_one_line_with_what_both_say():
    assert differences(page("new.yml", AFTER), page("old", BEFORE)) == [
        Difference("pages", "idle limit days", "120", "90"),
        Difference("shared mailboxes", "info", "yes", None),
        Difference("shared mailboxes", "office", None, "yes"),
        Difference("scores", "intent at least", "50", "60"),
        Difference("activities", "2 points", "5", "4"),
        Difference("activities", "10 points", "1", "2"),
    ]


def test_a_title_and_who_signed_are_no_rules():
    other = BEFORE | {"approvals": [], "pages": [BEFORE["pages"][0] | {"digest": "c"}]}
    assert differences(page("new.yml", other), page("old", BEFORE)) == []
