"""A portal's schema changes under us: it is noticed on that run, and no row or value is lost."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ingestion.sources.hubspot import crm, tables
from ingestion.sources.hubspot.custom import added
from ingestion.sources.hubspot.properties import COLUMNS
from tests.sources.hubspot.portals import NOW, create, end, later, update


def added_property(name, at=NOW - 1, **told):
    """A property that the portal adds to its contacts."""
    told = {"label": name.title(), "type": "string", "options": []} | told
    return create("properties", f"contacts/{name}", at, object_type="contacts", name=name, **told)


def option(value, label):
    return {"value": value, "label": label, "displayOrder": 0, "hidden": False}


def noticed(kept):
    rows = kept.warehouse.rows(
        "select _object, field, kind, before, after from raw_hubspot._drift order by all"
    )
    return [tuple(row.values()) for row in rows]


def plants(kept):
    """What landed under `plant`, in `_extra`."""
    told = kept.latest("contacts", "_extra")
    found = {id: json.loads(extra or "{}").get("properties", {}) for id, extra in told.items()}
    return {id: properties.get("plant") for id, properties in found.items()}


def test_a_new_property_lands_with_the_values_of_records_that_nobody_touched(portal, kept):
    """As when a right is granted: the values are old, and no stamp moves."""
    kept = kept("contacts")
    portal.write(create("contacts", 1, plant="Köln 02134"), create("contacts", 2))
    kept.run()
    portal.write(added_property("plant", later(1)), now=later(2))
    load = kept.run()
    assert plants(kept) == {"1": "Köln 02134", "2": None}
    assert noticed(kept) == [("contacts", "plant", "new_field", None, "string")]
    (told,) = [finding for finding in load.findings if finding.check == "landing_drift"]
    assert not told.rejects
    assert "plant new field string" in told.message
    assert kept.run().rows_new == 0


def test_nothing_is_noticed_where_nothing_changed(portal, kept):
    kept = kept("contacts", "pipelines")
    portal.write(added_property("plant"), create("contacts", 1))
    for hours in (0, 1, 26):
        portal.store.advance(later(hours))
        kept.run()
    assert noticed(kept) == []


def test_a_dropped_property_costs_no_row_and_no_value_that_landed(portal, kept):
    kept = kept("contacts")
    portal.write(
        added_property("plant"), create("contacts", 1, plant="Köln"), create("contacts", 2)
    )
    kept.run()
    portal.write(
        end("properties", "contacts/plant", later(1)),
        update("contacts", 2, later(1), jobtitle="CEO"),
        now=later(2),
    )
    kept.run()
    assert noticed(kept) == [("contacts", "plant", "dropped_field", "string", None)]
    assert kept.latest("contacts", "jobtitle") == {"1": None, "2": "CEO"}
    assert plants(kept)["1"] == "Köln"


def test_a_retyped_property_keeps_the_text_that_the_portal_tells(portal, kept):
    kept = kept("contacts")
    portal.write(added_property("plant"), create("contacts", 1, plant="1.50"))
    kept.run()
    portal.write(
        update("properties", "contacts/plant", later(1), type="number"),
        update("contacts", 1, later(1), False, plant="1.5"),
        now=later(2),
    )
    kept.run()
    assert noticed(kept) == [("contacts", "plant", "retyped_field", "string", "number")]
    assert plants(kept) == {"1": "1.5"}


def test_a_property_that_is_replaced_by_one_of_its_label_is_told_as_renamed(portal, kept):
    kept = kept("contacts")
    portal.write(added_property("factory", label="Plant"), create("contacts", 1, plant="Köln"))
    kept.run()
    portal.write(
        end("properties", "contacts/factory", later(1)),
        added_property("plant", later(1), label="Plant"),
        now=later(2),
    )
    kept.run()
    assert noticed(kept) == [("contacts", "plant", "renamed_field", "factory", "plant")]
    assert plants(kept) == {"1": "Köln"}


def test_options_that_come_go_and_change_their_label_are_told(portal, kept):
    kept = kept("contacts")
    options = [option("a", "Alpha"), option("b", "Beta")]
    portal.write(added_property("plant", type="enumeration", options=options))
    kept.run()
    options = [option("a", "First"), option("c", "Gamma")]
    portal.write(update("properties", "contacts/plant", later(1), options=options), now=later(2))
    kept.run()
    assert noticed(kept) == [
        ("contacts", "plant", "dropped_value", "b", None),
        ("contacts", "plant", "new_value", None, "c"),
        ("contacts", "plant", "renamed_value", "Alpha", "First"),
    ]


def test_stages_that_come_go_and_change_their_label_are_told(portal, kept):
    kept = kept("pipelines")
    stage = {"pipeline_id": "default", "displayOrder": 0, "metadata": {"isClosed": "false"}}
    portal.write(
        create("pipelines", "default", label="Sales", displayOrder=0),
        create("pipeline_stages", "default|a", stage_id="a", label="Open", **stage),
        create("pipeline_stages", "default|b", stage_id="b", label="Verbal", **stage),
    )
    kept.run()
    portal.write(
        update("pipelines", "default", later(1), label="New business"),
        update("pipeline_stages", "default|a", later(1), label="Started"),
        end("pipeline_stages", "default|b", later(1)),
        create("pipeline_stages", "default|c", later(1), stage_id="c", label="Won", **stage),
        now=later(2),
    )
    kept.run()
    assert noticed(kept) == [
        ("pipeline_stages", "dealstage", "dropped_value", "default|b", None),
        ("pipeline_stages", "dealstage", "new_value", None, "default|c"),
        ("pipeline_stages", "dealstage", "renamed_value", "Open", "Started"),
        ("pipelines", "pipeline", "renamed_value", "Sales", "New business"),
    ]
    labels = dict(kept.versions("pipeline_stages", "_record_id, label"))
    assert labels == {"default|a": "Started", "default|b": "Verbal", "default|c": "Won"}


def test_a_line_gives_a_property_its_column_with_what_landed_before(portal, kept, monkeypatch):
    kept = kept("contacts")
    portal.write(
        added_property("plant"), create("contacts", 1, plant="Köln"), create("contacts", 2)
    )
    kept.run()
    columns = (*COLUMNS["contacts"], *added('contacts = ["plant"]', COLUMNS)["contacts"])
    monkeypatch.setitem(COLUMNS, "contacts", columns)
    monkeypatch.setitem(tables.CRM, "contacts", tables.crm("contacts", columns))
    kept.source = replace(kept.source, streams=(crm.stream_of("contacts"),))
    kept.warehouse.prepare([kept.source])
    assert kept.latest("contacts", "plant, _extra") == {"1": ("Köln", None), "2": (None, None)}
    portal.write(create("contacts", 3, later(1), plant="Bonn"), now=later(2))
    assert kept.run().tables["contacts"].rows_new == 1
    assert kept.latest("contacts", "plant") == {"1": "Köln", "2": None, "3": "Bonn"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('contact = ["plant"]', "there is no object contact"),
        ('contacts = "plant"', "contacts is not a list of names"),
        ('contacts = ["email"]', "contacts has email twice"),
        ('contacts = ["plant", "plant"]', "contacts has a column twice"),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused(text, says):
    with pytest.raises(ValueError, match=says):
        added(text, COLUMNS)
