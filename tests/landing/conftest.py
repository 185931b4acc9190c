"""A vendor that answers nothing yet, and a warehouse that is ready for it."""

import pytest

from ingestion.landing.warehouse import Warehouse
from tests.landing.invented import Vendor


@pytest.fixture
def vendor():
    return Vendor()


@pytest.fixture
def warehouse(tmp_path, vendor):
    with Warehouse(tmp_path / "working.duckdb") as warehouse:
        warehouse.prepare([vendor.source()])
        yield warehouse
