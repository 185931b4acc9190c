"""Streams of marketing and of the portal's own settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from ingestion.source import Batch, Checkpoint, Stream, Table, Tombstone
from ingestion.sources.hubspot import marketing_tables as marketing
from ingestion.sources.hubspot import tables
from ingestion.sources.hubspot.client import Client
from ingestion.sources.hubspot.digests import digest
from ingestion.sources.hubspot.properties import CRM_OBJECTS

HOUR = 3_600_000
OVERLAP = 6 * HOUR  # events reach the API after they happened
FIRST_MAIL = 1_136_073_600_000  # 2006: HubSpot did not exist before, and fails for the epoch
VISIT = "e_visited_page"
NO_SUBMISSIONS = ("blog_comment",)

Item = Batch | Checkpoint
Extract = Callable[[Client, dict[str, Any]], Iterator[Item]]
_decode, _encode = msgspec.json.decode, msgspec.json.encode


def _unless_skipped(name: str, extract: Extract, *of: Table) -> Stream:
    def checked(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
        if name in client.skipped:
            yield Checkpoint(cursor)
        else:
            yield from extract(client, cursor)

    return Stream(name, of, checked)


def _both_passes(table: Table, path: str, obj: str, **params: Any) -> Extract:
    """A list that is read whole each time: what is there, then what is archived."""

    def extract(client: Client, _: dict[str, Any]) -> Iterator[Item]:
        for archived in ("false", "true"):
            for page in client.pages(path, obj, limit=100, archived=archived, **params):
                yield Batch(table, page)
        yield Checkpoint({})

    return extract


def _pipelines(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
    """Stages are removed without trace: one no longer told is marked, and keeps its label."""
    (page,) = list(client.pages("/crm/v3/pipelines/deals", "pipelines")) or [[]]
    found = [(_decode(raw, type=dict[str, msgspec.Raw]), raw) for raw in page]
    yield Batch(tables.PIPELINES, page)
    stages, pipelines = [], []
    for pipeline, _ in found:
        id = _decode(pipeline["id"])
        pipelines.append(id)
        for stage in _decode(pipeline["stages"], type=list[dict[str, msgspec.Raw]]):
            stages.append((f"{id}|{_decode(stage['id'])}", {"pipeline_id": id} | stage))
    yield Batch(tables.PIPELINE_STAGES, [_encode(stage) for _, stage in stages])
    keys = [key for key, _ in stages]
    for table, now, before in (
        (tables.PIPELINES, pipelines, cursor.get("pipelines", ())),
        (tables.PIPELINE_STAGES, keys, cursor.get("stages", ())),
    ):
        gone = [Tombstone(id, "delete") for id in before if id not in now]
        if gone:
            yield Batch(table, tombstones=gone)
    yield Checkpoint({"pipelines": pipelines, "stages": keys})


def _properties(client: Client, _: dict[str, Any]) -> Iterator[Item]:
    for name in CRM_OBJECTS:
        if name in client.skipped:
            continue
        rows = [
            _encode({"object_type": name} | _decode(raw, type=dict[str, msgspec.Raw]))
            for raw in client.properties(name)
        ]
        yield Batch(tables.PROPERTIES, rows)
    yield Checkpoint({})


def _dispositions(client: Client, _: dict[str, Any]) -> Iterator[Item]:
    content = client.get("/calling/v1/dispositions", "call_dispositions").content
    rows = _decode(content, type=list[msgspec.Raw])
    yield Batch(tables.CALL_DISPOSITIONS, [bytes(row) for row in rows])
    yield Checkpoint({})


def _forms(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
    """Submissions come newest first: those of a form are read until they are known.

    An archived form takes no more of them, so they are read once after it was archived.
    """
    forms: dict[str, bool] = {}
    for archived in ("false", "true"):
        params = {"limit": 100, "formTypes": "all", "archived": archived}
        for page in client.pages("/marketing/v3/forms", "forms", **params):
            yield Batch(marketing.FORMS, page)
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
    yield Checkpoint({"newest": newest, "closed": closed})


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
    events: list[msgspec.Raw] = []
    campaigns: list[msgspec.Raw] = []
    offset: str | int | None = None
    has_more: bool = msgspec.field(default=False, name="hasMore")


_events = msgspec.json.Decoder(_Events)


def _offset_pages(client: Client, path: str, obj: str, **params: Any) -> Iterator[_Events]:
    """Pages of the older endpoints. `hasMore` alone decides; a page may be empty."""
    while True:
        page = _events.decode(client.get(path, obj, **params).content)
        yield page
        if not page.has_more or page.offset == params.get("offset"):
            return
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
    path = "/email/public/v1/campaigns/by-id"
    for page in _offset_pages(client, path, "email_campaigns", limit=1000):
        rows = []
        for raw in page.campaigns:
            told = _decode(raw)
            id = str(told["id"])
            updated[id] = told.get("lastUpdatedTime")
            if id not in known or known[id] != updated[id]:
                one = f"/email/public/v1/campaigns/{id}"
                rows.append(client.get(one, "email_campaigns", appId=told["appId"]).content)
        yield Batch(marketing.EMAIL_CAMPAIGNS, rows)
    yield Checkpoint({"updated": updated})


def _campaigns(client: Client, _: dict[str, Any]) -> Iterator[Item]:
    names = ",".join(marketing.CAMPAIGN_PROPERTIES)
    params = {"limit": 100, "properties": names}
    for page in client.pages("/marketing/v3/campaigns", "campaigns", **params):
        yield Batch(marketing.CAMPAIGNS, page)
    yield Checkpoint({})


def _marketing_events(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
    """Who took part is read again for the events whose counts are not those of last time."""
    base = "/marketing/v3/marketing-events/"
    known: dict[str, list[int]] = cursor.get("counts", {})
    counts: dict[str, list[int]] = {}
    for page in client.pages(base, "marketing_events", limit=100):
        yield Batch(marketing.MARKETING_EVENTS, page)
        for event in map(_decode, page):
            told = ("registrants", "attendees", "cancellations", "noShows")
            counts[event["objectId"]] = [event.get(name) or 0 for name in told]
    for id in (id for id, count in counts.items() if known.get(id) != count):
        path = f"{base}participations/{id}/breakdown"
        for page in client.pages(path, "marketing_events", limit=100):
            yield Batch(marketing.MARKETING_EVENT_PARTICIPATIONS, page)
    yield Checkpoint({"counts": counts})


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
    yield _unless_skipped("owners", owners, tables.OWNERS)
    yield _unless_skipped("pipelines", _pipelines, tables.PIPELINES, tables.PIPELINE_STAGES)
    yield _unless_skipped("properties", _properties, tables.PROPERTIES)
    yield _unless_skipped("call_dispositions", _dispositions, tables.CALL_DISPOSITIONS)
    yield _unless_skipped("forms", _forms, marketing.FORMS, marketing.FORM_SUBMISSIONS)
    yield _unless_skipped("email_events", _email_events, marketing.EMAIL_EVENTS)
    yield _unless_skipped("email_campaigns", _email_campaigns, marketing.EMAIL_CAMPAIGNS)
    mails = _both_passes(
        marketing.MARKETING_EMAILS,
        "/marketing/v3/emails",
        "marketing_emails",
        marketingCampaignNames="true",
    )
    yield _unless_skipped("marketing_emails", mails, marketing.MARKETING_EMAILS)
    yield _unless_skipped("campaigns", _campaigns, marketing.CAMPAIGNS)
    yield _unless_skipped(
        "marketing_events",
        _marketing_events,
        marketing.MARKETING_EVENTS,
        marketing.MARKETING_EVENT_PARTICIPATIONS,
    )
    yield _unless_skipped("web_events", _web_events, marketing.WEB_EVENTS)


STREAMS = tuple(_streams())
