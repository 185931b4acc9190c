"""What HubSpot's records do, worked out by hand on a portal of few of them."""

from __future__ import annotations

import pytest

from ingestion.sandbox.recorded import Change
from tests.sources.hubspot.portals import AT, DAY


def contact(id, at=AT, **fields):
    return Change(at, "contacts", str(id), "create", fields, "IMPORT|9")


def searched(http, *filters, **more):
    told = [dict(zip(("propertyName", "operator", "value"), each, strict=True)) for each in filters]
    body = {"filterGroups": [{"filters": told}], "limit": 200, **more}
    return http.post("/crm/v3/objects/contacts/search", json=body)


def ids(answer):
    return [record["id"] for record in answer.json()["results"]]


def test_unset_is_null_cleared_is_empty_and_all_else_is_text(portal, http):
    portal.write(contact(1, email="a@x.com", jobtitle="", hubspotscore="17"))
    asked = {"properties": "email,jobtitle,hubspotscore,phone,nonsense"}
    (record,) = http.get("/crm/v3/objects/contacts", params=asked).json()["results"]
    assert record["properties"] == {
        "email": "a@x.com",
        "jobtitle": "",
        "hubspotscore": "17",
        "phone": None,
        "createdate": "2026-05-18T20:26:40.000Z",
        "lastmodifieddate": "2026-05-18T20:26:40.000Z",
        "hs_object_id": "1",
    }


def test_without_properties_only_the_default_few_are_told(portal, http):
    portal.write(contact(1, email="a@x.com", jobtitle="CEO"))
    (record,) = http.get("/crm/v3/objects/contacts").json()["results"]
    assert set(record["properties"]) == {
        "createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname",
    }  # fmt: skip


def test_a_list_holds_ten_unless_asked_and_the_last_page_has_no_paging(portal, http):
    portal.write(*[contact(100 + n) for n in range(12)])
    first = http.get("/crm/v3/objects/contacts").json()
    assert [r["id"] for r in first["results"]] == [str(100 + n) for n in range(10)]
    last = http.get(first["paging"]["next"]["link"]).json()
    assert [r["id"] for r in last["results"]] == ["110", "111"]
    assert "paging" not in last


def test_dated_paths_and_type_ids_give_the_same_answer(portal, http):
    portal.write(Change(AT, "deals", "5", "create", {"dealname": "Ten sensors"}))
    answers = [
        http.get(path).json()["results"]
        for path in (
            "/crm/v3/objects/deals", "/crm/v3/objects/0-3", "/crm/v3/objects/deal",
            "/crm/objects/2026-03/deals", "/crm/objects/2026-09/0-3",
        )
    ]  # fmt: skip
    assert answers[0] and all(answer == answers[0] for answer in answers)


def test_archiving_moves_no_stamp_and_hides_the_record(portal, http):
    portal.write(
        contact(1), Change(AT + DAY, "contacts", "1", "delete", {}, is_stamped=False), contact(2)
    )
    assert ids(http.get("/crm/v3/objects/contacts")) == ["2"]
    assert http.get("/crm/v3/objects/contacts/1").status_code == 404
    (gone,) = http.get("/crm/v3/objects/contacts", params={"archived": "true"}).json()["results"]
    assert (gone["archived"], gone["archivedAt"]) == (True, "2026-05-19T20:26:40.000Z")
    assert gone["updatedAt"] == "2026-05-18T20:26:40.000Z"
    assert ids(searched(http, ("hs_object_id", "GT", "0"))) == ["2"]


def test_history_is_newest_first_and_bounded(portal, http):
    scores = [
        Change(AT + n, "contacts", "1", "update", {"hubspotscore": str(n)}, "CALCULATED")
        for n in range(1, 61)
    ]
    portal.write(contact(1, hubspotscore="0", jobtitle="CEO", hs_object_source="IMPORT"), *scores)
    asked = {"propertiesWithHistory": "hubspotscore,jobtitle,phone"}
    told = http.get("/crm/v3/objects/contacts/1", params=asked).json()["propertiesWithHistory"]
    assert [version["value"] for version in told["hubspotscore"]] == [
        str(n) for n in range(60, 15, -1)
    ]
    assert told["hubspotscore"][0] == {
        "value": "60",
        "timestamp": "2026-05-18T20:26:40.060Z",
        "sourceType": "CALCULATED",
    }
    assert [version["value"] for version in told["jobtitle"]] == ["CEO"]
    assert told["phone"] == []


def merged(*, into_new: bool):
    """One was a lead, Two became a customer; the new record takes what One had."""
    changes = [
        contact(1, email="one@x.com", lifecyclestage="lead"),
        contact(2, AT + 1, email="two@x.com", lifecyclestage="lead"),
        Change(AT + 5, "contacts", "2", "update", {"lifecyclestage": "customer"}, "CRM_UI|u|7"),
    ]
    survivor = "3" if into_new else "1"
    if into_new:
        taken = {"email": "one@x.com", "lifecyclestage": "lead"}
        changes.append(Change(AT + DAY, "contacts", "3", "create", taken, "MERGE_OBJECTS"))
    losers = ("1", "2") if into_new else ("2",)
    return changes + [
        Change(AT + DAY, "contacts", loser, "merge", {}, into=survivor) for loser in losers
    ]


def test_ids_that_were_merged_lead_to_the_new_record(portal, http):
    portal.write(*merged(into_new=True))
    assert ids(http.get("/crm/v3/objects/contacts")) == ["3"]
    asked = {"properties": "hs_merged_object_ids", "propertiesWithHistory": "lifecyclestage"}
    for id in ("1", "2", "3"):
        record = http.get(f"/crm/v3/objects/contacts/{id}", params=asked).json()
        assert record["id"] == "3"
        assert record["properties"]["hs_merged_object_ids"] == "1;2"
        versions = record["propertiesWithHistory"]["lifecyclestage"]
        assert [version["value"] for version in versions] == ["lead", "customer", "lead", "lead"]
    body = {"inputs": [{"id": "1"}, {"id": "2"}], "properties": [], "propertiesWithHistory": []}
    batch = http.post("/crm/v3/objects/contacts/batch/read", json=body)
    assert (batch.status_code, ids(batch)) == (200, ["3"])


def test_under_the_older_regime_the_primary_keeps_its_id(portal, http):
    portal.write(*merged(into_new=False))
    asked = {"properties": "hs_merged_object_ids"}
    record = http.get("/crm/v3/objects/contacts/2", params=asked).json()
    assert (record["id"], record["properties"]["hs_merged_object_ids"]) == ("1", "2")


def test_a_merge_of_merged_records_is_followed_to_the_end(portal, http):
    portal.write(
        *merged(into_new=True),
        contact(4, AT + 2 * DAY),
        *[Change(AT + 2 * DAY, "contacts", id, "merge", {}, into="4") for id in ("3",)],
    )
    asked = {"properties": "hs_merged_object_ids"}
    record = http.get("/crm/v3/objects/contacts/1", params=asked).json()
    assert (record["id"], record["properties"]["hs_merged_object_ids"]) == ("4", "1;2;3")


def test_a_batch_tells_what_it_could_not_find_and_gives_the_rest(portal, http):
    portal.write(contact(1))
    body = {"inputs": [{"id": "1"}, {"id": "8"}], "properties": [], "propertiesWithHistory": []}
    answer = http.post("/crm/v3/objects/contacts/batch/read", json=body)
    assert (answer.status_code, ids(answer)) == (207, ["1"])
    (error,) = answer.json()["errors"]
    assert (error["category"], error["context"]) == ("OBJECT_NOT_FOUND", {"ids": ["8"]})


@pytest.mark.parametrize(("with_history", "most"), [([], 100), (["email"], 50)])
def test_a_batch_takes_so_many_and_no_more(http, with_history, most):
    for count, status in ((most, 207), (most + 1, 400)):
        inputs = [{"id": str(n)} for n in range(1, count + 1)]
        body = {"inputs": inputs, "properties": [], "propertiesWithHistory": with_history}
        assert http.post("/crm/v3/objects/contacts/batch/read", json=body).status_code == status


def test_a_search_ends_at_ten_thousand(http):
    assert searched(http, ("hs_object_id", "GT", "0"), after="9800").status_code == 200
    refused = searched(http, ("hs_object_id", "GT", "0"), after="9801")
    assert (refused.status_code, refused.json()["category"]) == (400, "VALIDATION_ERROR")
    assert searched(http, ("hs_object_id", "GT", "0"), limit=201).status_code == 400


def test_contacts_searched_by_the_stamp_of_other_objects_are_none(portal, http):
    portal.write(contact(1))
    assert ids(searched(http, ("lastmodifieddate", "GTE", str(AT)))) == ["1"]
    wrong = searched(http, ("hs_lastmodifieddate", "GTE", "0"))
    assert (wrong.status_code, wrong.json()["total"]) == (200, 0)


def test_a_search_joins_filters_by_and_and_groups_by_or(portal, http):
    portal.write(
        contact(1, lifecyclestage="lead", hubspotscore="9", company="Alder Pumps"),
        contact(2, lifecyclestage="lead", hubspotscore="80", company="Alder Valves"),
        contact(3, lifecyclestage="customer", hubspotscore="100"),
    )
    lead = {"propertyName": "lifecyclestage", "operator": "EQ", "value": "lead"}
    high = {"propertyName": "hubspotscore", "operator": "GT", "value": "70"}
    path = "/crm/v3/objects/contacts/search"

    def found(groups, **more):
        body = {"filterGroups": [{"filters": group} for group in groups], **more}
        return sorted(ids(http.post(path, json=body)))

    assert found([[lead, high]]) == ["2"]
    assert found([[lead], [high]]) == ["1", "2", "3"]
    assert found([], query="alder valv") == ["2"]
    assert found([[{"propertyName": "company", "operator": "NOT_HAS_PROPERTY"}]]) == ["3"]
    members = {"propertyName": "lifecyclestage", "operator": "IN", "values": ["customer", "other"]}
    assert found([[members]]) == ["3"]
    between = {
        "propertyName": "hubspotscore",
        "operator": "BETWEEN",
        "value": "9",
        "highValue": "80",
    }
    assert found([[between]]) == ["1", "2"]


def test_associations_are_paged_for_each_record_apart(portal, http):
    many = [[str(10_000 + n), []] for n in range(1_201)]
    portal.write(
        *[contact(10_000 + n) for n in range(1_201)],
        Change(AT, "deals", "5", "create", {"@contacts": many}),
        Change(AT, "deals", "6", "create", {"@contacts": many[:1]}),
        Change(AT, "deals", "7", "create", {}),
    )
    path = "/crm/v4/associations/deals/contacts/batch/read"
    inputs = [{"id": "5"}, {"id": "6"}, {"id": "7"}]
    answer = http.post(path, json={"inputs": inputs})
    first = {result["from"]["id"]: result for result in answer.json()["results"]}
    assert {id: len(result["to"]) for id, result in first.items()} == {"5": 500, "6": 1}
    assert "paging" not in first["6"]
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["context"]["fromObjectId"]) == (207, ["7"])
    seen, after = [], first["5"]["paging"]["next"]["after"]
    while after:
        answer = http.post(path, json={"inputs": [{"id": "5", "after": after}]})
        (page,) = answer.json()["results"]
        seen += page["to"]
        after = page.get("paging", {}).get("next", {}).get("after")
    assert len(seen) == 701
    there = {"category": "HUBSPOT_DEFINED", "typeId": 3, "label": None}
    assert first["6"]["to"] == [{"toObjectId": "10000", "associationTypes": [there]}]


def test_an_association_leads_to_the_survivor_and_never_to_the_archived(portal, http):
    portal.write(
        *merged(into_new=True),
        contact(9),
        Change(AT + DAY, "contacts", "9", "delete", {}, is_stamped=False),
        Change(AT, "deals", "5", "create", {"@contacts": [["1", []], ["2", []], ["9", []]]}),
    )
    found = http.get("/crm/v4/objects/deals/5/associations/contacts").json()["results"]
    assert [each["toObjectId"] for each in found] == ["3"]
    found = http.get("/crm/v4/objects/contacts/3/associations/deals").json()["results"]
    assert [each["toObjectId"] for each in found] == ["5"]
