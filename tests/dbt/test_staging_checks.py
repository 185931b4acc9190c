"""The one check of a staging model says what broke: its key, or a field that is not of its type."""

import pytest

MODEL = "stg_salesforce__campaigns"


@pytest.fixture
def failing(by_hand):
    """What the checks of campaigns find in rows written by hand."""

    def found(*campaigns: dict) -> list[tuple]:
        warehouse = by_hand()
        warehouse.land("salesforce", 1, campaign=list(campaigns))
        warehouse.build("--select", MODEL)
        checks = warehouse.failing("--select", f"{MODEL},test_type:data")
        assert len(checks) <= 1
        return next(iter(checks.values()), [])

    return found


def test_what_is_of_its_type_and_has_a_key_passes(failing):
    assert failing({"Id": "c1", "ActualCost": "12.50"}, {"Id": "c2", "ActualCost": ""}) == []


def test_a_value_that_is_not_of_its_type_is_named_by_record_and_field(failing):
    campaigns = (
        {"Id": "c1", "ActualCost": "twelve", "StartDate": "2026-02-30"},
        {"Id": "c2", "ActualCost": "12.50"},
    )
    assert failing(*campaigns) == [("main", "c1", "ActualCost,StartDate", 1)]


def test_a_record_without_key_is_named(failing):
    assert failing({"Id": "c1", "_record_id": None}) == [("main", None, "the key", 1)]
