"""An org that lives on between loads, and the warehouse that it lands in."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from ingestion.landing.load import land
from ingestion.settings import Connection
from ingestion.sources.salesforce import SOURCE
from ingestion.sources.salesforce.simulator import app
from ingestion.sources.salesforce.simulator.org import Org
from tests.sources.salesforce.conftest import CREDENTIALS

HOUR = 3_600_000
DAY = 24 * HOUR


class Days:
    """An org made by hand that lands in a warehouse of its own; `org` may change between runs."""

    def __init__(self, hand, warehouse, serving):
        self.hand, self.warehouse, self.serving = hand, warehouse, serving
        self.store, self.org = hand.open(), Org()

    def land(self, later=0, **options):
        self.store.advance(self.store.now + later)
        settings = {"BASE_URL": self.serving(app(self.store, self.org)), **CREDENTIALS}
        self.warehouse.prepare([SOURCE])
        refresh = self.warehouse.begin_refresh(datetime.fromtimestamp(self.store.now / 1000, UTC))
        load = land(self.warehouse, refresh, Connection(SOURCE, "default", settings), **options)
        self.warehouse.end_refresh(refresh, "published")
        assert load.status == "accepted", load.message
        return load

    def count(self, table):
        return self.warehouse.value(f'select count(*) from raw_salesforce."{table}"')

    def purge(self, id):
        self.store.sql("update record set state = 'purged' where id = ?", (id,))

    def versions(self, table, id, columns="_op"):
        rows = self.warehouse.rows(
            f'select {columns} from raw_salesforce."{table}" where _record_id = ? '
            "order by _load_id, _seen_at",
            (id,),
        )
        return [next(iter(row.values())) if columns == "_op" else row for row in rows]

    def rewrite_cursor(self, stream, change):
        """What a run goes on from, as `change(cursor)` leaves it."""
        (row,) = self.warehouse.rows(
            "select cursor from control.cursors where stream = ? and status = 'accepted'", (stream,)
        )
        cursor = json.loads(row["cursor"])
        change(cursor)
        with self.warehouse.transaction():
            self.warehouse.run(
                "update control.cursors set cursor = ? where stream = ? and status = 'accepted'",
                (json.dumps(cursor), stream),
            )
