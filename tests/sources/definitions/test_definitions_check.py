"""Each kind of fault on a page is one line that names the file, the line and the remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingestion.source import SourceError
from ingestion.sources.definitions import connect
from ingestion.sources.definitions.__main__ import faults_of, main
from ingestion.sources.definitions.landing import extract

SHIPPED = Path(__file__).parents[3] / "dbt_project" / "definitions"
PAGE = (SHIPPED / "2024-01-01.yml").read_text(encoding="utf-8")

# What is written instead of what, in which line the fault is found (that of the new text, unless
# another text is given), and what the line says.
MISTAKES = {
    "an_unknown_attribute": (
        "where: {means: [accepted]}",
        "where: {meaning: [accepted]}",
        "`criteria.accepted.any[0].where.meaning`: unknown attribute `meaning`",
    ),
    "an_attribute_that_no_such_event_has": (
        "{event: claim, where: {means: [accepted]}}",
        "{event: sales_email, where: {means: [accepted]}}",
        "never met: a `sales_email` has no `means`; it has event, source_system",
    ),
    "a_rule_that_both_takes_and_gives_back": (
        "{event: claim, where: {means: [rejected]}}",
        "{event: claim, where: {means: [accepted]}}",
        "the same may make somebody `accepted`, which excludes `rejected`",
    ),
    "an_unknown_stage": (
        "  recycled:\n    says",
        "  rested:\n    says",
        "`criteria.rested`: unknown stage `rested`; there are lead, mql",
    ),
    "an_unknown_event": (
        "{event: event_attended}",
        "{event: event_visited}",
        "unknown event `event_visited`",
    ),
    "an_unknown_operator": (
        "{score: {at_least: 60}, email_kind: [business]}",
        "{score: {more_than: 60}, email_kind: [business]}",
        "unknown operator `more_than`; there are at_least and at_most",
    ),
    "a_number_where_text_is_meant": (
        'is_automatic: ["false"]}}\n      - {event: meeting',
        "is_automatic: [false]}}\n      - {event: meeting",
        'write "false" in quotes',
    ),
    "a_duplicate_label": (
        "      lead: {claims: lead}\n",
        "      lead: {claims: lead}\n      lead: {claims: mql}\n",
        "`lead` stands twice",
    ),
    "a_label_with_two_meanings": (
        "Duplicate: [Duplicate, DUPLICATE]",
        "Duplicate: [Duplicate, STUDENT]",
        "`STUDENT` means `Student or private` already",
    ),
    "a_label_that_fits_twice": (
        '    "*":\n      Prospecting: Discovery\n',
        '    "007":\n      Prospecting: Discovery\n    "*":\n      Prospecting: Discovery\n',
        "`Prospecting` stands under pipeline * already",
    ),
    "a_missing_map": (
        "stage_labels:\n",
        "labels_of_stages:\n",
        "`labels_of_stages` is not an entry this file can hold",
    ),
    "a_map_to_nowhere": (
        "Prospecting: Discovery",
        "Prospecting: Prospects",
        "unknown opportunity stage `Prospects`; there are Discovery, Evaluation",
    ),
    "a_stage_without_outcome": (
        "Proposal: {order: 3, outcome: open, forecast: best_case}",
        "Proposal: {order: 3, forecast: best_case}",
        "`opportunity_stages.Proposal.outcome` is missing",
    ),
    "no_stage_that_loses": (
        "Closed lost: {order: 6, outcome: lost, forecast: omitted}",
        "Closed lost: {order: 6, outcome: open, forecast: omitted}",
        "no stage has the outcome lost",
    ),
    "two_stages_of_one_order": (
        "Evaluation: {order: 2,",
        "Evaluation: {order: 1,",
        "`Evaluation` and `Discovery` have the same order 1",
    ),
    "a_claim_of_no_stage": (
        "OPEN_DEAL: {claims: opportunity}",
        "OPEN_DEAL: {claims: deal}",
        "unknown stage `deal`",
    ),
    "a_meaning_that_no_status_has": (
        "{event: claim, where: {means: [recycled]}}",
        "{event: claim, where: {means: [later]}}",
        "`means` is never `later`; it can be accepted, converted, recycled, rejected",
    ),
    "an_outcome_that_nothing_has": (
        "{event: call, where: {outcome: [connected]",
        "{event: call, where: {outcome: [conected]",
        "`outcome` is never `conected`; it can be busy, canceled, connected, done",
    ),
    "an_outcome_of_no_touch": (
        "    meeting: {Held: held, No Show: no_show}",
        "    meetings: {Held: held, No Show: no_show}",
        "unknown touch `meetings`; there are page_view",
    ),
    "an_author_named_twice": (
        "  salesforce: [auto]",
        "  salesforce: [auto, auto]",
        "`automatic_authors.salesforce[1]`: `auto` stands twice",
    ),
    "an_interval_with_two_meanings": (
        "  year: [Year]",
        "  year: [Year, Month]",
        "`Month` means `month` already",
    ),
    "an_interval_that_nobody_counts_by": (
        "  once: [One-Time]",
        "  3 fortnights: [One-Time]",
        "`3 fortnights` is none; write once, day, week, month, year or several such as 3 months",
    ),
    "a_touch_that_there_is_not": (
        "uninfluential_touches: [email_sent,",
        "uninfluential_touches: [mail_sent,",
        "unknown touch `mail_sent`",
    ),
    "a_system_that_is_nowhere_else": (
        "source_system: [salesforce]",
        "source_system: [salesfroce]",
        "`source_system` is never `salesfroce`",
    ),
    "a_stage_that_opens_without_criterion": (
        "opens_cycle: [lead, mql, sql, opportunity]",
        "opens_cycle: [lead, mql, sql, opportunity, billed]",
        "unknown stage `billed`",
    ),
    "a_stage_that_opens_and_closes": (
        "closes_cycle: [won, lost, rejected, recycled]",
        "closes_cycle: [won, lost, rejected, lead]",
        "`lead` cannot both open and close a cycle",
    ),
    "a_channel_never_reached": (
        "  - {channel: Direct, when: {medium: [DIRECT_TRAFFIC, Direct]}}",
        "  - {channel: Selling, when: {side: [sales]}}",
        "never reached: row 10 fits all that this does",
    ),
    "a_time_zone_that_is_none": (
        "time_zone: America/New_York",
        "time_zone: New York",
        "`New York` is no time zone",
    ),
    "a_currency_of_no_system": (
        "currency_where_none_is_named: {hubspot: USD}",
        "currency_where_none_is_named: {hubspto: USD}",
        "unknown system `hubspto`; there are files, hubspot, salesforce, stripe",
    ),
    "a_currency_that_is_none": (
        "currency_where_none_is_named: {hubspot: USD}",
        "currency_where_none_is_named: {hubspot: dollars}",
        "`currency_where_none_is_named.hubspot`: `dollars` is none; write a currency code such as",
    ),
    "a_domain_with_an_at_sign": (
        "internal: [brightwatercontrols.com]",
        'internal: ["@brightwatercontrols.com"]',
        "write what follows the @",
    ),
    "an_unquoted_number_as_label": (
        '"148915508": Closed lost',
        "148915508: Closed lost",
        "must be text: put 148915508 in quotes",
    ),
    "a_date_that_is_not_the_files": (
        "effective_from: 2024-01-01",
        "effective_from: 2024-02-01",
        "call the file 2024-02-01.yml",
    ),
    "an_entity_without_survivorship": (
        "  users: {default: [salesforce, hubspot, files]}\n",
        "",
        "does not say which system wins for users",
    ),
}


def written(folder: Path, text: str, name: str = "2024-01-01.yml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("old", "new", "says"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_with_file_and_line(tmp_path, capsys, old, new, says):
    assert PAGE.count(old) >= 1
    text = PAGE.replace(old, new, 1)
    written(tmp_path, text)
    assert main(["check", str(tmp_path)]) == 1
    told = [line for line in capsys.readouterr().out.splitlines() if says in line]
    assert len(told) == 1
    place = re.match(r"2024-01-01\.yml:(\d+): ", told[0])
    assert place
    changed = text.splitlines()
    before = PAGE.splitlines()
    first = next(n for n, line in enumerate(changed) if n >= len(before) or line != before[n]) + 1
    # The line of the mistake or, for what is missing, of the entry it is missing from.
    assert abs(int(place[1]) - first) <= 1 or "does not say" in says or "outcome lost" in says


def test_the_shipped_page_has_no_fault(tmp_path, capsys):
    written(tmp_path, PAGE)
    assert main(["check", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"no fault in 2024-01-01 (signed) of {tmp_path}\n"


def test_an_approval_of_a_day_that_has_not_come_is_warned_of_with_its_line(tmp_path, capsys):
    [told] = re.findall(r"approved_on: .*", PAGE)[:1]
    text = PAGE.replace(told, "approved_on: 2199-01-10", 1)
    written(tmp_path, text)
    assert main(["check", str(tmp_path)]) == 0
    line = text.splitlines().index("    approved_on: 2199-01-10") + 1
    assert capsys.readouterr().out.splitlines()[0] == (
        f"2024-01-01.yml:{line}: warning: 2199-01-10 has not come yet: nobody approved on it"
    )


def test_it_checks_the_folder_that_runs_read(tmp_path, capsys, monkeypatch):
    written(tmp_path, PAGE.replace("status: signed", "status: sined"))
    monkeypatch.setenv("DEFINITIONS_PATH", str(tmp_path))
    assert main(["check"]) == 1
    assert "`status`" in capsys.readouterr().out
    monkeypatch.setenv("DEFINITIONS_PATH", str(tmp_path / "elsewhere"))
    assert main(["check"]) == 1
    assert capsys.readouterr().err == f"{tmp_path}/elsewhere: there is no such folder of pages\n"


@pytest.mark.parametrize(
    "text",
    [
        "title: [unclosed\ncompany: x\n",
        "title: x\neffective_from: 2026-02-30\n",
        "title: x\ntargets: {from: [2026-01-01T99:00:00]}\n",
        "title: x\ncompany: a\x07b\n",
        "title: x\n? [a, b]\n: c\n",
        "title: x\ncompany: !!int x\n",
    ],
)
def test_what_is_not_yaml_is_one_line(tmp_path, text):
    written(tmp_path, text)
    (fault,) = faults_of(tmp_path)
    assert str(fault).startswith("2024-01-01.yml:2: not YAML: ")
    assert "\n" not in str(fault)


WRONG = {
    "a_number_that_is_text": ("idle_limit_days: 120", "idle_limit_days: many", "a whole number"),
    "a_number_in_parts": ("idle_limit_days: 120", "idle_limit_days: 1.5", "write a whole number"),
    "a_day_that_is_text": (
        "effective_from: 2024-01-01",
        "effective_from: soon",
        "a day such as 2026",
    ),
    "a_word_for_a_flag": ("is_sample: true", "is_sample: maybe", "write true or false"),
    "a_text_for_a_list": ("shared_mailboxes: [", "shared_mailboxes: info # [", "a list such as ["),
    "a_text_for_entries": ("idle_limit_days: 120", "idle_limit_days: {}", "a whole number"),
    "no_text": ("title: What we", 'title: "" # What we', "write a text"),
    "no_entry": ("opens_cycle: [", "opens_cycle: [] # [", "write one entry at least"),
}


@pytest.mark.parametrize(("old", "new", "says"), WRONG.values(), ids=WRONG)
def test_what_is_expected_is_said_in_plain_words(tmp_path, old, new, says):
    assert PAGE.count(old) == 1
    written(tmp_path, PAGE.replace(old, new))
    told = [str(fault) for fault in faults_of(tmp_path)]
    assert len([line for line in told if says in line]) == 1
    assert not any(word in line for line in told for word in ("Input", "pattern", "should"))


def test_brackets_without_end_are_one_line(tmp_path):
    written(tmp_path, f"title: x\ncompany: {'[' * 3000}\n")
    (fault,) = faults_of(tmp_path)
    assert str(fault).startswith("2024-01-01.yml:2: not YAML that anybody can read")


def test_what_is_called_a_page_and_is_none_is_told(tmp_path):
    written(tmp_path, PAGE)
    (tmp_path / "2026-09-01.yml").mkdir()
    (tmp_path / "2026-10-01.yml").symlink_to(tmp_path / "nowhere.yml")
    written(tmp_path, PAGE, "2026-11-01.YML")
    assert [str(fault) for fault in faults_of(tmp_path)] == [
        "2026-09-01.yml:1: is a folder: a page is a file; call the folder something else",
        "2026-10-01.yml:1: is a link that leads nowhere: mend it or take it out",
        "2026-11-01.YML:1: would not be read: call it 2026-11-01.yml",
    ]


def test_two_pages_of_one_day_are_a_fault(tmp_path):
    written(tmp_path, PAGE)
    written(tmp_path, PAGE, "2024-01-01.yaml")
    (fault,) = faults_of(tmp_path)
    assert "is in force from 2024-01-01 too: one page a date" in str(fault)


def test_an_empty_folder_is_a_fault(tmp_path):
    assert "holds no page" in str(faults_of(tmp_path)[0])


def test_a_folder_that_is_not_there_is_a_fault(tmp_path):
    assert "holds no page" in str(faults_of(tmp_path / "none")[0])


def test_a_faulty_page_fails_the_load_with_one_line(tmp_path):
    written(tmp_path, PAGE.replace("outcome: won", "outcome: sold"))
    with pytest.raises(SourceError) as caught:
        list(extract(connect({"PATH": str(tmp_path)}, ""), {}))
    assert re.fullmatch(
        r"definitions: 2024-01-01\.yml:\d+: `opportunity_stages\.Closed won\.outcome` is 'sold'; "
        r"it can be 'open', 'won' or 'lost'.*check",
        str(caught.value),
    )


def test_all_faults_of_a_folder_are_told_in_order_of_file_and_line(tmp_path, capsys):
    written(tmp_path, PAGE.replace("stripe: 72", "stripe: 0").replace("event: call", "event: cal"))
    written(tmp_path, "title: x\n", "2025-01-01.yml")
    assert main(["check", str(tmp_path)]) == 1
    places = [line.split(": ")[0] for line in capsys.readouterr().out.splitlines()]
    assert places[0].startswith("2024-01-01.yml:")
    assert places[-1] == "2025-01-01.yml:1"
    assert places == sorted(
        places, key=lambda place: (place.split(":")[0], int(place.split(":")[1]))
    )
