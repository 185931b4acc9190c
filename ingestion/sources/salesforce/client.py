"""Salesforce's REST API as this project reads it: a token, describe, queries, deletes."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec

from ingestion.http import Answer, Session
from ingestion.source import SourceError, Table
from ingestion.sources.salesforce.errors import Refused, told
from ingestion.sources.salesforce.grants import grant, refuse

API = "/services/data/v62.0"
VENDOR_DOMAINS = ("salesforce.com", "force.com", "salesforce.mil", "cloudforce.com")
LONGEST_QUERY = 14_000  # of 16,384 bytes for URI and headers
LONGEST_CHUNK = 7_000  # leaves room for ids beside the fields
BYTES_AN_ID = 30
ANSWERED_BY_THE_WALK = (
    "INVALID_FIELD",
    "INVALID_TYPE",
    "NOT_FOUND",
    "INVALID_QUERY_LOCATOR",
    "INVALID_REPLICATION_DATE",
    "EXCEEDED_ID_LIMIT",
)
UNREADABLE = ("address", "location", "base64", "complexvalue")  # their parts are fields themselves
TRIES_TO_AGREE = 5

log = logging.getLogger(__name__)


class Page(msgspec.Struct, rename="camel"):
    """A page of any query; records stay the bytes that were sent."""

    total_size: int
    done: bool
    records: list[msgspec.Raw]
    next_records_url: str | None = None


class DeletedRecord(msgspec.Struct, rename="camel"):
    id: str
    deleted_date: str


class Deleted(msgspec.Struct, rename="camel"):
    """What was deleted in a window, and how far the vendor's memory reaches."""

    deleted_records: list[DeletedRecord]
    earliest_date_available: str
    latest_date_covered: str


_page = msgspec.json.Decoder(Page)
_deleted = msgspec.json.Decoder(Deleted)
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])


class Client:
    """One org, as one connected user sees it."""

    def __init__(self, settings: Mapping[str, str], connection: str = "default") -> None:
        self.settings = settings
        self.stem = "SALESFORCE" if connection == "default" else f"SALESFORCE_{connection.upper()}"
        self.skipped = frozenset(
            name.strip() for name in settings.get("SKIP", "").split(",") if name.strip()
        )
        self.missing: dict[str, tuple[str, ...]] = {}
        self.session = Session(
            "salesforce",
            settings["BASE_URL"],
            vendor_domains=VENDOR_DOMAINS,
            on_unauthorized=self._sign_in,
            fatal=self._fatal,
        )
        self.tells_deletes: dict[str, bool] = {}
        self._sign_in()

    @property
    def now(self) -> datetime:
        """The org's clock."""
        return self.session.now

    # ── signing in ──────────────────────────────────────────────────────────────────────────

    def _sign_in(self) -> None:
        self.session.headers.pop("Authorization", None)
        answer = self.session.request(
            "POST",
            "/services/oauth2/token",
            data=grant(self.settings, self.stem, self.session),
            fatal=lambda answer: refuse(answer, self.settings, self.stem),
            renew=False,
        )
        token = answer.json()
        self.session.base_url = self.session.allow(token["instance_url"])
        self.session.headers["Authorization"] = f"Bearer {token['access_token']}"

    def _fatal(self, answer: Answer) -> str | None:
        code, message = told(answer)
        if code in ANSWERED_BY_THE_WALK:
            raise Refused(code, message)
        if code == "REQUEST_LIMIT_EXCEEDED":
            usage = answer.headers.get("sforce-limit-info", "")
            raise SourceError(
                "salesforce",
                f"the org's API calls of 24 hours are used up ({usage})",
                "Run again later, or ask Salesforce for more",
            )
        if code in ("API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED"):
            raise SourceError(
                "salesforce",
                "the API is not enabled for the connected user",
                "Grant it the permission API Enabled",
            )
        return None

    # ── reading ─────────────────────────────────────────────────────────────────────────────

    def describe(self, table: Table) -> list[str] | None:
        """The fields to ask for, declared ones first; None where the org has no such object.

        Asked on every run: fields come, go and are hidden without any stamp moving.
        """
        try:
            answer = self.session.request(
                "GET", f"{API}/sobjects/{table.object}/describe", obj=table.name
            )
        except Refused:
            return None
        described = answer.json()
        self.tells_deletes[table.name] = described["replicateable"]
        found = {field["name"] for field in described["fields"] if field["type"] not in UNREADABLE}
        declared = [field.name for field in table.fields]
        missing = tuple(name for name in declared if name not in found)
        if missing and self.missing.get(table.name) != missing:
            log.warning(
                "salesforce.%s: the connected user sees no %s", table.name, ", ".join(missing)
            )
        self.missing[table.name] = missing
        others = sorted(found.difference(declared))
        return [name for name in declared if name in found] + others

    def pages(self, soql: str, obj: str, with_deleted: bool = True) -> Iterator[Page]:
        """All pages of a query."""
        call = "queryAll" if with_deleted else "query"
        answer = self.session.request("GET", f"{API}/{call}", params={"q": soql}, obj=obj)
        while True:
            page = _page.decode(answer.content)
            yield page
            if page.done:
                return
            if not page.next_records_url:
                raise ValueError("a page without a next one is not the last")
            answer = self.session.request("GET", page.next_records_url, obj=obj)

    def rows(self, soql: str, obj: str) -> list[dict[str, Any]]:
        """The few records of a query that is not landed, as Python values."""
        answers = self.pages(soql, obj, with_deleted=False)
        return [msgspec.json.decode(record) for page in answers for record in page.records]

    def count(self, soql: str, obj: str) -> int:
        return next(self.pages(soql, obj, with_deleted=False)).total_size

    def deleted(self, table: Table, start: datetime, end: datetime) -> Deleted:
        params = {"start": start.isoformat(), "end": end.isoformat()}
        path = f"{API}/sobjects/{table.object}/deleted/"
        answer = self.session.request("GET", path, params=params, obj=table.name)
        return _deleted.decode(answer.content)

    def records(
        self, table: Table, fields: Sequence[str], where: str | None
    ) -> Iterator[tuple[int, list[bytes]]]:
        """Pages of records with all `fields`, and how many there are in all.

        Fields that fit no single address are asked for in chunks, by the ids of each page.
        """
        clause = f" where {where}" if where else ""
        whole = f"select {','.join(fields)} from {table.object}{clause}"
        if len(quote(whole)) <= LONGEST_QUERY:
            for page in self.pages(whole, table.name):
                yield page.total_size, [bytes(record) for record in page.records]
            return
        for page in self.pages(f"select Id from {table.object}{clause}", table.name):
            ids = [msgspec.json.decode(record)["Id"] for record in page.records]
            yield page.total_size, list(self.by_id(table, fields, ids).values())

    def by_id(self, table: Table, fields: Sequence[str], ids: Sequence[str]) -> dict[str, bytes]:
        """Records by their ids, deleted ones included; what was purged is missing."""
        chunks = _chunks(fields, table.changed_at or "Id")
        width = max(len(quote(",".join(chunk))) for chunk in chunks)
        step = max(1, (LONGEST_QUERY - width) // BYTES_AN_ID)
        found: dict[str, bytes] = {}
        for start in range(0, len(ids), step):
            found |= self._agreed(table, chunks, list(ids[start : start + step]))
        return found

    def _agreed(
        self, table: Table, chunks: Sequence[Sequence[str]], ids: list[str]
    ) -> dict[str, bytes]:
        """Chunks joined by id. A record that changed between two chunks is read again."""
        found: dict[str, bytes] = {}
        wanted = ids
        for _ in range(TRIES_TO_AGREE):
            parts = [self._chunk(table, chunk, wanted) for chunk in chunks]
            stamp = table.changed_at or "Id"
            unsettled = []
            for id in wanted:
                versions = [part.get(id) for part in parts]
                held = [version for version in versions if version is not None]
                if len(held) == len(parts) and len({bytes(v[stamp]) for v in held}) == 1:
                    joined: dict[str, msgspec.Raw] = {}
                    for version in held:
                        joined |= version
                    found[id] = msgspec.json.encode(joined)
                elif held:
                    unsettled.append(id)
            if not unsettled:
                return found
            wanted = unsettled
        raise SourceError(
            "salesforce",
            "records change faster than they can be read",
            "Run again at a quieter time",
            obj=table.name,
        )

    def _chunk(
        self, table: Table, chunk: Sequence[str], ids: Sequence[str]
    ) -> dict[str, dict[str, msgspec.Raw]]:
        named = ",".join(f"'{id}'" for id in ids)
        soql = f"select {','.join(chunk)} from {table.object} where Id in ({named})"
        records = (
            _members.decode(record)
            for page in self.pages(soql, table.name)
            for record in page.records
        )
        return {msgspec.json.decode(record["Id"]): record for record in records}


def _chunks(fields: Sequence[str], stamp: str) -> list[list[str]]:
    """Fields in groups that fit an address, each with the id and the stamp."""
    shared = list(dict.fromkeys(("Id", stamp)))
    chunks = [list(shared)]
    for name in fields:
        if name in shared:
            continue
        if len(quote(",".join([*chunks[-1], name]))) > LONGEST_CHUNK:
            chunks.append(list(shared))
        chunks[-1].append(name)
    return chunks
