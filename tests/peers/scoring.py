"""What a peer landed against what the system shows, by the scorer of our own landing."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from ingestion.sandbox.store import Store
from ingestion.source import Table
from ingestion.sources import discover
from ingestion.sources.salesforce.simulator.org import Org
from tests.chaos.scenario import Scenario
from tests.chaos.score import Score, compare, held
from tests.peers.rows import Rows, compared, links_of, rows_of, widened
from tests.peers.syncing import Syncing


@dataclass
class Findings(Score):
    """A score that keeps every finding, so that two of them can be held against each other."""

    all: list[str] = field(default_factory=list)

    def note(self, what: str) -> None:
        super().note(what)
        self.all.append(what)

    def beyond(self, undisturbed: Findings) -> Findings:
        """What is found of records that are as they should be where nothing happened."""
        known = {_record_of(what) for what in undisturbed.all}
        found = Findings(self.expected, self.landed)
        for what in self.all:
            if _record_of(what) not in known:
                found.note(what)
                kind = _kind_of(what)
                setattr(found, kind, getattr(found, kind) + 1)
        return found

    @property
    def wrong_columns(self) -> set[tuple[str, str]]:
        """Tables and columns in which a value differed."""
        return {
            (_record_of(what).split(" ")[0], _told(what).split(" ")[0])
            for what in self.all
            if _is_of_value(what)
        }

    def but_values(self) -> Findings:
        """The findings of whole records: these stand also where wrong columns are left out."""
        return replace(self, all=[what for what in self.all if not _is_of_value(what)])


def _record_of(what: str) -> str:
    return what.partition(": ")[0]


def _told(what: str) -> str:
    return what.partition(": ")[2]


def _is_of_value(what: str) -> bool:
    return _told(what).split(" ")[0] not in ("is", "lost", "merged")


def _kind_of(what: str) -> str:
    told = _told(what)
    if told == "lost":
        return "lost"
    return "doubled" if told == "is alive here alone" else "wrong"


def score(
    store: Store, syncing: Syncing, scenario: Scenario, known: Collection[tuple[str, str]] = ()
) -> Findings:
    """What the peer's streams should hold against what they do, by the scorer of our own landing.

    `known`: columns that are wrong whatever happens; they would hide what a pitfall does.
    """
    found, peer = Findings(), syncing.peer
    destination = syncing.destination
    tables = {table.name: table for table in discover()[peer.source].tables}
    streams: dict[str, list[str]] = {}
    for stream, name in peer.streams.items():
        streams.setdefault(name, []).append(stream)
    for name, own in streams.items():
        table, expected = widened(tables[name], _shown(store, peer.source, tables[name], scenario))
        rows: Rows = {}
        for stream in own:
            rows |= rows_of(destination, stream, table, expected, peer.is_gone)
        left_out = {*scenario.but.get("*", ()), *scenario.but.get(name, ())}
        left_out |= {column for of, column in known if of == name}
        columns = [f for f in compared(destination, own[0], table) if f.name not in left_out]
        compare(found, table, columns, expected, rows)
    for stream, path, name in peer.links:
        table, expected = tables[name], held(store, peer.source, tables[name])
        rows = links_of(destination, stream, path, table, expected)
        compare(found, table, [f for f in table.fields if f.name == "to"], expected, rows)
    return found


def _shown(
    store: Store, source: str, table: Table, scenario: Scenario
) -> dict[str, dict[str, Any]]:
    """What the system shows, with the fields that it was given by its own people."""
    expected = held(store, source, table)
    path, names = _added(store, source, table, scenario)
    for record in store.records(source, table.object, "state = 'live'") if names else ():
        extra = json.loads(expected[record.id]["_extra"] or "{}")
        inner = extra.setdefault(path, {}) if path else extra
        inner.update({name: record.fields.get(name) for name in names})
        expected[record.id]["_extra"] = json.dumps(extra)
    return expected


def _added(store: Store, source: str, table: Table, scenario: Scenario) -> tuple[str, list[str]]:
    """Which, and inside of which member: HubSpot tells its properties, an org has settings."""
    if source == "hubspot":
        told = store.records("hubspot", "properties", "state = 'live'")
        own = (each.fields for each in told if each.fields["object_type"] == table.name)
        return "properties", [each["name"] for each in own]
    settings = scenario.settings if scenario.later is None else scenario.later
    orgs = (each for each in settings if isinstance(each, Org))
    return "", [f.name for org in orgs for f in org.custom_fields.get(table.object, ())]
