"""Streams of marketing: forms and submissions, mailings and their events, campaigns, visits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec

from ingestion.onward import Onward
from ingestion.source import Batch, Checkpoint, Compare, Item, Stream, Table
from ingestion.sources.hubspot import marketing_tables as marketing
from ingestion.sources.hubspot import settings, sweeps, tables
from ingestion.sources.hubspot.client import Client
from ingestion.sources.hubspot.digests import digest
from ingestion.sources.hubspot.settings import Extract, stream
from ingestion.sources.hubspot.vanishing import One, buried
from ingestion.texts import decoded

HOUR = 3_600_000
OVERLAP = 6 * HOUR  # events reach the API after they happened
FIRST_MAIL = 1_136_073_600_000  # 2006: HubSpot did not exist before, and fails for the epoch
VISIT = "e_visited_page"
NO_SUBMISSIONS = ("blog_comment",)

_decode, _encode = decoded, msgspec.json.encode


class Whole:
    """A list that is read whole each time: in a sweep what it holds no longer may be gone.

    `one` asks for a record by its id.
    """

    def __init__(self, client: Client, cursor: dict[str, Any], one: One) -> None:
        self.now, self.cursor, self.one = client.now, cursor, one
        self.is_sweep, self.is_empty = sweeps.is_due(cursor, self.now), True

    def landed(self, table: Table, page: Sequence[bytes]) -> Iterator[Item]:
        yield Batch(table, page)
        yield from self.listed(table, [str(_decode(record)[table.key[0]]) for record in page])

    def listed(self, table: Table, ids: Sequence[str]) -> Iterator[Item]:
        self.is_empty &= not ids
        if self.is_sweep:
            yield Compare(table, ids)

    def ended(self, table: Table, **more: Any) -> Iterator[Item]:
        if self.is_sweep:
            yield from buried(Compare(table, is_last=True), self.one, is_empty=self.is_empty)
        yield Checkpoint({"swept_at": sweeps.swept_at(self.cursor, self.now, self.is_sweep)} | more)


def _both_passes(table: Table, path: str, obj: str, **params: Any) -> Extract:
    """What is there, then what is archived."""

    def extract(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
        whole = Whole(client, cursor, _of_either_pass(client, path, obj, **params))
        for archived in ("false", "true"):
            for page in client.pages(path, obj, limit=100, archived=archived, **params):
                yield from whole.landed(table, page)
        yield from whole.ended(table)

    return extract


def _one(client: Client, path: str, obj: str, id: str, **params: Any) -> bytes | None:
    return client.one(f"{path}/{id}", obj, **params)


def _of_either_pass(client: Client, path: str, obj: str, **params: Any) -> One:
    """Archived or restored between the two passes, a record is in neither."""

    def one(id: str) -> bytes | None:
        passes = ({"archived": archived, **params} for archived in ("false", "true"))
        asked = (_one(client, path, obj, id, **each) for each in passes)
        return next((record for record in asked if record is not None), None)

    return one


def _forms(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
    """Submissions come newest first: those of a form are read until they are known.

    An archived form takes no more of them, so they are read once after it was archived.
    """
    forms: dict[str, bool] = {}
    whole = Whole(client, cursor, _of_either_pass(client, "/marketing/v3/forms", "forms"))
    for archived in ("false", "true"):
        params = {"limit": 100, "formTypes": "all", "archived": archived}
        for page in client.pages("/marketing/v3/forms", "forms", **params):
            yield from whole.landed(marketing.FORMS, page)
            for form in map(_decode, page):
                if form["formType"] not in NO_SUBMISSIONS:
                    forms[form["id"]] = archived == "true"
    newest: dict[str, int] = dict(cursor.get("newest", {}))
    closed = [id for id in cursor.get("closed", ()) if forms.get(id)]
    for id, is_archived in forms.items():
        if id in closed:
            continue
        known = newest.get(id, 0) - OVERLAP
        path = f"/form-integrations/v1/submissions/forms/{id}"
        # Three months after it was archived a form is gone for good, perhaps since it was listed.
        expect = (200, 404) if is_archived else (200,)
        for page in client.pages(path, "forms", expect=expect, limit=50):
            rows = [_submission(id, raw) for raw in page]
            yield Batch(marketing.FORM_SUBMISSIONS, [row for row, _ in rows])
            newest[id] = max([newest.get(id, 0), *(at for _, at in rows)])
            if min(at for _, at in rows) < known:
                break
        if is_archived:
            closed.append(id)
    yield from whole.ended(marketing.FORMS, newest=newest, closed=closed)


def _submission(form_id: str, raw: bytes) -> tuple[bytes, int]:
    """The answer does not say which form it is of; older portals name no conversion either."""
    told = _decode(raw, type=dict[str, msgspec.Raw])
    conversion = _decode(told["conversionId"]) if "conversionId" in told else None
    added = {"form_id": form_id, "submission_id": conversion or digest(raw)}
    for value in _decode(told["values"]) if "values" in told else ():
        if value.get("name") == "email" and value.get("value") is not None:
            added["email"] = value["value"]
    return _encode(added | told), int(bytes(told["submittedAt"]))


class _Events(msgspec.Struct):
    has_more: bool = msgspec.field(name="hasMore")
    offset: str | int | None = None
    events: list[msgspec.Raw] = []
    campaigns: list[msgspec.Raw] = []


_events = msgspec.json.Decoder(_Events)


def _offset_pages(client: Client, path: str, obj: str, **params: Any) -> Iterator[_Events]:
    """Pages of the older endpoints. `hasMore` alone decides; a page may be empty."""
    onward = Onward("hubspot", obj)
    while True:
        page = _events.decode(client.get(path, obj, **params).content)
        yield page
        if not page.has_more:
            return
        onward.to(page.offset)
        params["offset"] = page.offset


def _email_events(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
    """A fixed window, both ends included, that begins well inside the one before."""
    until = client.now
    since = cursor["until"] - OVERLAP if "until" in cursor else FIRST_MAIL
    span = {"startTimestamp": since, "endTimestamp": until, "limit": 1000}
    for page in _offset_pages(client, "/email/public/v1/events", "email_events", **span):
        yield Batch(marketing.EMAIL_EVENTS, [bytes(event) for event in page.events])
    yield Checkpoint({"until": until})


def _email_campaigns(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
    """The list holds ids and stamps; only what changed is read."""
    known: dict[str, Any] = cursor.get("updated", {})
    updated: dict[str, Any] = {}
    apps: dict[str, Any] = dict(cursor.get("apps", {}))  # also of those that a list passes over

    def one(id: str) -> bytes | None:
        of = {"appId": apps[id]} if id in apps else {}
        return client.one(f"/email/public/v1/campaigns/{id}", "email_campaigns", **of)

    whole = Whole(client, cursor, one)
    path = "/email/public/v1/campaigns/by-id"
    for page in _offset_pages(client, path, "email_campaigns", limit=1000):
        rows = []
        for raw in page.campaigns:
            told = _decode(raw)
            id = str(told["id"])
            updated[id], apps[id] = told.get("lastUpdatedTime"), told["appId"]
            if id not in known or known[id] != updated[id]:
                rows.append(one(id))
        yield Batch(marketing.EMAIL_CAMPAIGNS, [row for row in rows if row is not None])
    yield from whole.listed(marketing.EMAIL_CAMPAIGNS, list(updated))
    yield from whole.ended(marketing.EMAIL_CAMPAIGNS, updated=updated, apps=apps)


def _campaigns(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
    path, names = "/marketing/v3/campaigns", ",".join(marketing.CAMPAIGN_PROPERTIES)
    one = partial(_one, client, path, "campaigns", properties=names)
    whole = Whole(client, cursor, one)
    for page in client.pages(path, "campaigns", limit=100, properties=names):
        yield from whole.landed(marketing.CAMPAIGNS, page)
    yield from whole.ended(marketing.CAMPAIGNS)


def _marketing_events(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
    """Who took part is read again for the events whose counts are not those of last time."""
    base = "/marketing/v3/marketing-events/"
    known: dict[str, list[int]] = cursor.get("counts", {})
    counts: dict[str, list[int]] = {}
    whole = Whole(client, cursor, partial(_one, client, base.rstrip("/"), "marketing_events"))
    for page in client.pages(base, "marketing_events", limit=100):
        yield from whole.landed(marketing.MARKETING_EVENTS, page)
        for event in map(_decode, page):
            told = ("registrants", "attendees", "cancellations", "noShows")
            counts[event["objectId"]] = [event.get(name) or 0 for name in told]
    for id in (id for id, count in counts.items() if known.get(id) != count):
        path = f"{base}participations/{id}/breakdown"
        for page in client.pages(path, "marketing_events", limit=100):
            yield Batch(marketing.MARKETING_EVENT_PARTICIPATIONS, page)
    yield from whole.ended(marketing.MARKETING_EVENTS, counts=counts)


def _web_events(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
    until = client.now
    params = {
        "eventType": VISIT,
        "limit": 1000,
        "sort": "occurredAt",
        "occurredBefore": _iso(until),
    }
    if "until" in cursor:
        params["occurredAfter"] = _iso(cursor["until"] - OVERLAP)
    for page in client.pages("/events/v3/events", "web_events", **params):
        yield Batch(marketing.WEB_EVENTS, page)
    yield Checkpoint({"until": until})


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def _streams() -> Iterable[Stream]:
    owners = _both_passes(tables.OWNERS, "/crm/v3/owners", "owners")
    yield stream("owners", owners, tables.OWNERS)
    yield from settings.STREAMS
    yield stream("forms", _forms, marketing.FORMS, marketing.FORM_SUBMISSIONS)
    yield stream("email_events", _email_events, marketing.EMAIL_EVENTS)
    yield stream("email_campaigns", _email_campaigns, marketing.EMAIL_CAMPAIGNS)
    mails = _both_passes(
        marketing.MARKETING_EMAILS,
        "/marketing/v3/emails",
        "marketing_emails",
        marketingCampaignNames="true",
    )
    yield stream("marketing_emails", mails, marketing.MARKETING_EMAILS)
    yield stream("campaigns", _campaigns, marketing.CAMPAIGNS)
    yield stream(
        "marketing_events",
        _marketing_events,
        marketing.MARKETING_EVENTS,
        marketing.MARKETING_EVENT_PARTICIPATIONS,
    )
    yield stream("web_events", _web_events, marketing.WEB_EVENTS)


STREAMS = tuple(_streams())
