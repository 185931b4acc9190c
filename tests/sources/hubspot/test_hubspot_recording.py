"""What HubSpot recorded of the sample company is what HubSpot would have held."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from ingestion.sandbox import firm, lives, traces
from ingestion.sandbox.lives.births import births
from ingestion.sandbox.mess import DEFAULT
from ingestion.sandbox.recording import hubspot as recording

PAGE = Path(__file__).parents[3] / "dbt_project" / "definitions" / "2024-01-01.yml"


@pytest.fixture(scope="module")
def company():
    """A firm, and of its first eighty households the life, the traces and the changes."""
    found = firm.found(11, 300)
    now = found.first_day_ends_at
    told = []
    for index in range(min(80, births(found, now))):
        life = lives.life(found, index)
        of_life = traces.of(found, life)
        told.append((life, of_life, list(recording.record(found, life, of_life))))
    return found, told


@pytest.fixture(scope="module")
def page():
    return yaml.safe_load(PAGE.read_text(encoding="utf-8"))


def of(told, object):
    return [change for _, _, changes in told for change in changes if change.object == object]


def words(changes, name):
    found = {change.fields.get(name) for change in changes}
    return {word for word in found if word}


def test_a_life_is_recorded_the_same_each_time(company):
    found, told = company
    for life, of_life, changes in told[:10]:
        assert list(recording.record(found, life, of_life)) == changes


def test_only_words_of_the_page_are_recorded(company, page):
    _, told = company
    contacts, deals = of(told, "contacts"), of(told, "deals")
    for field in ("lifecyclestage", "hs_lead_status"):
        assert words(contacts, field) <= set(page["statuses"]["hubspot"][field])
    reasons = {word for listed in page["rejection_reasons"].values() for word in listed}
    assert words(contacts, "rejection_reason") <= reasons
    media = {m for channel in page["channels"] for m in channel["when"].get("medium", ())}
    assert words(contacts, "hs_analytics_source") <= media
    labels = page["stage_labels"]["hubspot"]
    assert words(deals, "pipeline") == {"default", "48915502"}
    assert words(deals, "dealstage") <= {stage for stages in labels.values() for stage in stages}
    types = {word for listed in page["opportunity_types"].values() for word in listed}
    assert words(deals, "dealtype") <= types


def test_every_contact_company_and_deal_is_the_traces(company):
    _, told = company
    for _, of_life, changes in told:
        created = {(c.object, c.id): c for c in changes if c.op == "create"}
        for trace in of_life:
            if trace.system == "hubspot":
                change = created[trace.object, trace.id]
                assert (change.at, change.truth) == (trace.created_at, (trace.kind, trace.key))
        known = {(t.object, t.id) for t in of_life if t.system == "hubspot"}
        assert {key for key in created if key[0] in ("contacts", "companies", "deals")} == known


def test_nothing_is_written_on_a_record_that_is_gone(company):
    _, told = company
    for _, _, changes in told:
        gone = {}
        for change in sorted(changes, key=lambda each: each.at):
            key = (change.object, change.id)
            if change.op in ("delete", "merge"):
                gone[key] = change.op
            elif change.op == "restore":
                del gone[key]
            elif change.op == "update":
                assert key not in gone


def test_stages_go_forward_unless_somebody_empties_the_field(company):
    _, told = company
    order = [
        "subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity",
        "customer",
    ]  # fmt: skip
    back = 0
    for _, _, changes in told:
        stage = {}
        for change in sorted(changes, key=lambda each: each.at):
            new = change.fields.get("lifecyclestage")
            if change.object != "contacts" or new is None:
                continue
            old = stage.get(change.id)
            is_merge = (change.actor or "").startswith("MERGE")
            if old and new and not is_merge:
                assert order.index(new) > order.index(old)
            back += new == ""
            stage[change.id] = new
    assert back > 0


def test_merges_end_in_a_new_record_or_in_the_primary(company):
    _, told = company
    regimes = set()
    for _, _, changes in told:
        created = {c.id: c.at for c in changes if c.op == "create"}
        for change in changes:
            if change.op == "merge" and change.object == "contacts":
                regimes.add(created[change.into] == change.at)
    assert regimes == {True, False}


def test_a_deal_that_both_systems_hold_carries_its_own_amount_where_they_differ(company):
    _, told = company
    differing = 0
    for life, of_life, changes in told:
        deals = {deal.key: deal for deal in life.deals}
        amounts = {}
        for change in changes:
            if change.object == "deals" and "amount" in change.fields:
                amounts.setdefault(change.id, []).append(change.fields["amount"])
        for trace in of_life:
            if trace.object != "deals":
                continue
            if "amount_minor" in trace.values:
                differing += 1
                assert len(set(amounts[trace.id])) == 1
            else:
                true = [minor for _, minor in deals[trace.key].amounts]
                told_ = [int(text.replace(".", "")) for text in amounts[trace.id]]
                assert told_[-1] == true[-1]
    assert differing > 0


def test_every_mail_visit_and_form_of_a_known_contact_is_told_once(company):
    _, told = company
    for life, _, changes in told:
        recorded = [c.truth[1] for c in changes if c.truth and c.truth[0] == "touch"]
        assert len(recorded) == len(set(recorded))
        assert set(recorded) <= {touch.key for touch in life.touches}
        kinds = {touch.key: touch.kind for touch in life.touches}
        for change in changes:
            if change.object == "email_events" and "sentBy" in change.fields:
                sent = change.fields["sentBy"]["id"]
                assert any(other.id == sent for other in changes)
            if change.object.startswith("form_submissions/"):
                assert kinds[change.truth[1]] == "form_submission"


def test_what_automation_does_for_the_rep_is_an_engagement_and_what_it_sends_is_a_mailing(company):
    _, told = company
    kinds = {
        activity.key: (activity.kind, activity.subject)
        for life, _, _ in told
        for activity in life.activities
        if activity.is_automatic
    }
    recorded = {
        (change.object, change.fields.get("hs_object_source"), *kinds[change.truth[1]])
        for _, _, changes in told
        for change in changes
        if change.truth and change.truth[1] in kinds
    }
    assert recorded == {
        ("email_events", None, "email", "Thank you"),
        ("tasks", "AUTOMATION_PLATFORM", "task", "Call new lead"),
        ("notes", "AUTOMATION_PLATFORM", "notification", "New lead assigned"),
    }


def test_every_value_of_a_record_is_a_text(company):
    found, told = company
    for change in [*recording.record_firm(found), *(c for _, _, cs in told for c in cs)]:
        if change.object in ("contacts", "companies", "deals", "calls", "products", "line_items"):
            for name, value in change.fields.items():
                assert name.startswith("@") or value is None or isinstance(value, str)
        json.dumps(change.fields)


def test_a_merge_changes_the_survivor_too():
    """Nothing else tells who asks for what changed that two became one."""
    mess = replace(DEFAULT, stands_twice=1.0, company_stands_twice=1.0, older_merge_regime=1.0)
    found = firm.found(11, 300)
    told = []
    for index in range(15):
        life = lives.life(found, index, mess)
        told += recording.record(found, life, traces.of(found, life, mess))
    for object in ("contacts", "companies"):
        stamped = {(c.id, c.at) for c in told if c.object == object and c.is_stamped}
        merges = [change for change in told if change.object == object and change.op == "merge"]
        assert merges and all((merge.into, merge.at) in stamped for merge in merges), object
