"""HubSpot's own Python library reads the whole portal from the simulator."""

from __future__ import annotations

import pytest
from hubspot import HubSpot
from hubspot.crm.associations.v4 import BatchInputPublicFetchAssociationsBatchRequest
from hubspot.crm.contacts import (
    BatchReadInputSimplePublicObjectId,
    PublicObjectSearchRequest,
    SimplePublicObjectId,
)
from hubspot.crm.contacts.exceptions import ApiException


@pytest.fixture(scope="module")
def sdk(sample):
    return HubSpot(access_token="pat-na1-sandbox", host=sample.url)


def held(sample, object, state="live"):
    """Ids as the sample sample's HubSpot holds them."""
    query = "select id from record where system = 'hubspot' and object = ? and state = ?"
    return {row[0] for row in sample.store.sql(query, (object, state))}


@pytest.mark.parametrize("object", ["contacts", "companies", "deals", "products", "line_items"])
def test_the_library_reads_every_record(sdk, sample, object):
    records = getattr(sdk.crm, object).get_all(properties=["hs_object_id"])
    assert {record.id for record in records} == held(sample, object)
    assert len(records) == len(held(sample, object))


@pytest.mark.parametrize("object", ["calls", "meetings", "emails", "notes", "tasks"])
def test_the_library_reads_every_engagement(sdk, sample, object):
    found, after = set(), None
    while True:
        page = sdk.crm.objects.basic_api.get_page(object, limit=100, after=after)
        found |= {record.id for record in page.results}
        if page.paging is None:
            break
        after = page.paging.next.after
    assert found == held(sample, object) and found


def test_the_library_reads_history_fifty_a_page(sdk, sample):
    contacts = sdk.crm.contacts.get_all(properties_with_history=["lifecyclestage"])
    assert {contact.id for contact in contacts} == held(sample, "contacts")
    for contact in contacts:
        versions = contact.properties_with_history["lifecyclestage"]
        assert versions[0].value == contact.properties["lifecyclestage"]
        stamps = [version.timestamp for version in versions]
        assert stamps == sorted(stamps, reverse=True)


def test_the_library_reads_what_is_archived(sdk, sample):
    archived = sdk.crm.contacts.get_all(archived=True)
    assert {contact.id for contact in archived} == held(sample, "contacts", "deleted")
    assert all(contact.archived and contact.archived_at for contact in archived)


def test_the_library_searches(sdk, sample):
    body = PublicObjectSearchRequest(
        filter_groups=[
            {"filters": [{"propertyName": "hs_is_closed_won", "operator": "EQ", "value": "true"}]}
        ],
        properties=["dealstage"],
        sorts=[],
        limit=200,
        after="0",
    )
    won = sdk.crm.deals.search_api.do_search(body)
    assert won.total == len(won.results) > 0
    assert {deal.properties["dealstage"] for deal in won.results} <= {"148915507", "closedwon"}


def test_the_library_reads_a_batch(sdk, sample):
    ids = sorted(held(sample, "contacts"))[:100]
    body = BatchReadInputSimplePublicObjectId(
        inputs=[SimplePublicObjectId(id) for id in ids], properties=["email"],
        properties_with_history=[],
    )  # fmt: skip
    batch = sdk.crm.contacts.batch_api.read(body)
    assert sorted(contact.id for contact in batch.results) == ids


def test_the_library_follows_associations_there_and_back(sdk, sample):
    deals = sorted(held(sample, "deals"))
    body = BatchInputPublicFetchAssociationsBatchRequest(inputs=[{"id": id} for id in deals])
    found = sdk.crm.associations.v4.batch_api.get_page("deals", "contacts", body)
    pairs = {(each._from.id, to.to_object_id) for each in found.results for to in each.to}
    assert pairs
    back = set()
    for contact in {contact for _, contact in pairs}:
        page = sdk.crm.associations.v4.basic_api.get_page("contacts", contact, "deals")
        back |= {(to.to_object_id, contact) for to in page.results}
    assert back == pairs


def test_the_library_reads_owners_of_both_kinds(sdk, sample):
    present, left = sdk.crm.owners.get_all(), sdk.crm.owners.get_all(archived=True)
    assert {owner.id for owner in present} == held(sample, "owners")
    assert {owner.id for owner in left} == held(sample, "owners", "deleted")
    assert all(owner.user_id is None for owner in left)


def test_the_library_reads_pipelines_and_properties(sdk):
    pipelines = sdk.crm.pipelines.pipelines_api.get_all("deals").results
    assert {p.id: len(p.stages) for p in pipelines} == {"default": 7, "48915502": 6}
    stages = sdk.crm.pipelines.pipeline_stages_api.get_all("deals", "48915502").results
    assert [stage.metadata["isClosed"] for stage in stages] == ["false"] * 4 + ["true"] * 2
    names = {each.name for each in sdk.crm.properties.core_api.get_all("contacts").results}
    assert {"email", "lastmodifieddate", "rejection_reason"} <= names


def test_the_library_reads_forms_mailings_campaigns_and_events(sdk, sample):
    forms = sdk.marketing.forms.forms_api.get_page(limit=100).results
    assert {form.name for form in forms} == {
        "Request a demo", "Contact sales", "Get a quote", "Newsletter", "Buyer's guide",
        "Webinar registration",
    }  # fmt: skip
    mails = sdk.marketing.emails.marketing_emails_api.get_page(limit=100).results
    assert {mail.id for mail in mails} == held(sample, "marketing_emails")
    events = sdk.marketing.events.basic_api.get_all(limit=100).results
    assert {event.object_id for event in events} == held(sample, "marketing_events")
    visits = sdk.events.events_api.get_page(event_type="e_visited_page", limit=1000).results
    assert len(visits) == min(1000, len(held(sample, "web_events")))


def test_the_library_is_refused_without_the_token(sample):
    stranger = HubSpot(access_token="pat-na1-other", host=sample.url)
    with pytest.raises(ApiException) as refused:
        stranger.crm.contacts.get_all()
    assert refused.value.status == 401
