"""How the readers get at the store: records and histories of one system, whole tables at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ingestion.sandbox.store import Record, Store, Version
from ingestion.sandbox.truth.entities import DEFAULT, Ref

SECOND = 1000


@dataclass(frozen=True, slots=True)
class System:
    """One system's part of the store; `name` is its source, with its connection behind a slash."""

    name: str
    store: Store

    @property
    def connection(self) -> str:
        return self.name.partition("/")[2] or DEFAULT

    def records(self, object: str) -> list[Record]:
        """Gone ones included, in order of id."""
        return self.store.records(self.name, object)

    def objects(self, prefix: str) -> list[str]:
        """The objects whose name begins so."""
        rows = self.store.sql(
            "select distinct object from record where system = ? and object glob ? order by object",
            (self.name, prefix + "*"),
        )
        return [object for (object,) in rows]

    def history(self, object: str, fields: Iterable[str]) -> dict[tuple[str, str], list[Version]]:
        """All versions by (id, field), oldest first."""
        wanted = tuple(fields)
        marks = ", ".join("?" * len(wanted))
        rows = self.store.sql(
            "select id, field, at, old, new, actor from history where system = ? and object = ? "
            f"and field in ({marks}) order by at, rowid",
            (self.name, object, *wanted),
        )
        found: dict[tuple[str, str], list[Version]] = {}
        for id, field, at, old, new, actor in rows:
            version = Version(field, at, json.loads(old), json.loads(new), actor)
            found.setdefault((id, field), []).append(version)
        return found


def source_of(system: str) -> str:
    """The vendor's name: the store keeps a second account of one apart."""
    return system.partition("/")[0]


def systems_of(source: str, store: Store) -> list[System]:
    """All accounts of a vendor, the first one first."""
    names = {name for (name,) in store.sql("select distinct system from record")}
    return [System(name, store) for name in sorted({source, *names}) if source_of(name) == source]


def things(store: Store, kind: str) -> dict[Ref, str]:
    """Of which person, company or deal each record is, in truth."""
    rows = store.sql(
        "select system, object, id, truth_key from record where truth_kind = ?", (kind,)
    )
    return {(source_of(system), object, id): key for system, object, id, key in rows}


def life(
    system: str, record: Record, whole_seconds: bool = True, is_stamped: bool = True
) -> dict[str, Any]:
    """What every entity holds of its record; `is_stamped`: the vendor tells when it changed."""
    exact = to_second if whole_seconds else lambda at: at
    return {
        "ref": (system, record.object, record.id),
        "created_at": exact(record.created_at),
        "changed_at": exact(record.modified_at) if is_stamped else None,
        "is_gone": record.state != "live",
        "merged_into": record.into_id if record.state == "merged" else None,
    }


def to_second(at: int | None) -> int | None:
    """An instant as a system tells it that knows no fractions of a second."""
    return None if at is None else at // SECOND * SECOND


def from_seconds(seconds: int | None) -> int | None:
    return None if seconds is None else seconds * SECOND


def instant(text: str | int | None) -> int | None:
    """ISO 8601 or epoch milliseconds, as epoch milliseconds."""
    if text is None or text == "":
        return None
    if isinstance(text, int) or text.lstrip("-").isdigit():
        return int(text)
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def number(value: Any) -> Decimal | None:
    """Exactly what the text or the JSON number says."""
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def filled(text: str | None) -> str | None:
    return text if text is not None and text != "" else None


def split(text: str | None) -> tuple[str, ...]:
    """Values joined by semicolons."""
    return tuple(part for part in (text or "").split(";") if part.strip())


def standing(records: Iterable[Record]) -> dict[str, str | None]:
    """Each id's present record: itself, the survivor of its merge, None if it is archived."""
    by_id = {record.id: record for record in records}
    found: dict[str, str | None] = {}
    for id in by_id:
        last, seen = id, set()
        while last in by_id and by_id[last].state == "merged" and last not in seen:
            seen.add(last)
            last = by_id[last].into_id or ""
        found[id] = last if last in by_id and by_id[last].state == "live" else None
    return found
