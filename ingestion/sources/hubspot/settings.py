"""Streams of a portal's own settings: pipelines and stages, properties, call outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from ingestion.source import Batch, Checkpoint, Item, Listed, Stream, Table, Tombstone
from ingestion.sources.hubspot import schema, sweeps, tables
from ingestion.sources.hubspot.client import Client
from ingestion.sources.hubspot.properties import CRM_OBJECTS
from ingestion.texts import decoded

# What is compared with what is there, and says nothing of when.
KNOWN_TO_BE_THERE = ("apps",)

Extract = Callable[[Client, dict[str, Any]], Iterator[Item]]
_decode, _encode = decoded, msgspec.json.encode


def stream(name: str, extract: Extract, *of: Table) -> Stream:
    """A stream that its setting may skip, and that begins anew where its cursor lies ahead."""

    def checked(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
        if name in client.skipped:
            yield Checkpoint(cursor)
            return
        if sweeps.is_ahead(cursor, client.now, name):
            cursor = {key: cursor[key] for key in KNOWN_TO_BE_THERE if key in cursor}
        yield from extract(client, cursor)

    return Stream(name, of, checked)


def _pipelines(client: Client, cursor: dict[str, Any]) -> Iterator[Item]:
    """Stages are removed without trace: one no longer told is marked, and keeps its label."""
    (page,) = list(client.pages("/crm/v3/pipelines/deals", "pipelines")) or [[]]
    found = [_decode(raw, type=dict[str, msgspec.Raw]) for raw in page]
    yield Batch(tables.PIPELINES, page)
    pipelines: dict[str, str] = {}
    stages: dict[str, str] = {}
    rows = []
    for pipeline in found:
        id = _decode(pipeline["id"])
        pipelines[id] = _decode(pipeline["label"])
        for stage in _decode(pipeline["stages"], type=list[dict[str, msgspec.Raw]]):
            stages[f"{id}|{_decode(stage['id'])}"] = _decode(stage["label"])
            rows.append(_encode({"pipeline_id": id} | stage))
    yield Batch(tables.PIPELINE_STAGES, rows)
    of_stages = schema.chosen("dealstage", stages)
    of_pipelines = schema.chosen("pipeline", pipelines)
    yield from schema.drifts(tables.PIPELINES, cursor.get("of_pipelines"), of_pipelines)
    yield from schema.drifts(tables.PIPELINE_STAGES, cursor.get("of_stages"), of_stages)
    for table, now, before in (
        (tables.PIPELINES, pipelines, cursor.get("pipelines", ())),
        (tables.PIPELINE_STAGES, stages, cursor.get("stages", ())),
    ):
        gone = [Tombstone(id, "delete") for id in before if id not in now]
        if gone:
            yield Batch(table, tombstones=gone)
    yield Checkpoint(
        {
            "pipelines": list(pipelines),
            "stages": list(stages),
            "of_pipelines": schema.pack(of_pipelines),
            "of_stages": schema.pack(of_stages),
        }
    )


def _properties(client: Client, _: dict[str, Any]) -> Iterator[Item]:
    """All of them each time; one that is no longer told was deleted."""
    ids: dict[str, list[str]] = {}
    for name in CRM_OBJECTS:
        if name in client.skipped:
            continue
        raws = client.properties(name)
        rows = [
            _encode({"object_type": name} | _decode(raw, type=dict[str, msgspec.Raw]))
            for raw in raws
        ]
        ids[name] = [f"{name}|{_decode(raw)['name']}" for raw in raws]
        yield Batch(tables.PROPERTIES, rows)
    listed = [id for of_one in ids.values() for id in of_one]
    yield Listed(tables.PROPERTIES, listed, within=("object_type", dict.fromkeys(ids)))
    yield Checkpoint({})


def _dispositions(client: Client, _: dict[str, Any]) -> Iterator[Item]:
    content = client.get("/calling/v1/dispositions", "call_dispositions").content
    rows = _decode(content, type=list[msgspec.Raw])
    yield Batch(tables.CALL_DISPOSITIONS, [bytes(row) for row in rows])
    yield Checkpoint({})


STREAMS = (
    stream("pipelines", _pipelines, tables.PIPELINES, tables.PIPELINE_STAGES),
    stream("properties", _properties, tables.PROPERTIES),
    stream("call_dispositions", _dispositions, tables.CALL_DISPOSITIONS),
)
