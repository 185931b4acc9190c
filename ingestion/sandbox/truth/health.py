"""What systems are at odds about, month by month (docs/facts.md §20)."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise, permutations
from typing import Any

from ingestion.sandbox.truth.accounts import normalised_domain, owns
from ingestion.sandbox.truth.clusters import in_order
from ingestion.sandbox.truth.entities import Record, Records, Ref
from ingestion.sandbox.truth.page import Page, Pages
from ingestion.sandbox.truth.people import address
from ingestion.sandbox.truth.spans import FIELDS, Spans

Row = dict[str, Any]
HOUR, MINUTE = 3_600_000, 60_000
USUAL_GRACE = 48
# Letters that no mark makes of another.
PLAIN = str.maketrans({**dict(zip("æœøłđı", "aooldi", strict=True)), "ß": "ss"})
KEY = ("check_name", "month_start_date", "entity", "source_system", "other_system", "field", "sign")
COLUMNS = (
    "checked_count", "affected_count", "pending_count", "lag_median_minutes", "lag_90_minutes",
)  # fmt: skip
TOLD_NOW = {
    "people": ("email", "first_name", "last_name", "title", "country", "city", "postal_code"),
    "accounts": ("domain", "industry", "country", "employee_count"),
    "opportunities": ("opportunity_name", "loss_reason", "competitor"),
}


def bare(text: str | None) -> str | None:
    """Lowercase letters and digits without marks, umlauts written out or not."""
    letters = unicodedata.normalize("NFKD", (text or "").lower().translate(PLAIN))
    plain = "".join(each for each in letters if each.isalnum() and not unicodedata.combining(each))
    return re.sub("[aou]e", lambda found: found[0][0], plain) or None


class Health:
    """`id_of`: what each record was published as, by entity; `own`: people who are internal."""

    def __init__(
        self, records: Records, pages: Pages, spans: Spans, user_ids: Mapping[Ref, str],
        id_of: Mapping[str, Mapping[Ref, str]], own: set[str],
    ) -> None:  # fmt: skip
        self._as_of, self._spans = records.as_of, spans
        self._page: Page = pages.in_force(records.as_of)
        self._users = {(ref[0], ref[2]): id for ref, id in user_ids.items()}
        self._things: dict[str, dict[str, list[Record]]] = {}
        for entity, all_of in (
            ("people", [each for each in records.people if each.kind != "customer"]),
            ("accounts", records.accounts),
            ("opportunities", [each for each in records.deals if each.created_at <= records.as_of]),
        ):
            things = self._things.setdefault(entity, defaultdict(list))
            for record in all_of:
                id = id_of[entity].get(record.ref)
                if id is not None and not record.is_gone and id not in own:
                    things[id].append(record)
        self._months = list(self._listed())

    def rows(self) -> Iterator[Row]:
        for entity, things in self._things.items():
            yield from self._missing(entity, things.values())
            yield from self._told_now(entity, things.values())
        deals = [records for records in self._things["opportunities"].values() if records]
        for field in FIELDS:
            values = [self._dated(records, field) for records in deals]
            yield from self._differing(field, values)
            yield from self._lagging(field, zip(map(_since, deals), values, strict=True))

    def _listed(self) -> Iterator[tuple[date, int]]:
        """Each month and the instant before which it is measured."""
        everything = [
            r for things in self._things.values() for each in things.values() for r in each
        ]
        day = self._page.date_of(min(each.created_at for each in everything)).replace(day=1)
        while self._page.midnight(day) <= self._as_of:
            following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
            yield day, min(self._page.midnight(following), self._as_of)
            day = following

    def _row(self, check: str, month: date, entity: str, pair: tuple[str, str], **told: Any) -> Row:
        system, other = pair
        nothing = {"field": None, "sign": None} | dict.fromkeys(COLUMNS[2:])
        return nothing | {"pending_count": 0} | told | {
            "check_name": check, "month_start_date": month, "entity": entity,
            "source_system": system, "other_system": other,
        }  # fmt: skip

    def _grace(self, system: str) -> int:
        return self._page.rules["freshness_limit_hours"].get(system, USUAL_GRACE) * HOUR

    def _missing(self, entity: str, things: Iterable[list[Record]]) -> Iterator[Row]:
        held = [_since(records) for records in things]
        systems = {system for since in held for system in since}
        for pair in permutations(sorted(systems), 2):
            if not any(pair[0] in since and pair[1] in since for since in held):
                continue
            of_one = [(since[pair[0]], since.get(pair[1])) for since in held if pair[0] in since]
            for month, until in self._months:
                known = [each for each in of_one if each[0] < until]
                away = [at for at, there in known if there is None or there >= until]
                late = sum(at + self._grace(pair[1]) < until for at in away)
                if known:
                    yield self._row(
                        "missing", month, entity, pair, sign="absent", checked_count=len(known),
                        affected_count=late, pending_count=len(away) - late,
                    )  # fmt: skip

    def _told_now(self, entity: str, things: Iterable[list[Record]]) -> Iterator[Row]:
        month, until = self._months[-1]
        for field in TOLD_NOW[entity]:
            read = _reader(field, self._page)
            found: dict[tuple[str, str], list[bool]] = defaultdict(list)
            for records in things:
                since = _since(records)
                said = {
                    system: value
                    for system in since
                    if (value := read(_first(records, system))) is not None
                    and since[system] < until
                }
                for pair in pairwise_of(sorted(said)):
                    found[pair].append(said[pair[0]] != said[pair[1]])
            for pair, unlike in found.items():
                yield self._row(
                    "differing", month, entity, pair, field=field, checked_count=len(unlike),
                    affected_count=sum(unlike),
                )  # fmt: skip

    def _dated(self, records: list[Record], field: str) -> dict[str, list[tuple[int, Any]]]:
        """By system, what its first record says from when on."""
        begins_at = min(record.created_at for record in records)
        found: dict[str, list[tuple[int, Any]]] = {}
        for system in _since(records):
            record = _first(records, system)
            values: list[tuple[int, Any]] = []
            for told in self._spans.told(record, field):
                value = told.value
                if field == "owner":
                    value = self._users.get((system, value))
                if field == "stage" and value is not None:
                    value = self._spans.judged(record, told)[0]
                at = max(told.at, record.created_at, begins_at)
                if values and values[-1][0] == at:
                    values.pop()
                if not values or values[-1][1] != value:
                    values.append((at, value))
            found[system] = values
        return found

    def _differing(self, field: str, deals: list[dict[str, list]]) -> Iterator[Row]:
        for month, until in self._months:
            found: dict[tuple[str, str], list[bool]] = defaultdict(list)
            for said in deals:
                known = {
                    system: values[place - 1][1]
                    for system, values in said.items()
                    if (place := bisect_left(values, until, key=lambda each: each[0]))
                    and values[place - 1][1] is not None
                }
                for pair in pairwise_of(sorted(known)):
                    found[pair].append(known[pair[0]] != known[pair[1]])
            for pair, unlike in found.items():
                yield self._row(
                    "differing", month, "opportunities", pair, field=field,
                    checked_count=len(unlike), affected_count=sum(unlike),
                )  # fmt: skip

    def _lagging(
        self, field: str, deals: Iterable[tuple[dict[str, int], dict[str, list]]]
    ) -> Iterator[Row]:
        found: dict[tuple[date, tuple[str, str]], list[tuple[bool | None, int | None]]]
        found = defaultdict(list)
        for since, said in deals:
            for pair in permutations(said, 2):
                for at, is_late, lag in self._followed(said[pair[0]], said[pair[1]], pair[1]):
                    if since[pair[1]] <= at < self._as_of:
                        month = self._page.date_of(at).replace(day=1)
                        found[month, pair].append((is_late, lag))
        for (month, pair), changes in found.items():
            lags = sorted(lag for _, lag in changes if lag is not None)
            yield self._row(
                "sync_lag", month, "opportunities", pair, field=field,
                checked_count=sum(late is not None for late, _ in changes),
                affected_count=sum(bool(late) for late, _ in changes),
                pending_count=sum(late is None for late, _ in changes),
                lag_median_minutes=lags[(len(lags) + 1) // 2 - 1] if lags else None,
                lag_90_minutes=lags[-(-len(lags) * 9 // 10) - 1] if lags else None,
            )  # fmt: skip

    def _followed(
        self, own: list[tuple[int, Any]], others: list[tuple[int, Any]], other: str
    ) -> Iterator[tuple[int, bool | None, int | None]]:
        """Each change that the other has to take over: when, whether too late, and how late."""
        for (_, _), (at, value) in pairwise(own):
            place = bisect_right(others, at, key=lambda each: each[0])
            if value is None or (place and others[place - 1][1] == value):
                continue
            until = next((when for when, _ in own if when > at), None)
            taken = [when for when, said in others if when > at and said == value]
            if taken and (until is None or taken[0] <= until):
                yield at, taken[0] - at > self._grace(other), (taken[0] - at) // MINUTE
            elif until is None:
                yield at, True if at + self._grace(other) < self._as_of else None, None


def is_told(row: Mapping[str, Any]) -> bool:
    """Whether it is of those checks of the report that are computed here."""
    if row["check_name"] == "differing":
        return row["field"] in (*TOLD_NOW[row["entity"]], *FIELDS) and not (
            row["entity"] == "people" and row["field"] == "owner"
        )
    return row["check_name"] == "sync_lag" or row["sign"] == "absent"


def pairwise_of(systems: list[str]) -> Iterator[tuple[str, str]]:
    return ((one, other) for one in systems for other in systems if one < other)


def _since(records: list[Record]) -> dict[str, int]:
    found: dict[str, int] = {}
    for record in records:
        found[record.system] = min(found.get(record.system, record.created_at), record.created_at)
    return found


def _first(records: list[Record], system: str) -> Record:
    return in_order([each for each in records if each.system == system], ())[0]


def _reader(field: str, page: Page) -> Callable[[Any], Any]:
    if field == "email":
        return lambda record: address(record.email)
    if field == "domain":

        def domain(record: Any) -> str | None:
            found = normalised_domain(record.domain)
            is_shown = found and (not record.is_customer_record or owns(found, page))
            return found if is_shown else None

        return domain
    if field == "employee_count":
        return lambda record: record.employee_count
    return lambda record: bare(getattr(record, field))
