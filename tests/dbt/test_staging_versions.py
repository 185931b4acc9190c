"""What staging keeps from build to build is what it would read anew from all raw rows."""

import pytest

KEPT = ("stg_hubspot__contacts", "stg_hubspot__associations", "stg_salesforce__leads")
CHECKED = {
    "stg_hubspot__contacts": "record_id, email, first_load_id, load_id, is_deleted, merged_into_id",
    "stg_hubspot__associations": "association, record_id, targets, load_id",
    "stg_salesforce__leads": "record_id, status, first_load_id, load_id",
}


def contact(id, email, **more):
    return {"id": id, "email": email, "createdAt": "2026-01-01T00:00:00Z", **more}


def beside(*ids):
    return "[" + ", ".join(f'{{"toObjectId": {id}, "associationTypes": []}}' for id in ids) + "]"


@pytest.fixture(scope="module")
def builds(by_hand):
    """Three builds one after the other, then the last of them in full: the rows after each."""
    warehouse = by_hand()

    def build(*arguments):
        warehouse.build(*arguments, "--select", *KEPT)
        return {
            table: warehouse.rows(f"select {columns} from staging.{table} order by all")
            for table, columns in CHECKED.items()
        }

    warehouse.land(
        "hubspot", 1,
        contacts=[contact("1", "a@x.com"), contact("2", "b@x.com"), contact("3", "c@x.com")],
        deal_contact=[{"from_id": "70", "to": beside(1, 2)}],
        call_contact=[{"from_id": "70", "to": beside(3)}],
    )  # fmt: skip
    warehouse.land("salesforce", 1, lead=[{"Id": "00Q1", "Status": "New"}])
    after = [build()]
    # The second salesforce load is killed; the third refresh goes on under its own id.
    warehouse.land("salesforce", 2, "running", lead=[{"Id": "00Q1", "Status": "Working"}])
    warehouse.land(
        "hubspot", 2,
        contacts=[contact("1", "a@new.com"), contact("3", "c@x.com", _op="merge", _merged_into_id="2")],
        deal_contact=[{"from_id": "70", "to": "[]"}],
        call_contact=[],
    )  # fmt: skip
    after.append(build())
    warehouse.land("hubspot", 3, "rejected", contacts=[contact("1", "broken", _op="delete")])
    warehouse.accept("salesforce", 2)
    after.append(build())
    return after, build("--full-refresh")


def test_records_that_a_load_brought_are_read_again_and_all_others_stay(builds):
    (first, second, _), _ = builds
    assert [row[:2] for row in first["stg_hubspot__contacts"]] == [
        ("1", "a@x.com"),
        ("2", "b@x.com"),
        ("3", "c@x.com"),
    ]
    one, two = "0000000001-hubspot-main", "0000000002-hubspot-main"
    assert second["stg_hubspot__contacts"] == [
        ("1", "a@new.com", one, two, False, None),
        ("2", "b@x.com", one, one, False, None),
        ("3", "c@x.com", one, two, True, "2"),
    ]


def test_an_association_that_was_removed_leaves_no_target(builds):
    (_, second, _), _ = builds
    assert [row[:3] for row in second["stg_hubspot__associations"]] == [
        ("call_contact", "70", beside(3)),
        ("deal_contact", "70", "[]"),
    ]


def test_a_load_counts_once_it_is_accepted_though_a_later_refresh_was_built_before(builds):
    (_, second, third), _ = builds
    assert [row[1] for row in second["stg_salesforce__leads"]] == ["New"]
    assert [row[1] for row in third["stg_salesforce__leads"]] == ["Working"]


def test_a_rejected_load_feeds_nothing(builds):
    (_, second, third), _ = builds
    assert third["stg_hubspot__contacts"] == second["stg_hubspot__contacts"]


def test_kept_rows_equal_those_of_a_full_refresh(builds):
    (_, _, third), in_full = builds
    assert third == in_full
