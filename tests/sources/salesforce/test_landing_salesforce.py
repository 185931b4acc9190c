"""A small company lands day by day, and what landed is what the org holds."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingestion.landing.load import land
from ingestion.landing.records import restored
from ingestion.landing.warehouse import Warehouse
from ingestion.sandbox.world import open_world
from ingestion.settings import Connection
from ingestion.sources.salesforce import SOURCE
from ingestion.sources.salesforce.client import Client
from ingestion.sources.salesforce.simulator import app, render
from ingestion.sources.salesforce.simulator.org import Org
from ingestion.sources.salesforce.simulator.render import Rows
from ingestion.sources.salesforce.tables import LEAD, TABLES


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
def landing(module_path, serving):
    """Twelve days of a small company, landed one by one."""
    world = open_world(module_path / "world", seed=11, size=100)
    with Warehouse(module_path / "warehouse.duckdb") as warehouse:
        landing = Landing(warehouse, world, serving(app(world)))
        landing.loads = [landing.land()]
        for days in (1, 1, 3, 7):
            world.advance_days(days)
            landing.loads.append(landing.land())
        yield landing
    world.close()


# The parts of an address are fields of their own; what age alone changes moves no stamp.
LEFT_OUT = ("Address", "BillingAddress", "ShippingAddress", "MailingAddress", "OtherAddress")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_landed_in_increments_is_what_the_org_holds(landing, table):
    rows = Rows(landing.world, Org())
    definition = rows.objects[table.object]
    held = {row["Id"]: rows.whole(definition, row) for row in rows.of(table.object)}
    latest = landing.latest(table)
    assert set(latest) == set(held)
    is_activity = table.name in ("task", "event")
    is_history = table.changed_at == "CreatedDate"
    left_out = {
        *LEFT_OUT,
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
        told = {name for name, state in load.tables.items() if state.vendor_count is not None}
        assert told == {"campaign"}  # its roll-ups move no stamp, so it is read anew every day


def test_an_unchanged_org_lands_no_row(landing):
    assert landing.land().rows_new == 0


def test_what_landed_by_rest_and_is_read_again_by_bulk_lands_no_row(landing, monkeypatch):
    monkeypatch.setattr("ingestion.sources.salesforce.reading.BULK_FROM", 0)
    with landing.warehouse.transaction():
        landing.warehouse.run("delete from control.cursors")
    load = landing.land()
    aged = ("task", "event")  # what is archived by its age alone is told on a full read only
    assert {state.rows_new for name, state in load.tables.items() if name not in aged} == {0}
    assert load.tables["lead"].rows_read == len(landing.latest(LEAD)) > 0


def test_control_totals_are_what_the_org_says_of_itself(landing):
    leads = [row for row in render(landing.world, "lead") if not row["IsDeleted"]]
    totals = SOURCE.control_totals(Client(landing.connection.settings))
    told = {(t.metric, t.period_start_date): t.value for t in totals if t.metric == "leads"}
    months = Counter(f"{row['CreatedDate'][:7]}-01" for row in leads)
    assert told == {("leads", month): str(count) for month, count in months.items()}
    assert {t.currency_code for t in totals if t.metric == "open_pipeline"} == {"USD"}
    dollars = [row["Amount"] for row in render(landing.world, "opportunity")
               if row["IsWon"] and not row["IsDeleted"] and row["CurrencyIsoCode"] == "USD"]  # fmt: skip
    assert sum(float(t.value) for t in totals if t.metric == "won") >= sum(dollars) > 0
