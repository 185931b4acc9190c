"""All records of a raw table at once, as the API gives them page by page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ingestion.sandbox.store import Store
from ingestion.sources.hubspot.digests import digest
from ingestion.sources.hubspot.marketing_tables import CAMPAIGN_PROPERTIES
from ingestion.sources.hubspot.properties import COLUMNS, WITH_HISTORY
from ingestion.sources.hubspot.simulator import events, lists, marketing, settings
from ingestion.sources.hubspot.simulator.associations import Associations, v4_target
from ingestion.sources.hubspot.simulator.portal import Portal
from ingestion.sources.hubspot.simulator.schema import TYPES, definition
from ingestion.sources.hubspot.tables import ASSOCIATED, CRM, HISTORY
from ingestion.sources.hubspot.ties import ties_after

CHUNK = 1000


def render(store: Store, table: str) -> Iterator[dict[str, Any]]:
    """The present records of the raw table `table`, archived ones included, in order of id."""
    portal = Portal(store)
    histories = {each.name: name for name, each in HISTORY.items()}
    associated = {each.name: pair for pair, each in ASSOCIATED.items()}
    if table in CRM:
        yield from _crm(portal, table)
    elif table in histories:
        yield from _history(portal, histories[table])
    elif table in associated:
        yield from _associated(portal, *associated[table])
    elif table == "form_submissions":
        for row in portal.rows("forms"):
            yield from _submissions(portal, row.id)
    elif table == "lists":
        for row in portal.rows("lists", "state = 'live'"):
            yield lists.told(portal, row)
    elif table == "list_memberships":
        for of_list in portal.rows("lists", "state = 'live'"):
            for row in portal.rows(f"list_memberships/{of_list.id}", "state = 'live'"):
                yield {"list_id": of_list.id} | lists.member(row)
    elif table == "pipeline_stages":
        for pipeline in settings.pipelines(portal):
            yield from ({"pipeline_id": pipeline["id"]} | stage for stage in pipeline["stages"])
    elif table == "pipelines":
        yield from settings.pipelines(portal)
    elif table == "call_dispositions":
        for id, label in settings.DISPOSITIONS.items():
            yield {"id": id, "label": label, "deleted": False}
    elif table == "properties":
        for kind in TYPES.values():
            for name, added in portal.properties(kind).items():
                yield {"object_type": kind.name} | definition(kind, name, added)
    elif table == "email_events":
        for row in store.sql(
            "select id, created_at, fields from record where system = 'hubspot' "
            "and object = 'email_events' order by id"
        ):
            yield json.loads(events.email_event(*row))
    else:
        tell = {
            "owners": lambda _, row: settings.owner(row),
            "forms": marketing.form,
            "marketing_emails": marketing.marketing_email,
            "campaigns": lambda _, row: marketing.campaign(row, CAMPAIGN_PROPERTIES),
            "marketing_events": marketing.marketing_event,
            "marketing_event_participations": marketing.participation,
            "email_campaigns": lambda _, row: events.email_campaign(row),
            "web_events": events.web_event,
        }[table]
        for row in portal.rows(table):
            yield tell(portal, row)


def _crm(portal: Portal, name: str) -> Iterator[dict[str, Any]]:
    rows = portal.rows(name, "state in ('live', 'deleted')")
    for start in range(0, len(rows), CHUNK):
        yield from portal.rendered(TYPES[name], rows[start : start + CHUNK], COLUMNS[name])


def _history(portal: Portal, name: str) -> Iterator[dict[str, Any]]:
    rows = portal.rows(name, "state in ('live', 'deleted')")
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        for id, of_record in portal.versions(TYPES[name], chunk, WITH_HISTORY[name]).items():
            for property, versions in of_record.items():
                digests = [digest(version["value"]) for version in versions]
                instants = [version["timestamp"] for version in versions]
                ties = ties_after(zip(instants, digests, strict=True))
                for version, value_digest, tie in zip(versions, digests, ties, strict=True):
                    if tie is not None:
                        key = {"object_id": id, "property": property, "value_digest": value_digest}
                        yield key | ({"ties_after": tie} if tie else {}) | version


def _associated(portal: Portal, from_object: str, to_object: str) -> Iterator[dict[str, Any]]:
    associations = Associations(portal)
    ids = [row.id for row in portal.rows(from_object, "state = 'live'")]
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        found = associations.of(from_object, to_object, chunk)
        for id in chunk:
            yield {"from": {"id": id}, "to": [v4_target(*each) for each in found.get(id, ())]}


def _submissions(portal: Portal, form_id: str) -> Iterator[dict[str, Any]]:
    for row in portal.rows(f"form_submissions/{form_id}"):
        told = {"conversionId": row.id, "submittedAt": row.created_at} | row.fields
        address = next((v["value"] for v in told["values"] if v["name"] == "email"), None)
        added = {"form_id": form_id, "submission_id": row.id}
        yield added | ({"email": address} if address is not None else {}) | told
