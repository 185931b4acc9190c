"""Who is on the sample company's lists: the contacts that stand at the list's stage."""

from __future__ import annotations

import json

import pytest

from ingestion.sandbox import firm, lives, traces
from ingestion.sandbox.folding import fold
from ingestion.sandbox.lives.births import births
from ingestion.sandbox.recording import hubspot as recording
from ingestion.sandbox.recording.hubspot.lists import moves
from ingestion.sandbox.recording.hubspot.sheet import Sheet

STAGES = {
    "Newsletter readers": "subscriber",
    "Marketing qualified leads": "marketingqualifiedlead",
    "Customers": "customer",
}


@pytest.fixture(scope="module")
def company():
    return firm.found(11, 300)


@pytest.fixture(scope="module")
def lists(company):
    """Their ids by the stage whose contacts are on them."""
    made = [change for change in recording.record_firm(company) if change.object == "lists"]
    return {STAGES[change.fields["name"]]: change.id for change in made}


def test_live_contacts_are_on_the_list_of_their_stage_and_on_no_other(company, lists):
    now = company.first_day_ends_at
    changes = []
    for index in range(min(80, births(company, now))):
        life = lives.life(company, index)
        changes += recording.record(company, life, traces.of(company, life))
    folded = fold((("hubspot", change) for change in changes), now, {})
    live = [record for record in folded.records if record[5] == "live"]
    on = {(record[1], record[2]) for record in live if record[1].startswith("list_memberships/")}
    stage_of = {
        record[2]: json.loads(record[8]).get("lifecyclestage")
        for record in live
        if record[1] == "contacts"
    }
    assert on == {
        (f"list_memberships/{lists[stage]}", contact)
        for contact, stage in stage_of.items()
        if stage in lists
    }
    assert {object for object, _ in on} == {f"list_memberships/{id}" for id in lists.values()}


def test_who_is_archived_leaves_and_who_comes_back_joins_again(company, lists):
    sheet = Sheet("contacts", "7", 10, "FORM", {"lifecyclestage": "subscriber"})
    sheet.update(20, "FORM", {"lifecyclestage": "lead"})
    sheet.update(30, "WORKFLOW", {"lifecyclestage": "marketingqualifiedlead"})
    sheet.update(40, "FORM", {"email": "a@example.com"})
    sheet.archive(50, 60)
    sheet.update(70, "WORKFLOW", {"lifecyclestage": "customer"})
    sheet.merge(80, "8")
    names = {id: stage for stage, id in lists.items()}
    told = [(c.at, names[c.object.rpartition("/")[2]], c.op) for c in moves(company, sheet)]
    assert told == [
        (10, "subscriber", "create"),
        (20, "subscriber", "delete"),
        (30, "marketingqualifiedlead", "create"),
        (50, "marketingqualifiedlead", "delete"),
        (60, "marketingqualifiedlead", "create"),
        (70, "marketingqualifiedlead", "delete"),
        (70, "customer", "create"),
        (80, "customer", "delete"),
    ]
