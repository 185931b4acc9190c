"""Others may read what is published, and nothing else of a warehouse."""

import os
import stat

import pytest

from ingestion.landing.warehouse import Warehouse
from orchestration.environment import Mode, prepare_environment
from orchestration.publication import open_folder
from tests.conftest import environment


@pytest.fixture
def prepared(hand):
    """A process that has begun to work on the warehouse; put back as it was."""
    before = os.umask(0o022)
    with environment():
        prepare_environment(Mode("sample"), hand.place)
        yield hand.place
    os.umask(before)


def for_others(path):
    return stat.S_IMODE(path.stat().st_mode) & 0o007


def test_the_log_that_a_database_writes_beside_itself_is_its_owners_alone(prepared):
    with Warehouse(prepared.working) as warehouse:
        with warehouse.transaction():
            warehouse.run("create table written as select 'ana@acme.com' as email")
        log = prepared.working.with_name("working.duckdb.wal")
        assert log.stat().st_size and for_others(log) == 0


def test_a_folder_that_is_opened_is_for_everybody(prepared):
    open_folder(prepared.builds)
    assert for_others(prepared.builds) == 0o005


def test_the_marts_are_for_everybody_and_people_for_their_owner(published):
    current = published.warehouse / "current"
    parquet = current / "parquet"
    opened = [current / "accord.duckdb", *parquet.iterdir()]
    assert len(opened) > 20 and {for_others(path) for path in opened} == {0o004}
    assert for_others(parquet) == for_others(current.resolve()) == 0o005
    by_hand = published.warehouse / "dev.duckdb"
    for path in (current / "pii.duckdb", current / "working.duckdb", by_hand):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
