"""One line gives a custom field a column, and what landed before is moved into it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingestion.landing.load import land
from ingestion.landing.warehouse import Warehouse
from ingestion.settings import Connection
from ingestion.sources.salesforce import SOURCE
from ingestion.sources.salesforce.custom import with_custom_fields
from ingestion.sources.salesforce.simulator import app
from ingestion.sources.salesforce.simulator.org import FieldDefinition, Org
from ingestion.sources.salesforce.streams import stream_of
from ingestion.sources.salesforce.tables import LEAD
from tests.sources.salesforce.conftest import CREDENTIALS

LINE = (
    'lead = { Tier__c = "text", Seats__c = "number", Flag__c = "boolean", Won_At__c = "instant" }'
)
FIELDS = (
    FieldDefinition("Tier__c", "string", 40),
    FieldDefinition("Seats__c", "double"),
    FieldDefinition("Flag__c", "boolean"),
    FieldDefinition("Won_At__c", "datetime"),
)


def test_a_line_gives_columns_that_are_filled_from_what_landed(hand, serving, tmp_path):
    at = "2026-01-02T03:04:05.000+0000"
    lead = hand.lead("Ada", Tier__c='"Gold"', Seats__c=7.0, Flag__c=True, Won_At__c=at)
    store = hand.open()
    settings = {"BASE_URL": serving(app(store, Org(custom_fields={"Lead": FIELDS}))), **CREDENTIALS}

    def run(warehouse, table):
        source = replace(SOURCE, streams=(stream_of(table),), control_totals=lambda _: ())
        warehouse.prepare([source])
        refresh = warehouse.begin_refresh(datetime.fromtimestamp(store.now / 1000, UTC))
        load = land(warehouse, refresh, Connection(source, "default", settings))
        warehouse.end_refresh(refresh, "published")
        assert load.status == "accepted", load.message
        return load

    with Warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        run(warehouse, LEAD)
        (declared,) = with_custom_fields([LEAD], LINE)
        assert run(warehouse, declared).rows_new == 0
        (row,) = warehouse.rows(
            "select _record_id, Tier__c, Seats__c, Flag__c, Won_At__c, _extra like '%Tier__c%' as is_left "
            "from raw_salesforce.lead"
        )
    assert row == {"_record_id": lead, "Tier__c": '"Gold"', "Seats__c": "7.0", "Flag__c": "true",
                   "Won_At__c": at, "is_left": False}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('leads = { Tier__c = "text" }', "no table leads"),
        ('lead = { Tier__c = "string" }', "text, number, boolean, instant"),
        ('lead = ["Tier__c"]', "text, number, boolean, instant"),
        ('lead = { Rating = "text" }', "has Rating already"),
    ],
)
def test_a_wrong_line_is_told(line, says):
    with pytest.raises(ValueError, match=says):
        with_custom_fields([LEAD], line)
