"""What the org holds, as rows: the store's records and the fields that the vendor derives."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import Any

import msgspec

from ingestion.sandbox.store import Store
from ingestion.sources.salesforce.simulator.catalogue import objects_seen_in
from ingestion.sources.salesforce.simulator.org import NUMERIC, ObjectDefinition, Org
from ingestion.sources.salesforce.simulator.rollups import of_campaigns
from ingestion.sources.salesforce.simulator.stages import STAGES

DAY = 24 * 3600 * 1000
ARCHIVED_AFTER = timedelta(days=365)
FISCAL_YEAR_STARTS_IN = 2
ROLLED_UP = ("CampaignMember", "Opportunity", "CurrencyType")

Row = dict[str, Any]
_fields = msgspec.json.Decoder(dict[str, Any])


def stamp(at: int) -> str:
    """An instant in milliseconds as the vendor writes it: whole seconds, UTC."""
    moment = datetime.fromtimestamp(at // 1000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def render(store: Store, table: str) -> Iterator[Row]:
    """The current records of an object, deleted ones included, as `queryAll` gives them.

    `table` is the object's name in snake case. Roll-ups are left null: they need the whole org,
    and a store may hold a part of it.
    """
    rows = Rows(store, Org(), has_rollups=False)
    object = "".join(word.capitalize() for word in table.split("_"))
    definition = rows.objects[object]
    for row in rows.of(object):
        yield rows.whole(definition, row)


class Rows:
    """All rows of an object, rendered anew only where the store has changed since.

    A row holds what is not null; it is never altered once handed out, so a result set that keeps
    rows stays as it was when it was asked for.
    """

    def __init__(self, store: Store, org: Org, has_rollups: bool = True) -> None:
        self.store = store
        self.org = org
        self.has_rollups = has_rollups
        self.objects = objects_seen_in(org)
        self.by_lower_name = {name.lower(): name for name in self.objects}
        self._lock = threading.RLock()
        self._known: dict[str, dict[str, tuple[tuple, Row]]] = {}
        self._rows: dict[str, tuple[tuple, list[Row]]] = {}

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.store.now / 1000, UTC).replace(microsecond=0)

    def of(self, object: str) -> list[Row]:
        """In order of id."""
        with self._lock:
            state = self._state()
            kept = self._rows.get(object)
            if kept and kept[0] == state:
                return kept[1]
            rows = self._render(object)
            if object == "Campaign" and self.has_rollups:
                rows = self._rolled_up(rows)
            self._rows[object] = (state, rows)
            return rows

    def since(self, object: str, column: str, at: int) -> list[Row]:
        """Those whose `created_at` or `modified_at` is `at` (epoch milliseconds) or later.

        Read by the store's index, so that asking for the last day does not render all the years.
        """
        with self._lock:
            kept = self._rows.get(object)
            if object == "Campaign" or (kept and kept[0] == self._state()):
                return self.of(object)
            definition, today = self.objects[object], self.now.date()
            held = self._held(object, f"and {column} >= ?", at)
            return [_row(definition, each, DERIVED.get(object), today) for each in held]

    def by_id(self, object: str, id: str) -> Row | None:
        rows = self.of(object)
        position = bisect_left(rows, id, key=itemgetter("Id"))
        is_there = position < len(rows) and rows[position]["Id"] == id
        return rows[position] if is_there else None

    def whole(self, definition: ObjectDefinition, row: Row) -> Row:
        """A row with every field, null where it has none, compounds put together."""
        return {name: self.value(definition, row, name) for name in definition.fields}

    def value(self, definition: ObjectDefinition, row: Row, name: str) -> Any:
        if definition.fields[name].type == "address":
            return _address(row, name)
        return row.get(name)

    def is_shown_to_query(self, definition: ObjectDefinition, row: Row) -> bool:
        """`query` leaves out the recycle bin and archived activities; `queryAll` does not."""
        return not row.get("IsDeleted") and not row.get("IsArchived")

    def _rolled_up(self, campaigns: list[Row]) -> list[Row]:
        definition = self.objects["Campaign"]
        calculated = [field for field in definition.fields.values() if field.is_calculated]
        members, deals, currencies = (
            self.of(name) if name in self.objects else [] for name in ROLLED_UP
        )
        rates = {currency["IsoCode"]: currency["ConversionRate"] for currency in currencies}
        sums = of_campaigns(members, deals, rates)
        rows = []
        for campaign in campaigns:
            of = sums.get(campaign["Id"], {})
            rolled = {
                field.name: (int if field.type == "int" else float)(round(of.get(field.name, 0), 2))
                for field in calculated
            }
            rows.append(campaign | rolled)
        return rows

    def _state(self) -> tuple:
        changes = self.store.sql("select total_changes()")[0][0]
        others = self.store.sql("pragma data_version")[0][0]
        return changes, others, self.store.now

    def _render(self, object: str) -> list[Row]:
        definition = self.objects[object]
        derive = DERIVED.get(object)
        today = self.now.date()
        before = self._known.get(object, {})
        known: dict[str, tuple[tuple, Row]] = {}
        for held in self._held(object):
            kept = before.get(held[0])
            if kept is None or kept[0] != held or _archives_now(kept[1], today):
                kept = held, _row(definition, held, derive, today)
            known[held[0]] = kept
        self._known[object] = known
        return [row for _, row in known.values()]

    def _held(self, object: str, condition: str = "", *parameters: int) -> list[tuple]:
        """What is there or lies in the recycle bin."""
        kept_since = 0 if (days := self.org.recycle_days) is None else self.store.now - days * DAY
        if object in self.org.hard_deletes:
            kept_since = self.store.now + 1
        return self.store.sql(
            "select id, created_at, modified_at, state, into_id, fields from record "
            "where system = ? and object = ? and state <> 'purged' "
            f"and (state = 'live' or gone_at >= ?) {condition} order by id",
            (self.org.system, object, kept_since, *parameters),
        )


def _row(
    definition: ObjectDefinition,
    held: tuple,
    derive: Callable[[Row, date], None] | None,
    today: date,
) -> Row:
    id, created_at, modified_at, state, into_id, text = held
    row: Row = {"Id": id, **_fields.decode(text)}
    row["CreatedDate"] = stamp(created_at)
    row["SystemModstamp"] = row["LastModifiedDate"] = stamp(modified_at)
    row["IsDeleted"] = state != "live"
    if state == "merged":
        row["MasterRecordId"] = into_id
    if derive:
        derive(row, today)
    rendered: Row = {}
    for name, field in definition.fields.items():
        value = row.get(name)
        if field.type == "boolean":
            rendered[name] = bool(value)
        elif value is None or value == "":
            continue
        elif field.type in NUMERIC:
            rendered[name] = int(value) if field.type == "int" else float(value)
        else:
            rendered[name] = value
    return rendered


def _address(row: Row, name: str) -> Row | None:
    prefix = name.removesuffix("Address")
    parts = ("Street", "City", "State", "PostalCode", "Country")
    if not any(prefix + part in row for part in parts):
        return None
    keys = ("city", "country", "postalCode", "state", "street")
    address = {key: row.get(prefix + key[0].upper() + key[1:]) for key in keys}
    return address | {"geocodeAccuracy": None, "latitude": None, "longitude": None}


def _named(row: Row, _: date) -> None:
    row["Name"] = " ".join(filter(None, (row.get("FirstName"), row.get("LastName"))))


def _opportunity(row: Row, _: date) -> None:
    stage = STAGES[row["StageName"]]
    row.setdefault("Probability", stage.probability)
    row["IsClosed"], row["IsWon"] = stage.is_closed, stage.is_won
    row["ForecastCategory"] = stage.forecast_category
    row["ForecastCategoryName"] = stage.forecast_category_name
    if row.get("Amount") is not None:
        row["ExpectedRevenue"] = round(row["Amount"] * row["Probability"] / 100, 2)
    closes = date.fromisoformat(row["CloseDate"])
    month = (closes.month - FISCAL_YEAR_STARTS_IN) % 12
    row["FiscalYear"] = closes.year + (closes.month >= FISCAL_YEAR_STARTS_IN > 1)
    row["FiscalQuarter"] = month // 3 + 1
    row["Fiscal"] = f"{row['FiscalYear']} {row['FiscalQuarter']}"


def _line(row: Row, _: date) -> None:
    if row.get("UnitPrice") is not None:
        row["Subtotal"] = round(row["UnitPrice"] * row["Quantity"], 3)


def _member(row: Row, _: date) -> None:
    row["Type"] = "Contact" if row.get("ContactId") else "Lead"
    row["LeadOrContactId"] = row.get("ContactId") or row.get("LeadId")
    row["Name"] = " ".join(filter(None, (row.get("FirstName"), row.get("LastName"))))


def _task(row: Row, today: date) -> None:
    row["IsClosed"] = row.get("Status") == "Completed"
    row["IsHighPriority"] = row.get("Priority") == "High"
    _counted(row)
    due = row.get("ActivityDate")
    row["IsArchived"] = bool(row["IsClosed"] and due and _is_old(due, today))


def _event(row: Row, today: date) -> None:
    start = datetime.strptime(row["StartDateTime"], "%Y-%m-%dT%H:%M:%S.000+0000")
    end = start + timedelta(minutes=row["DurationInMinutes"])
    row["EndDateTime"] = end.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    row["ActivityDateTime"] = row["StartDateTime"]
    row["ActivityDate"], row["EndDate"] = row["StartDateTime"][:10], row["EndDateTime"][:10]
    _counted(row)
    row["IsArchived"] = _is_old(row["EndDate"], today)


def _counted(row: Row) -> None:
    row["WhoCount"], row["WhatCount"] = int("WhoId" in row), int("WhatId" in row)


def _is_old(day: str, today: date) -> bool:
    return date.fromisoformat(day) < today - ARCHIVED_AFTER


def _archives_now(row: Row, today: date) -> bool:
    """An activity grows old without being changed."""
    if row.get("IsArchived", True) or not (row.get("IsClosed", True) and "ActivityDate" in row):
        return False
    return _is_old(row["ActivityDate"], today)


DERIVED: dict[str, Callable[[Row, date], None]] = {
    "Lead": _named,
    "Contact": _named,
    "User": _named,
    "Opportunity": _opportunity,
    "OpportunityLineItem": _line,
    "CampaignMember": _member,
    "Task": _task,
    "Event": _event,
}
