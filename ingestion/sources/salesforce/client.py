"""Salesforce's REST API as this project reads it: a token, describe, queries, deletes."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from ingestion.http import Answer, Session
from ingestion.masking import keep
from ingestion.onward import Onward
from ingestion.settings import stem
from ingestion.source import SourceError, Table
from ingestion.sources.salesforce.bulk import NOT_BY_BULK
from ingestion.sources.salesforce.described import Described, described
from ingestion.sources.salesforce.errors import LIMIT, Refused, cause_told, told
from ingestion.sources.salesforce.grants import grant, refuse

API = "/services/data/v62.0"
VENDOR_DOMAINS = ("salesforce.com", "force.com", "salesforce.mil", "cloudforce.com")
ANSWERED_BY_THE_WALK = (
    "INVALID_FIELD",
    "INVALID_TYPE",
    "NOT_FOUND",
    "INVALID_QUERY_LOCATOR",
    "INVALID_REPLICATION_DATE",
    "EXCEEDED_ID_LIMIT",
    *NOT_BY_BULK,
)

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


class Client:
    """One org, as one connected user sees it."""

    api = API

    def __init__(self, settings: Mapping[str, str], connection: str = "default") -> None:
        self.settings = settings
        self.stem = stem("salesforce", connection)
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
            cause=cause_told,
            connection=connection,
        )
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
        keep(token["access_token"])
        self.session.headers["Authorization"] = f"Bearer {token['access_token']}"

    def _fatal(self, answer: Answer) -> str | None:
        code, message = told(answer)
        if code in ANSWERED_BY_THE_WALK:
            raise Refused(code, message)
        if code == LIMIT:
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

    def request(self, method: str, url: str, **options: Any) -> Answer:
        return self.session.request(method, url, **options)

    def describe(self, table: Table) -> Described | None:
        """None where the org has no such object, or the connected user may not see it.

        Asked on every run: fields come, go and are hidden without any stamp moving.
        """
        try:
            answer = self.request("GET", f"{API}/sobjects/{table.object}/describe", obj=table.name)
        except Refused:
            return None
        seen = described(table, answer.json())
        if seen.missing and self.missing.get(table.name) != seen.missing:
            log.warning(
                "salesforce.%s: the connected user sees no %s", table.name, ", ".join(seen.missing)
            )
        self.missing[table.name] = seen.missing
        return seen

    def pages(self, soql: str, obj: str, with_deleted: bool = True) -> Iterator[Page]:
        """All pages of a query."""
        call = "queryAll" if with_deleted else "query"
        answer = self.request("GET", f"{API}/{call}", params={"q": soql}, obj=obj)
        onward = Onward("salesforce", obj)
        while True:
            page = _page.decode(answer.content)
            yield page
            if page.done:
                return
            if not page.next_records_url:
                raise ValueError("a page without a next one is not the last")
            onward.to(page.next_records_url)
            answer = self.request("GET", page.next_records_url, obj=obj)

    def rows(self, soql: str, obj: str) -> list[dict[str, Any]]:
        """The few records of a query that is not landed, as Python values."""
        answers = self.pages(soql, obj, with_deleted=False)
        return [msgspec.json.decode(record) for page in answers for record in page.records]

    def count(self, soql: str, obj: str) -> int:
        return next(self.pages(soql, obj, with_deleted=False)).total_size

    def deleted(self, table: Table, start: datetime, end: datetime) -> Deleted:
        params = {"start": start.isoformat(), "end": end.isoformat()}
        path = f"{API}/sobjects/{table.object}/deleted/"
        answer = self.request("GET", path, params=params, obj=table.name)
        return _deleted.decode(answer.content)
