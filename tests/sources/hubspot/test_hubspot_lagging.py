"""What HubSpot keeps from who asks: late indexes, ended archives, forgotten records, waits."""

from __future__ import annotations

import pytest

from ingestion.sources.hubspot.simulator import forget
from tests.sources.hubspot.portals import AT, DAY, NOW, create, end, talking

HOUR = 3_600_000
SEARCH = "/crm/v3/objects/contacts/search"
ALL = {"limit": 200, "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}]}


def found(http):
    return [int(record["id"]) for record in http.post(SEARCH, json=ALL).json()["results"]]


def test_a_search_finds_what_is_recent_in_part_and_in_no_order(limited):
    with limited(search_lag=HOUR) as portal, talking(portal) as http:
        portal.write(*[create("contacts", n) for n in range(101, 151)])
        portal.write(*[create("contacts", n, NOW - HOUR // 2) for n in range(151, 251)])
        recent = found(http)
        assert recent[:50] == list(range(101, 151))
        assert 10 < len(recent[50:]) < 90
        assert recent[50:] != sorted(recent[50:])
        listed = http.get("/crm/v3/objects/contacts", params={"limit": 100, "after": "150"}).json()
        assert len(listed["results"]) == 100
        portal.store.advance(NOW + HOUR)
        assert found(http) == list(range(101, 251))


def test_an_archive_ends_after_a_while(limited):
    with limited(archive_kept=90 * DAY) as portal, talking(portal) as http:
        portal.write(create("contacts", 1), end("contacts", 1, AT + DAY))
        asked = {"params": {"archived": "true"}}
        assert len(http.get("/crm/v3/objects/contacts", **asked).json()["results"]) == 1
        portal.pass_time(90)
        assert http.get("/crm/v3/objects/contacts", **asked).json()["results"] == []
        assert http.get("/crm/v3/objects/contacts/1", **asked).status_code == 404


def test_what_was_deleted_for_privacy_is_in_no_answer(portal, http):
    portal.write(create("contacts", 1, email="a@x.com"), create("contacts", 2))
    portal.write(create("deals", 5, **{"@contacts": [["1", []], ["2", []]]}))
    forget(portal.store, "contacts", "1")
    for told in ("false", "true"):
        asked = {"archived": told, "propertiesWithHistory": "email"}
        answer = http.get("/crm/v3/objects/contacts", params=asked).json()
        assert [record["id"] for record in answer["results"]] == (["2"] if told == "false" else [])
        assert http.get("/crm/v3/objects/contacts/1", params=asked).status_code == 404
    assert found(http) == [2]
    beside = http.get("/crm/v4/objects/deals/5/associations/contacts").json()["results"]
    assert [each["toObjectId"] for each in beside] == ["2"]


@pytest.mark.parametrize(
    ("limits", "waits"), [({"ten_secondly": 1}, "10"), ({"daily": 1}, "12800")]
)
def test_a_refusal_may_say_how_long_to_wait(limited, limits, waits):
    """The portal's day ends 12,800 seconds after its clock was set."""
    for tells_wait, told in ((True, waits), (False, None)):
        with limited(tells_wait=tells_wait, **limits) as portal, talking(portal) as http:
            http.get("/crm/v3/owners")
            refused = http.get("/crm/v3/owners")
            assert refused.status_code == 429
            assert refused.headers.get("retry-after") == told


def test_searches_have_a_limit_of_their_own_and_never_say_how_long_to_wait(limited):
    limits = {"searches_per_second": 5, "ten_secondly": 1, "tells_wait": True}
    with limited(**limits) as portal, talking(portal) as http:
        answers = [http.post(SEARCH, json=ALL) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert answers[5].json()["policyName"] == "SECONDLY"
        assert "retry-after" not in answers[5].headers
        assert http.get("/crm/v3/owners").status_code == 200
        portal.store.set_meta("now", NOW + 1_000)
        assert http.post(SEARCH, json=ALL).status_code == 200
