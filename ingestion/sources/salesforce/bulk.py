"""Bulk API 2.0: have a query run as a job and fetch its rows as CSV, one page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ingestion.http import wait
from ingestion.masking import shown
from ingestion.source import SourceError, Table
from ingestion.sources.salesforce.csv_pages import Texts, Unreadable, texts
from ingestion.sources.salesforce.errors import Refused

if TYPE_CHECKING:
    from ingestion.sources.salesforce.client import Client

# The vendor's advice is bulk from 2,000 records on: fewer fit one answer of REST, which is there at
# once, while a job costs four calls and a wait.
BULK_FROM = 2_000
# Bounds what a page takes of memory, whether its records are narrow or wide.
VALUES_A_PAGE = 500_000
SMALLEST_PAGE = 2_000
LONGEST_JOB_SECONDS = 6 * 3600
LONGEST_PAUSE_SECONDS = 30.0
TRIES_A_PAGE = 3
NOT_BY_BULK = ("INVALIDENTITY", "FUNCTIONALITY_NOT_ENABLED", "API_ERROR", "LIMIT_EXCEEDED")


class NotByBulk(Exception):
    """This query is not answered by a job: ask for it by REST."""


def job_pages(
    client: Client, table: Table, soql: str, fields: Sequence[str]
) -> Iterator[tuple[int, Texts]]:
    """How many records there are in all, and page after page of them as texts; null is null.

    A job that brings another number of records than it processed is an error, not an end.
    """
    path = f"{client.api}/jobs/query"
    asked = {"operation": "queryAll", "query": soql, "contentType": "CSV",
             "columnDelimiter": "COMMA", "lineEnding": "LF"}  # fmt: skip
    try:
        job = client.request("POST", path, json=asked, obj=table.name).json()
    except Refused as refused:
        if refused.code in NOT_BY_BULK:
            raise NotByBulk(str(refused)) from refused
        raise
    path = f"{path}/{job['id']}"
    try:
        total = int(_ended(client, table, path)["numberRecordsProcessed"])
        yield from _results(client, table, path, fields, total)
    finally:
        _drop(client, table, path)


def _ended(client: Client, table: Table, path: str) -> Mapping[str, Any]:
    """The job once it is complete."""
    waited, pause = 0.0, 1.0
    while True:
        job = client.request("GET", path, obj=table.name).json()
        if job["state"] == "JobComplete":
            return job
        if job["state"] in ("Failed", "Aborted"):
            raise NotByBulk(shown(f"{job['state']}: {job.get('errorMessage', '')}"))
        if waited > LONGEST_JOB_SECONDS:
            raise NotByBulk(f"the job was not complete after {LONGEST_JOB_SECONDS // 3600} hours")
        wait(pause)
        waited, pause = waited + pause, min(pause * 2, LONGEST_PAUSE_SECONDS)


def _results(
    client: Client, table: Table, path: str, fields: Sequence[str], total: int
) -> Iterator[tuple[int, Texts]]:
    size = max(SMALLEST_PAGE, VALUES_A_PAGE // len(fields))
    locator, seen, rows = "", {""}, 0
    while True:
        page, locator = _page(client, table, path, fields, size, locator)
        rows += page.count
        yield total, page
        if locator in ("", "null"):
            break
        if locator in seen:
            raise _broken(table, "a job led to the same page twice")
        seen.add(locator)
    if rows != total:
        raise _broken(table, f"a job processed {total} records and its pages hold {rows}")


def _page(
    client: Client, table: Table, path: str, fields: Sequence[str], size: int, locator: str
) -> tuple[Texts, str]:
    """One page; one that is not whole is fetched again, and never taken for the end."""
    params = {"maxRecords": str(size)} | ({"locator": locator} if locator else {})
    reason = ""
    for _ in range(TRIES_A_PAGE):
        answer = client.request("GET", f"{path}/results", params=params, obj=table.name)
        promised = answer.headers.get("sforce-numberofrecords")
        try:
            page = texts(answer.content, fields)
        except Unreadable as error:
            reason = str(error)
            continue
        if promised is None or int(promised) == page.count:
            return page, answer.headers.get("sforce-locator", "")
        reason = f"a page of {promised} records holds {page.count}"
    raise _broken(table, reason)


def _drop(client: Client, table: Table, path: str) -> None:
    """A job holds its results for a week and counts against what the org may store."""
    try:
        client.request("DELETE", path, obj=table.name, expect=(204, 404))
    except (Refused, SourceError):
        return  # the org drops it by itself


def _broken(table: Table, what: str) -> SourceError:
    return SourceError("salesforce", what, "Run again", obj=table.name)
