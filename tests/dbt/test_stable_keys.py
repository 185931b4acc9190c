"""Keys through fifty refreshes: merges, splits, deletes, erasures, decisions by hand, a rebuild from raw."""

from __future__ import annotations

from random import Random

import duckdb

from tests.dbt.conftest import ByHand
from tests.dbt.walk import compiled
from tests.dbt.walk.things import Record, key, things
from tests.dbt.walk.walking import KIND, KINDS, Walk, batches

REFRESHES, FOUNDING, SEED = 50, 30, 20
FROM_RAW = 25  # the refresh in which nothing but the raw rows is left
BY_DBT = (1, 2, FROM_RAW)  # all others are built by what dbt compiled in these
BESIDE = 5  # every how many refreshes all is built from the raw rows, too
IDS = {"people": "person_id", "accounts": "account_id", "opportunities": "opportunity_id"}
SELECTED = ("--select", *(f"+bridge_{entity}" for entity in IDS))
# Records without a name are like nobody, so what likeness asks them is asked by dbt alone.
ALIKE = tuple(f"int_{entity}_likened" for entity in IDS)
LANDED = (*(f"{kind.system}.{kind.table}" for kind in KINDS), "definitions.matching_overrides")
Named = dict[str, str]  # record to the key of what it stands for


class Warehouse(ByHand):
    """One that is built upon the refresh before, and now and then beside it from the raw rows alone."""

    working: duckdb.DuckDBPyConnection

    def open(self) -> None:
        """For what is not dbt's: each connection that is opened costs more than a model."""
        self.working = duckdb.connect(str(self.folder / "working.duckdb"))
        self.working.execute("set TimeZone = 'UTC'")
        self.working.execute("set threads = 1")
        for name in ("accord", "pii"):
            self.working.execute(f"attach '{self.folder / name}.duckdb' as {name}")

    def take(self, walk: Walk) -> None:
        for source, tables in batches(walk.landing):
            self.land(source, walk.refresh, **tables)
        with duckdb.connect(str(self.folder / "working.duckdb")) as working:
            for record in walk.erased:
                kind = KIND[record.entity, record.object]
                told = [each for each in (kind.value, kind.more_values, kind.synced) if each]
                blank = ", ".join(f'"{column}" = null' for column in told)
                table = f"raw_{kind.system}.{kind.table}"
                working.execute(f"update {table} set {blank} where _record_id = ?", (record.id,))

    def build_by_dbt(self) -> tuple[compiled.Model, ...]:
        built = self._dbt("run", *SELECTED)
        assert built.succeeded, built.trouble
        return compiled.models_of(built.results)

    def forget(self) -> None:
        """Nothing is left but what landed."""
        for schema in ("staging", "intermediate", "registry"):
            self.working.execute(f"drop schema working.{schema} cascade")

    def build_beside(self, models: tuple[compiled.Model, ...]) -> None:
        for schema in ("working.anew_staging", "working.anew_intermediate"):
            self.working.execute(f"create schema if not exists {schema}")
        for schema in ("working.anew_registry", "accord.anew_marts"):
            self.working.execute(f"create schema if not exists {schema}")
        compiled.build(self.working, models, whole=True)

    def named(self, entity: str, schema: str = "marts") -> Named:
        """By the bridge, which has to give every record once, with evidence where it is linked."""
        rows = self.working.execute(
            f"select record_name, {IDS[entity]}, record_key, rule, evidence, confidence "
            f"from accord.{schema}.bridge_{entity}"
        ).fetchall()
        named = {name: id for name, id, *_ in rows}
        assert len(named) == len(rows)
        for _, id, record_key, rule, evidence, confidence in rows:
            assert (rule == "first_record") == (evidence is None) == (id == record_key)
            assert rule and 0 < confidence <= 1
        return named


def changing(models: tuple[compiled.Model, ...]) -> tuple[compiled.Model, ...]:
    bridges = (f"bridge_{entity}" for entity in IDS)
    return compiled.fed_by(models, LANDED, compiled.behind(models, bridges, without=ALIKE))


def expected(walk: Walk, entity: str) -> Named:
    return {
        record.name: key(thing)
        for thing in things(walk.of(entity), walk.decided[entity])
        for record in thing
    }


class Published:
    """All that was ever published of an entity."""

    def __init__(self) -> None:
        self.key_of: dict[frozenset[str], str] = {}
        self.record_of: dict[str, Record] = {}

    def follow(self, named: Named, records: dict[str, Record]) -> None:
        groups: dict[str, set[str]] = {}
        for name, id in named.items():
            groups.setdefault(id, set()).add(name)
        for id, names in groups.items():
            # The same records are called the same, whatever happened in between.
            assert self.key_of.setdefault(frozenset(names), id) == id
            first = next(records[name] for name in names if records[name].key == id)
            # A key means the record it was minted for, for ever.
            assert self.record_of.setdefault(id, first).name == first.name
        for id, first in self.record_of.items():
            # Who asks by a key that is not in use any more is led to what its record stands for.
            assert first.name in groups[named[first.name]]
            assert named[first.name] == id or id not in groups


def test_no_published_key_changes_through_fifty_refreshes(by_hand):
    walk, warehouse = Walk(Random(SEED)), Warehouse(by_hand().folder)
    warehouse.land_pages(1)
    published = {entity: Published() for entity in IDS}
    happened, before = set(), {entity: {} for entity in IDS}
    joined = parted = 0
    for refresh in range(1, REFRESHES + 1):
        walk.go_on(founding=FOUNDING if refresh == 1 else 0)
        happened |= set(walk.done)
        warehouse.take(walk)
        if refresh in BY_DBT:
            if refresh == FROM_RAW:
                warehouse.forget()
            if refresh > 1:
                warehouse.working.close()
            built = warehouse.build_by_dbt()
            warehouse.open()
            if refresh == 1:
                beside = compiled.beside(built)
                warehouse.build_beside(beside)
                beside = changing(beside)
            elif refresh == 2:
                added = changing(built)
        else:
            compiled.build(warehouse.working, added, whole=False)
        if refresh % BESIDE == 0:
            warehouse.build_beside(beside)
        for entity in IDS:
            told = f"seed {SEED}, refresh {refresh} ({', '.join(walk.done)}), {entity}"
            named = warehouse.named(entity)
            assert named == expected(walk, entity), f"{told}: as docs/facts.md says"
            if refresh % BESIDE == 0:
                assert named == warehouse.named(entity, "anew_marts"), f"{told}: as from raw"
            published[entity].follow(named, {each.name: each for each in walk.of(entity)})
            was = before[entity]
            joined += len(set(was.values()) - set(named.values()))
            parted += len(
                set(named.values())
                & {each.key for each in walk.of(entity) if each.name in was} - set(was.values())
            )
            before[entity] = named
    # The walk has been where keys could have changed.
    assert happened == {act.__name__.strip("_") for act in walk.acts}
    assert joined > 10 and parted > 10, (joined, parted)
