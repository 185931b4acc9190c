"""What each system counts by its own rule, read from what it holds (docs/facts.md §19)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

from ingestion.sandbox.store import Record, Store
from ingestion.sandbox.truth.entities import DEFAULT, Records, Ref
from ingestion.sandbox.truth.knowable import Knowable
from ingestion.sandbox.truth.money import Rates
from ingestion.sandbox.truth.page import Page
from ingestion.sandbox.truth.reading import System, day, instant, number, systems_of

ONE, NOTHING, CENT = Decimal(1), Decimal(0), Decimal("0.01")
STAGES = {"leads": "lead", "mqls": "marketingqualifiedlead"}
WON, LOST = "Closed Won", "Closed Lost"
BILLED = ("open", "paid", "uncollectible")
COUNTED = ("leads", "mqls", "opportunities")
TOLD = {
    "salesforce": ("leads", "opportunities", "open_pipeline", "won"),
    "hubspot": ("leads", "mqls", "opportunities", "open_pipeline", "won"),
    "stripe": ("billed", "collected"),
}


Account = tuple[str, str]  # the vendor's name, and which account of it


@dataclass(slots=True)
class Claimed:
    """A record that a system counts. `thing`: what it stands for, as facts name theirs; `worth`:
    the unrounded amount that the system itself adds up, in `counted_in`; `value`: our own."""

    metric: str
    ref: Ref
    thing: str | Ref | None
    month: date | None
    value: Decimal = ONE
    amount: Decimal | None = None
    currency: str | None = None
    worth: Decimal = ONE
    counted_in: str | None = None
    connection: str = DEFAULT

    @property
    def account(self) -> Account:
        return self.ref[0], self.connection


class Systems:
    def __init__(self, store: Store, records: Records, knowable: Knowable, page: Page) -> None:
        self._store, self._records, self._page = store, records, page
        self._clusters = knowable.clusters
        self._rates = Rates(records.rates, page.currency)
        self._today = page.date_of(records.as_of)

    def claimed(self) -> list[Claimed]:
        return [*self._salesforce(), *self._hubspot(), *self._stripe()]

    def told(self) -> Iterator[tuple[str, Account]]:
        """Which metrics each account tells a number of, be it 0."""
        for source, metrics in TOLD.items():
            for system in systems_of(source, self._store):
                yield from ((metric, (source, system.connection)) for metric in metrics)

    def totals(self, claimed: list[Claimed]) -> dict[tuple[str, Account, date | None], Decimal]:
        """The numbers that the systems tell: what they add up, rounded once each."""
        sums: dict[tuple[str, Account, date | None, str | None], Decimal] = {}
        for each in claimed:
            key = (each.metric, each.account, each.month, each.counted_in)
            sums[key] = sums.get(key, NOTHING) + each.worth
        told: dict[tuple[str, Account, date | None], Decimal] = {}
        for (metric, account, month, currency), total in sums.items():
            if account[0] == "salesforce" and metric not in COUNTED:
                total = total.quantize(CENT, ROUND_HALF_UP)
            cell = (metric, account, month)
            value = total if metric in COUNTED else self._now(total, currency)
            told[cell] = told.get(cell, NOTHING) + value
        return told

    def _now(self, amount: Decimal | None, currency: str | None) -> Decimal:
        return self._rates.in_base(amount, currency, self._today) or NOTHING

    def _thing(self, entity: str, ref: Ref) -> str | None:
        cluster = self._clusters[entity].of.get(ref)
        return cluster.id if cluster else None

    # ── salesforce ──────────────────────────────────────────────────────────────────────────

    def _salesforce(self) -> Iterator[Claimed]:
        for system in systems_of("salesforce", self._store):
            for each in self._org(system):
                each.connection = system.connection
                yield each

    def _org(self, system: System) -> Iterator[Claimed]:
        for record in _standing(system, "Lead"):
            ref = ("salesforce", "Lead", record.id)
            yield Claimed("leads", ref, self._thing("people", ref), _month(record.created_at))
        corporate, units = self._own_rates(system)
        for record in _standing(system, "Opportunity"):
            ref, fields = ("salesforce", "Opportunity", record.id), record.fields
            thing = self._thing("opportunities", ref)
            yield Claimed("opportunities", ref, thing, _month(record.created_at))
            if fields["StageName"] == LOST:
                continue
            closes, amount = day(fields["CloseDate"]), number(fields.get("Amount"))
            currency = fields.get("CurrencyIsoCode")
            worth = (amount or NOTHING) / units(currency, closes)
            yield Claimed(
                "won" if fields["StageName"] == WON else "open_pipeline",
                ref,
                thing,
                closes.replace(day=1),
                self._now(_rounded(worth), corporate),
                amount,
                currency if amount is not None else None,
                worth,
                corporate,
            )

    def _own_rates(self, system: System) -> tuple[str, Callable[[str, date], Decimal]]:
        """The corporate currency, and what an org divides by: its dated rate, else its present."""
        present, corporate = {}, ""
        for each in system.records("CurrencyType"):
            present[each.fields["IsoCode"]] = number(each.fields["ConversionRate"])
            corporate = each.fields["IsoCode"] if each.fields.get("IsCorporate") else corporate
        dated = sorted(
            (fields["IsoCode"], fields["StartDate"], number(fields["ConversionRate"]))
            for fields in (each.fields for each in system.records("DatedConversionRate"))
        )

        def units(currency: str, on: date) -> Decimal:
            told = [
                rate for code, since, rate in dated if code == currency and day(since) <= on
            ]  # fmt: skip
            return ONE if currency == corporate else told[-1] if told else present[currency]

        return corporate, units

    # ── hubspot ─────────────────────────────────────────────────────────────────────────────

    def _hubspot(self) -> Iterator[Claimed]:
        system = System("hubspot", self._store)
        for record in _standing(system, "contacts"):
            ref = ("hubspot", "contacts", record.id)
            for metric, stage in STAGES.items():
                if record.fields.get("lifecyclestage") == stage:
                    thing = self._thing("people", ref)
                    yield Claimed(metric, ref, thing, _month(record.created_at))
        for record in _standing(system, "deals"):
            ref, fields = ("hubspot", "deals", record.id), record.fields
            thing = self._thing("opportunities", ref)
            yield Claimed("opportunities", ref, thing, _month(record.created_at))
            is_won = fields.get("hs_is_closed_won") == "true"
            if fields.get("hs_is_closed") == "true" and not is_won:
                continue
            amount = number(fields.get("amount"))
            currency = fields.get("deal_currency_code") or None
            currency = currency or self._page.currency_where_none_is_named("hubspot")
            yield Claimed(
                "won" if is_won else "open_pipeline",
                ref,
                thing,
                _month(instant(fields.get("closedate"))),
                self._now(amount, currency),
                amount,
                currency if amount is not None else None,
                amount or NOTHING,
                currency,
            )

    # ── stripe ──────────────────────────────────────────────────────────────────────────────

    def _stripe(self) -> Iterator[Claimed]:
        paid_by: dict[Ref, list] = {}
        for payment in self._records.payments:
            is_paid = payment.payment_type == "payment" and payment.outcome == "succeeded"
            if is_paid and payment.invoice and not payment.is_gone:
                paid_by.setdefault(payment.invoice, []).append(payment)
        for invoice in self._records.invoices:
            if invoice.is_gone or invoice.status not in BILLED:
                continue
            month, currency = _month(invoice.created_at), invoice.currency_code

            def part(
                metric: str, thing: Ref | None, amount: Decimal, ref: Ref = invoice.ref,
                month: date | None = month, currency: str = currency,
            ) -> Claimed:  # fmt: skip
                value = self._now(amount, currency)
                return Claimed(metric, ref, thing, month, value, amount, currency, amount, currency)

            yield part("billed", invoice.ref, invoice.total_amount)
            payments = paid_by.get(invoice.ref, [])
            for payment in payments:
                yield part("collected", payment.ref, payment.amount)
            rest = invoice.paid_amount - sum((each.amount for each in payments), NOTHING)
            if rest:
                yield part("collected", None, rest)


def _standing(system: System, object: str) -> Iterator[Record]:
    return (record for record in system.records(object) if record.state == "live")


def _month(at: int | None) -> date | None:
    """In which systems count, in UTC."""
    return None if at is None else datetime.fromtimestamp(at / 1000, UTC).date().replace(day=1)


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.0001"), ROUND_HALF_UP)
