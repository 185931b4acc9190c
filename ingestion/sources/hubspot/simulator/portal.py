"""What a portal holds now: records, their histories and associations, merges followed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ingestion.sandbox.store import Store
from ingestion.sources.hubspot.simulator.answers import instant
from ingestion.sources.hubspot.simulator.gate import Limits
from ingestion.sources.hubspot.simulator.schema import ObjectType, built_in

SYSTEM = "hubspot"
Sql = tuple[str, list[Any]]
COLUMNS = "id, created_at, modified_at, state, gone_at, fields"


class Row(NamedTuple):
    """A record as the store holds it. A field `@companies` lists associations: [id, [type ids]]."""

    id: str
    created_at: int
    modified_at: int
    state: str
    gone_at: int | None
    fields: dict[str, Any]


class Portal:
    """Reads the store. What follows from its whole state is kept until the store changes."""

    def __init__(self, store: Store, limits: Limits | None = None) -> None:
        self.store = store
        self.limits = limits or Limits()
        self._kept: dict[tuple, Any] = {}
        self._stamp: Any = None

    def kept(self, key: tuple, make: Any) -> Any:
        own, others = "select total_changes()", "pragma data_version"
        stamp = (self.store.sql(own), self.store.sql(others))
        if stamp != self._stamp:
            self._kept, self._stamp = {}, stamp
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    # ── records ─────────────────────────────────────────────────────────────────────────────

    def rows(
        self,
        object: str,
        where: str = "true",
        values: Iterable[Any] = (),
        tail: str = "order by id",
    ) -> list[Row]:
        rows = self.store.sql(
            f"select {COLUMNS} from record where system = ? and object = ? and ({where}) {tail}",
            (SYSTEM, object, *values),
        )
        return [Row(*row[:5], json.loads(row[5])) for row in rows]

    def is_told(self, *, archived: bool) -> Sql:
        """Which records a list or a batch gives: the live ones, or what the archive still keeps."""
        if not archived:
            return "state = 'live'", []
        kept = self.limits.archive_kept
        if kept is None:
            return "state = 'deleted'", []
        return "state = 'deleted' and gone_at > ?", [self.store.now - kept]

    def by_ids(self, object: str, ids: Sequence[str], archived: bool = False) -> dict[str, Row]:
        """Records by the ids asked for; the id of a merged record leads to its survivor."""
        gone = self.gone(object)
        final = {id: gone[id] if gone.get(id) else id for id in ids}
        wanted = sorted(set(final.values()))
        marks = ", ".join("?" * len(wanted))
        told, values = self.is_told(archived=archived)
        rows = self.rows(object, f"{told} and id in ({marks})", [*values, *wanted])
        found = {row.id: row for row in rows}
        return {id: found[last] for id, last in final.items() if last in found}

    def gone(self, object: str) -> dict[str, str | None]:
        """Ids that are no record any more: to the survivor of their merge, None when archived or
        forgotten."""

        def make() -> dict[str, str | None]:
            rows = self.store.sql(
                "select id, into_id from record "
                "where system = ? and object = ? and state != 'live'",
                (SYSTEM, object),
            )
            direct = dict(rows)
            return {id: _last(direct, id) for id in direct}

        return self.kept(("gone", object), make)

    def merged_into(self, object: str) -> dict[str, list[str]]:
        """Survivors, each with the ids that were merged into it, transitively."""

        def make() -> dict[str, list[str]]:
            found: dict[str, list[str]] = {}
            for id, survivor in self.gone(object).items():
                if survivor:
                    found.setdefault(survivor, []).append(id)
            return found

        return self.kept(("merged", object), make)

    def standing(self, object: str, id: str) -> str | None:
        """The record that an id means now; None when it is archived."""
        return self.gone(object).get(id, id)

    def properties(self, kind: ObjectType) -> dict[str, dict[str, Any] | None]:
        """All properties of a type; those the portal added, with what it says of them."""

        def make() -> dict[str, dict[str, Any] | None]:
            added = self.rows("properties", "state = 'live'")
            own = {
                row.fields["name"]: {k: v for k, v in row.fields.items() if k != "object_type"}
                for row in added
                if row.fields["object_type"] == kind.name
            }
            return dict.fromkeys(built_in(kind)) | own

        return self.kept(("properties", kind.name), make)

    # ── rendering ───────────────────────────────────────────────────────────────────────────

    def rendered(
        self,
        kind: ObjectType,
        rows: Sequence[Row],
        properties: Iterable[str] = (),
        with_history: Sequence[str] = (),
    ) -> list[dict[str, Any]]:
        """Records as the API gives them; properties that don't exist are left out."""
        known = self.properties(kind)
        wanted = [name for name in properties if name in known]
        names = dict.fromkeys(wanted or kind.defaults) | dict.fromkeys(kind.always)
        names |= dict.fromkeys(name for name in with_history if name in known)
        versions = self.versions(kind, rows, [n for n in with_history if n in known])
        merged = self.merged_into(kind.name)
        out = []
        for row in rows:
            fields, created = row.fields, instant(row.created_at)
            modified = instant(row.modified_at)
            values = {name: fields.get(name) for name in names}
            values["hs_object_id"] = row.id
            values[kind.modified] = modified
            values[kind.created] = fields.get(kind.created) or created
            if "hs_merged_object_ids" in values and row.id in merged:
                values["hs_merged_object_ids"] = ";".join(merged[row.id])
            record: dict[str, Any] = {"id": row.id, "properties": values}
            if with_history:
                record["propertiesWithHistory"] = versions[row.id]
            record |= {"createdAt": created, "updatedAt": modified, "archived": False}
            if row.state == "deleted":
                record |= {"archived": True, "archivedAt": instant(row.gone_at or 0)}
            out.append(record)
        return out

    def versions(
        self, kind: ObjectType, rows: Sequence[Row], names: Sequence[str]
    ) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """Recorded values, newest first, only so many; a survivor shows its forerunners' too."""
        out: dict[str, dict[str, list]] = {row.id: {name: [] for name in names} for row in rows}
        if not names or not rows:
            return out
        merged = self.merged_into(kind.name)
        owner = {id: row.id for row in rows for id in (row.id, *merged.get(row.id, ()))}
        found = self.store.sql(
            "select id, field, at, new, actor from history where system = ? and object = ? "
            f"and id in ({', '.join('?' * len(owner))}) "
            f"and field in ({', '.join('?' * len(names))}) "
            "order by at desc, id, rowid desc",
            (SYSTEM, kind.name, *owner, *names),
        )
        for id, field, at, new, actor in found:
            of_field = out[owner[id]][field]
            if len(of_field) < kind.versions_kept:
                of_field.append(_version(json.loads(new), at, actor))
        for row in rows:
            for name, of_field in out[row.id].items():
                value = row.fields.get(name)
                if not of_field and value is not None:  # never changed since the record was made
                    source = row.fields.get("hs_object_source")
                    of_field.append(_version(value, row.created_at, source))
        return out


def _last(direct: dict[str, str | None], id: str) -> str | None:
    """Follow merges to the end; None where the end was archived."""
    seen, last = set(), id
    while last in direct:
        following = direct[last]
        if following is None or last in seen:
            return None
        seen.add(last)
        last = following
    return last


def _version(value: str | None, at: int, actor: str | None) -> dict[str, Any]:
    """`actor`: the source's type, its id and the user, joined by `|`."""
    kind, source_id, user = ((actor or "API") + "||").split("|")[:3]
    version: dict[str, Any] = {
        "value": "" if value is None else value,
        "timestamp": instant(at),
        "sourceType": kind,
    }
    if source_id:
        version["sourceId"] = source_id
    if user:
        version["updatedByUserId"] = int(user)
    return version
