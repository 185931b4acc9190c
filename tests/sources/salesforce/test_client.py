"""Our client loses nothing: full, by increments, through deletes, merges, drift and lost tokens."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from ingestion.http import waiting_by
from ingestion.landing.load import land
from ingestion.landing.records import restored
from ingestion.landing.warehouse import Warehouse
from ingestion.sandbox.world import open_world
from ingestion.settings import Connection
from ingestion.source import Batch, Checkpoint, SourceError
from ingestion.sources.salesforce import SOURCE
from ingestion.sources.salesforce.client import Client
from ingestion.sources.salesforce.simulator import app, render
from ingestion.sources.salesforce.simulator.org import FieldDefinition, Org
from ingestion.sources.salesforce.simulator.catalogue import objects_seen_in
from ingestion.sources.salesforce.tables import TABLES

HOUR, DAY = 3_600_000, 86_400_000
STREAMS = {stream.name: stream for stream in SOURCE.streams}


def walk(client, name="lead", cursor=None):
    """The records, tombstones and last cursor of one stream."""
    records, gone = {}, []
    items = list(STREAMS[name].extract(client, cursor or {}))
    for item in items:
        if isinstance(item, Batch):
            records |= {(r := json.loads(text))["Id"]: r for text in item.records}
            gone += item.tombstones
    assert isinstance(items[-1], Checkpoint)
    return records, gone, items[-1].cursor


def count_told(client, name, cursor):
    """What the vendor counts: told on full reads alone."""
    items = STREAMS[name].extract(client, cursor)
    return [i.vendor_count for i in items if isinstance(i, Batch) and i.vendor_count is not None]


# ── whole loads into a warehouse ────────────────────────────────────────────────────────────


class Landing:
    """A warehouse that a company lands in, day by day."""

    def __init__(self, warehouse, world, base_url):
        self.warehouse, self.world = warehouse, world
        self.source = replace(SOURCE, expectations={})  # judged by a test of its own
        settings = {"BASE_URL": base_url, "CLIENT_ID": "sandbox", "CLIENT_SECRET": "sandbox"}
        self.connection = Connection(self.source, "default", settings)
        warehouse.prepare([self.source])

    def land(self):
        refresh = self.warehouse.begin_refresh(datetime.fromtimestamp(self.world.now / 1000, UTC))
        load = land(self.warehouse, refresh, self.connection)
        self.warehouse.end_refresh(refresh, "published")
        assert load.status == "accepted", load.message
        return load

    def latest(self, table):
        rows = self.warehouse.rows(
            f'select * from raw_salesforce."{table.name}" qualify row_number() over '
            "(partition by _record_id order by _load_id desc, _seen_at desc, _changed_at desc) = 1"
        )
        return {row["_record_id"]: row for row in rows}


@pytest.fixture(scope="module")
def landing(tmp_path_factory, serving):
    """Twelve days of a small company, landed one by one."""
    folder = tmp_path_factory.mktemp("landing")
    world = open_world(folder / "world", seed=11, size=100)
    with Warehouse(folder / "warehouse.duckdb") as warehouse:
        landing = Landing(warehouse, world, serving(app(world)))
        landing.loads = [landing.land()]
        for days in (1, 1, 3, 7):
            world.advance_days(days)
            landing.loads.append(landing.land())
        yield landing
    world.close()


def calculated(table):
    """Fields that change without the record's own stamp."""
    fields = objects_seen_in(Org())[table.object].fields.values()
    return [field.name for field in fields if field.is_calculated and table.name == "campaign"]


# The parts of an address are fields of their own; what age alone changes moves no stamp.
LEFT_OUT = ("Address", "BillingAddress", "ShippingAddress", "MailingAddress", "OtherAddress")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_landed_in_increments_is_what_the_org_holds(landing, table):
    held = {row["Id"]: row for row in render(landing.world, table.name)}
    latest = landing.latest(table)
    assert set(latest) == set(held)
    is_activity = table.name in ("task", "event")
    is_history = table.changed_at == "CreatedDate"
    left_out = {
        *LEFT_OUT,
        *calculated(table),
        *(["IsArchived"] if is_activity else []),
        *(["IsDeleted"] if is_history else []),
    }
    for id, row in latest.items():
        expected = {k: v for k, v in held[id].items() if k not in left_out}
        got = {k: v for k, v in restored(table, row).items() if k not in left_out}
        assert got == expected


def test_deleted_and_merged_records_land_as_such(landing):
    ops = set()
    for table in TABLES:
        if table.changed_at == "CreatedDate":
            continue
        for id, row in landing.latest(table).items():
            state, into = landing.world.sql(
                "select state, into_id from record where system = 'salesforce' and id = ?", (id,)
            )[0]
            assert row["_op"] == {"live": "upsert", "deleted": "delete", "merged": "merge"}[state]
            assert row["_merged_into_id"] == into
            ops.add(row["_op"])
    assert {"upsert", "merge"} <= ops


def test_a_full_read_has_the_vendors_own_count_and_an_increment_has_none(landing):
    full, *increments = landing.loads
    for name, state in full.tables.items():
        assert state.vendor_count == state.rows_read == state.rows_new, name
    for load in increments:
        assert {state.vendor_count for state in load.tables.values()} == {None}


def test_an_unchanged_org_lands_no_row(landing):
    assert landing.land().rows_new == 0


def test_control_totals_are_what_the_org_says_of_itself(landing):
    leads = [row for row in render(landing.world, "lead") if not row["IsDeleted"]]
    totals = {t.metric: t for t in SOURCE.control_totals(Client(landing.connection.settings))}
    assert totals["leads"].value == str(len(leads))
    assert totals["open_pipeline"].currency_code == "USD"
    dollars = [row["Amount"] for row in render(landing.world, "opportunity")
               if row["IsWon"] and not row["IsDeleted"] and row["CurrencyIsoCode"] == "USD"]  # fmt: skip
    assert float(totals["won"].value) >= sum(dollars) > 0


# ── increments, deletes, merges ─────────────────────────────────────────────────────────────


def test_an_increment_reads_ten_minutes_back_from_the_orgs_own_clock(hand, connected):
    hand.lead("old", "2026-05-20T11:49:59")
    inside = hand.lead("inside", "2026-05-20T11:50:00")
    new = hand.lead("new", "2026-05-20T12:30:00")
    store = hand.open()
    client = connected(store)
    first, _, cursor = walk(client)
    assert len(first) == 2
    assert cursor["since"] == "2026-05-20T12:00:00+00:00"
    store.advance(hand.at("2026-05-20T13:00:00"))
    second, _, cursor = walk(client, cursor=cursor)
    assert set(second) == {inside, new}
    assert cursor["since"] == "2026-05-20T13:00:00+00:00"


def test_deletes_merges_and_restores_arrive(hand, connected):
    deleted, lost, won = hand.lead("deleted"), hand.lead("lost"), hand.lead("won")
    hand.then("2026-05-20T13:00:00", "Lead", deleted, "delete")
    hand.then("2026-05-20T13:00:00", "Lead", lost, "merge", into=won)
    hand.then("2026-05-21T13:00:00", "Lead", deleted, "restore")
    store = hand.open()
    client = connected(store)
    _, _, cursor = walk(client)
    store.advance(hand.at("2026-05-20T14:00:00"))
    records, gone, cursor = walk(client, cursor=cursor)
    marks = {id: STREAMS["lead"].tables[0].mark(_texts(r)) for id, r in records.items()}
    assert {id: (mark.op, mark.merged_into_id) for id, mark in marks.items()} == {
        deleted: ("delete", None),
        lost: ("merge", won),
    }
    assert gone == []
    store.advance(hand.at("2026-05-21T14:00:00"))
    records, gone, _ = walk(client, cursor=cursor)
    assert (records[deleted]["IsDeleted"], gone) == (False, [])


def _texts(record):
    return {
        name: json.dumps(value) if isinstance(value, bool) else value
        for name, value in record.items()
    }


def test_what_the_recycle_bin_lost_is_known_from_the_list_of_deletes(hand, connected):
    """Deleted and purged between two runs: no query shows it any more, the list still does."""
    purged = hand.lead("purged")
    hand.then("2026-05-20T13:00:00", "Lead", purged, "delete")
    store = hand.open()
    client = connected(store)
    _, _, cursor = walk(client)
    store.advance(hand.at("2026-05-20T14:00:00"))
    store.sql("update record set state = 'purged' where id = ?", (purged,))
    records, gone, cursor = walk(client, cursor=cursor)
    assert records == {}
    assert [(t.record_id, t.op, t.changed_at) for t in gone] == [
        (purged, "delete", "2026-05-20T13:00:00Z")
    ]
    assert cursor["deletes_covered"] == "2026-05-20T14:00:00.000+0000"


def test_a_gap_in_the_vendors_memory_of_deletes_leads_to_a_full_read(hand, connected):
    hand.lead("Ada")
    store = hand.open()
    client = connected(store)
    _, _, cursor = walk(client)
    store.advance(hand.now + 14 * DAY)
    assert count_told(client, "lead", cursor) == []
    store.advance(hand.now + 16 * DAY)
    assert count_told(client, "lead", cursor) == [1]
    records, _, cursor = walk(client, cursor=cursor)
    assert len(records) == 1
    assert count_told(client, "lead", cursor) == []


def test_two_runs_at_one_instant_keep_where_deletes_were_covered(hand, connected):
    hand.lead("Ada")
    client = connected(hand.open())
    _, _, first = walk(client)
    _, _, second = walk(client, cursor=first)
    assert second == first


# ── tokens and rights ───────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def many(by_hand):
    hand = by_hand()
    for number in range(4_500):
        hand.make("Account", "001", f"a{number}", "2026-01-01T00:00:00", Name=f"Account {number}")
    hand.open()
    return hand


def test_a_token_that_expires_between_two_pages_is_renewed(many, connected):
    client = connected(many.store)
    ids = []
    for item in STREAMS["account"].extract(client, {}):
        if isinstance(item, Batch):
            ids += [json.loads(text)["Id"] for text in item.records]
            many.store.advance(many.store.now + 3 * HOUR)
    assert len(ids) == len(set(ids)) == 4500


def test_a_signed_assertion_opens_the_org_too(hand, serving):
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
    assert len(walk(client)[0]) == 1


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"CLIENT_SECRET": "s3cret"}, "SALESFORCE_CLIENT_SECRET"),
        ({"CLIENT_ID": "other"}, "SALESFORCE_CLIENT_ID"),
        ({"CLIENT_SECRET": ""}, "SALESFORCE_PRIVATE_KEY"),
        ({"CLIENT_SECRET": "", "USERNAME": "x", "PRIVATE_KEY": "s3cret"}, "not readable"),
    ],
)
def test_wrong_credentials_give_one_line_that_says_what_to_set(hand, connected, settings, says):
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
def test_a_missing_right_gives_one_line_that_says_what_to_grant(hand, connected, org, says):
    client = connected(hand.open(), org)
    with pytest.raises(SourceError) as failed, waiting_by(lambda _: None):
        walk(client)
        walk(client)
    assert says in str(failed.value)
    assert "\n" not in str(failed.value)


def test_an_object_may_be_skipped_by_name(hand, connected):
    org = Org(hidden_objects=frozenset({"Lead"}))
    client = connected(hand.open(), org, SKIP="lead, opportunity")
    assert walk(client) == ({}, [], {})
    assert SOURCE.control_totals(client) == []


def test_an_org_with_one_currency_has_no_list_of_them(hand, connected):
    org = Org(hidden_objects=frozenset({"CurrencyType", "DatedConversionRate"}))
    hand.opportunity("one", Amount=10.0)
    client = connected(hand.open(), org)
    assert walk(client, "currency_type") == ({}, [], {})
    totals = SOURCE.control_totals(client)
    assert [(t.metric, t.value, t.currency_code) for t in totals] == [
        ("leads", "0", None), ("open_pipeline", "10.0", None), ("won", "0", None),
    ]  # fmt: skip


# ── fields that come and go ─────────────────────────────────────────────────────────────────


def test_a_field_the_user_may_not_see_is_reported_and_the_rest_is_read(hand, connected, caplog):
    hand.lead("Ada", Rating="Hot", Industry="Energy")
    client = connected(hand.open(), Org(hidden_fields=frozenset({"Lead.Rating"})))
    (record,) = walk(client)[0].values()
    assert record["Industry"] == "Energy"
    assert client.missing["lead"] == ("Rating",)
    assert "sees no Rating" in caplog.text


def test_a_custom_field_of_the_org_is_read_without_being_declared(hand, connected):
    hand.lead("Ada", Tier__c="Gold")
    tier = FieldDefinition("Tier__c", "string", 40)
    client = connected(hand.open(), Org(custom_fields={"Lead": (tier,)}))
    (record,) = walk(client)[0].values()
    assert record["Tier__c"] == "Gold"


def test_fields_that_fit_no_single_address_are_joined_by_id(by_hand, connected):
    hand = by_hand()
    names = [f"A_rather_long_name_of_a_custom_field_{number:03d}__c" for number in range(700)]
    for number in range(450):
        hand.lead(f"l{number}", **{names[0]: f"first {number}", names[-1]: f"last {number}"})
    extra = tuple(FieldDefinition(name, "string", 80) for name in names)
    client = connected(hand.open(), Org(custom_fields={"Lead": extra}))
    records, _, _ = walk(client)
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
