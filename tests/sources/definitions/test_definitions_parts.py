"""Each fault in a part of a page is one line that names file, line and remedy."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from ingestion.sources.definitions import schema
from ingestion.sources.definitions.__main__ import faults_of, main

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
        "`sla.calendars[2].hours.friday[1]`: `13-15:30` is none; write hours such as 09:30-17:00",
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
    "a_plan_for_nothing": ("mqls: 330", "mqls: 0", "it can be 1 at least"),
    "a_plan_for_no_period_we_know": ("  per: quarter", "  per: week", "'month' or 'quarter'"),
}
SYSTEMS = {
    "a_system_that_nobody_reads_wins": (
        "  users: {default: [",
        "  users: {default: [salesforc, ",
        "unknown system `salesforc`; there are files, hubspot, salesforce, stripe",
    ),
    "no_system_wins": (
        "has_opted_out: [hubspot, salesforce, files]",
        "has_opted_out: []",
        "names no system",
    ),
    "a_system_that_nobody_reads_is_fresh": (
        "freshness_limit_hours: {salesforce: 48",
        "freshness_limit_hours: {sales: 9, salesforce: 48",
        "unknown system `sales`",
    ),
    "a_form_that_fits_no_text": (
        'title: {like: ["*engineer*",',
        'title: {like: ["", "*engineer*",',
        "an empty text says nothing",
    ),
}
MATCHING = {
    "evidence_that_nobody_knows": (
        "evidence: {merge: 1, conversion",
        "evidence: {merge: 1, name: 1, conversion",
        "`matching.evidence.name`",
    ),
    "evidence_left_out": ("sync: 0.999, ", "", "`matching.evidence.sync` is missing"),
    "more_than_certain": ("address: 0.995", "address: 1.5", "it can be 1.0 at most"),
    "reviewed_though_linked": (
        "people: {link_at: 0.995, review_at: 0.8}",
        "people: {link_at: 0.7, review_at: 0.8}",
        "what is linked at 0.7 would be reviewed from 0.8 on",
    ),
    "a_cause_named_twice": (
        "variance_causes: [missing_here, sync_lag",
        "variance_causes: [missing_here, missing_here",
        "`missing_here` stands twice",
    ),
    "a_cause_left_out": ("amount, calculation]", "amount]", "says nothing of `calculation`"),
    "a_cause_that_nobody_knows": (
        "amount, calculation]",
        "amount, weather, calculation]",
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
# Numbers that no column holds, or that nobody can mean.
NUMBERS = {
    "an_idle_limit_of_no_lifetime": (
        "idle_limit_days: 120",
        "idle_limit_days: 99999999999999",
        "`settings.idle_limit_days` is 99999999999999; it can be 3650 at most",
    ),
    "a_window_of_no_lifetime": (
        "influence_window_days: 365",
        "influence_window_days: 36500",
        "`settings.influence_window_days` is 36500; it can be 3650 at most",
    ),
    "a_system_that_is_silent_for_years": (
        "stripe: 72}",
        "stripe: 100000}",
        "`freshness_limit_hours.stripe` is 100000; it can be 8784 at most",
    ),
    "points_without_end": (
        "points: -60",
        f"points: -{'9' * 60}",
        f"points` is -{'9' * 39}…; it can be -1000000 at least",
    ),
    "a_fit_without_end": ("at_least: 40\n", f"at_least: {10**24}\n", "can be 1000000 at most"),
    "an_intent_without_end": (
        "at_least: 50\n    half",
        "at_least: 3000000000\n    half",
        "`scores.intent.at_least` is 3000000000; it can be 1000000 at most",
    ),
    "more_a_day_than_there_are_seconds": (
        "most_a_day: 4",
        "most_a_day: 99999999999",
        "`scores.intent.most_a_day` is 99999999999; it can be 100000 at most",
    ),
    "more_mqls_than_people": (
        "mqls_a_week: 20",
        "mqls_a_week: 99999999999",
        "`sla.marketing.mqls_a_week` is 99999999999; it can be 1000000 at most",
    ),
    "a_plan_without_end": (
        "mqls: 330",
        f"mqls: {10**42}",
        "it can be 1000000000000000 at most",
    ),
    "an_order_without_end": (
        "Closed lost: {order: 6,",
        "Closed lost: {order: 99999999999,",
        "it can be 1000 at most",
    ),
    "evidence_that_is_no_number": (
        "address: 0.995",
        "address: .nan",
        "`matching.evidence.address` is nan; write a number",
    ),
}
for _name, _number in {
    "endless": ".inf",
    "beyond_all": "1.0e+400",
    "not_a_number": ".nan",
    "huge": str(10**42),
}.items():
    NUMBERS[f"a_condition_that_is_{_name}"] = (
        "where: {employee_count: {at_least: 50}}}",
        f"where: {{employee_count: {{at_least: {_number}}}}}}}",
        "`at_least` can be -1000000000 to 1000000000, not ",
    )
NUMBERS["a_condition_finer_than_columns"] = (
    "where: {employee_count: {at_least: 50}}}",
    "where: {employee_count: {at_least: 0.00001}}}",
    "`at_least` has 4 digits behind the point at most",
)
# Rules that read well and can never match: what an event of that kind never is.
NEVER = {
    name: ('- {event: call, where: {outcome: [connected], is_automatic: ["false"]}}', *told)
    for name, told in {
        "a_call_with_the_outcome_of_a_meeting": (
            "- {event: call, where: {outcome: [held]}}",
            "never met: the `outcome` of a `call` is busy or connected or left_message or",
        ),
        "a_call_with_an_outcome_of_another_system": (
            "- {event: call, where: {outcome: [busy], source_system: [salesforce]}}",
            "never met: the `outcome` of a `call` of salesforce is connected or no_answer or voice",
        ),
        "a_call_of_marketing": (
            "- {event: call, where: {side: [marketing]}}",
            "never met: the `side` of a `call` is sales",
        ),
        "a_view_of_sales": (
            "- {event: page_view, where: {side: [sales]}}",
            "never met: the `side` of a `page_view` is marketing",
        ),
        "a_view_of_which_nothing_comes": (
            "- {event: page_view, where: {outcome: [connected]}}",
            "never met: nothing under `outcomes` gives a `page_view` a `outcome`",
        ),
        "a_form_in_the_billing_system": (
            "- {event: form_submission, where: {source_system: [stripe]}}",
            "never met: the `source_system` of a `form_submission` is files or hubspot or sales",
        ),
        "a_claim_of_the_billing_system": (
            "- {event: claim, where: {means: [accepted], source_system: [stripe]}}",
            "never met: the `source_system` of a `claim` is files or hubspot or salesforce",
        ),
        "a_claim_of_a_system_without_statuses": (
            "- {event: claim, where: {means: [accepted], source_system: [files]}}",
            "never met: nothing under `statuses` gives a `claim` of files a `means`",
        ),
        "a_lead_of_hubspot": (
            "- {event: record_created, where: {source_system: [hubspot], record_kind: [lead]}}",
            "never met: the `record_kind` of a `record_created` of hubspot is contact",
        ),
        "a_deal_of_a_channel_that_only_touches_have": (
            "- {event: opportunity_linked, where: {channel: [Direct]}}",
            "never met: no row of `channels` gives such a `opportunity_linked` this channel",
        ),
        "a_channel_whose_rows_ask_for_other_media": (
            "- {event: form_submission, where: {channel: [Outbound], medium: [cpc]}}",
            "never met: no row of `channels` gives such a `form_submission` this channel",
        ),
        "a_customer_who_is_created": (
            "- {event: record_created, where: {record_kind: [customer]}}",
            "never met: the `record_kind` of a `record_created` is lead or contact",
        ),
    }.items()
}
NEVER |= {
    "a_channel_of_sales_forms": (
        "- {channel: Outbound, when: {side: [sales]}}",
        "- {channel: Outbound, when: {side: [sales], touch_type: [form_submission]}}",
        "never met: no touch, and no event that opens a cycle, has such `side` and `touch_type`",
    ),
    "a_channel_by_score": (
        "- {channel: Outbound, when: {side: [sales]}}",
        "- {channel: Outbound, when: {score: {at_least: 3}}}",
        "never met: no touch, and no event that opens a cycle, has such `score`",
    ),
    "a_calendar_of_nowhere": (
        "where: {time_zone: [Europe/Berlin]}",
        "where: {time_zone: [Amerika/Nowhere]}",
        "`Amerika/Nowhere` is no time zone; write one such as Europe/Berlin",
    ),
}
MISTAKES = SCORES | SLA | PLAN | SYSTEMS | MATCHING | RULES | NUMBERS | NEVER


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


def typed(text: str) -> Any:
    """A page as editors check it: JSON has no dates."""
    return json.loads(json.dumps(YAML(typ="safe").load(text), default=str))


@pytest.mark.parametrize(("old", "new", "_"), NUMBERS.values(), ids=NUMBERS)
def test_the_schema_for_editors_knows_the_bounds_of_each_number(old, new, _):
    assert PAGE.count(old) == 1
    validator = jsonschema.Draft202012Validator(json.loads(schema.render()))
    assert list(validator.iter_errors(typed(PAGE))) == []
    if "nan" not in new and "0.00001" not in new:  # in JSON there is the one, and no rounding
        assert list(validator.iter_errors(typed(PAGE.replace(old, new))))


def test_a_rule_that_stands_twice_is_told_with_both_lines(tmp_path):
    once = '      - {event: call, where: {outcome: [connected], is_automatic: ["false"]}}\n'
    again = (
        '      - {event: call, where: {is_automatic: ["false"], outcome: [connected, connected]}}\n'
    )
    beside = '      - {event: sales_email, where: {is_automatic: ["false"]}}\n'
    assert PAGE.count(once) == 1 and PAGE.count(beside) == 1
    text = PAGE.replace(beside, beside + again)
    (tmp_path / "2025-07-01.yml").write_text(text, encoding="utf-8")
    lines = text.splitlines(keepends=True)
    first, second = lines.index(once) + 1, lines.index(again) + 1
    place = f"2025-07-01.yml:{second}: `criteria.contacted.any[3]`"
    says = f"{place}: the same rule stands twice, first in line {first}"
    assert says in [str(fault) for fault in faults_of(tmp_path)]


def test_a_channel_by_score_is_met_where_a_score_opens_a_cycle(tmp_path):
    page = (SHIPPED / "2024-01-01.yml").read_text(encoding="utf-8")
    assert "event: score_changed" in page and "opens_cycle: [lead, mql" in page
    text = page.replace("when: {side: [sales]}", "when: {score: {at_least: 3}}")
    (tmp_path / "2024-01-01.yml").write_text(text, encoding="utf-8")
    assert not [fault for fault in faults_of(tmp_path) if "channels" in fault.says]


def test_points_that_fade_faster_than_they_gather_reach_no_threshold(tmp_path):
    start, end = PAGE.index("    activities:"), PAGE.index("# Interest begins")
    only = "    activities:\n      - {activity: A, event: page_view, points: 1, at_most: 100}\n\n"
    fading = (PAGE[:start] + only + PAGE[end:]).replace("half_life_days: 30", "half_life_days: 1")
    for most_a_day, at_least, reachable in ((1, 60, 2), (30, 60, 60), (30, 61, 60), (99, 101, 100)):
        text = fading.replace("most_a_day: 4", f"most_a_day: {most_a_day}")
        text = text.replace("at_least: 50\n    half", f"at_least: {at_least}\n    half")
        (tmp_path / "2025-07-01.yml").write_text(text, encoding="utf-8")
        told = [str(fault) for fault in faults_of(tmp_path) if "nobody can reach" in fault.says]
        says = f"nobody can reach {at_least}: all activities together bring at most {reachable}"
        assert [says in line for line in told] == ([True] if at_least > reachable else [])


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
