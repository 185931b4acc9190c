"""From each system's number to the canonical one: every difference, and its cause in truth.

Which records are one person's or deal's, who is our own and what was deleted says the history.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any, NamedTuple

from ingestion.sandbox.store import Store
from ingestion.sandbox.truth.claimed import NOTHING, ONE, Account, Claimed, Systems
from ingestion.sandbox.truth.compare import Comparison, Measure, compare
from ingestion.sandbox.truth.differing import Differing
from ingestion.sandbox.truth.entities import DEFAULT, Records, Ref
from ingestion.sandbox.truth.knowable import Knowable
from ingestion.sandbox.truth.page import Pages
from ingestion.sandbox.truth.published import Published
from ingestion.sandbox.truth.reading import System, source_of
from ingestion.sandbox.truth.rows import record_id_of
from ingestion.sandbox.truth.spans import Spans

SECTION, BAR = "from a system's number to ours", 0.99
STAGED = ("open_pipeline", "won")
KEY = ("metric", "source_system", "connection", "record_id", "fact_id", "month_start_date")
Row = dict[str, Any]


@dataclass(slots=True)
class Fact:
    """`thing`: what records of it stand for."""

    metric: str
    id: str
    thing: str | Ref
    month: date | None
    value: Decimal = ONE
    amount: Decimal | None = None
    currency: str | None = None


def variance(
    store: Store, records: Records, knowable: Knowable, pages: Pages, people: Iterable[Row],
    apart: Differing, published: Published,
) -> Comparison:  # fmt: skip
    """`people`: rows of the true history; nothing is told of who was published as another."""
    expected = list(Variance(store, records, knowable, pages, people).rows())
    got = published.rows("rpt_variance_rows")
    theirs = apart.deals.union(*apart.ids.values())
    found = compare(
        SECTION,
        (row for row in expected if row["thing_id"] not in theirs),
        (row for row in got if row["thing_id"] not in theirs),
        lambda row: tuple(str(row[name]) for name in KEY),
        ("cause", "definition_reason", "added_value"),
    )
    found.measures = [replace(measure, bar=BAR) for measure in found.measures]
    found.measures += _by_cause(expected, got, theirs)
    unexplained = sum(row["cause"] == "unexplained" for row in got)
    found.measures.append(
        Measure(SECTION, "unexplained", 0, unexplained, 0.0 if unexplained else 1.0)
    )
    return found


def _by_cause(
    expected: Iterable[Row], got: Iterable[Row], theirs: frozenset[str]
) -> Iterator[Measure]:
    """Each cause by itself: a rare one that is always wrong must not drown in the others."""

    def keys(rows: Iterable[Row]) -> dict[str, Counter[tuple[str, ...]]]:
        found: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
        for row in rows:
            if row["thing_id"] not in theirs:
                found[row["cause"]][tuple(str(row[name]) for name in KEY)] += 1
        return found

    wanted, told = keys(expected), keys(got)
    for cause in sorted(wanted.keys() | told.keys()):
        right = (wanted[cause] & told[cause]).total()
        of = max(wanted[cause].total(), told[cause].total())
        yield Measure(SECTION, f"cause: {cause}", wanted[cause].total(), right, right / of, BAR)


class Step(NamedTuple):
    """What an account says of a deal: when it last changed its amount and its stage, and in which
    outcomes it has it; instants in milliseconds."""

    amount_at: int
    stage_at: int
    outcomes: frozenset[str | None]


class Held(NamedTuple):
    """A record of somebody or of a deal in truth; instants in milliseconds."""

    account: Account
    state: str
    made_at: int
    changed_at: int


class Variance:
    def __init__(
        self, store: Store, records: Records, knowable: Knowable, pages: Pages,
        people: Iterable[Row],
    ) -> None:  # fmt: skip
        page = pages.in_force(records.as_of)
        self._knowable, self._page, self._as_of = knowable, page, records.as_of
        self._spans = Spans(records, pages, knowable.deals_found, knowable.user_ids)
        self._order = page.rules["variance_causes"]
        self._systems = Systems(store, records, knowable, page)
        self._refs = {
            cluster.id: cluster.refs
            for entity in ("people", "opportunities")
            for cluster in knowable.clusters[entity].all
        }
        self._own = {row["person_key"] for row in people if row["is_internal"]}
        self._truth: dict[Ref, tuple[str, str]] = {}
        self._accounts: dict[Ref, Account] = {}
        self._steps: dict[str, dict[Account, Step]] = {}
        self._held: dict[tuple[str, str], list[Held]] = defaultdict(list)
        for system, object, id, state, made_at, changed_at, kind, key in store.sql(
            "select system, object, id, state, created_at, modified_at, truth_kind, truth_key "
            "from record where truth_kind in ('person', 'deal')"
        ):
            account = (source_of(system), System(system, store).connection)
            self._truth[account[0], object, id] = (kind, key)
            self._accounts[account[0], object, id] = account
            self._held[kind, key].append(Held(account, state, made_at, changed_at))

    def rows(self) -> Iterator[Row]:
        claimed = self._systems.claimed()
        told = self._systems.totals(claimed)
        facts: dict[str, dict[Any, list[Fact]]] = defaultdict(lambda: defaultdict(list))
        for fact in self._facts():
            facts[fact.metric][fact.thing].append(fact)
        there: dict[tuple[str, Account], dict[Any, list[Claimed]]] = {
            told: defaultdict(list) for told in self._systems.told()
        }
        for each in claimed:
            there[each.metric, each.account][each.thing or each.ref].append(each)
        for (metric, account), things in there.items():
            for thing in {**things, **facts[metric]}:
                yield from self._differing(
                    metric, account, thing, things.get(thing, []), facts[metric].get(thing, [])
                )
        landed: dict[tuple[str, Account, date | None], Decimal] = defaultdict(Decimal)
        for each in claimed:
            landed[each.metric, each.account, each.month] += each.value
        for (metric, account, month), total in told.items():
            rounded = landed[metric, account, month] - total
            if rounded:
                yield _row(metric, account, None, None, None, month, "calculation", rounded)

    # ── facts ───────────────────────────────────────────────────────────────────────────────

    def _facts(self) -> Iterator[Fact]:
        page = self._page
        for lead in self._knowable.leads:
            for metric, at in (("leads", lead.lead_at), ("mqls", lead.mql_at)):
                if at is not None:
                    month = _first(page.date_of(at))
                    yield Fact(metric, lead.lead_id, lead.person_id, month)
        for deal in self._knowable.deals.values():
            yield Fact("opportunities", deal.id, deal.id, _first(page.date_of(deal.created_at)))
            if deal.is_won or deal.is_closed is False:
                metric = "won" if deal.is_won else "open_pipeline"
                on = deal.closed_date if deal.is_won else deal.values["close_date"]
                currency = deal.currency_code if deal.amount is not None else None
                value = deal.reporting_amount or NOTHING
                yield Fact(metric, deal.id, deal.id, _first(on), value, deal.amount, currency)
        for told in self._knowable.invoices:
            invoice = told.invoice
            if invoice.voided_at is None or invoice.voided_at > self._as_of:
                yield Fact(
                    "billed", record_id_of("invoices", invoice.ref), invoice.ref,
                    _first(page.date_of(invoice.issued_at)), told.reporting_amount or NOTHING,
                    invoice.total_amount, invoice.currency_code,
                )  # fmt: skip
        for paid in self._knowable.payments:
            payment = paid.payment
            if payment.outcome == "succeeded" and payment.payment_type in ("payment", "refund"):
                sign = -1 if payment.payment_type == "refund" else 1
                yield Fact(
                    "collected", record_id_of("payments", payment.ref), payment.ref,
                    _first(page.date_of(payment.paid_at)),
                    sign * (paid.reporting_amount or NOTHING), sign * payment.amount,
                    payment.currency_code,
                )  # fmt: skip

    # ── differences ─────────────────────────────────────────────────────────────────────────

    def _differing(
        self, metric: str, account: Account, thing: Any, claimed: list[Claimed], facts: list[Fact]
    ) -> Iterator[Row]:  # fmt: skip
        for record, fact in _paired(claimed, facts):
            held = set(self._held_by(metric, account, thing, record, fact, bool(facts)))
            if record and fact and not held:
                continue
            cause = next((cause for cause in self._order if cause in held), "unexplained")
            reason = None
            if cause == "definition":
                again = "counted_again" if claimed else "not_counted_there"
                reason = again if fact else "not_counted_here"
                if self._is_stage_other(metric, account, thing):
                    reason = "stage_differs"
            values: dict[date | None, Decimal] = defaultdict(Decimal)
            if record:
                values[record.month] -= record.value
            if fact:
                values[fact.month] += fact.value
            for month, added in values.items():
                name = thing if isinstance(thing, str) else None
                yield _row(metric, account, name, record, fact, month, cause, added, reason)

    def _held_by(
        self, metric: str, account: Account, thing: Any, record: Claimed | None,
        fact: Fact | None, has_facts: bool,
    ) -> Iterator[str]:  # fmt: skip
        """The causes that are true of a record, a fact, or the two of them."""
        is_one_sided = not (record and fact)
        if is_one_sided and self._is_stage_other(metric, account, thing):
            yield from ["sync_lag"] if self._is_late("stage_at", account, thing) else []
        states = [held.state for held in self._records_of(thing) if held.account == account]
        is_behind = self._is_behind(account, thing)
        if record and fact:
            if record.month != fact.month:
                yield "period"
            if record.value != fact.value:
                is_same = (record.amount, record.currency) == (fact.amount, fact.currency)
                yield "currency" if is_same else "amount"
                if not is_same and self._is_late("amount_at", account, thing):
                    yield "sync_lag"
        elif fact:
            if isinstance(thing, tuple):
                yield "calculation" if fact.value < 0 else "definition"
            elif not states:
                yield "missing_there"
                if is_behind:
                    yield "sync_lag"
            else:
                yield "definition" if "live" in states else "merge_or_delete"
        elif record.thing is None:
            yield "calculation"
        else:
            if self._keys(thing) & {("person", key) for key in self._own}:
                yield "internal_and_test"
            yield "identity" if has_facts else "definition"

    def _keys(self, thing: Any) -> set[tuple[str, str]]:
        """Who or which deal it is in truth, by the records that are known to be its own."""
        refs = self._refs.get(thing, ()) if isinstance(thing, str) else ()
        return {self._truth[ref] for ref in refs if ref in self._truth}

    def _records_of(self, thing: Any) -> list[Held]:
        return [held for key in self._keys(thing) for held in self._held[key]]

    def _steps_of(self, thing: Any) -> dict[Account, Step]:
        if thing not in self._knowable.deals:
            return {}
        if thing not in self._steps:
            steps: dict[Account, Step] = {}
            for record in self._knowable.deals[thing].cluster.live:
                told = {
                    field: self._spans.told(record, field)[-1]
                    for field in ("amount", "currency", "stage")
                }
                account = self._accounts.get(record.ref, (record.system, DEFAULT))
                known = steps.get(account, Step(0, 0, frozenset()))
                present = replace(told["stage"], value=record.stage)
                outcome = self._spans.judged(record, present)[1]
                steps[account] = Step(
                    max(known.amount_at, told["amount"].entered_at, told["currency"].entered_at),
                    max(known.stage_at, told["stage"].entered_at),
                    known.outcomes | {outcome},
                )
            self._steps[thing] = steps
        return self._steps[thing]

    def _is_stage_other(self, metric: str, account: Account, thing: Any) -> bool:
        step = self._steps_of(thing).get(account) if metric in STAGED else None
        return bool(step) and self._knowable.deals[thing].outcome not in step.outcomes

    def _is_late(self, field: str, account: Account, thing: Any) -> bool:
        """Another account changed the field after this one did, and it may be on its way."""
        steps = self._steps_of(thing)
        others = [getattr(step, field) for each, step in steps.items() if each != account]
        hours = self._page.rules["freshness_limit_hours"][account[0]]
        since = self._as_of - hours * 3_600_000
        return account in steps and max(others, default=0) > max(
            since, getattr(steps[account], field)
        )

    def _is_behind(self, account: Account, thing: Any) -> bool:
        """What is new elsewhere, or changed there after it did here, may be on its way."""
        held = self._records_of(thing)
        here = [each.changed_at for each in held if each.account == account]
        others = [each for each in held if each.account != account]
        if not others:
            return False
        changed_at = max(each.changed_at for each in others)
        at = changed_at if here else min(each.made_at for each in others)
        hours = self._page.rules["freshness_limit_hours"][account[0]]
        return at > self._as_of - hours * 3_600_000 and at > max(here, default=0)


def _paired(
    claimed: list[Claimed], facts: list[Fact]
) -> Iterator[tuple[Claimed | None, Fact | None]]:
    """Side by side: those of one month, then what is left over, the first beside the first."""
    records = sorted(claimed, key=lambda each: (each.month or date.max, each.ref))
    canonical = sorted(facts, key=lambda fact: (fact.month or date.max, fact.id))
    left = []
    for record in records:
        same = (fact for fact in canonical if record.month and fact.month == record.month)
        fact = next(same, None)
        if fact is None:
            left.append(record)
        else:
            canonical.remove(fact)
            yield record, fact
    yield from zip_longest(left, canonical)


def _first(day: date | None) -> date | None:
    return day.replace(day=1) if day else None


def _row(
    metric: str, account: Account, thing: str | None, record: Claimed | None, fact: Fact | None,
    month: date | None, cause: str, added: Decimal, reason: str | None = None,
) -> Row:  # fmt: skip
    return {
        "metric": metric,
        "source_system": account[0],
        "connection": account[1],
        "thing_id": thing,
        "record_id": record.ref[2] if record else None,
        "fact_id": fact.id if fact else None,
        "month_start_date": month,
        "cause": cause,
        "definition_reason": reason,
        "added_value": added,
    }
