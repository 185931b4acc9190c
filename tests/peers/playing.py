"""The chaos scenarios, played to a peer."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ingestion.sandbox.store import Store
from ingestion.sandbox.world import open_world
from ingestion.source import Table
from ingestion.sources import discover
from ingestion.sources.salesforce.simulator.org import Org
from tests.chaos.scenario import SEED, SIZE, Scenario, nothing
from tests.chaos.score import Score, compare, held
from tests.chaos.serving import serving
from tests.chaos.stage import Stage
from tests.peers.roster import Peer
from tests.peers.rows import Rows, compared, links_of, rows_of, widened
from tests.peers.syncing import Ended, Syncing

RETRIES = 20
OF_SCHEMA = (5, 17, 28)


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


@dataclass
class Outcome:
    """What came of it; `trouble` is what the peer said, or how it ended."""

    score: Findings
    trouble: str = ""


class Stages:
    """Plays scenarios to one peer; a first sync that nothing disturbs is made once."""

    def __init__(self, peer: Peer, programs: Path, world_folder: Path, folder: Path) -> None:
        self.peer, self.programs = peer, programs
        self._world, self._folder = world_folder, folder
        self._number = 0
        self._first: Syncing | None = None
        self._known: set[tuple[str, str]] = set()
        self.calm = self.play(Scenario(0, peer.source, "nothing happens"))
        self._known = self.calm.score.wrong_columns
        self._undisturbed: dict[tuple[int, bool, float], Outcome] = {}

    def undisturbed(self, scenario: Scenario) -> Outcome:
        """As many syncs, and nothing happens but the company's own life. Gaps of many days are a
        pitfall themselves: here it is one."""
        key = scenario.loads, scenario.is_first, scenario.hours
        if key not in self._undisturbed:
            calm = Scenario(
                0, scenario.source, "nothing", loads=key[0], is_first=key[1], hours=key[2]
            )
            self._undisturbed[key] = self.play(calm)
        return self._undisturbed[key]

    def play(self, scenario: Scenario) -> Outcome:
        plain = scenario.before is nothing and not scenario.settings and not scenario.is_first
        with self._stage(self._after_first() if plain else self._world) as (stage, syncing):
            stage.system.use(*scenario.settings)
            ended: list[Ended] = []
            if plain:
                syncing.resume(self._first)
            else:
                scenario.before(stage)
                ended.append(syncing.discover())
                ended += [] if scenario.is_first else [syncing.sync()]
            if not scenario.is_first:
                ended += self._until_second(scenario, stage, syncing)
            if any(not each.is_good for each in ended):
                return Outcome(Findings(), f"could not begin: {_said(ended)}")
            stage.system.plan.replace(scenario.faults)
            scenario.meddles(stage)
            ended = [syncing.sync()]
            was_struck = bool(stage.system.plan.struck) or not scenario.faults
            stage.system.plan.replace([])
            ended += _again(syncing, ended[0])
            for _ in range(scenario.loads - 1):
                scenario.passes(stage.world)
                ended.append(syncing.sync())
            trouble = _said(ended) if was_struck else "no fault struck"
            return Outcome(score(stage.world, syncing, scenario, self._known), trouble)

    def _until_second(self, scenario: Scenario, stage: Stage, syncing: Syncing) -> list[Ended]:
        """What lies between the first sync and the second; new fields are discovered."""
        scenario.happens(stage)
        scenario.passes(stage.world)
        if scenario.later is not None:
            stage.system.use(*scenario.later)
        return [syncing.discover()] if scenario.pitfall in OF_SCHEMA else []

    def _after_first(self) -> Path:
        """The world as it is after the first sync."""
        folder = self._folder / "first" / "world"
        if self._first is None:
            with self._stage(self._world, "first") as (_, syncing):
                for act in (syncing.discover, syncing.sync):
                    ended = act()
                    assert ended.is_good, f"{self.peer.name}: {_said([ended])}"
                self._first = syncing
        return folder

    @contextmanager
    def _stage(self, world_folder: Path, name: str = "") -> Iterator[tuple[Stage, Syncing]]:
        self._number += 1
        place = self._folder / (name or f"play-{self._number}")
        shutil.copytree(world_folder, place / "world")
        world = open_world(place / "world", SEED, SIZE)
        with serving(self.peer.source, world) as system:
            syncing = Syncing(self.peer, self.programs, place / "sync", system)
            yield Stage(self.peer.source, world, system), syncing
        world.close()


def _again(syncing: Syncing, last: Ended) -> Iterator[Ended]:
    """A sync that failed is begun again, as schedulers do, until it fails twice in the same words."""
    for _ in range(RETRIES):
        if last.is_good:
            return
        before, last = last, syncing.sync()
        yield last
        if last.said == before.said:
            return


def _said(ended: list[Ended]) -> str:
    """How syncs ended that did not end well."""
    bad = [each for each in ended if not each.is_good]
    if not bad:
        return ""
    return f"{len(bad)} of {len(ended)} syncs failed: {bad[0].said}"
