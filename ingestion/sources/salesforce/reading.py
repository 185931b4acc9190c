"""All records of an object, or those that changed: by REST where they are few, else by bulk."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec
import pyarrow as pa

from ingestion.source import Batch, Table
from ingestion.sources.salesforce.bulk import BULK_FROM, NotByBulk, job_pages
from ingestion.sources.salesforce.by_id import LONGEST_QUERY, by_id
from ingestion.sources.salesforce.csv_pages import rows
from ingestion.sources.salesforce.described import Described

if TYPE_CHECKING:
    from ingestion.sources.salesforce.client import Client, Page

log = logging.getLogger(__name__)


def records(
    client: Client, table: Table, seen: Described, where: str | None
) -> Iterator[tuple[int, Batch]]:
    """How many records there are in all, and batches of them.

    The first answer of REST counts what the query finds, so a query for few costs nothing more.
    CSV does not tell the type of a value that may have any, so histories come by REST.
    """
    soql = _query(table, seen.fields, where)
    fits = len(quote(soql)) <= LONGEST_QUERY
    pages = client.pages(soql if fits else _query(table, ["Id"], where), table.name)
    first = next(pages)
    if first.total_size > BULK_FROM and not seen.has_values_of_any_type:
        try:
            for total, page in job_pages(client, table, soql, seen.fields):
                found = rows(table, page.rows, seen.types)
                yield total, Batch(table, rows=found, quarantined=page.odd, seen_at=client.now)
            return
        except NotByBulk as reason:
            log.warning("salesforce.%s: read by REST, not by bulk: %s", table.name, reason)
    for page in _all(first, pages):
        found = [bytes(record) for record in page.records]
        if not fits:
            found = list(by_id(client, table, seen.fields, _values(page, "Id")).values())
        yield page.total_size, Batch(table, found, seen_at=client.now)


def living(
    client: Client, table: Table, where: str | None
) -> Iterator[tuple[Sequence[str], Sequence[str | None]]]:
    """Ids and stamps of all records that fit, page by page."""
    names = ["Id", table.changed_at or "Id"]
    soql = _query(table, names, where)
    pages = client.pages(soql, table.name)
    first = next(pages)
    if first.total_size > BULK_FROM:
        try:
            for _, page in job_pages(client, table, soql, names):
                yield tuple(_column(page.rows, name) for name in names)
            return
        except NotByBulk as reason:
            log.warning("salesforce.%s: listed by REST, not by bulk: %s", table.name, reason)
    for page in _all(first, pages):
        yield _values(page, names[0]), _values(page, names[1])


def _query(table: Table, fields: Sequence[str], where: str | None) -> str:
    clause = f" where {where}" if where else ""
    return f"select {','.join(fields)} from {table.object}{clause}"


def _all(first: Page, others: Iterator[Page]) -> Iterator[Page]:
    yield first
    yield from others


def _values(page: Page, name: str) -> list[str]:
    return [msgspec.json.decode(record)[name] for record in page.records]


def _column(page: pa.Table, name: str) -> list[str | None]:
    return page.column(name).to_pylist()
