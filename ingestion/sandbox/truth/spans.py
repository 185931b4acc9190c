"""Deals as they were known at each instant (docs/facts.md §16)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from ingestion.sandbox.truth.clusters import in_order
from ingestion.sandbox.truth.deals import Deal, Deals
from ingestion.sandbox.truth.entities import DealChange, DealRecord, Records, Ref
from ingestion.sandbox.truth.money import Rates
from ingestion.sandbox.truth.page import Page, Pages
from ingestion.sandbox.truth.reading import day, number

# The field of a change: what the record itself has it in, and what a span calls it.
FIELDS = {
    "amount": ("amount", "amount"),
    "close_date": ("close_date", "close_date"),
    "currency": ("currency_code", "currency_code"),
    "owner": ("source_user_id", "owner_user_id"),
    "stage": ("stage", "opportunity_stage"),
}


@dataclass(slots=True)
class Span:
    deal_id: str
    state: tuple[Any, ...]
    held: str | None
    valid_from: int
    valid_to: int | None
    valid_from_date: date
    last_date: date


@dataclass(frozen=True, slots=True)
class Told:
    """A value that a record had from `at` on; `entered_at`: since when without another between."""

    at: int
    value: Any
    entered_at: int
    is_held: bool = False


class Spans:
    def __init__(
        self, records: Records, pages: Pages, deals: Deals, user_ids: Mapping[Ref, str]
    ) -> None:
        self._as_of, self._pages = records.as_of, pages
        self._page: Page = pages.in_force(records.as_of)
        self._deals, self._user_ids = deals, user_ids
        self._users = {(user.system, user.ref[2]): user.ref for user in records.users}
        self._rates = Rates(records.rates, self._page.currency)
        self._midnights = sorted(
            self._page.midnight(each)
            for each in {rate.valid_from for rate in records.rates}
            | {rate.valid_to for rate in records.rates if rate.valid_to}
        )
        self._changes: dict[tuple[Ref, str], list[DealChange]] = {}
        for change in records.deal_changes:
            bearer = deals.clusters.resolved.get(change.deal)
            tells = change.field in FIELDS and (change.field != "stage" or change.new is not None)
            if bearer and tells and change.at <= records.as_of:
                self._changes.setdefault((bearer, change.field), []).append(change)

    def __iter__(self) -> Iterator[Span]:
        for deal in self._deals.by_id.values():
            yield from self._of(deal)

    def _of(self, deal: Deal) -> Iterable[Span]:
        begins_at = deal.created_at
        told = {
            (record.ref, field): self.told(record, field)
            for record in deal.cluster.live
            for field in FIELDS
        }
        instants = {begins_at}
        for (ref, _), values in told.items():
            created_at = self._deals.clusters.records[ref].created_at
            instants |= {max(each.at, created_at, begins_at) for each in values}
        instants |= {each for each in self._midnights if begins_at < each <= self._as_of}
        states = [(at, *self._state(deal, told, at)) for at in sorted(instants)]
        present = self._present(deal)
        if states[-1][1] != present:
            last_change = max(record.changed_at for record in deal.cluster.live)
            at = max(states[-1][0], min(last_change, self._as_of))
            states = [each for each in states if each[0] < at] + [(at, present, None)]
        kept = [states[0]]
        kept += [new for old, new in pairwise(states) if new[1:] != old[1:]]
        for (at, state, held), following in zip(kept, [*kept[1:], None]):
            until = following[0] if following else None
            yield Span(
                deal.id, state, held, at, until, self._page.date_of(at),
                self._page.date_of(self._as_of) if until is None
                else self._page.date_of(until) - timedelta(days=1),
            )  # fmt: skip

    def told(self, record: DealRecord, field: str) -> list[Told]:
        changes = self._changes.get((record.ref, field))
        if not changes:
            value = getattr(record, FIELDS[field][0])
            return [Told(record.created_at, value, record.created_at, is_held=True)]
        found: list[Told] = []
        for change in sorted(changes, key=lambda each: (each.at, each.ref[2])):
            value = self._read(field, record, change.new)
            is_new = not found or found[-1].value != value
            entered_at = change.at if is_new else found[-1].entered_at
            found.append(Told(change.at, value, entered_at))
        return found

    def _read(self, field: str, record: DealRecord, text: str | None) -> Any:
        if field == "currency":
            return text or self._page.currency_where_none_is_named(record.system)
        if field == "amount":
            return number(text)
        return day(text) if field == "close_date" else text

    def _state(
        self, deal: Deal, told: Mapping[tuple[Ref, str], list[Told]], at: int
    ) -> tuple[tuple[Any, ...], str | None]:
        held: set[str] = set()

        def value_of(record: DealRecord, field: str) -> Told | None:
            values = told[record.ref, field]
            place = bisect_right(values, at, key=lambda each: each.at)
            found = values[place - 1] if place else None
            return found if found and found.value is not None else None

        def survivor(field: str) -> tuple[DealRecord | None, Told | None]:
            systems = self._page.systems("opportunities", FIELDS[field][0])
            for record in in_order(deal.cluster.records, systems):
                found = value_of(record, field) if record.created_at <= at else None
                if found and (field != "owner" or (record.system, found.value) in self._users):
                    held.update([FIELDS[field][1]] if found.is_held else [])
                    return record, found
            return None, None

        with_amount, amount = survivor("amount")
        currency = value_of(with_amount, "currency") if with_amount else None
        held.update(["currency_code"] if currency and currency.is_held else [])
        with_stage, label = survivor("stage")
        close_date = survivor("close_date")[1]
        with_owner, owner = survivor("owner")
        owner_ref = self._users[with_owner.system, owner.value] if with_owner else None
        stage, outcome, forecast = self.judged(with_stage, label)
        closed_at = label.entered_at if label and outcome in ("won", "lost") else None
        days = {
            "as_of": self._page.date_of(at),
            "created_date": self._page.date_of(deal.created_at),
            "close_date": close_date and close_date.value,
            "closed_date": self._page.date_of(closed_at),
        }
        named = "closed_opportunity" if outcome in ("won", "lost") else "open_opportunity"
        known = (
            self._user_ids.get(owner_ref),
            stage,
            outcome,
            forecast,
            currency and currency.value,
            amount and amount.value,
            self._rates.in_base(
                amount and amount.value,
                currency and currency.value,
                days[self._page.rate_date(named)],
            ),
            close_date and close_date.value,
        )
        return known, ";".join(sorted(held)) or None

    def judged(
        self, record: DealRecord | None, label: Told | None
    ) -> tuple[str | None, str | None, str | None]:
        if record is None or label is None:
            return None, None, None
        for page in (self._pages.in_force(label.entered_at), self._page):
            stage = page and page.opportunity_stage(record.system, record.pipeline, label.value)
            if stage:
                told = (page.stage_attribute(stage, each) for each in ("outcome", "forecast"))
                return stage, *told
        return None, None, None

    def _present(self, deal: Deal) -> tuple[Any, ...]:
        return (
            self._user_ids.get(deal.owner),
            deal.stage,
            deal.outcome,
            deal.forecast_category,
            deal.currency_code,
            deal.amount,
            deal.reporting_amount,
            deal.values["close_date"],
        )


@dataclass(slots=True)
class Days:
    """What the days of a deal come to."""

    deal_id: str
    first_date: date
    last_date: date
    day_count: int
    reporting_amount: Decimal | None


def days_of(spans: Iterable[Span]) -> list[Days]:
    by_deal: dict[str, list[Span]] = {}
    for span in spans:
        by_deal.setdefault(span.deal_id, []).append(span)
    found = []
    for deal_id, of_deal in by_deal.items():
        counts = [max(0, (each.last_date - each.valid_from_date).days + 1) for each in of_deal]
        worth = [
            count * each.state[6]
            for count, each in zip(counts, of_deal)
            if count and each.state[6] is not None
        ]
        found.append(
            Days(
                deal_id,
                of_deal[0].valid_from_date,
                of_deal[-1].last_date,
                sum(counts),
                sum(worth) if worth else None,
            )
        )
    return found
