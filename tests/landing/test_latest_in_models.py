"""The latest version that models build on is the one landing compares with, however it is built."""

import json
from datetime import UTC, datetime

from ingestion.landing.load import land
from ingestion.landing.warehouse import Warehouse
from ingestion.settings import Connection
from ingestion.source import Batch, Checkpoint, Source, Stream, Tombstone
from ingestion.sources.hubspot.tables import CRM
from tests.dbt.conftest import ByHand

CONTACTS = CRM["contacts"]
AT = datetime(2026, 1, 10, tzinfo=UTC)
LATE, EARLY = "2026-01-09T00:00:00Z", "2026-01-02T00:00:00Z"


def contact(id, email, stamp):
    record = {"id": id, "createdAt": EARLY, "updatedAt": stamp, "archived": False}
    return json.dumps(record | {"properties": {"email": email}}).encode()


def _told(one, two, three, four):
    """Stamps run against the order of reading."""
    return [
        ([contact(one, "one@late.com", LATE), contact(three, "three@late.com", LATE)], []),
        ([contact(three, "three@early.com", EARLY)], [Tombstone(two, "delete", LATE)]),
        ([contact(two, "two@early.com", EARLY)], [Tombstone(one, "merge", EARLY, four)]),
    ]


def _latest(one, two, three, four):
    return [
        (one, "one@late.com", True, four),
        (two, "two@early.com", False, None),
        (three, "three@early.com", False, None),
        (four, "first@x.com", False, None),
    ]


def test_an_incremental_build_and_a_full_one_take_the_version_that_was_read_last(
    tmp_path, monkeypatch
):
    warehouse = ByHand(tmp_path)
    _land(warehouse, [([contact(id, "first@x.com", EARLY) for id in "12345678"], [])])
    warehouse.build("--select", "stg_hubspot__contacts")
    _land(warehouse, _told(*"1234"))
    monkeypatch.setattr("ingestion.landing.waiting.ROWS_A_COMMIT", 1)
    _land(warehouse, _told(*"5678"))
    for arguments in ((), ("--full-refresh",)):
        warehouse.build("--select", "stg_hubspot__contacts", *arguments)
        rows = warehouse.rows(
            "select record_id, email, is_deleted, merged_into_id "
            "from staging.stg_hubspot__contacts order by record_id"
        )
        assert rows == _latest(*"1234") + _latest(*"5678")


def _land(by_hand, pages):
    def extract(*_):
        for records, gone in pages:
            yield Batch(CONTACTS, records, gone, seen_at=AT)
        yield Checkpoint({})

    stream = Stream("contacts", (CONTACTS,), extract)
    source = Source("hubspot", "HubSpot", (), (stream,), connect=lambda *_: None)
    with Warehouse(by_hand.folder / "working.duckdb") as warehouse:
        refresh = warehouse.begin_refresh(AT)
        load = land(warehouse, refresh, Connection(source, "main", {}))
        assert load.status == "accepted", load.message
        warehouse.end_refresh(refresh, "published")
