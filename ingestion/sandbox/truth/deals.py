"""Which deal records are one deal, its stages and its money (docs/facts.md §4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from ingestion.sandbox.truth.accounts import Accounts
from ingestion.sandbox.truth.alike import deal_links
from ingestion.sandbox.truth.clusters import Cluster, Clusters, in_order, surviving
from ingestion.sandbox.truth.entities import DealChange, DealRecord, Line, Product, Records, Ref
from ingestion.sandbox.truth.likeness import Happened
from ingestion.sandbox.truth.links import holding, merge_links, sync_links
from ingestion.sandbox.truth.money import CENTS_OF_CENTS, TIMES_A_YEAR, Rates
from ingestion.sandbox.truth.page import Pages
from ingestion.sandbox.truth.users import match_users

FIELDS = ("opportunity_name", "loss_reason", "competitor", "probability", "close_date")


@dataclass(frozen=True, slots=True)
class Entry:
    """A deal came into a stage: `source_stage` as recorded, `stage` as the page calls it."""

    at: int
    source_stage: str
    stage: str | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class ValuedLine:
    """`recurring`: what the line brings a year; nothing if it is sold once."""

    line: Line
    is_recurring: bool
    recurring: Decimal


@dataclass(slots=True)
class Deal:
    cluster: Cluster[DealRecord]
    account_id: str | None
    owner: Ref | None
    opportunity_type: str | None
    amount: Decimal | None
    currency_code: str | None
    reporting_amount: Decimal | None
    recurring_amount: Decimal | None
    stage: str | None
    outcome: str | None
    forecast_category: str | None
    created_at: int | None
    closed_at: int | None
    closed_date: date | None
    cycle_days: int | None
    entries: list[Entry]
    lines: list[ValuedLine]
    values: dict[str, Any]
    system_count: int

    @property
    def id(self) -> str:
        return self.cluster.id

    @property
    def is_closed(self) -> bool | None:
        """None in a stage that no page lists."""
        return None if self.outcome is None else self.outcome != "open"

    @property
    def is_won(self) -> bool | None:
        return None if self.outcome is None else self.outcome == "won"


class Deals:
    def __init__(
        self,
        records: Records,
        pages: Pages,
        accounts: Accounts,
        called: Mapping[Ref, str],
        happened: Happened | None = None,
    ) -> None:
        page = pages.in_force(records.as_of)
        self._pages, self._page, self._accounts = pages, page, accounts
        self._as_of = records.as_of
        self._rates = Rates(records.rates, page.currency)
        self._users = {(user.system, user.ref[2]): user.ref for user in records.users}
        self._products = {product.ref: product for product in records.products}
        stated = [*merge_links(records.deals), *sync_links(records.deals)]
        links = holding(stated, records.deals)
        self.clusters: Clusters[DealRecord] = Clusters(
            "opportunities", records.deals, links, called
        )
        if happened is not None:
            users = match_users(records.users).of

            def account_of(record: DealRecord) -> str | None:
                account = accounts.named(record.system, record.source_account_id)
                return account and account.id

            def owner_of(record: DealRecord) -> str | None:
                user = self._users.get((record.system, record.source_user_id))
                return user and users[user].id

            alike = deal_links(self.clusters, happened.deal_of, account_of, owner_of)
            self.clusters = Clusters("opportunities", records.deals, [*links, *alike], called)
        self._changes: dict[str, list[DealChange]] = {}
        self._lines: dict[str, list[Line]] = {}
        for change in records.deal_changes:
            if change.field == "stage" and (deal := self.clusters.bearer(change.deal)):
                self._changes.setdefault(deal.id, []).append(change)
        for line in records.lines:
            if not line.is_gone and (deal := self.clusters.bearer(line.deal)):
                self._lines.setdefault(deal.id, []).append(line)
        self.by_id = {cluster.id: self._describe(cluster) for cluster in self.clusters}

    def _describe(self, cluster: Cluster[DealRecord]) -> Deal:
        page = self._page
        with_stage, recorded = self._survivor(cluster, "stage")
        label = self._present(cluster, with_stage) or recorded
        with_amount, amount = self._survivor(cluster, "amount")
        pipeline = with_stage.pipeline if with_stage else None
        stage = with_stage and page.opportunity_stage(with_stage.system, pipeline, label)
        outcome = page.stage_attribute(stage, "outcome")
        created_at = min(record.created_at for record in cluster.live)
        entries = self._entries(cluster, with_stage, label, created_at) if with_stage else []
        is_closed = outcome in ("won", "lost")
        closings = [entry.at for entry in entries if entry.outcome in ("won", "lost")]
        closed_at = closings[-1] if is_closed and closings else None
        closed_date, created_date = page.date_of(closed_at), page.date_of(created_at)
        currency = with_amount.currency_code if with_amount else None
        values = {field: self._survivor(cluster, field)[1] for field in FIELDS}
        days = {
            "as_of": page.date_of(self._as_of),
            "created_date": created_date,
            "closed_date": closed_date,
            "close_date": values["close_date"],
        }
        lines = self._valued(cluster, with_amount)
        rate_day = days[page.rate_date("closed_opportunity" if is_closed else "open_opportunity")]
        return Deal(
            cluster=cluster,
            account_id=self._account_of(cluster),
            owner=self._owner_of(cluster),
            opportunity_type=page.opportunity_type(self._survivor(cluster, "opportunity_type")[1]),
            amount=amount,
            currency_code=currency,
            reporting_amount=self._rates.in_base(amount, currency, rate_day),
            recurring_amount=sum((line.recurring for line in lines), Decimal(0)) if lines else None,
            lines=lines,
            stage=stage,
            outcome=outcome,
            forecast_category=page.stage_attribute(stage, "forecast"),
            created_at=created_at,
            closed_at=closed_at,
            closed_date=closed_date,
            cycle_days=(closed_date - created_date).days if closed_date else None,
            entries=entries,
            values=values,
            system_count=len({record.account for record in cluster.live}),
        )

    def _survivor(self, cluster: Cluster[DealRecord], field: str) -> tuple[DealRecord | None, Any]:
        systems = self._page.systems("opportunities", field)
        return surviving(cluster.records, systems, lambda record: getattr(record, field))

    def _changes_of(self, cluster: Cluster[DealRecord], record: DealRecord) -> list[DealChange]:
        """What the account that holds a record says of the deal."""
        changes = [
            change
            for change in self._changes.get(cluster.id, ())
            if self.clusters.records[change.deal].account == record.account
        ]
        return sorted(changes, key=lambda change: (change.at, change.ref[2]))

    def _present(self, cluster: Cluster[DealRecord], with_stage: DealRecord | None) -> str | None:
        """The stage at `as_of` where changes lie ahead of it, if they tell."""
        changes = self._changes_of(cluster, with_stage) if with_stage else []
        ahead = [change for change in changes if change.at > self._as_of]
        entered = [change.new for change in changes if change.at <= self._as_of and change.new]
        return (entered[-1] if entered else ahead[0].old) if ahead else None

    def _entries(
        self, cluster: Cluster[DealRecord], with_stage: DealRecord, label: str, created_at: int
    ) -> list[Entry]:
        labels: list[tuple[int, str]] = []
        for change in self._changes_of(cluster, with_stage):
            is_entry = change.new and (not labels or labels[-1][1] != change.new)
            if is_entry and change.at <= self._as_of:
                labels.append((change.at, change.new))
        return list(self._judged(labels or [(created_at, label)], with_stage))

    def _judged(self, labels: list[tuple[int, str]], with_stage: DealRecord) -> Iterable[Entry]:
        for at, label in labels:
            known_as = (with_stage.system, with_stage.pipeline, label)
            for page in (self._pages.in_force(at), self._page):
                stage = page.opportunity_stage(*known_as) if page else None
                if stage:
                    break
            outcome = page.stage_attribute(stage, "outcome")
            yield Entry(at, label, stage, outcome)

    def _account_of(self, cluster: Cluster[DealRecord]) -> str | None:
        systems = self._page.systems("opportunities", "source_account_id")
        for record in in_order(cluster.records, systems):
            if account := self._accounts.named(record.system, record.source_account_id):
                return account.id
        return None

    def _owner_of(self, cluster: Cluster[DealRecord]) -> Ref | None:
        systems = self._page.systems("opportunities", "source_user_id")
        return surviving(
            cluster.records,
            systems,
            lambda record: self._users.get((record.system, record.source_user_id)),
        )[1]

    def _valued(
        self, cluster: Cluster[DealRecord], with_amount: DealRecord | None
    ) -> list[ValuedLine]:
        """The lines of the system and connection whose amount survives."""
        found = []
        for line in self._lines.get(cluster.id, ()):
            if with_amount is None or line.account != with_amount.account:
                continue
            product = self._products.get(line.product)
            interval = self._interval(product)
            recurring = _a_year(line.amount or Decimal(0), *interval) if interval else Decimal(0)
            found.append(ValuedLine(line, interval is not None, recurring))
        return found

    def _interval(self, product: Product | None) -> tuple[str, int] | None:
        """As the vendor says or the page reads its word."""
        if product is None:
            return None
        read = self._page.billing_interval(product.source_billing_interval)
        return product.billing_interval or read


def _a_year(amount: Decimal, unit: str, count: int) -> Decimal:
    with localcontext(prec=60):
        return (amount * TIMES_A_YEAR[unit] / count).quantize(CENTS_OF_CENTS, ROUND_HALF_UP)
