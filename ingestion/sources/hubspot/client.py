"""HubSpot's API as this project reads it: pages, batches, and errors in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ingestion.http import Answer, Session
from ingestion.masking import shown
from ingestion.onward import Onward
from ingestion.settings import stem
from ingestion.source import SourceError
from ingestion.sources.hubspot.answers import (
    associated_of,
    head_of,
    mistake_of,
    page_of,
    scopes_missing,
)
from ingestion.sources.hubspot.paths import NUMBERED, is_style, styled
from ingestion.sources.hubspot.properties import COLUMNS, MODIFIED, WITH_HISTORY
from ingestion.texts import decoded

VENDOR_DOMAINS = ("hubapi.com",)
LIST_PAGE, HISTORY_PAGE = 100, 50
BATCH, HISTORY_BATCH, ASSOCIATION_BATCH = 100, 50, 1000
LONGEST_QUERY = 6_000  # HubSpot does not document its limit for addresses; this is well below
NOT_THERE = "OBJECT_NOT_FOUND"

Expected = tuple[int, ...]  # the statuses that are an answer


class Client:
    """One portal. `skipped` names streams that are not to be read."""

    def __init__(self, settings: Mapping[str, str], connection: str = "default") -> None:
        begin = stem("hubspot", connection)
        self.token_setting, self.skip_setting = f"{begin}_ACCESS_TOKEN", f"{begin}_SKIP"
        self.skipped = frozenset(
            name.strip() for name in settings.get("SKIP", "").split(",") if name.strip()
        )
        self.style = settings.get("API_STYLE", NUMBERED)
        if not is_style(self.style):
            raise SourceError(
                "hubspot",
                f"{begin}_API_STYLE is neither v3 nor a dated version",
                "Set it to v3 or to a date such as 2026-03",
            )
        self.session = Session(
            "hubspot",
            settings["BASE_URL"],
            headers={"Authorization": f"Bearer {settings['ACCESS_TOKEN']}"},
            vendor_domains=VENDOR_DOMAINS,
            fatal=self._fatal,
            connection=connection,
        )
        self._properties: dict[str, list[bytes]] = {}

    def _fatal(self, answer: Answer) -> str | None:
        if answer.status == 401:
            return (
                f"the access token was refused: set {self.token_setting} to that of a private app"
            )
        if answer.status == 403:
            scopes = scopes_missing(answer)
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
        path = styled(path, self.style)
        return self.session.request("GET", path, params=params, obj=obj, expect=expect)

    def post(
        self, path: str, obj: str, body: Any, *, expect: Expected = (200,), **params: Any
    ) -> Answer:
        path = styled(path, self.style)
        return self.session.request("POST", path, params=params, json=body, obj=obj, expect=expect)

    def one(self, path: str, obj: str, **params: Any) -> bytes | None:
        """A single record; None where there is none."""
        answer = self.get(path, obj, expect=(200, 404), **params)
        return answer.content if answer.status == 200 else None

    def pages(
        self, path: str, obj: str, *, expect: Expected = (200,), **params: Any
    ) -> Iterator[list[bytes]]:
        """All pages of a list. A page may be short or empty: only a missing link ends it."""
        onward = Onward("hubspot", obj)
        while True:
            answer = self.get(path, obj, expect=expect, **params)
            if answer.status != 200:
                return
            page = page_of(answer.content)
            if page.results:
                yield [bytes(record) for record in page.results]
            if page.after is None:
                return
            onward.to(page.after)
            params["after"] = page.after

    def records(self, name: str) -> Iterator[list[bytes]]:
        """All records of a CRM object that live, whole and with history where it is kept."""
        wanted, with_history = self.wanted(name), WITH_HISTORY.get(name, ())
        path = f"/crm/v3/objects/{name}"
        texts = {"properties": ",".join(wanted), "propertiesWithHistory": ",".join(with_history)}
        if sum(map(len, texts.values())) <= LONGEST_QUERY:
            limit = HISTORY_PAGE if with_history else LIST_PAGE
            chosen = {key: text for key, text in texts.items() if text}
            yield from self.pages(path, name, limit=limit, archived="false", **chosen)
            return
        for page in self.briefly(name, archived=False):
            yield from self.read(name, [head_of(record).id for record in page])

    def briefly(self, name: str, *, archived: bool) -> Iterator[list[bytes]]:
        """All records of a CRM object with their ids and little else."""
        params = {"archived": str(archived).lower(), "properties": "hs_object_id"}
        yield from self.pages(f"/crm/v3/objects/{name}", name, limit=LIST_PAGE, **params)

    # ── properties ──────────────────────────────────────────────────────────────────────────

    def properties(self, name: str) -> list[bytes]:
        """The definitions of all properties of a CRM object, read once a load."""
        if name not in self._properties:
            page = page_of(self.get(f"/crm/v3/properties/{name}", name).content)
            self._properties[name] = [bytes(each) for each in page.results]
        return self._properties[name]

    def wanted(self, name: str) -> list[str]:
        """The properties to ask for: declared ones that this portal has, and all it added."""
        defined = [decoded(each) for each in self.properties(name)]
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
        size = HISTORY_BATCH if name in WITH_HISTORY else BATCH
        for start in range(0, len(ids), size):
            asked = list(ids[start : start + size])
            for _ in range(2):  # what a batch passes over in silence is asked for once more
                page, asked = self._batch(name, asked, archived)
                yield page
                if not asked:
                    break

    def _batch(self, name: str, ids: list[str], archived: bool) -> tuple[list[bytes], list[str]]:
        body = {
            "inputs": [{"id": id} for id in ids],
            "properties": self.wanted(name),
            "propertiesWithHistory": list(WITH_HISTORY.get(name, ())),
        }
        path, told = f"/crm/v3/objects/{name}/batch/read", str(archived).lower()
        answer = self.post(path, name, body, expect=(200, 207), archived=told)
        batch = page_of(answer.content)
        told_of = _not_there(batch.errors, name)
        for record in batch.results:
            head = head_of(record)
            told_of |= {head.id, *head.merged}
        return [bytes(record) for record in batch.results], [id for id in ids if id not in told_of]

    def associations(
        self, from_object: str, to_object: str, ids: Sequence[str]
    ) -> dict[str, list[msgspec.Raw]]:
        """All that each record is associated with, every page of every record."""
        found: dict[str, list[msgspec.Raw]] = {id: [] for id in ids}
        obj = f"{from_object}/{to_object}"
        asked: list[dict[str, str]] = [{"id": id} for id in ids]
        again, onward = set(ids), Onward("hubspot", obj)
        while asked:
            inputs, asked = asked[:ASSOCIATION_BATCH], asked[ASSOCIATION_BATCH:]
            path = f"/crm/v4/associations/{obj}/batch/read"
            answer = self.post(path, obj, {"inputs": inputs}, expect=(200, 207))
            batch = associated_of(answer.content)
            silent = {each["id"] for each in inputs} - _not_there(batch.errors, obj)
            more: dict[tuple[str, str], None] = {}
            for of_one in batch.results:
                id = of_one.origin.id
                found.setdefault(id, []).extend(of_one.to)
                silent.discard(id)
                if of_one.paging and of_one.paging.next:
                    more[id, of_one.paging.next.after] = None
            for id, after in more:
                onward.to((id, after))
                asked.append({"id": id, "after": after})
            asked += [each for each in inputs if each["id"] in silent & again]
            again -= silent
        return found


def _not_there(told: Sequence[msgspec.Raw], obj: str) -> set[str]:
    """Ids that a batch says are not there. Any other mistake leaves the answer incomplete."""
    mistakes = [mistake_of(each) for each in told]
    for mistake in mistakes:
        if mistake.category != NOT_THERE:
            what = f"a batch was answered in part ({mistake.category}: {shown(mistake.message)})"
            raise SourceError("hubspot", what, "Run again", obj=obj)
    return {id for mistake in mistakes for id in mistake.named}
