"""A key goes by what was read of a record first, however often the marts are built again."""

import hashlib

import duckdb
import pytest

IDS = {
    "int_people_clustered": "person_id",
    "int_accounts_clustered": "account_id",
    "int_opportunities_clustered": "opportunity_id",
    "int_users_clustered": "user_id",
}


def key(entity: str, object: str, id: str) -> str:
    return hashlib.md5(f"{entity}|salesforce|main|{object}|{id}".encode()).hexdigest()


# Salesforce's records bear the older stamps when they are first read.
KEYS = {
    "int_people_clustered": key("people", "Lead", "00Q1"),
    "int_accounts_clustered": key("accounts", "Account", "0011"),
    "int_opportunities_clustered": key("opportunities", "Opportunity", "0061"),
    "int_users_clustered": key("users", "User", "0051"),
}
CREATED = {"CreatedDate": "2026-01-02T00:00:00.000+0000"}
SALESFORCE = {
    "lead": [{"Id": "00Q1", "Email": "ana@acme.com", **CREATED}],
    "account": [{"Id": "0011", "Website": "acme.com", **CREATED}],
    "opportunity": [{"Id": "0061", "HubSpot_Deal_ID__c": "70", **CREATED}],
    "user": [{"Id": "0051", "Email": "bo@firm.com", **CREATED}],
}


def hubspot(day: str) -> dict:
    """The same four things in HubSpot, created on a day, as it says then."""
    created = {"createdAt": f"{day}T00:00:00Z"}
    return {
        "contacts": [{"id": "1", "email": "ana@acme.com", **created}],
        "companies": [{"id": "501", "domain": "acme.com", **created}],
        "deals": [{"id": "70", **created}],
        "owners": [{"id": "9", "email": "bo@firm.com", **created}],
    }


@pytest.fixture(scope="module")
def builds(by_hand):
    """Two builds, a stamp set back between them, then one from the raw rows alone: the ids of each."""
    warehouse = by_hand()

    def build():
        warehouse.build("--select", *(f"+{model}" for model in IDS))
        return {
            model: [id for (id,) in warehouse.rows(f"select {column} from intermediate.{model}")]
            for model, column in IDS.items()
        }

    warehouse.land_pages(1)
    warehouse.land("salesforce", 1, **SALESFORCE)
    warehouse.land("hubspot", 1, **hubspot("2026-01-03"))
    after = [build()]
    warehouse.land("hubspot", 2, **hubspot("2025-12-01"))
    after.append(build())
    with duckdb.connect(str(warehouse.folder / "working.duckdb")) as working:
        stamps = working.execute(
            "select source_created_at < first_created_at from staging.stg_hubspot__contacts"
        ).fetchall()
        for schema in ("staging", "intermediate", "registry"):
            working.execute(f"drop schema {schema} cascade")
    after.append(build())
    return after, stamps


@pytest.mark.parametrize("model", IDS)
def test_a_stamp_set_back_moves_no_key_in_the_next_build_nor_in_one_from_raw(builds, model):
    (first, second, from_raw), _ = builds
    assert first[model] == second[model] == from_raw[model] == [KEYS[model]] * 2


def test_the_stamp_that_the_vendor_says_now_is_kept_beside_the_first(builds):
    _, stamps = builds
    assert stamps == [(True,)]
