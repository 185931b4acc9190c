"""Pages land as rows: what changed, what is gone, and nothing when nothing changed."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ingestion.own_clock import timed_by
from ingestion.source import Batch, Checkpoint, SourceError
from ingestion.sources.definitions import SOURCE, connect, doc_blocks, schema
from ingestion.sources.definitions.folder import versions
from ingestion.sources.definitions.landing import extract
from ingestion.sources.definitions.signing import sign
from ingestion.sources.definitions.violations import VIOLATIONS

SHIPPED = Path(__file__).parents[3] / "dbt_project" / "definitions"
PAGE = (SHIPPED / "2024-01-01.yml").read_text(encoding="utf-8")
SCORING = (SHIPPED / "2025-07-01.yml").read_text(encoding="utf-8")


def landed(folder: Path, cursor: dict | None = None) -> tuple[dict, dict, dict]:
    """Records and gone ids by table, and the cursor for the next time."""
    rows, gone, after = {}, {}, {}
    for item in extract(connect({"PATH": str(folder)}, ""), cursor or {}):
        if isinstance(item, Checkpoint):
            after = item.cursor
        elif isinstance(item, Batch):
            rows[item.table.name] = [json.loads(record) for record in item.records]
            gone[item.table.name] = [tombstone.record_id for tombstone in item.tombstones]
    return rows, {name: ids for name, ids in gone.items() if ids}, after


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "2024-01-01.yml").write_text(PAGE, encoding="utf-8")
    return tmp_path


def edit(folder: Path, old: str, new: str) -> Path:
    path = folder / "2024-01-01.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def edit_and_sign(folder: Path, old: str, new: str) -> None:
    path = edit(folder, old, new)
    for name, team in (("Maya Lindqvist", "marketing"), ("Tomas Okafor", "sales")):
        sign(path, name, team, date(2024, 1, 10))


def test_every_part_of_the_page_lands(folder):
    (folder / "2025-07-01.yml").write_text(SCORING, encoding="utf-8")
    rows, _, _ = landed(folder)
    undecided = {"matching_overrides"}  # nobody has said anything of two records
    assert set(rows) == {table.name for table in SOURCE.tables} - undecided
    page = {"page": "2024-01-01"}
    assert rows["pages"][0]["idle_limit_days"] == "120"
    assert rows["pages"][0]["is_sample"] == "true"
    assert rows["pages"][0]["approvals_are_valid"] == "true"
    rule = page | {"stage": "mql", "rule": "1"}
    says = "At a business address, and either asked for a conversation or scored 60."
    assert rule | {"event": "form_submission", "says": says} in rows["criteria"]
    assert (
        rule
        | {
            "attribute": "asset",
            "operator": "one_of",
            "value": "Get a quote",
        }
        in rows["conditions"]
    )
    assert (
        page
        | {
            "stage": "mql",
            "rule": "2",
            "attribute": "score",
            "operator": "at_least",
            "value": "60",
        }
        in rows["conditions"]
    )
    assert page | {"stage": "won", "opens": "false", "closes": "true"} in rows["cycle_stages"]
    assert (
        page
        | {
            "system": "hubspot",
            "field": "lifecyclestage",
            "label": "subscriber",
            "means": None,
            "claims": None,
        }
        in rows["statuses"]
    )
    assert (
        page
        | {
            "system": "hubspot",
            "pipeline": "48915502",
            "label": "148915507",
            "opportunity_stage": "Closed won",
        }
        in rows["stage_labels"]
    )
    assert (
        page
        | {
            "entity": "people",
            "field": "*",
            "system": "hubspot",
            "rank": "2",
        }
        in rows["survivorship"]
    )
    assert (
        page
        | {
            "system": "hubspot",
            "touch_type": "meeting",
            "label": "COMPLETED",
            "outcome": "held",
        }
        in rows["outcomes"]
    )
    assert page | {"system": "salesforce", "author": "auto"} in rows["automatic_authors"]
    assert page | {"label": "One-Time", "billing_interval": "once"} in rows["billing_intervals"]
    assert page | {"label": "Renewal", "opportunity_type": "renewal"} in rows["opportunity_types"]
    assert page | {"label": "NO_BUDGET", "reason": "No budget"} in rows["rejection_reasons"]
    assert page | {"touch_type": "email_bounced"} in rows["uninfluential_touches"]
    assert page | {"kind": "student", "pattern": "*.ac.uk"} in rows["domains"]
    assert page | {"system": "stripe", "hours": "72"} in rows["freshness_limits"]
    assert page | {"system": "hubspot", "currency_code": "USD"} in rows["unnamed_currencies"]
    assert (
        page
        | {
            "attribute": "industry",
            "operator": "one_of",
            "value": "Chemicals",
        }
        in rows["ideal_customer"]
    )
    scoring = {"page": "2025-07-01"}
    assert rows["scores"] == [
        scoring
        | {
            "fit_at_least": "40",
            "intent_at_least": "50",
            "half_life_days": "30",
            "most_a_day": "4",
        }
    ]
    assert (
        scoring | {"fit_order": "2", "says": "No customers of ours", "points": "-60"}
        in rows["fit_points"]
    )
    title = {"fit_order": "3", "attribute": "title", "operator": "like", "value": "head of *"}
    assert scoring | title in rows["fit_conditions"]
    guide = {"activity": "Asked for a guide", "event": "form_submission"}
    worth = {"activity_order": "2", "points": "20", "at_most": "30"}
    assert scoring | guide | worth in rows["activities"]
    asset = {"attribute": "asset", "operator": "one_of", "value": "Buyer's guide"}
    assert scoring | {"activity_order": "2"} | asset in rows["activity_conditions"]


def test_the_agreement_of_a_page_lands_as_rows(folder):
    (folder / "2025-07-01.yml").write_text(SCORING, encoding="utf-8")
    rows, _, _ = landed(folder)
    page = {"page": "2025-07-01"}
    promised = {"contact_within_minutes": "240", "feedback_within_minutes": "4800"}
    promised |= {"in_time_percent": "90"}
    owed = {"mqls_a_week": "20", "accepted_percent": "50", "signs_within_minutes": "30"}
    assert rows["sla"] == [page | promised | owed | {"review_on": "2026-07-01"}]
    told = {"sign": "notification", "rule": "2"}
    assert page | told | {"event": "note"} in rows["signs"]
    by_a_machine = {"attribute": "is_automatic", "operator": "one_of", "value": "true"}
    assert page | told | by_a_machine in rows["sign_conditions"]
    berlin = {"calendar_order": "3"}
    named = {"calendar": "Berlin", "time_zone": "Europe/Berlin"}
    assert page | berlin | named in rows["calendars"]
    whose = {"attribute": "time_zone", "operator": "one_of", "value": "Europe/Berlin"}
    assert page | berlin | whose in rows["calendar_conditions"]
    friday = {"iso_weekday": "5", "starts": "13:00", "ends": "15:30"}
    assert page | berlin | friday in rows["working_hours"]
    assert page | berlin | {"holiday": "2025-10-03"} in rows["holidays"]


def test_every_row_holds_exactly_the_columns_declared(folder):
    (folder / "2025-07-01.yml").write_text(SCORING, encoding="utf-8")
    rows, _, _ = landed(folder)
    for table in SOURCE.tables:
        for row in rows.get(table.name, ()):
            assert set(row) == {field.name for field in table.fields}
            assert all(value is None or isinstance(value, str) for value in row.values())


def test_nothing_lands_when_nothing_changed(folder):
    _, _, cursor = landed(folder)
    rows, gone, again = landed(folder, cursor)
    assert (rows, gone) == ({}, {})
    assert again == cursor


def test_a_changed_rule_lands_alone_with_what_was_signed_anew(folder):
    _, _, cursor = landed(folder)
    edit_and_sign(folder, "stripe: 72", "stripe: 96")
    rows, gone, _ = landed(folder, cursor)
    assert rows["freshness_limits"] == [{"page": "2024-01-01", "system": "stripe", "hours": "96"}]
    assert rows["pages"][0]["approvals_are_valid"] == "true"
    assert set(rows) == {"freshness_limits", "pages", "approvals"}
    assert gone == {}


def test_a_page_that_was_signed_and_then_edited_does_not_land(folder):
    edit(folder, "stripe: 72", "stripe: 96")
    with pytest.raises(
        SourceError, match=r"2024-01-01.yml:\d+: .* approved another text .*and 1 more"
    ):
        landed(folder)


def test_rules_that_governed_and_were_signed_anew_land_with_a_warning_once(folder, caplog):
    with timed_by(lambda: datetime(2026, 3, 1, tzinfo=UTC)):
        _, _, cursor = landed(folder)
    with timed_by(lambda: datetime(2026, 4, 1, tzinfo=UTC)):
        _, _, cursor = landed(folder, cursor)
        edit(folder, "title: ", "title: Only words, and ")
        _, _, cursor = landed(folder, cursor)
        assert caplog.messages == []
        edit_and_sign(folder, "stripe: 72", "stripe: 96")
        _, _, cursor = landed(folder, cursor)
        landed(folder, cursor)
    assert caplog.messages == [
        "definitions: 2024-01-01.yml: its rules are not those that governed and landed on "
        "2026-03-01: everything since 2024-01-01 is judged anew"
    ]


def test_a_page_to_come_may_be_signed_anew_without_a_warning(folder, caplog):
    path = to_come(folder, MAYA, TOMAS)
    _, _, cursor = landed(folder)
    path.write_text(path.read_text().replace("stripe: 72", "stripe: 96"), encoding="utf-8")
    for name, team in (MAYA, TOMAS):
        sign(path, name, team, date(2026, 1, 11))
    landed(folder, cursor)
    assert caplog.messages == []


def test_a_cursor_that_knows_signed_pages_by_name_alone_is_read_on(folder, caplog):
    _, _, cursor = landed(folder)
    edit_and_sign(folder, "stripe: 72", "stripe: 96")
    landed(folder, cursor | {"signed": ["2024-01-01"]})
    assert caplog.messages == []


def to_come(folder: Path, *signers: tuple[str, str]) -> Path:
    """A page for a day that no clock of a test has reached."""
    path = folder / "2099-01-01.yml"
    text = PAGE.replace("effective_from: 2024-01-01", "effective_from: 2099-01-01")
    text = re.sub(r"^approvals:\n(  .*\n)+", "approvals: []\n", text, flags=re.M)
    path.write_text(text.replace("is_retrospective: true ", "is_retrospective: false"))
    for name, team in signers:
        sign(path, name, team, date(2026, 1, 10))
    return path


def unsigned(path: Path, name: str) -> int:
    """Take out somebody's approval; gives the line that the approvals begin in."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.strip() == f"- name: {name}")
    path.write_text("".join(lines[:at] + lines[at + 4 :]), encoding="utf-8")
    return next(n for n, line in enumerate(lines, start=1) if line.startswith("approvals:"))


MAYA, TOMAS = ("Maya Lindqvist", "marketing"), ("Tomas Okafor", "sales")


def test_a_page_to_come_that_waits_for_its_second_signature_lands_with_a_warning(folder, caplog):
    to_come(folder, MAYA)
    rows, _, _ = landed(folder)
    valid = {row["page"]: row["approvals_are_valid"] for row in rows["pages"]}
    assert valid == {"2024-01-01": "true", "2099-01-01": "false"}
    [line] = caplog.messages
    assert re.match(r"definitions: 2099-01-01\.yml:\d+: `approvals`: signed by marketing: ", line)
    assert line.endswith("have to sign; until then it does not govern")


def test_a_page_whose_day_has_come_does_not_land_without_both_approvals(folder):
    line = unsigned(folder / "2024-01-01.yml", "Tomas Okafor")
    with pytest.raises(SourceError, match=rf"2024-01-01\.yml:{line}: .*signed by marketing: "):
        landed(folder)


def test_a_page_whose_day_has_come_in_its_own_time_zone_waits_for_nobody(folder):
    to_come(folder, MAYA)
    zone = ZoneInfo("America/New_York")
    with timed_by(lambda: datetime(2098, 12, 31, 23, 59, tzinfo=zone)):
        landed(folder)
    with (
        timed_by(lambda: datetime(2099, 1, 1, tzinfo=zone)),
        pytest.raises(SourceError, match=r"2099-01-01\.yml:\d+: .*signed by marketing: "),
    ):
        landed(folder)


def test_a_page_to_come_that_landed_signed_does_not_land_without_an_approval(folder):
    path = to_come(folder, MAYA, TOMAS)
    _, _, cursor = landed(folder)
    line = unsigned(path, "Tomas Okafor")
    with pytest.raises(SourceError, match=rf"2099-01-01\.yml:{line}: .*signed by marketing: "):
        landed(folder, cursor)
    path.write_text(path.read_text().replace("status: signed", "status: draft"), encoding="utf-8")
    rows, _, _ = landed(folder, cursor)
    assert rows["pages"][0]["status"] == "draft"


def test_an_edited_page_that_is_no_longer_called_signed_lands(folder):
    edit(folder, "status: signed", "status: trial")
    rows, _, _ = landed(folder)
    assert rows["pages"][0]["status"] == "trial"


def test_a_row_that_vanished_from_a_page_lands_as_a_delete(folder):
    _, _, cursor = landed(folder)
    edit_and_sign(folder, "info, office", "office")
    _, gone, after = landed(folder, cursor)
    assert gone == {"shared_mailboxes": ["2024-01-01|info"]}
    edit_and_sign(folder, "[office", "[info, office")
    rows, gone, _ = landed(folder, after)
    assert rows["shared_mailboxes"] == [{"page": "2024-01-01", "local_part": "info"}]
    assert gone == {}


def test_a_page_that_vanished_lands_as_deletes_of_all_its_rows(folder):
    later = PAGE.replace("effective_from: 2024-01-01", "effective_from: 2027-01-01")
    later = later.replace("status: signed", "status: trial")
    (folder / "2027-01-01.yml").write_text(later, encoding="utf-8")
    both, _, cursor = landed(folder)
    (folder / "2027-01-01.yml").unlink()
    rows, gone, _ = landed(folder, cursor)
    assert not any(rows.values())
    assert gone["pages"] == ["2027-01-01"]
    assert {name: 2 * len(ids) for name, ids in gone.items()} == {
        name: len(all_rows) for name, all_rows in both.items() if name != "matching_weights"
    }


def test_doc_blocks_carry_the_words_of_the_page(folder, tmp_path):
    target = doc_blocks.write(folder, tmp_path / "docs" / "definitions.md")
    text = target.read_text(encoding="utf-8")
    assert (
        "{% docs definition_accepted %}\n"
        "Sales took the lead on. By rule: claim where means is accepted.\n"
        "{% enddocs %}\n"
    ) in text
    assert "Page 2024-01-01 is not signed" not in text
    edit(folder, "idle_limit_days: 120", "idle_limit_days: 90 ")
    text = doc_blocks.write(folder, target).read_text(encoding="utf-8")
    assert "after 90 days" in text
    assert "(Page 2024-01-01 is not signed.)" in text


def test_doc_blocks_say_what_the_scores_of_a_page_ask(folder):
    (folder / "2025-07-01.yml").write_text(SCORING, encoding="utf-8")
    words = doc_blocks.render(versions(folder))
    assert "back often enough of late. By rule: fit reaches 40 and intent 50.\n" in words
    assert "-60 points where email kind is student." in words
    assert 'where title reads like "*director*", "head of *", "vp *", "ceo", ' in words
    guide = "Asked for a guide (form submission where asset is Buyer's guide): 20, at most 30."
    assert guide in words


def test_words_of_a_page_are_never_a_template_in_a_doc_block(folder, tmp_path):
    edit(folder, "says: Sales took the lead on.", 'says: "{% enddocs %} {{ x }} {# y #}"')
    text = doc_blocks.write(folder, tmp_path / "d.md").read_text(encoding="utf-8")
    assert "{ % enddocs % } { { x } } { # y # }" in text
    assert text.count("{% docs") == text.count("{% enddocs %}")


def test_earlier_words_are_told_beside_later_ones(folder):
    later = folder / "2027-01-01.yml"
    text = PAGE.replace("effective_from: 2024-01-01", "effective_from: 2027-01-01")
    text = text.replace("is_retrospective: true ", "is_retrospective: false")
    later.write_text(text.replace("Sales took the lead on.", "Sales wrote back."), encoding="utf-8")
    sign(later, "Maya Lindqvist", "marketing", date(2026, 12, 1))
    sign(later, "Tomas Okafor", "sales", date(2026, 12, 2))
    words = doc_blocks.render(versions(folder))
    assert (
        "Sales wrote back. By rule: claim where means is accepted.\n\n"
        "Under the page of 2024-01-01: Sales took the lead on."
    ) in words
    assert words.count("Under the page of") == 1


def test_the_schema_for_editors_is_that_of_the_page():
    assert (SHIPPED / "page.schema.json").read_text(encoding="utf-8") == schema.render()


def test_the_schema_accepts_the_shipped_page_and_refuses_a_wrong_one():
    import jsonschema
    from ruamel.yaml import YAML

    page = json.loads(json.dumps(YAML(typ="safe").load(PAGE), default=str))
    validator = jsonschema.Draft202012Validator(json.loads(schema.render()))
    assert list(validator.iter_errors(page)) == []
    page["criteria"]["mql"]["any"][1]["where"]["score"] = {"more_than": 60}
    assert len(list(validator.iter_errors(page))) == 1


def test_every_expectation_of_a_page_has_a_planted_violation():
    promised = {(table, e.name) for table, es in SOURCE.expectations.items() for e in es}
    assert promised == {(v.table, v.expectation_name) for v in VIOLATIONS}
