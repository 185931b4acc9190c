"""HubSpot's own Python library reads the whole portal from the simulator."""

from __future__ import annotations

import json

import pytest
from hubspot import HubSpot
from hubspot.crm.associations.v4 import BatchInputPublicFetchAssociationsBatchRequest
from hubspot.crm.contacts import (
    BatchReadInputSimplePublicObjectId,
    PublicObjectSearchRequest,
    SimplePublicObjectId,
)
from hubspot.crm.contacts.exceptions import ApiException

from ingestion.sources.hubspot.properties import ASSOCIATIONS, COLUMNS, CRM_OBJECTS, WITH_HISTORY


@pytest.fixture(scope="module")
def sdk(sample):
    return HubSpot(access_token="pat-na1-sandbox", host=sample.url)


def held(sample, object, state="live"):
    """Ids as the sample sample's HubSpot holds them."""
    query = "select id from record where system = 'hubspot' and object = ? and state = ?"
    return {row[0] for row in sample.store.sql(query, (object, state))}


def every(fetch, **asked):
    """All results of a list, page by page."""
    after = None
    while True:
        page = fetch(after=after, **asked) if after else fetch(**asked)
        yield from page.results
        if page.paging is None:
            return
        after = page.paging.next.after


@pytest.mark.parametrize("object", CRM_OBJECTS)
def test_the_library_reads_every_record_whole(sdk, sample, object):
    """Values as the store holds them; what a portal works out itself is compared elsewhere."""
    query = "select id, fields from record where system = 'hubspot' and object = ? and state = ?"
    for state in ("live", "deleted"):
        held = {id: json.loads(fields) for id, fields in sample.store.sql(query, (object, state))}
        page = sdk.crm.objects.basic_api.get_page
        asked = {"object_type": object, "limit": 100, "properties": list(COLUMNS[object])}
        found = list(every(page, archived=state == "deleted", **asked))
        assert {record.id for record in found} == set(held)
        assert len(found) == len(held)
        for record in found:
            told = {name: record.properties.get(name) for name in held[record.id]}
            stored = {name: v for name, v in held[record.id].items() if name in COLUMNS[object]}
            assert {name: told[name] for name in stored} == stored
    assert held or object != "contacts"


@pytest.mark.parametrize("object", WITH_HISTORY)
def test_the_library_reads_the_history_of_every_record(sdk, sample, object):
    page = sdk.crm.objects.basic_api.get_page
    names = list(WITH_HISTORY[object])
    told = [*names, "hs_merged_object_ids"]
    asked = {"limit": 50, "properties": told, "properties_with_history": names}
    found = list(every(page, object_type=object, **asked))
    assert {record.id for record in found} == held(sample, object)
    # A merged record tells its forerunners' versions too, of which the newest may not have won.
    for record in (each for each in found if not each.properties["hs_merged_object_ids"]):
        for name in names:
            versions = record.properties_with_history[name]
            assert (versions[0].value if versions else "") == (record.properties[name] or "")


@pytest.mark.parametrize("pair", ASSOCIATIONS)
def test_the_library_reads_the_associations_of_every_record(sdk, sample, pair):
    query = "select id, fields ->> ? from record where object = ? and state = 'live'"
    stored = {
        (id, target)
        for id, text in sample.store.sql(query, (f"$.@{pair[1]}", pair[0]))
        for target, _ in json.loads(text or "[]")
    }
    ids = sorted(held(sample, pair[0]))
    read = sdk.crm.associations.v4.batch_api.get_page
    found = set()
    for start in range(0, len(ids), 1000):
        inputs = [{"id": id} for id in ids[start : start + 1000]]
        answer = read(*pair, BatchInputPublicFetchAssociationsBatchRequest(inputs=inputs))
        found |= {(each._from.id, to.to_object_id) for each in answer.results for to in each.to}
    standing = held(sample, pair[1])
    assert found >= {(id, target) for id, target in stored if target in standing}
    assert {target for _, target in found} <= standing


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


@pytest.mark.parametrize("object", CRM_OBJECTS)
def test_the_library_reads_the_properties_of_every_object(sdk, object):
    found = {each.name: each for each in sdk.crm.properties.core_api.get_all(object).results}
    assert set(COLUMNS[object]) <= set(found)
    assert all(each.type and each.field_type and each.label for each in found.values())


def test_the_library_reads_all_forms_of_both_kinds(sdk, sample):
    read = sdk.marketing.forms.forms_api.get_page
    for archived, state in ((False, "live"), (True, "deleted")):
        forms = every(read, limit=1, archived=archived, form_types=["all"])
        assert {form.id for form in forms} == held(sample, "forms", state)
    assert all(form.form_type == "hubspot" for form in every(read, limit=100))


def test_the_library_reads_all_mailings_of_both_kinds(sdk, sample):
    read = sdk.marketing.emails.marketing_emails_api.get_page
    for archived, state in ((False, "live"), (True, "deleted")):
        mails = every(read, limit=3, archived=archived)
        assert {mail.id for mail in mails} == held(sample, "marketing_emails", state)


def test_the_library_reads_all_marketing_events_and_who_took_part(sdk, sample):
    events = {each.object_id for each in every(sdk.marketing.events.basic_api.get_all, limit=2)}
    assert events == held(sample, "marketing_events")
    read = sdk.marketing.events.retrieve_participant_state_api
    found = {
        each.id
        for id in events
        for each in every(
            read.get_participations_breakdown_by_marketing_event_id,
            marketing_event_id=id,
            limit=100,
        )
    }
    assert found == held(sample, "marketing_event_participations") and found


def test_the_library_reads_every_visit(sdk, sample):
    visits = [
        each.id
        for each in every(sdk.events.events_api.get_page, event_type="e_visited_page", limit=100)
    ]
    assert set(visits) == held(sample, "web_events")
    assert len(visits) == len(set(visits)) > 100


def test_the_library_is_refused_without_the_token(sample):
    stranger = HubSpot(access_token="pat-na1-other", host=sample.url)
    with pytest.raises(ApiException) as refused:
        stranger.crm.contacts.get_all()
    assert refused.value.status == 401
