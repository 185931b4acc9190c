"""A real CRM export lands by mappings alone, and its known answers come out of the landed rows."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from ingestion.source import Batch
from ingestion.sources.definitions.__main__ import faults_of
from ingestion.sources.files import connect, definitions_beside
from ingestion.sources.files.landing import extract

FOLDER = Path(__file__).parent / "gtx"


@pytest.fixture(scope="module")
def landed(shared) -> dict[str, list[dict]]:
    """Rows by entity; nothing may be set aside."""
    if not (shared / "data" / "gtx_crm").is_dir():
        pytest.skip("the export ../shared/data/gtx_crm is not on this machine")
    rows: dict[str, list[dict]] = {}
    for item in extract(connect({"PATH": str(FOLDER)}, ""), {}):
        if isinstance(item, Batch):
            assert list(item.quarantined) == []
            rows.setdefault(item.table.name, []).extend(map(json.loads, item.records))
    return rows


def test_deals_stand_where_the_export_says(landed):
    assert Counter(row["stage"] for row in landed["opportunities"]) == {
        "Won": 6_438,
        "Lost": 3_493,
        "In_Progress": 4_346,
    }
    # 5,393 deals name no account.
    assert sum(row["source_account_id"] is None for row in landed["opportunities"]) == 5_393


def test_clicks_are_touches_of_nobody(landed):
    assert Counter(row["source_medium"] for row in landed["touches"]) == {
        "Paid": 6_520,
        "Email": 5_396,
        "Referral": 5_253,
        "Direct": 4_512,
        "Organic": 4_409,
        "Social": 4_154,
    }
    assert {row["source_person_id"] for row in landed["touches"]} == {None}


def test_lists_are_whole_and_references_lead_somewhere(landed):
    ids = {name: [row["record_id"] for row in rows] for name, rows in landed.items()}
    assert all(len(set(found)) == len(found) for found in ids.values())
    assert len(ids["accounts"]) == 97
    assert len(ids["products"]) == 8
    # 30 sellers, and the six managers who stand only beside them.
    assert len(ids["users"]) == 36
    accounts = {row["source_account_id"] for row in landed["opportunities"]} - {None}
    assert accounts <= set(ids["accounts"])
    assert {row["source_user_id"] for row in landed["opportunities"]} <= set(ids["users"])
    assert {row["source_product_id"] for row in landed["opportunity_lines"]} <= set(ids["products"])


def test_a_closed_deal_reached_its_stage_on_its_close_date(landed):
    entries = Counter(row["new_value"] for row in landed["opportunity_changes"])
    assert entries == {"In_Progress": 14_277, "Won": 6_438, "Lost": 3_493}
    deal = next(row for row in landed["opportunities"] if row["record_id"] == "67HY0MW7")
    assert (deal["amount"], deal["close_date"]) == ("500", "2017-05-06")
    won = next(row for row in landed["opportunity_changes"] if row["record_id"] == "67HY0MW7:2")
    assert won["changed_at"] == "2017-05-06T04:00:00Z"


def test_the_page_beside_the_mappings_has_no_fault():
    assert faults_of(definitions_beside(FOLDER)) == ()
