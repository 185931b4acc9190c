"""Hold what landed against what the simulators' store holds: lost, doubled, wrong."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

import msgspec

from ingestion.landing.records import landed
from ingestion.landing.warehouse import Warehouse
from ingestion.sandbox.store import Store
from ingestion.source import Field, Table
from ingestion.sources.hubspot.simulator import render as of_hubspot
from ingestion.sources.salesforce.simulator.org import Org
from ingestion.sources.salesforce.simulator.render import Rows
from ingestion.sources.stripe.simulator import Habits
from ingestion.sources.stripe.simulator import render as of_stripe
from ingestion.sources.stripe.simulator.events import Feed
from ingestion.sources.stripe.simulator.rendering import Renderer, cut
from tests.chaos.trial import Trial

SHOWN = 8
SETTLED = 600_000  # so old an event has long been visible
COMPOUND = ("address", "location")  # their parts are fields of their own, and land as such
BESIDE = ("_record_id", "_op", "_merged_into_id", "_extra")


@dataclass
class Score:
    """Counts of records; `examples` names some of those that are not as they should be."""

    expected: int = 0
    landed: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.wrong)

    def note(self, what: str) -> None:
        if len(self.examples) < SHOWN:
            self.examples.append(what)


def score(store: Store, trial: Trial, but: Mapping[str, tuple[str, ...]] = {}) -> Score:
    """All tables that a trial lands. `but`: by table, columns that are not compared; `_extra` is
    one of them."""
    found, name = Score(), trial.name
    with Warehouse(trial.path) as warehouse:
        for table in trial.connection.source.tables:
            left_out = {*but.get("*", ()), *but.get(table.name, ())}
            compared = [f for f in table.fields if f.name not in left_out]
            if (name, table.name) == ("stripe", "event"):
                expected = _as_landed(table, _events(store, _first_read(warehouse)))
                compared = [f for f in compared if f.name != "api_version"]  # an account's own
            else:
                expected = held(store, name, table)
            rows = _rows(warehouse, name, table)
            compare(found, table, compared, expected, rows, extra="_extra" not in left_out)
    return found


def compare(
    found: Score,
    table: Table,
    compared: list[Field],
    held: dict[str, dict[str, Any]],
    rows: dict[str, list[dict[str, Any]]],
    extra: bool = False,
) -> None:
    alive = {id for id, versions in rows.items() if versions[-1]["_op"] == "upsert"}
    found.expected += len(held)
    found.landed += len(rows)
    for id, expected in held.items():
        if id not in rows or (id not in alive and expected["_op"] == "upsert"):
            found.lost += 1
            found.note(f"{table.name} {id}: lost")
        elif different := _different(compared, expected, rows[id][-1], extra):
            found.wrong += 1
            found.note(f"{table.name} {id}: {different}")
    # What happened once stays, also when its record or the vendor's memory of it has gone.
    is_history = table.name.endswith("history") or table.object == "event"
    for id in () if is_history else alive - held.keys():
        found.doubled += 1
        found.note(f"{table.name} {id}: is alive here alone")
    for id, versions in rows.items():
        for before, after in itertools.pairwise(versions):
            if not _different(list(table.fields), before, after, True):
                found.doubled += 1
                found.note(f"{table.name} {id}: the same version twice")


def _different(
    fields: list[Field], expected: Mapping[str, Any], got: Mapping[str, Any], extra: bool
) -> str:
    """What differs, or nothing; a record that is gone keeps the values it was last seen with."""
    if expected["_op"] != got["_op"]:
        return f"is {got['_op']}, not {expected['_op']}"
    if expected["_merged_into_id"] != got["_merged_into_id"]:
        return f"merged into {got['_merged_into_id']}, not {expected['_merged_into_id']}"
    for each in fields:
        pair = _plain(each, expected[each.name]), _plain(each, got[each.name])
        if pair[0] != pair[1]:
            return f"{each.name} is {pair[1]!r:.200}, not {pair[0]!r:.200}"
    if extra and expected["_extra"] != got["_extra"]:
        return f"_extra is {got['_extra']!r:.200}, not {expected['_extra']!r:.200}"
    return ""


def _plain(declared: Field, text: str | None) -> str | None:
    """The value of a text under the spelling rule of its field."""
    if text is None or declared.same_as == "text":
        return text
    if declared.same_as == "instant":
        return text.replace("+00:00", "Z").replace("+0000", "Z").replace(".000Z", "Z")
    return f"{float(text):.10g}"


def _rows(warehouse: Warehouse, name: str, table: Table) -> dict[str, list[dict[str, Any]]]:
    """Accepted versions of each record, in the order in which they were read."""
    rows = warehouse.rows(
        f'select * from raw_{name}."{table.name}" where _load_id in '
        f"(select _load_id from raw_{name}._loads where status = 'accepted') "
        "order by _record_id, _load_id, _seen_at"
    )
    versions: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        versions.setdefault(row["_record_id"], []).append(row)
    return versions


def held(store: Store, name: str, table: Table) -> dict[str, dict[str, Any]]:
    """Every record that the system shows, by key, in the columns of its raw table."""
    return _as_landed(table, _told(store, name, table))


def _as_landed(table: Table, told: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    records = landed(table, [msgspec.json.encode(each) for each in told])
    assert not (records.broken or records.odd), (table.name, records.broken, records.odd)
    names = [*BESIDE, *(f.name for f in table.fields)]
    columns = [records.columns[column] for column in names]
    return {row[0]: dict(zip(names, row)) for row in zip(*columns)}


def _events(store: Store, since: int) -> Iterator[dict[str, Any]]:
    """Pointers to the events from the first load on, but for the last: those become visible late."""
    for event in Feed(Renderer(store), Habits()).events:
        if since <= event.at < store.now - SETTLED:
            is_preview = event.type == "invoice.upcoming"  # of what has no id yet
            yield {
                "object": "event",
                "id": event.id,
                "api_version": None,
                "type": event.type,
                "created": event.at // 1000,
                "object_id": None if is_preview else event.of,
            }


def _first_read(warehouse: Warehouse) -> int:
    """When the first accepted load ended, by the vendor's clock."""
    at = warehouse.value(
        "select max(_seen_at) from raw_stripe.customer where _load_id = ("
        "select min(_load_id) from raw_stripe._loads where status = 'accepted')"
    )
    return int(at.replace(tzinfo=UTC).timestamp() * 1000)


def _told(store: Store, name: str, table: Table) -> Iterator[dict[str, Any]]:
    if name == "hubspot":
        yield from of_hubspot(store, table.name)
    elif name == "stripe":
        yield from map(cut, of_stripe(store, table.name))
    else:
        rows = Rows(store, Org())
        definition = rows.objects.get(table.object)
        for row in rows.of(table.object) if definition else ():
            whole = rows.whole(definition, row)
            yield {n: v for n, v in whole.items() if definition.fields[n].type not in COMPOUND}
