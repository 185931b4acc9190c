"""How HubSpot tells of forms and mailings, and how it limits who asks, worked out by hand."""

from __future__ import annotations

from ingestion.sandbox.recorded import Change
from tests.sources.hubspot.portals import AT, DAY, NOW, talking


def test_forms_of_other_kinds_are_told_only_to_who_asks(sample):
    with talking(sample) as http:
        kinds = {
            asked: {form["formType"] for form in http.get("/marketing/v3/forms", params=told).json()["results"]}
            for asked, told in (("nothing", {}), ("all", {"formTypes": "all"}))
        }  # fmt: skip
        forms = http.get("/marketing/v3/forms", params={"formTypes": "blog_comment"}).json()
        path = f"/form-integrations/v1/submissions/forms/{forms['results'][0]['id']}"
        assert http.get(path).status_code == 400
    assert kinds == {"nothing": {"hubspot"}, "all": {"hubspot", "captured", "blog_comment"}}


def test_submissions_come_newest_first_and_fifty_at_most(portal, http):
    form = {"name": "Newsletter", "formType": "hubspot"}
    portal.write(Change(AT, "forms", "f-1", "create", form))
    values = [{"name": "email", "value": "a@x.com", "objectTypeId": "0-1"}]
    fields = {"values": values, "pageUrl": "https://www.brightwatercontrols.com/newsletter"}
    portal.write(
        *[Change(AT + n, "form_submissions/f-1", f"s-{n:02d}", "create", fields) for n in range(60)]
    )
    path = "/form-integrations/v1/submissions/forms/f-1"
    page = http.get(path, params={"limit": 50}).json()
    assert [each["submittedAt"] for each in page["results"]] == [AT + n for n in range(59, 9, -1)]
    rest = http.get(path, params={"limit": 50, "after": page["paging"]["next"]["after"]}).json()
    assert [each["submittedAt"] for each in rest["results"]] == [AT + n for n in range(9, -1, -1)]
    assert "paging" not in rest
    assert http.get(path, params={"limit": 51}).status_code == 400


def test_email_events_include_both_ends_of_the_span(portal, http):
    fields = {"type": "SENT", "recipient": "a@x.com", "emailCampaignId": 7}
    portal.write(*[Change(AT + n, "email_events", f"e-{n}", "create", fields) for n in range(6)])
    span = {"startTimestamp": AT + 1, "endTimestamp": AT + 4, "limit": 3}
    first = http.get("/email/public/v1/events", params=span).json()
    assert [event["created"] for event in first["events"]] == [AT + 4, AT + 3, AT + 2]
    assert first["hasMore"] is True
    more = http.get("/email/public/v1/events", params=span | {"offset": first["offset"]}).json()
    assert [event["created"] for event in more["events"]] == [AT + 1]
    assert more["hasMore"] is False


def test_a_burst_is_refused_until_ten_seconds_have_passed(limited):
    with limited(ten_secondly=2) as portal, talking(portal) as http:
        answers = [http.get("/crm/v3/owners") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[1].headers["x-hubspot-ratelimit-remaining"] == "0"
        assert answers[2].json()["policyName"] == "TEN_SECONDLY_ROLLING"
        assert "retry-after" not in answers[2].headers
        # Searches are counted apart.
        assert http.post("/crm/v3/objects/contacts/search", json={}).status_code == 200
        portal.store.set_meta("now", NOW + 10_000)
        assert http.get("/crm/v3/owners").status_code == 200


def test_the_day_has_a_limit_that_only_the_next_day_lifts(limited):
    with limited(daily=1) as portal, talking(portal) as http:
        assert http.get("/crm/v3/owners").status_code == 200
        refused = http.get("/crm/v3/owners")
        assert (refused.status_code, refused.json()["policyName"]) == (429, "DAILY")
        portal.store.set_meta("now", NOW + DAY)
        assert http.get("/crm/v3/owners").status_code == 200


def test_a_missing_scope_is_named(limited):
    scopes = frozenset({"crm.objects.contacts.read"})
    with limited(scopes=scopes) as portal, talking(portal) as http:
        assert http.get("/crm/v3/objects/contacts").status_code == 200
        refused = http.get("/crm/v3/objects/deals")
        assert (refused.status_code, refused.json()["category"]) == (403, "MISSING_SCOPES")
        assert "crm.objects.deals.read" in refused.text


def test_every_answer_tells_the_virtual_time(http):
    assert http.get("/crm/v3/owners").headers["date"] == "Thu, 28 May 2026 20:26:40 GMT"
    assert http.get("/nowhere").headers["date"] == "Thu, 28 May 2026 20:26:40 GMT"
