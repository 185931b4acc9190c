"""Teams of HubSpot's owners, and lines that stand on no deal, by docs/conforming.md."""

import json

import pytest

CREATED = {"createdAt": "2026-01-01T00:00:00Z"}


def team(name: str, **primary: bool) -> dict:
    return {"id": name.lower(), "name": name, **primary}


OWNERS = {
    "primary": [team("North", primary=False), team("South", primary=True)],
    "first": [team("North", primary=False), team("South")],
    "teamless": [],
    "untold": None,
}


def on(deal: str, *lines: str) -> dict:
    targets = [{"toObjectId": line, "associationTypes": []} for line in lines]
    return {"from_id": deal, "to": json.dumps(targets)}


@pytest.fixture(scope="module")
def warehouse(by_hand):
    warehouse = by_hand()
    warehouse.land(
        "hubspot", 1,
        owners=[
            {"id": id, "teams": None if teams is None else json.dumps(teams), **CREATED}
            for id, teams in OWNERS.items()
        ],
        deals=[{"id": "70", **CREATED}, {"id": "71", **CREATED}],
        line_items=[{"id": id, **CREATED} for id in ("l1", "l2", "l3")],
        deal_line_item=[on("70", "l1"), on("71", "l3")],
    )  # fmt: skip
    # The third line is taken off its deal again.
    warehouse.land("hubspot", 2, deal_line_item=[on("71")])
    warehouse.build(
        "--select", "+int_users_unioned", "+int_opportunity_lines_unioned", "+int_deal_records_excluded"
    )  # fmt: skip
    return warehouse


def test_an_owner_is_of_its_primary_team_or_else_of_its_first(warehouse):
    found = warehouse.rows("select record_id, team from intermediate.int_users_unioned")
    assert dict(found) == {"primary": "South", "first": "North", "teamless": None, "untold": None}


def test_a_line_that_stands_on_no_deal_is_kept_and_counted_out_with_its_reason(warehouse):
    lines = (
        "select record_id, source_opportunity_id from intermediate.int_opportunity_lines_unioned"
    )
    assert dict(warehouse.rows(lines)) == {"l1": "70", "l2": None, "l3": None}
    counted = (
        "select entity, source_system, record_id"
        " from intermediate.int_deal_records_excluded where reason = 'names no deal' order by all"
    )
    assert warehouse.rows(counted) == [
        ("opportunity_lines", "hubspot", "l2"),
        ("opportunity_lines", "hubspot", "l3"),
    ]
