"""Tokens that end, rights that are missing, fields that come and go."""

import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from ingestion.http import waiting_by
from ingestion.source import Batch, SourceError
from ingestion.sources.salesforce import SOURCE
from ingestion.sources.salesforce.client import Client
from ingestion.sources.salesforce.simulator import app
from ingestion.sources.salesforce.simulator.catalogue import objects_seen_in
from ingestion.sources.salesforce.simulator.org import FieldDefinition, Org
from ingestion.sources.salesforce.tables import TABLES

HOUR = 3_600_000


@pytest.fixture(scope="module")
def many(by_hand):
    hand = by_hand()
    for number in range(4_500):
        hand.make("Account", "001", f"a{number}", "2026-01-01T00:00:00", Name=f"Account {number}")
    hand.open()
    return hand


@pytest.mark.parametrize(
    "org", [Org(without_bulk=frozenset({"Account"})), Org(bulk_page=2_000)], ids=["rest", "bulk"]
)
def test_a_token_that_expires_between_two_pages_is_renewed(many, connected, org):
    client = connected(many.store, org)
    stream = next(stream for stream in SOURCE.streams if stream.name == "account")
    ids = []
    for item in stream.extract(client, {}):
        if isinstance(item, Batch):
            ids += [json.loads(text)["Id"] for text in item.records]
            ids += item.rows.column("Id").to_pylist() if item.rows else []
            many.store.advance(many.store.now + 3 * HOUR)
    assert len(ids) == len(set(ids)) == 4500


def test_a_signed_assertion_opens_the_org_too(hand, serving, walk):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    hand.lead("Ada")
    org = Org(certificate=public.decode(), username="ann@example.com")
    client = Client(
        {
            "BASE_URL": serving(app(hand.open(), org)),
            "CLIENT_ID": "sandbox",
            "USERNAME": "ann@example.com",
            "PRIVATE_KEY": private.decode().replace("\n", "\\n"),
        }
    )
    assert len(walk(client).records) == 1


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"CLIENT_SECRET": "s3cret"}, "SALESFORCE_CLIENT_SECRET"),
        ({"CLIENT_ID": "other"}, "SALESFORCE_CLIENT_ID"),
        ({"CLIENT_SECRET": ""}, "SALESFORCE_PRIVATE_KEY"),
        ({"CLIENT_SECRET": "", "USERNAME": "x", "PRIVATE_KEY": "s3cret"}, "not readable"),
    ],
)
def test_wrong_credentials_give_one_line_that_says_what_to_set(
    hand, connected, settings, says, walk
):
    with pytest.raises(SourceError) as failed:
        connected(hand.open(), **settings)
    assert says in str(failed.value)
    assert "\n" not in str(failed.value)
    assert "s3cret" not in str(failed.value)


@pytest.mark.parametrize(
    ("org", "says"),
    [
        (
            Org(hidden_objects=frozenset({"Lead"})),
            "salesforce.lead: the connected user may not read",
        ),
        (Org(hidden_fields=frozenset({"Lead.SystemModstamp"})), "may not read Lead.SystemModstamp"),
        (Org(is_api_enabled=False), "API Enabled"),
        (Org(daily_requests=1), "used up (api-usage=1/1)"),
    ],
)
def test_a_missing_right_gives_one_line_that_says_what_to_grant(hand, connected, org, says, walk):
    client = connected(hand.open(), org)
    with pytest.raises(SourceError) as failed, waiting_by(lambda _: None):
        walk(client)
        walk(client)
    assert says in str(failed.value)
    assert "\n" not in str(failed.value)


def test_an_object_may_be_skipped_by_name(hand, connected, walk):
    org = Org(hidden_objects=frozenset({"Lead"}))
    client = connected(hand.open(), org, SKIP="lead, opportunity")
    assert walk(client) == ({}, [], [], {}, {}, [], [])
    assert SOURCE.control_totals(client) == []


def test_an_org_with_one_currency_has_no_list_of_them(hand, connected, walk):
    hand.opportunity("one", Amount=10.0)
    client = connected(hand.open(), Org(has_several_currencies=False))
    assert walk(client, "currency_type") == ({}, [], [], {}, {}, [], [])
    (deal,) = walk(client, "opportunity").records.values()
    assert deal["Amount"] == 10.0 and "CurrencyIsoCode" not in deal
    assert client.missing["opportunity"] == ()
    totals = SOURCE.control_totals(client)
    assert [(t.metric, t.value, t.currency_code) for t in totals] == [
        ("leads", "0", None), ("opportunities", "1", None), ("open_pipeline", "10.0", None),
        ("won", "0", None),
    ]  # fmt: skip


# ── fields that come and go ─────────────────────────────────────────────────────────────────


def test_a_field_the_user_may_not_see_is_reported_and_the_rest_is_read(
    hand, connected, caplog, walk
):
    hand.lead("Ada", Rating="Hot", Industry="Energy")
    client = connected(hand.open(), Org(hidden_fields=frozenset({"Lead.Rating"})))
    (record,) = walk(client).records.values()
    assert record["Industry"] == "Energy"
    assert client.missing["lead"] == ("Rating",)
    assert "sees no Rating" in caplog.text


def test_a_custom_field_of_the_org_is_read_without_being_declared(hand, connected, walk):
    hand.lead("Ada", Tier__c="Gold")
    tier = FieldDefinition("Tier__c", "string", 40)
    client = connected(hand.open(), Org(custom_fields={"Lead": (tier,)}))
    (record,) = walk(client).records.values()
    assert record["Tier__c"] == "Gold"


def test_fields_that_fit_no_single_address_are_joined_by_id(by_hand, connected, walk):
    hand = by_hand()
    names = [f"A_rather_long_name_of_a_custom_field_{number:03d}__c" for number in range(700)]
    for number in range(450):
        hand.lead(f"l{number}", **{names[0]: f"first {number}", names[-1]: f"last {number}"})
    extra = tuple(FieldDefinition(name, "string", 80) for name in names)
    client = connected(hand.open(), Org(custom_fields={"Lead": extra}))
    records = walk(client).records
    assert len(records) == 450
    for record in records.values():
        number = record["LastName"][1:]
        assert (record[names[0]], record[names[-1]]) == (f"first {number}", f"last {number}")
        assert set(names) <= set(record)


def test_every_declared_field_is_described_with_a_type_that_fits():
    """Numbers are promised as numbers, flags as booleans; `any` fits what varies."""
    kinds = {"double": "number", "currency": "number", "percent": "number", "int": "number",
             "boolean": "boolean", "anyType": "any"}  # fmt: skip
    objects = objects_seen_in(Org())
    for table in TABLES:
        for field in table.fields:
            described = objects[table.object].fields[field.name].type
            assert field.kind == kinds.get(described, "string"), (table.name, field.name)
            assert (field.same_as == "instant") == (described == "datetime")
