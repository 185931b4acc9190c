"""Each fault in a part of a page is one line that names file, line and remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingestion.sources.definitions.__main__ import main

SHIPPED = Path(__file__).parents[3] / "dbt_project" / "definitions"
PAGE = (SHIPPED / "2025-07-01.yml").read_text(encoding="utf-8")

# What is written instead of what, and what the line says.
SCORES = {
    "an_activity_that_is_no_touch": (
        "event: email_clicked, points",
        "event: opportunity_closed, points",
        "unknown touch `opportunity_closed`",
    ),
    "a_condition_that_scores_cannot_ask": (
        "where: {industry: [",
        "where: {trade: [",
        "unknown attribute `trade`; there are email_kind, title, country",
    ),
    "a_form_of_words_where_words_are_known": (
        "where: {email_kind: [student]}",
        'where: {email_kind: {like: ["stud*"]}}',
        "`email_kind` is one of few words: write a list of them",
    ),
    "a_form_of_words_in_what_somebody_did": (
        'where: {asset: ["Buyer\'s guide"]}',
        'where: {asset: {like: ["*guide"]}}',
        "only fit knows `like`",
    ),
    "a_form_of_words_beside_a_number": (
        "where: {employee_count: {at_least: 50}}}",
        "where: {employee_count: {at_least: 50, like: [x]}}}",
        "`like` stands alone",
    ),
    "a_single_one_worth_more_than_all": (
        "points: 25, at_most: 40",
        "points: 25, at_most: 24",
        "a single one brings 25, which is more",
    ),
    "an_activity_named_twice": (
        "activity: Sent another form",
        "activity: Asked for a guide",
        "`Asked for a guide` stands twice",
    ),
    "an_activity_never_reached": (
        "{activity: Came to an event, event: event_attended",
        "{activity: Came to an event, event: form_submission",
        "never reached: row 3 fits all that this does",
    ),
    "two_rows_that_ask_the_same": (
        "{says: Where we can serve them, points: 5, where: {country: [US,",
        "{says: No customers, points: 5, where: {email_kind: [student]}} # [US,",
        "row 2 asks the same: give its points there",
    ),
    "points_that_change_nothing": (
        "points: -60",
        "points: 0",
        "0 points change nothing",
    ),
    "a_fit_that_nobody_reaches": (
        "at_least: 40\n",
        "at_least: 106\n",
        "nobody can reach 106: the rows that one may meet bring 105",
    ),
    "a_fit_of_rows_that_exclude_each_other": (
        "at_least: 40\n    points:\n",
        "at_least: 110\n    points:\n"
        "      - {says: Their own, points: 5, where: {email_kind: [personal]}}\n",
        "nobody can reach 110: the rows that one may meet bring 105",
    ),
    "a_fit_that_everybody_reaches": (
        "at_least: 40\n",
        "at_least: -60\n",
        "everybody reaches -60: it asks nothing",
    ),
    "an_intent_that_nobody_reaches": (
        "at_least: 50\n    half",
        "at_least: 201\n    half",
        "nobody can reach 201: all activities together bring at most 200",
    ),
    "an_mql_that_ends_what_it_begins": (
        "opens_cycle: [lead, mql, sql, opportunity]\ncloses_cycle: [won,",
        "opens_cycle: [lead, sql, opportunity]\ncloses_cycle: [mql, won,",
        "`mql` is what the scores make, so it cannot close a cycle",
    ),
}

SLA = {
    "no_calendar": (
        PAGE[PAGE.index("  calendars:") : PAGE.index("\n# ── Whom we want")],
        "  calendars: []\n",
        "an SLA needs a calendar: say when the reps work",
    ),
    "hours_that_are_none": (
        'friday: ["08:30-12:00", "13:00-15:30"]',
        'friday: ["08:30-12:00", "13-15:30"]',
        "`sla.calendars[2].hours.friday[1]`",
    ),
    "a_day_that_ends_before_it_starts": (
        'friday: ["09:00-17:00"]',
        'friday: ["17:00-09:00"]',
        "`17:00-09:00` ends before it starts",
    ),
    "hours_counted_twice": (
        'friday: ["08:30-12:00", "13:00-15:30"]',
        'friday: ["08:30-12:00", "11:00-15:30"]',
        "`11:00-15:30` begins before 12:00",
    ),
    "a_day_of_no_week": (
        'friday: ["09:00-17:00"]',
        'fridays: ["09:00-17:00"]',
        "unknown weekday `fridays`; there are monday, tuesday",
    ),
    "a_holiday_named_twice": (
        "holidays: [2025-10-03, 2025-12-24",
        "holidays: [2025-10-03, 2025-10-03",
        "`2025-10-03` stands twice",
    ),
    "a_time_zone_that_is_none": (
        "      time_zone: Europe/London",
        "      time_zone: London",
        "`London` is no time zone",
    ),
    "a_calendar_that_asks_what_no_user_has": (
        "where: {time_zone: [Europe/Berlin]}",
        "where: {zone: [Europe/Berlin]}",
        "unknown attribute `zone`; there are time_zone, team, role",
    ),
    "a_calendar_that_fits_whom_an_earlier_one_does": (
        "where: {time_zone: [Europe/Berlin]}",
        "where: {time_zone: [Europe/London]}",
        "never reached: `London` fits everybody whom this one does",
    ),
    "two_calendars_of_one_name": (
        "    - name: London",
        "    - name: New York",
        "`New York` stands twice",
    ),
    "an_answer_due_before_the_contact": (
        "feedback_within_minutes: 4800",
        "feedback_within_minutes: 239",
        "nobody says what came of a contact before it is due",
    ),
    "a_promise_that_nobody_lives_to_see": (
        "feedback_within_minutes: 4800",
        "feedback_within_minutes: 60000",
        "`Berlin` works but 56160 minutes in half a year",
    ),
    "a_sign_that_no_event_gives": (
        '- {event: note, where: {is_automatic: ["true"]}}',
        '- {event: record_created, where: {is_automatic: ["true"]}}',
        "never met: a `record_created` has no `is_automatic`",
    ),
    "a_sign_of_an_unknown_event": (
        '- {event: note, where: {is_automatic: ["true"]}}',
        '- {event: memo, where: {is_automatic: ["true"]}}',
        "unknown event `memo`",
    ),
    "more_than_all": ("accepted_percent: 50", "accepted_percent: 101", "accepted_percent"),
}


PLAN = {
    "an_unknown_number_that_is_planned": (
        "at_least: {leads: 2400",
        "at_least: {visits: 9",
        "`targets.at_least.visits`",
    ),
    "a_plan_for_nothing": ("mqls: 330", "mqls: 0", "greater than 0"),
    "a_plan_for_no_period_we_know": ("  per: quarter", "  per: week", "'month' or 'quarter'"),
}
MATCHING = {
    "evidence_that_nobody_knows": (
        "evidence: {merge: 1, conversion",
        "evidence: {merge: 1, name: 1, conversion",
        "`matching.evidence.name`",
    ),
    "evidence_left_out": ("sync: 0.999, ", "", "`matching.evidence.sync` is missing"),
    "more_than_certain": ("address: 0.995", "address: 1.5", "less than or equal to 1"),
    "reviewed_though_linked": (
        "people: {link_at: 0.995, review_at: 0.8}",
        "people: {link_at: 0.7, review_at: 0.8}",
        "what is linked at 0.7 would be reviewed from 0.8 on",
    ),
    "a_cause_named_twice": (
        "variance_causes: [missing_here, missing_there",
        "variance_causes: [missing_here, missing_here",
        "`missing_here` stands twice",
    ),
    "a_cause_left_out": ("sync_lag, calculation]", "sync_lag]", "says nothing of `calculation`"),
    "a_cause_that_nobody_knows": (
        "sync_lag, calculation]",
        "sync_lag, weather, calculation]",
        "`variance_causes[10]`",
    ),
}
RULES = {
    "a_word_that_would_slip_through_the_signature": (
        "      Connected: connected\n",
        "      Connected: connected\n      says: connected\n",
        "`says` is kept for plain words",
    ),
    "what_is_rejected_may_be_accepted_as_well": (
        "- {event: claim, where: {means: [rejected]}}",
        "- {event: claim, where: {means: [rejected, accepted]}}",
        "the same may make somebody `accepted`, which excludes `rejected`",
    ),
    "a_touch_of_another_kind": (
        "- {event: call, where: {outcome: [connected],",
        "- {event: call, where: {touch_type: [meeting], outcome: [connected],",
        "never met: the `touch_type` of a `call` is call",
    ),
    "an_outcome_that_deals_do_not_have": (
        "- {event: opportunity_closed, where: {outcome: [lost]}}",
        "- {event: opportunity_closed, where: {outcome: [connected]}}",
        "never met: the `outcome` of a `opportunity_closed` is won or lost",
    ),
    "a_channel_behind_one_that_takes_all_it_has": (
        "- {channel: Direct, when: {medium: [DIRECT_TRAFFIC, Direct]}}",
        "- {channel: Direct, when: {medium: [Direct, cpc]}}\n"
        "  - {channel: Paid, when: {medium: [cpc], side: [marketing]}}",
        "never reached: row 1 fits all that this does",
    ),
    "an_activity_behind_one_that_takes_all_it_has": (
        'where: {asset: ["Buyer\'s guide"]}',
        "where: {asset: [Get a quote]}",
        "never reached: row 1 fits all that this does",
    ),
    "a_field_that_nothing_survives_by": (
        "domain: [hubspot, salesforce, files]}",
        "domian: [hubspot, salesforce, files]}",
        "unknown field `domian`; there are default, account_name, domain, industry",
    ),
    "a_review_before_the_first_day": (
        "review_on: 2026-07-01",
        "review_on: 2025-07-01",
        "reviewed before it is tried: in force from 2025-07-01",
    ),
    "a_system_that_is_none": (
        "automatic_authors:\n  salesforce:",
        "automatic_authors:\n  salesfroce:",
        "unknown system `salesfroce`; there are files, hubspot, salesforce, stripe",
    ),
    "a_meaning_that_nobody_asks_for": (
        "IN_PROGRESS: {means: accepted,",
        "IN_PROGRESS: {means: acepted,",
        "no criterion asks for `acepted`: accepted, converted, recycled, rejected",
    ),
}
MISTAKES = SCORES | SLA | PLAN | MATCHING | RULES


@pytest.mark.parametrize(("old", "new", "says"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_with_file_and_line(tmp_path, capsys, old, new, says):
    assert PAGE.count(old) == 1
    text = PAGE.replace(old, new)
    (tmp_path / "2025-07-01.yml").write_text(text, encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 1
    told = [line for line in capsys.readouterr().out.splitlines() if says in line]
    place = re.match(r"2025-07-01\.yml:(\d+): ", told[0])
    assert place
    lines = zip(text.splitlines(), PAGE.splitlines(), strict=False)
    changed = [number for number, (now, before) in enumerate(lines, start=1) if now != before]
    assert int(place[1]) in changed


def test_a_calendar_behind_one_for_everybody_is_never_reached(tmp_path, capsys):
    text = PAGE.replace("where: {time_zone: [America/New_York]}", "where: {}")
    (tmp_path / "2025-07-01.yml").write_text(text, encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 1
    lines, told = text.splitlines(), capsys.readouterr().out
    for position, zone in ((1, "London"), (2, "Berlin")):
        line = lines.index(f"      where: {{time_zone: [Europe/{zone}]}}") + 1
        place = f"2025-07-01.yml:{line}: `sla.calendars[{position}].where`"
        assert f"{place}: never reached: `New York` fits everybody whom this one does" in told


def test_an_sla_asks_who_is_handed_off_and_contacted(tmp_path, capsys):
    start = PAGE.index("  contacted:\n    says")
    text = PAGE[:start] + PAGE[PAGE.index("  accepted:\n    says") :]
    (tmp_path / "2025-07-01.yml").write_text(text, encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 1
    assert "no criterion under `criteria` says what makes `contacted`" in capsys.readouterr().out
