"""The client lands all that a portal holds, and then day by day what changed in it."""

from __future__ import annotations

import json

import msgspec

from ingestion.landing.records import landed
from ingestion.sources.hubspot import SOURCE, searching
from ingestion.sources.hubspot.simulator import render
from tests.sources.hubspot.portals import (
    AT,
    DAY,
    NOW,
    after_a_day,
    after_hours,
    create,
    end,
    later,
    update,
    walked,
)

OBJECTS = (
    "contacts", "companies", "deals", "calls", "meetings", "emails", "notes", "tasks", "products",
    "line_items", "owners", "forms", "email_events", "email_campaigns", "marketing_emails",
    "campaigns", "marketing_events", "marketing_event_participations", "web_events", "pipelines",
    "pipeline_stages",
)  # fmt: skip


def test_the_first_walk_lands_every_record_that_hubspot_holds(sample):
    landing = walked(sample.client())
    for object in OBJECTS:
        query = (
            "select id from record where system = 'hubspot' and object = ? and state != 'merged'"
        )
        held = {row[0] for row in sample.store.sql(query, (object,))}
        assert set(landing.rows(object)) == held, object
    query = "select id from record where system = 'hubspot' and object glob 'form_submissions/*'"
    held = {row[0] for row in sample.store.sql(query)}
    assert {id.split("|")[1] for id in landing.rows("form_submissions")} == held
    query = "select id, into_id from record where object = 'contacts' and state = 'merged'"
    merged = dict(sample.store.sql(query))
    assert set(landing.gone["contacts"]) == set(merged)
    direct = {id: into for id, into in merged.items() if into not in merged}
    assert {id: landing.gone["contacts"][id] for id in direct} == {
        id: ("merge", into) for id, into in direct.items()
    }


def test_all_records_of_a_table_are_rendered_as_they_are_read_page_by_page(sample):
    landing = walked(sample.client())
    for table in SOURCE.tables:
        told = [msgspec.json.encode(record) for record in render(sample.store, table.name)]
        columns = landed(table, told).columns
        rows = {
            id: {name: values[number] for name, values in columns.items()}
            for number, id in enumerate(columns["_record_id"])
        }
        assert rows == landing.rows(table.name), table.name


def test_the_first_walk_lands_every_version_that_hubspot_tells(sample):
    landing = walked(sample.client(), only=["deals"])
    query = (
        "select id, new, at from history where system = 'hubspot' and object = 'deals' "
        "and field = 'dealstage'"
    )
    held = {(id, json.loads(new), at) for id, new, at in sample.store.sql(query)}
    rows = landing.rows("deal_property_history").values()
    stages = [row for row in rows if row["property"] == "dealstage"]
    assert {(row["object_id"], row["value"]) for row in stages} == {each[:2] for each in held}
    assert len(stages) == len(held)


def test_a_property_that_the_portal_added_lands_without_being_declared(portal):
    portal.write(
        create("properties", "contacts/plant", object_type="contacts", name="plant", type="string"),
        create("contacts", 1, plant="Köln 02134"),
    )
    (row,) = walked(portal.client(), only=["contacts"]).rows("contacts").values()
    assert json.loads(row["_extra"]) == {"properties": {"plant": "Köln 02134"}}


def test_more_properties_than_an_address_holds_are_asked_for_by_batches(portal):
    names = [f"a_property_with_a_name_of_some_length_{n}" for n in range(300)]
    portal.write(
        *[
            create(
                "properties", f"contacts/{name}", object_type="contacts", name=name, type="string"
            )
            for name in names
        ],
        *[create("contacts", 100 + n, **dict.fromkeys(names, str(n))) for n in range(60)],
    )
    rows = walked(portal.client(), only=["contacts"]).rows("contacts")
    assert len(rows) == 60
    assert json.loads(rows["107"]["_extra"])["properties"] == dict.fromkeys(names, "7")


def test_the_next_walk_reads_what_changed_and_nothing_else(portal):
    portal.write(
        create("contacts", 1, lifecyclestage="lead"), create("contacts", 2, lifecyclestage="lead")
    )
    first, second = after_hours(
        portal,
        update("contacts", 2, later(1), lifecyclestage="customer"),
        create("contacts", 3, later(3), lifecyclestage="lead"),
        only=["contacts"],
    )
    assert set(first.rows("contacts")) == {"1", "2"}
    assert set(second.rows("contacts")) == {"2", "3"}
    rows = second.rows("contact_property_history").values()
    assert sorted((row["object_id"], row["value"]) for row in rows) == [
        ("2", "customer"), ("2", "lead"), ("3", "lead"),
    ]  # fmt: skip


def test_a_record_at_the_border_of_two_walks_is_read_by_one_of_them(portal):
    portal.write(create("contacts", 1, NOW))
    first, second = after_hours(portal, create("contacts", 2, NOW + 1), only=["contacts"])
    assert set(first.rows("contacts")) == {"1"}
    assert "2" in second.rows("contacts")


def test_archived_records_land_as_gone_though_no_stamp_moved_and_come_back(portal):
    portal.write(create("contacts", 1), create("contacts", 2))
    portal.write(create("contacts", 3), end("contacts", 3, AT + DAY))
    first, second = after_a_day(portal, end("contacts", 2, later(1)), only=["contacts"])
    ops = {id: row["_op"] for id, row in first.rows("contacts").items()}
    assert ops == {"1": "upsert", "2": "upsert", "3": "delete"}
    ops = {id: row["_op"] for id, row in second.rows("contacts").items()}
    assert ops == {"1": "upsert", "2": "delete"}
    assert second.gone["contact_company"]["2"] == ("delete", None)
    portal.write(end("contacts", 3, later(30), "restore"), now=NOW + 2 * DAY)
    third = walked(portal.client(), second, ["contacts"])
    ops = {id: row["_op"] for id, row in third.rows("contacts").items()}
    assert ops == {"1": "upsert", "3": "upsert"}
    assert set(third.rows("contact_company")) == {"1", "3"}


def test_a_record_that_vanished_from_the_archive_is_not_called_back(portal):
    portal.write(create("contacts", 1), end("contacts", 1, AT + DAY))
    first = walked(portal.client(), only=["contacts"])
    portal.store.sql("delete from record where object = 'contacts'")
    second = walked(portal.client(), first, ["contacts"])
    assert second.rows("contacts") == {}
    assert second.cursors["contacts"]["archived"] == {}


def test_merged_records_lead_to_the_new_one_or_to_the_primary(portal):
    portal.write(*[create("contacts", id) for id in (1, 2, 4, 5)])
    _, second = after_a_day(
        portal,
        create("contacts", 3, later(1)),
        end("contacts", 1, later(1), "merge", "3"),
        end("contacts", 2, later(1), "merge", "3"),
        update("contacts", 4, later(2), hs_lead_status="NEW"),
        end("contacts", 5, later(2), "merge", "4"),
        only=["contacts"],
    )
    assert second.gone["contacts"] == {
        "1": ("merge", "3"),
        "2": ("merge", "3"),
        "5": ("merge", "4"),
    }
    assert set(second.rows("contacts")) == {"3", "4"}


def beside(landing):
    """What each deal stands beside, as it landed."""
    rows = landing.rows("deal_contact").items()
    return {id: [each["toObjectId"] for each in json.loads(row["to"])] for id, row in rows}


def test_associations_that_were_added_or_removed_without_a_stamp_land(portal):
    portal.write(create("contacts", 1), create("contacts", 2), create("contacts", 3))
    portal.write(
        create("deals", 5, **{"@contacts": [["1", []], ["2", []]]}),
        create("deals", 6, **{"@contacts": [["3", []]]}),
        create("deals", 7),
    )
    first, second = after_a_day(
        portal,
        update("deals", 5, later(1), False, **{"@contacts": [["2", []], ["3", []]]}),
        update("deals", 6, later(2), False, **{"@contacts": []}),
        only=["deals"],
    )
    assert beside(first) == {"5": ["1", "2"], "6": ["3"], "7": []}
    assert beside(second) == {"5": ["2", "3"], "6": [], "7": []}
    stamps = {id: row["updatedAt"] for id, row in first.rows("deals").items()}
    assert {id: row["updatedAt"] for id, row in second.rows("deals").items()} == stamps


def test_associations_of_what_was_touched_are_read_in_the_same_run(portal):
    portal.write(create("contacts", 1), create("contacts", 2))
    portal.write(create("deals", 5, **{"@contacts": [["1", []]]}), create("deals", 6))
    _, second = after_hours(
        portal,
        update("deals", 5, later(1), dealname="Ten sensors", **{"@contacts": [["2", []]]}),
        only=["deals"],
    )
    assert beside(second) == {"5": ["2"]}


def test_more_associations_than_a_page_holds_are_all_read(portal):
    portal.write(*[create("contacts", 1_000 + n) for n in range(1_203)])
    portal.write(create("deals", 5, **{"@contacts": [[str(1_000 + n), []] for n in range(1_203)]}))
    (row,) = walked(portal.client(), only=["deals"]).rows("deal_contact").values()
    ids = [each["toObjectId"] for each in json.loads(row["to"])]
    assert len(ids) == len(set(ids)) == 1_203


def test_more_changes_at_one_instant_than_a_search_can_page_are_all_found(portal):
    """HubSpot's own batch jobs stamp tens of thousands of records alike."""
    portal.write(*[create("contacts", 100_000 + n) for n in range(10_450)])
    parts = searching.changed_ids(portal.client(), "contacts", AT, AT)
    assert [id for part in parts for id in part] == [str(100_000 + n) for n in range(10_450)]


def test_a_stage_that_disappears_is_marked_and_keeps_its_label(portal):
    stage = {"pipeline_id": "default", "displayOrder": 0, "metadata": {"isClosed": "false"}}
    portal.write(
        create("pipelines", "default", label="Sales", displayOrder=0),
        create("pipeline_stages", "default|a", stage_id="a", label="Open", **stage),
        create("pipeline_stages", "default|b", stage_id="b", label="Verbal", **stage),
    )
    first, second = after_a_day(
        portal, end("pipeline_stages", "default|b", later(1)), only=["pipelines"]
    )
    assert first.rows("pipeline_stages")["default|b"]["label"] == "Verbal"
    assert set(second.rows("pipeline_stages")) == {"default|a"}
    assert second.gone["pipeline_stages"] == {"default|b": ("delete", None)}


def test_submissions_are_read_until_they_are_known(portal):
    values = [{"name": "email", "value": "A@x.com ", "objectTypeId": "0-1"}]

    def submission(number, at):
        return create(
            "form_submissions/f", f"s-{number:03d}", at, values=values, pageUrl="https://x"
        )

    portal.write(create("forms", "f", name="Newsletter", formType="hubspot"))
    portal.write(*[submission(n, AT + n * 3_600_000) for n in range(120)])
    first, second = after_a_day(portal, submission(120, later(4)), only=["forms"])
    assert len(first.rows("form_submissions")) == 120
    assert {row["email"] for row in first.rows("form_submissions").values()} == {"A@x.com "}
    assert "f|s-120" in second.rows("form_submissions")
    assert len(second.rows("form_submissions")) == 50  # one page, of which the rest is known


def test_participations_are_read_again_when_their_counts_moved(portal):
    event = {"eventName": "Webinar", "startDateTime": "x", "endDateTime": "x", "ends_at": NOW}
    part = {"marketingEventId": "7", "name": "Webinar", "contactId": "1", "email": "a@x.com"}
    portal.write(
        create("marketing_events", "7", **event),
        create("marketing_event_participations", "70", **part, attendanceState="REGISTERED"),
    )
    first, second = after_a_day(
        portal,
        create(
            "marketing_event_participations", "71", later(1), **part, attendanceState="ATTENDED"
        ),
        only=["marketing_events"],
    )
    third = walked(portal.client(), second, ["marketing_events"])
    rows = [set(each.rows("marketing_event_participations")) for each in (first, second, third)]
    assert rows == [{"70"}, {"70", "71"}, set()]
