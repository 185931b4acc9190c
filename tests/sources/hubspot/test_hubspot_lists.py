"""Lists and their members land, and who left a list is gone from it."""

from __future__ import annotations

import httpx
import jsonschema
import pytest
from hubspot import HubSpot

from tests.sources.hubspot.portals import AT, DAY, NOW, create, end, later
from tests.sources.hubspot.test_hubspot_specification import TOKEN, relaxed, specifications

__all__ = ["specifications"]
FIELDS = {"objectTypeId": "0-1", "processingType": "DYNAMIC"}


def joins(list_id, record_id, at=AT):
    return create(f"list_memberships/{list_id}", record_id, at)


@pytest.fixture
def lists(portal):
    portal.write(create("lists", 7, name="MQL", **FIELDS), create("lists", 8, name="All", **FIELDS))
    portal.write(*[joins(8, 1_000 + n, AT + n // 100) for n in range(612)], joins(7, 1_000))
    return portal


def test_lists_and_every_member_land(lists, kept):
    kept = kept("lists")
    kept.run()
    assert kept.latest("lists", "name") == {"7": "MQL", "8": "All"}
    expected = {"7|1000", *(f"8|{1_000 + n}" for n in range(612))}
    assert {id for id, _ in kept.versions("list_memberships")} == expected
    assert len(kept.versions("list_memberships")) == 613
    lists.store.advance(later(1))
    assert kept.run().rows_new == 0
    assert [path for path in lists.meddler.asked if "memberships" in path][4:] == []


@pytest.mark.parametrize("now", [later(2), NOW + DAY])
def test_who_left_a_list_or_lost_it_is_a_member_no_longer(lists, kept, now):
    kept = kept("lists")
    kept.run()
    lists.write(
        end("list_memberships/8", 1_005, later(1)),
        joins(8, 5_000, later(1)),
        end("lists", 7, later(1)),
        now=now,
    )
    kept.run()
    assert kept.latest("lists", "name") == {"8": "All"}
    members = set(kept.latest("list_memberships", "list_id"))
    assert members == {*(f"8|{1_000 + n}" for n in range(612) if n != 5), "8|5000"}


def test_the_library_reads_lists_and_members(lists):
    sdk = HubSpot(access_token="pat-na1-sandbox", host=lists.url)
    found = sdk.crm.lists.lists_api.do_search({"offset": 0, "additionalProperties": []})
    assert {each.list_id: each.name for each in found.lists} == {"7": "MQL", "8": "All"}
    read, members, after = (
        sdk.crm.lists.memberships_api.get_page_ordered_by_added_to_list_date,
        [],
        None,
    )
    while True:
        page = read("8", limit=250, after=after) if after else read("8", limit=250)
        members += [each.record_id for each in page.results]
        if page.paging is None:
            break
        after = page.paging.next.after
    assert members == [str(1_000 + n) for n in range(612)]


@pytest.mark.parametrize(
    ("method", "path", "asked", "schema"),
    [
        ("post", "/crm/v3/lists/search", {"offset": 0, "count": 1}, "ListSearchResponse"),
        ("get", "/crm/v3/lists/7", None, "ListFetchResponse"),
        (
            "get", "/crm/v3/lists/8/memberships/join-order", None,
            "ApiCollectionResponseJoinTimeAndRecordId",
        ),
    ],
)  # fmt: skip
def test_lists_are_told_as_the_specification_says(
    lists, specifications, method, path, asked, schema
):
    answer = httpx.request(method, lists.url + path, headers=TOKEN, json=asked)
    assert answer.status_code == 200
    specification = relaxed(specifications["lists.v3"])
    told = {**specification, "$ref": f"#/components/schemas/{schema}"}
    jsonschema.Draft202012Validator(told).validate(answer.json())
