"""Values and their history land as HubSpot holds them: byte for byte, each version once."""

from __future__ import annotations

import json

import pytest

from tests.sources.hubspot.portals import AT, DAY, NOW, create, end, later, update

MINUTE = 60_000
AWKWARD = (
    "02134", "NA", "null", "NULL", "1e5", "1.10", "true", " padded ", "two\nlines\r\n", 'a "quote"',
    "O'Brien; a, b", "\u2028\u2029", "𝔘🦆é", "a\u0000b", "=cmd()", "{{ x }}", "\u200frtl",
)  # fmt: skip


def test_awkward_texts_survive_byte_for_byte(portal, kept):
    kept = kept("contacts")
    portal.write(*[create("contacts", 101 + n, jobtitle=text) for n, text in enumerate(AWKWARD)])
    kept.run()
    told = kept.latest("contacts", "jobtitle, _extra")
    landed = {
        id: value if value is not None else json.loads(extra)["properties"]["jobtitle"]
        for id, (value, extra) in told.items()
    }
    assert landed == {str(101 + n): text for n, text in enumerate(AWKWARD)}


def test_unset_cleared_and_unknown_stay_apart(portal, kept):
    kept = kept("contacts")

    def without_phone(body, _):
        return body | {"results": [each for each in body["results"] if each["name"] != "phone"]}

    portal.meddler.on("/properties/contacts", without_phone)
    portal.write(create("contacts", 1, jobtitle=""), create("contacts", 2))
    kept.run()
    told = kept.latest("contacts", "jobtitle, phone, _extra")
    assert told["1"][:2] == ("", None)
    assert told["2"][:2] == (None, None)
    assert json.loads(told["1"][2]) == {"_absent": ["phone"]}


@pytest.mark.parametrize("object", ["contacts", "deals", "notes"])
def test_a_record_is_the_same_whether_listed_or_read_by_its_id(portal, kept, object):
    kept = kept(object)
    texts = {"hubspot_owner_id": "7", "hs_merged_object_ids": ""}
    portal.write(*[create(object, n, NOW - MINUTE, **texts) for n in range(101, 111)])
    kept.run()
    portal.store.advance(NOW + MINUTE // 2)
    load = kept.run()
    assert load.tables[object].rows_read == 10
    assert load.rows_new == 0


def test_history_read_again_adds_nothing(portal, kept):
    kept = kept("contacts")
    stages = ("subscriber", "lead", "marketingqualifiedlead")
    portal.write(
        create("contacts", 1, lifecyclestage=stages[0]),
        *[update("contacts", 1, AT + n, lifecyclestage=stages[n]) for n in (1, 2)],
        create("contacts", 2),
    )
    for days in range(3):
        portal.store.advance(NOW + days * DAY)
        kept.run()
    rows = kept.versions("contact_property_history", "object_id, property, value")
    assert sorted(rows) == sorted(("1", "lifecyclestage", stage) for stage in stages)


@pytest.mark.parametrize(("object", "field"), [("contacts", "hubspotscore"), ("deals", "amount")])
def test_history_gathers_more_versions_than_hubspot_keeps(portal, kept, object, field):
    """It keeps 45 of a contact's, 20 of a deal's; every run finds those that came since."""
    kept = kept(object)
    portal.write(create(object, 1, **{field: "0"}))
    kept.run()
    for run in range(6):
        numbers = range(1 + run * 15, 16 + run * 15)
        changes = [
            update(object, 1, NOW + number * MINUTE, **{field: str(number)}) for number in numbers
        ]
        portal.write(*changes, now=NOW + (15 + run * 15) * MINUTE)
        kept.run()
    table = f"{object.removesuffix('s')}_property_history"
    values = [int(value) for (value,) in kept.versions(table, '"value"')]
    assert sorted(values) == list(range(91))
    told = portal.client().get(f"/crm/v3/objects/{object}/1", object, propertiesWithHistory=field)
    assert len(told.json()["propertiesWithHistory"][field]) == (45 if object == "contacts" else 20)


def test_values_of_one_instant_land_in_the_order_they_were_taken_and_reading_on_leaves_it(
    portal, kept
):
    """HubSpot keeps 20 versions of a deal's: in the end it tells of the two only the newer."""
    kept = kept("deals")
    stages = ("one", "two", "one", "three")
    portal.write(
        create("deals", 1, dealstage="none"), *[update("deals", 1, AT, dealstage=s) for s in stages]
    )
    kept.run()
    later = [update("deals", 1, NOW + n * MINUTE, dealstage=f"later {n}") for n in range(1, 19)]
    portal.write(*later, now=NOW + 18 * MINUTE)
    kept.run()
    told = portal.client().get(
        "/crm/v3/objects/deals/1", "deals", propertiesWithHistory="dealstage"
    )
    versions = told.json()["propertiesWithHistory"]["dealstage"]
    assert [each["value"] for each in versions][17:] == ["later 1", "three", "one"]
    rows = kept.versions("deal_property_history", "value, ties_after")
    tied = [row for row in rows if not row[0].startswith("later")]
    assert sorted(tied) == [("none", "3"), ("one", "1"), ("three", None), ("two", "2")]


def test_two_merged_records_with_two_values_of_one_instant_keep_both(portal, kept):
    kept = kept("contacts")
    portal.write(create("contacts", 1, lifecyclestage="lead"))
    portal.write(create("contacts", 2, lifecyclestage="customer"))
    portal.write(
        create("contacts", 3, later(1), lifecyclestage="lead"),
        *[end("contacts", id, later(1), "merge", "3") for id in (1, 2)],
        now=later(2),
    )
    kept.run()
    rows = kept.versions("contact_property_history", "object_id, value, timestamp")
    at = "2026-05-18T20:26:40.000Z"
    assert sorted(rows)[:2] == [("3", "customer", at), ("3", "lead", at)]
    assert len(rows) == 3
