"""Two accounts of a source in one run: each promise of the source is one check with one answer."""

from datetime import UTC, datetime

import dagster as dg
import pytest

from ingestion.landing.load import Load
from ingestion.landing.verdict import Finding
from ingestion.landing.warehouse import Warehouse
from ingestion.sources import discover
from orchestration.defs import landing
from orchestration.extraction import Extraction
from orchestration.working import WorkingFile
from tests.conftest import environment

BROKEN = {"rows": 4, "failed": 2, "keys": ("a", "b"), "message": "stripe.charge: 2 rows are odd"}


def load(connection, *findings):
    return Load("stripe", connection, "", "accepted", findings=list(findings))


@pytest.fixture
def evaluated(monkeypatch, hand):
    """What the asset of a source says after its accounts were landed."""

    def after(*loads, as_of="2026-08-10T00:00:00", **earlier):
        monkeypatch.setattr(landing, "land_source", lambda *_, **__: list(loads))
        with environment(ACCORD_WAREHOUSE=str(hand.place.warehouse)):
            with hand.refresh(as_of, **earlier):
                pass
            with Warehouse(hand.place.working) as warehouse:
                warehouse.begin_refresh(datetime.fromisoformat(f"{as_of}+00:00"))
            ran = dg.materialize(
                [landing.landing_assets(discover()["stripe"])],
                resources={"working": WorkingFile(), "extraction": Extraction()},
            )
        return {
            (each.asset_key.path[-1], each.check_name): each
            for each in ran.get_asset_check_evaluations()
        }

    return after


def test_what_both_accounts_kept_is_passed_once_with_all_their_rows(evaluated):
    kept = Finding("charge", "landing_count", True, rows=5)
    told = evaluated(load("default", kept), load("second", kept))["charge", "landing_count"]
    assert told.passed and told.metadata["rows"].value == 10


def test_what_one_account_broke_is_failed_and_says_which(evaluated):
    kept = Finding("charge", "landing_rows", True, rows=5)
    broken = Finding("charge", "landing_rows", False, **BROKEN)
    told = evaluated(load("default", kept), load("second", broken))["charge", "landing_rows"]
    assert not told.passed and told.description == "stripe.charge: 2 rows are odd (second)"
    assert told.severity is dg.AssetCheckSeverity.WARN
    assert {name: told.metadata[name].value for name in ("rows", "failed", "keys")} == {
        "rows": 9,
        "failed": 2,
        "keys": "a, b",
    }


def test_a_connection_that_was_not_read_is_told_with_its_day_and_what_the_page_allows(evaluated):
    told = evaluated(load("default"), stripe="accepted", stripe__europe="failed")
    fresh = told["_loads", "fresh"]
    assert not fresh.passed and fresh.severity is dg.AssetCheckSeverity.WARN
    assert fresh.description == "stripe (europe) was never read; mend its load and run again"
    read = fresh.metadata["default: read as of"].value
    assert datetime.fromtimestamp(read, UTC) == datetime(2026, 8, 10, tzinfo=UTC)
    assert fresh.metadata["europe: hours allowed"].value == 24


def test_a_connection_that_is_older_than_the_page_allows_is_an_error(evaluated, hand):
    with hand.refresh("2026-08-08T00:00:00", stripe="accepted"):
        pass
    fresh = evaluated(load("default"), stripe="failed")["_loads", "fresh"]
    assert fresh.severity is dg.AssetCheckSeverity.ERROR
    assert "more than the 24 hours" in fresh.description
