"""HubSpot's API as this project reads it: pages, batches, searches, and errors in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ingestion.http import Answer, Session
from ingestion.source import SourceError
from ingestion.sources.hubspot.properties import COLUMNS, MODIFIED, WITH_HISTORY

VENDOR_DOMAINS = ("hubapi.com",)
LIST_PAGE, HISTORY_PAGE, SEARCH_PAGE = 100, 50, 200
BATCH, HISTORY_BATCH, ASSOCIATION_BATCH = 100, 50, 1000
LONGEST_QUERY = 6_000  # HubSpot does not document its limit for addresses; this is well below
EMPTY_PAGES_BELIEVED = 3


class Head(msgspec.Struct):
    """What the client itself must know of a CRM record."""

    id: str
    archived: bool
    properties: dict[str, str | None]
    history: dict[str, list[msgspec.Raw]] = msgspec.field(
        default_factory=dict, name="propertiesWithHistory"
    )


class Next(msgspec.Struct):
    after: str


class Paging(msgspec.Struct):
    next: Next | None = None


class Page(msgspec.Struct):
    """A page of any list; records stay the bytes that were sent."""

    results: list[msgspec.Raw] = []
    paging: Paging | None = None
    total: int | None = None

    @property
    def after(self) -> str | None:
        return self.paging.next.after if self.paging and self.paging.next else None


Expected = tuple[int, ...]  # the statuses that are an answer
_page = msgspec.json.Decoder(Page)
head_of = msgspec.json.Decoder(Head).decode


class Client:
    """One portal. `skipped` names streams that are not to be read."""

    def __init__(self, settings: Mapping[str, str], connection: str = "default") -> None:
        stem = "HUBSPOT" if connection == "default" else f"HUBSPOT_{connection.upper()}"
        self.token_setting, self.skip_setting = f"{stem}_ACCESS_TOKEN", f"{stem}_SKIP"
        self.skipped = frozenset(
            name.strip() for name in settings.get("SKIP", "").split(",") if name.strip()
        )
        self.session = Session(
            "hubspot",
            settings["BASE_URL"],
            headers={"Authorization": f"Bearer {settings['ACCESS_TOKEN']}"},
            vendor_domains=VENDOR_DOMAINS,
            fatal=self._fatal,
        )
        self._properties: dict[str, list[bytes]] = {}

    def _fatal(self, answer: Answer) -> str | None:
        if answer.status == 401:
            return (
                f"the access token was refused: set {self.token_setting} to that of a private app"
            )
        if answer.status == 403:
            scopes = _scopes_missing(answer)
            return (
                f"the token lacks the scope {scopes or '(HubSpot does not say which)'}: "
                f"grant it to the private app, or name the object in {self.skip_setting}"
            )
        return None

    @property
    def now(self) -> int:
        """The portal's clock, epoch milliseconds."""
        return int(self.session.now.timestamp()) * 1000

    # ── lists ───────────────────────────────────────────────────────────────────────────────

    def get(self, path: str, obj: str, *, expect: Expected = (200,), **params: Any) -> Answer:
        return self.session.request("GET", path, params=params, obj=obj, expect=expect)

    def pages(
        self, path: str, obj: str, *, expect: Expected = (200,), **params: Any
    ) -> Iterator[list[bytes]]:
        """All pages of a list. A page may be short or empty: only a missing link ends it."""
        while True:
            page = _page.decode(self.get(path, obj, expect=expect, **params).content)
            if page.results:
                yield [bytes(record) for record in page.results]
            if page.after is None or page.after == params.get("after"):
                return
            params["after"] = page.after

    def records(self, name: str, *, archived: bool) -> Iterator[list[bytes]]:
        """All records of a CRM object, whole and with history where it is kept."""
        wanted, with_history = self.wanted(name), WITH_HISTORY.get(name, ())
        path, told = f"/crm/v3/objects/{name}", str(archived).lower()
        texts = {"properties": ",".join(wanted), "propertiesWithHistory": ",".join(with_history)}
        if sum(map(len, texts.values())) <= LONGEST_QUERY:
            limit = HISTORY_PAGE if with_history else LIST_PAGE
            chosen = {key: text for key, text in texts.items() if text}
            yield from self.pages(path, name, limit=limit, archived=told, **chosen)
            return
        short = {"properties": "hs_object_id"}
        for page in self.pages(path, name, limit=LIST_PAGE, archived=told, **short):
            yield from self.read(name, [head_of(record).id for record in page], archived=archived)

    def ids(self, name: str) -> Iterator[list[str]]:
        """The ids of all records that are not archived."""
        path = f"/crm/v3/objects/{name}"
        for page in self.pages(path, name, limit=LIST_PAGE, properties="hs_object_id"):
            yield [head_of(record).id for record in page]

    # ── properties ──────────────────────────────────────────────────────────────────────────

    def properties(self, name: str) -> list[bytes]:
        """The definitions of all properties of a CRM object, read once a load."""
        if name not in self._properties:
            page = _page.decode(self.get(f"/crm/v3/properties/{name}", name).content)
            self._properties[name] = [bytes(each) for each in page.results]
        return self._properties[name]

    def wanted(self, name: str) -> list[str]:
        """The properties to ask for: declared ones that this portal has, and all it added."""
        defined = [msgspec.json.decode(each) for each in self.properties(name)]
        known = {each["name"]: not each.get("hubspotDefined", False) for each in defined}
        if MODIFIED[name] not in known:
            raise SourceError(
                "hubspot",
                f"this portal has no property {MODIFIED[name]}, by which changes are found",
                "Ask for the scope to read all properties",
                obj=name,
            )
        declared = [column for column in COLUMNS[name] if column in known]
        return declared + sorted(
            column for column, is_added in known.items() if is_added and column not in declared
        )

    # ── reading by id ───────────────────────────────────────────────────────────────────────

    def read(
        self, name: str, ids: Sequence[str], *, archived: bool = False
    ) -> Iterator[list[bytes]]:
        """Whole records by id. Ids that are gone are simply not among them."""
        with_history = WITH_HISTORY.get(name, ())
        size = HISTORY_BATCH if with_history else BATCH
        for start in range(0, len(ids), size):
            body = {
                "inputs": [{"id": id} for id in ids[start : start + size]],
                "properties": self.wanted(name),
                "propertiesWithHistory": list(with_history),
            }
            answer = self.session.request(
                "POST",
                f"/crm/v3/objects/{name}/batch/read",
                params={"archived": str(archived).lower()},
                json=body,
                obj=name,
                expect=(200, 207),
            )
            yield [bytes(record) for record in _page.decode(answer.content).results]

    def associations(
        self, from_object: str, to_object: str, ids: Sequence[str]
    ) -> dict[str, list[msgspec.Raw]]:
        """All that each record is associated with, every page of every record."""
        found: dict[str, list[msgspec.Raw]] = {id: [] for id in ids}
        asked = [{"id": id} for id in ids]
        while asked:
            inputs, asked = asked[:ASSOCIATION_BATCH], asked[ASSOCIATION_BATCH:]
            answer = self.session.request(
                "POST",
                f"/crm/v4/associations/{from_object}/{to_object}/batch/read",
                json={"inputs": inputs},
                obj=f"{from_object}/{to_object}",
                expect=(200, 207),
            )
            for of_one in _associated.decode(answer.content).results:
                id = of_one.origin.id
                found.setdefault(id, []).extend(of_one.to)
                if of_one.paging and of_one.paging.next:
                    asked.append({"id": id, "after": of_one.paging.next.after})
        return found

    # ── search ──────────────────────────────────────────────────────────────────────────────

    def count(self, name: str, filters: Sequence[Mapping[str, str]] = ()) -> int:
        """How many records HubSpot itself counts."""
        page = self._search(name, list(filters), limit=1, properties=["hs_object_id"])
        return page.total or 0

    def changed_ids(self, name: str, since: int, until: int) -> list[str]:
        """Ids of what changed in a fixed window, by ascending id.

        Each question begins behind the last id, so none ever pages: neither the cap of ten thousand
        rows nor any number of records with one stamp can cut it short.
        """
        modified = MODIFIED[name]
        found: list[str] = []
        last, empty, after = 0, 0, None
        while True:
            page = self._search(
                name,
                [
                    {"propertyName": modified, "operator": "GTE", "value": str(since)},
                    {"propertyName": modified, "operator": "LTE", "value": str(until)},
                    {"propertyName": "hs_object_id", "operator": "GT", "value": str(last)},
                ],
                limit=SEARCH_PAGE,
                properties=["hs_object_id"],
                after=after,
            )
            ids = sorted((head_of(record).id for record in page.results), key=int)
            new = [id for id in ids if int(id) > last]
            found += new
            if new:
                last, empty, after = int(new[-1]), 0, None
            if (page.total or 0) <= len(ids):
                return found
            if not new:  # a page may be empty though more is to come
                empty, after = empty + 1, page.after
                if empty == EMPTY_PAGES_BELIEVED:
                    raise SourceError(
                        "hubspot",
                        f"a search counts {page.total} changes and gives none",
                        "Run again",
                        obj=name,
                    )

    def _search(
        self,
        name: str,
        filters: list[Mapping[str, str]],
        *,
        limit: int,
        properties: list[str],
        after: str | None = None,
    ) -> Page:
        body: dict[str, Any] = {
            "filterGroups": [{"filters": filters}] if filters else [],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "properties": properties,
            "limit": limit,
        }
        if after:
            body["after"] = after
        path = f"/crm/v3/objects/{name}/search"
        return _page.decode(self.session.request("POST", path, json=body, obj=name).content)


class _Origin(msgspec.Struct):
    id: str


class _OfOne(msgspec.Struct):
    origin: _Origin = msgspec.field(name="from")
    to: list[msgspec.Raw] = []
    paging: Paging | None = None


class _Associated(msgspec.Struct):
    results: list[_OfOne] = []


_associated = msgspec.json.Decoder(_Associated)


def _scopes_missing(answer: Answer) -> str:
    try:
        errors = answer.json().get("errors") or []
    except (ValueError, AttributeError):
        return ""
    named = [
        scope
        for error in errors
        for scopes in (error.get("context") or {}).values()
        for scope in scopes
    ]
    return ", ".join(named)
