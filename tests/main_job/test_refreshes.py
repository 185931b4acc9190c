"""A refresh that was killed goes on; one with a rejected load is over."""

from datetime import UTC, datetime

import pytest

from ingestion.landing.warehouse import Warehouse
from orchestration.environment import Mode, Place
from orchestration.landing import begin

FIRST, SECOND = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 2, tzinfo=UTC)


@pytest.fixture
def place(tmp_path):
    where = Place(tmp_path)
    begun(where, FIRST)
    return where


def begun(place, instant):
    with Warehouse(place.working) as warehouse:
        return begin(Mode("sample"), warehouse, lambda: instant)


def test_a_killed_refresh_goes_on_under_its_own_number_and_instant(place):
    again = begun(place, SECOND)
    assert (again.number, again.as_of.replace(tzinfo=UTC)) == (1, FIRST)


def test_a_refresh_with_a_rejected_load_is_over_and_the_next_is_a_new_one(place):
    with Warehouse(place.working) as warehouse, warehouse.transaction():
        warehouse.run(
            "insert into raw_stripe._loads (_load_id, _connection, _object, refresh_number, status) "
            "values ('0000000001-stripe-default', 'default', 'invoice', 1, 'rejected')"
        )
    again = begun(place, SECOND)
    assert (again.number, again.as_of) == (2, SECOND)
    with Warehouse(place.working) as warehouse:
        assert (
            warehouse.value("select status from control.refreshes where refresh_number = 1")
            == "rejected"
        )
