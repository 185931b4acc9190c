"""What an org changes about its objects is noticed on the run it appears, and loses nothing."""

import pytest

from ingestion.sources.salesforce.simulator.org import FieldDefinition, Org


def org(**fields):
    """An org with custom fields on leads: `org(Tier__c=("string", …))`."""
    definitions = tuple(
        FieldDefinition(name, type, 40, values=tuple(values))
        for name, (type, *values) in fields.items()
    )
    return Org(custom_fields={"Lead": definitions})


@pytest.fixture
def two_runs(hand, connected, walk):
    """Walk an org, then what it became: gives the second walk."""
    hand.lead("Ada", Tier__c="Gold")
    store = hand.open()

    def run(before, after):
        cursor = walk(connected(store, before)).cursor
        return walk(connected(store, after), cursor=cursor)

    return run


TIER = {"Tier__c": ("picklist", "Gold", "Iron")}


@pytest.mark.parametrize(
    ("before", "after", "drift"),
    [
        ({}, {}, []),
        ({}, TIER, [("Tier__c", "new_field")]),
        (TIER, {}, [("Tier__c", "dropped_field")]),
        (TIER, {"Tier__c": ("string",)}, [("Tier__c", "retyped_field"),
                                          ("Tier__c", "dropped_value"), ("Tier__c", "dropped_value")]),
        (TIER, {"Tier__c": ("picklist", "Gold", "Tin")}, [("Tier__c", "new_value"),
                                                          ("Tier__c", "dropped_value")]),
    ],
)  # fmt: skip
def test_drift_is_told_once(two_runs, before, after, drift):
    assert two_runs(org(**before), org(**after)).drift == drift


def test_a_field_under_a_new_name_was_renamed(two_runs):
    """The label stays: `Data Tier`."""
    walked = two_runs(org(Data_Tier__c=("string",)), org(DataTier__c=("string",)))
    assert sorted(kind for _, kind in walked.drift) == ["dropped_field", "new_field"]


@pytest.mark.parametrize("after", [TIER, {"Tier__c": ("string",)}])
def test_fields_that_came_or_were_retyped_are_read_of_all_records(two_runs, after):
    before = {} if after is TIER else TIER
    walked = two_runs(org(**before), org(**after))
    assert [record["Tier__c"] for record in walked.records.values()] == ["Gold"]


def test_a_dropped_field_costs_no_full_read_and_no_row(two_runs):
    assert two_runs(org(**TIER), org()).records == {}


def test_a_field_that_is_dropped_while_it_is_read_costs_one_more_look(hand, connected, walk):
    """Describe tells of it and the query no longer knows it."""
    hand.lead("Ada", Tier__c="Gold")
    store = hand.open()
    client, later = connected(store, org(**TIER)), connected(store)
    asked = client.request

    def request(method, url, **options):
        if "/query" in url and client.session.base_url != later.session.base_url:
            client.session = later.session
        return asked(method, url, **options)

    client.request = request
    (record,) = walk(client).records.values()
    assert (record["LastName"], "Tier__c" in record) == ("Ada", False)
