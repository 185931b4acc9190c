"""An org with a single currency lands whole: it has no rates, and no field names a currency."""

from datetime import UTC, datetime

import pytest

from ingestion.landing.load import land
from ingestion.landing.warehouse import Warehouse
from ingestion.settings import Connection
from ingestion.sources.salesforce import SOURCE
from ingestion.sources.salesforce.simulator import app
from ingestion.sources.salesforce.simulator.org import Org
from tests.sources.salesforce.conftest import CREDENTIALS


@pytest.fixture(scope="module")
def loaded(company, serving, module_path):
    """A warehouse after the first load of such an org, every expectation asked; and that load."""
    base_url = serving(app(company, Org(has_several_currencies=False)))
    connection = Connection(SOURCE, "default", {"BASE_URL": base_url, **CREDENTIALS})
    with Warehouse(module_path / "warehouse.duckdb") as warehouse:
        warehouse.prepare([SOURCE])
        refresh = warehouse.begin_refresh(datetime(2026, 6, 1, tzinfo=UTC))
        yield warehouse, land(warehouse, refresh, connection)


def test_it_is_accepted_and_keeps_every_promise(loaded):
    _, load = loaded
    assert load.status == "accepted", load.message
    assert [finding.check for finding in load.findings if not finding.passed] == []


def test_its_amounts_land_without_a_currency(loaded):
    warehouse, load = loaded
    amounts = (
        'select count("Amount") > 10, count("CurrencyIsoCode") from raw_salesforce.opportunity'
    )
    assert list(warehouse.rows(amounts)[0].values()) == [True, 0]
    for table in ("currency_type", "dated_conversion_rate"):
        assert warehouse.value(f"select count(*) from raw_salesforce.{table}") == 0
    assert load.tables["campaign"].rows_new > 0


def test_what_it_says_of_itself_is_in_no_named_currency(loaded):
    warehouse, _ = loaded
    totals = warehouse.rows(
        "select metric, value, currency_code from raw_salesforce._control_totals"
    )
    assert {row["metric"] for row in totals} == {"leads", "opportunities", "open_pipeline", "won"}
    assert {row["currency_code"] for row in totals} == {None}
    won = sum(float(row["value"]) for row in totals if row["metric"] == "won")
    summed = """select sum(cast("Amount" as double)) from raw_salesforce.opportunity
        where "IsWon" = 'true' and _op = 'upsert'"""
    assert won == pytest.approx(warehouse.value(summed))
