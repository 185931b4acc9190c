"""An invented vendor, whose answers a test holds in its hand."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from ingestion.expectation import are_numbers, not_null
from ingestion.landing.load import land
from ingestion.settings import Connection
from ingestion.source import (
    Batch,
    Checkpoint,
    Field,
    Mark,
    Source,
    SourceError,
    Stream,
    Table,
    Tombstone,
)

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)


def mark(values):
    return Mark("delete" if values["archived"] == "true" else "upsert")


THING = Table(
    "thing",
    "Thing",
    (
        Field("id"),
        Field("stamp", same_as="instant"),
        Field("state"),
        Field("amount", "number", same_as="number"),
        Field("archived", "boolean"),
    ),
    key=("id",),
    changed_at="stamp",
    mark=mark,
)


def with_fields(*fields):
    """The table, declared with more fields."""
    return replace(THING, fields=(*THING.fields, *fields))


class Vendor:
    """What the invented vendor answers, page by page. A page is records and tombstones."""

    def __init__(self, table=THING):
        self.table = table
        self.pages = []
        self.count = None
        self.fails_after = None
        self.cursors = []
        self.seen_at = None

    def extract(self, client, cursor):
        self.cursors.append(cursor)
        for number, page in enumerate(self.pages):
            if self.fails_after == number:
                raise SourceError("invented", "the host does not answer", "Check it")
            gone = [item for item in page if isinstance(item, Tombstone)]
            records = [
                item if isinstance(item, bytes) else json.dumps(item).encode()
                for item in page
                if not isinstance(item, Tombstone)
            ]
            count = self.count if number == 0 else None
            yield Batch(self.table, records, gone, seen_at=self.seen_at, vendor_count=count)
        yield Checkpoint({"page": len(self.pages)})

    def source(self):
        return Source(
            "invented",
            "Invented",
            (),
            (Stream("things", (self.table,), self.extract),),
            connect=lambda *_: None,
            expectations={"thing": (*not_null("state"), *are_numbers("amount"))},
        )


def thing(id, state="open", stamp="2026-01-01T00:00:00Z", amount=1, archived=False):
    return {"id": id, "stamp": stamp, "state": state, "amount": amount, "archived": archived}


def run(warehouse, vendor, pages, **options):
    """One refresh that lands these pages and nothing else."""
    vendor.pages = pages
    refresh = warehouse.begin_refresh(AS_OF)
    load = land(warehouse, refresh, Connection(vendor.source(), "default", {}), **options)
    warehouse.end_refresh(refresh, "published")
    return load


def versions(warehouse, columns="_record_id, state"):
    """The rows of the table, record by record in the order in which they were read."""
    rows = warehouse.rows(
        f"select {columns} from raw_invented.thing order by _record_id, _load_id, _seen_at"
    )
    return [tuple(row.values()) for row in rows]
