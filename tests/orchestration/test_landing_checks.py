"""Two accounts of a source in one run: each promise of the source is one check with one answer."""

import dagster as dg
import pytest

from ingestion.landing.load import Load
from ingestion.landing.verdict import Finding
from ingestion.sources import discover
from orchestration.defs import landing
from orchestration.working import WorkingFile
from tests.conftest import environment

BROKEN = {"rows": 4, "failed": 2, "keys": ("a", "b"), "message": "stripe.charge: 2 rows are odd"}


def load(connection, *findings):
    return Load("stripe", connection, "", "accepted", findings=list(findings))


@pytest.fixture
def evaluated(monkeypatch, tmp_path):
    """What the asset of a source says after its accounts were landed."""

    def after(*loads):
        monkeypatch.setattr(landing, "land_source", lambda *_: list(loads))
        with environment(ACCORD_WAREHOUSE=str(tmp_path)):
            ran = dg.materialize(
                [landing.landing_assets(discover()["stripe"])],
                resources={"working": WorkingFile()},
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
