"""Speak to the webinar tool: one list an object, by what changed since the last load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec

from ingestion.http import Answer, Session
from ingestion.onward import Onward
from ingestion.source import Batch, Checkpoint, Item, Stream, Table
from ingestion.sources.webinars.tables import TABLES

VENDOR_DOMAINS = ("webinars.example",)
LAG = timedelta(minutes=5)  # a change may be listed so much later than it is stamped


class Page(msgspec.Struct):
    records: list[msgspec.Raw]
    after: str | None = None


_page = msgspec.json.Decoder(Page)


class Client:
    """One account."""

    def __init__(self, settings: Mapping[str, str], connection: str = "default") -> None:
        self.session = Session(
            source="webinars",
            base_url=settings["BASE_URL"],
            headers={"Authorization": f"Bearer {settings['API_KEY']}"},
            vendor_domains=VENDOR_DOMAINS,
            fatal=self._refused,
            connection=connection,
        )

    def pages(self, table: Table, since: str) -> Iterator[list[bytes]]:
        """A list from an instant on, in order of change."""
        onward, after = Onward("webinars", table.name), ""
        while True:
            asked = {"updated_since": since, "after": after}
            path = f"/v1/{table.object}"
            answer = self.session.request("GET", path, params=asked, obj=table.name)
            page = _page.decode(answer.content)
            yield [bytes(record) for record in page.records]
            if not page.after:
                return
            after = page.after
            onward.to(after)

    def _refused(self, answer: Answer) -> str | None:
        if answer.status in (401, 403):
            return f"the key is refused: set {self.session.stem}_API_KEY to one that may read"
        return None


def extract(table: Table, client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
    """All that changed since the last load began. What was known already adds no row."""
    begun = client.session.now
    for records in client.pages(table, cursor.get("since", "")):
        yield Batch(table, records)
    yield Checkpoint({"since": (begun - LAG).isoformat()})


STREAMS = tuple(Stream(table.name, (table,), partial(extract, table)) for table in TABLES)
