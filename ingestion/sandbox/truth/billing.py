"""Invoices and payments, with whose they are and what they are worth (docs/facts.md §9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ingestion.sandbox.truth.accounts import Accounts
from ingestion.sandbox.truth.deals import Deals
from ingestion.sandbox.truth.entities import Invoice, Payment, Records, Ref, Spend
from ingestion.sandbox.truth.links import named
from ingestion.sandbox.truth.money import Rates
from ingestion.sandbox.truth.page import Page
from ingestion.sandbox.truth.subscriptions import Month, months_of


@dataclass(slots=True)
class InvoiceFact:
    invoice: Invoice
    account_id: str | None
    opportunity_id: str | None
    reporting_amount: Decimal | None


@dataclass(slots=True)
class SpendFact:
    spend: Spend
    reporting_amount: Decimal | None


@dataclass(slots=True)
class PaymentFact:
    payment: Payment
    account_id: str | None
    reporting_amount: Decimal | None


class Billing:
    def __init__(self, records: Records, page: Page, accounts: Accounts, deals: Deals) -> None:
        self._records, self._page, self._accounts, self._deals = records, page, accounts, deals
        self._rates = Rates(records.rates, page.currency)
        self._subscriptions = {each.ref: each for each in records.subscriptions}
        self._deal_records = named(records.deals)

    def invoices(self) -> Iterator[InvoiceFact]:
        for invoice in self._records.invoices:
            if invoice.is_gone or invoice.status == "draft" or self._is_ahead(invoice.issued_at):
                continue
            days = {
                "issued_date": self._page.date_of(invoice.issued_at),
                "due_date": self._page.date_of(invoice.due_at),
                "paid_date": self._page.date_of(invoice.paid_at),
                "as_of": self._page.date_of(self._records.as_of),
            }
            yield InvoiceFact(
                invoice=invoice,
                account_id=self._account_of(invoice.customer),
                opportunity_id=self._deal_of(invoice),
                reporting_amount=self._rates.in_base(
                    invoice.total_amount,
                    invoice.currency_code,
                    days[self._page.rate_date("invoice")],
                ),
            )

    def payments(self) -> Iterator[PaymentFact]:
        for payment in self._records.payments:
            if payment.is_gone or self._is_ahead(payment.paid_at):
                continue
            days = {
                "paid_date": self._page.date_of(payment.paid_at),
                "as_of": self._page.date_of(self._records.as_of),
            }
            yield PaymentFact(
                payment=payment,
                account_id=self._account_of(payment.customer),
                reporting_amount=self._rates.in_base(
                    payment.amount, payment.currency_code, days[self._page.rate_date("payment")]
                ),
            )

    def subscription_months(self) -> list[Month]:
        subscriptions = self._records.subscriptions
        return months_of(
            self._records,
            self._page,
            {each.ref: self._account_of(each.customer) for each in subscriptions},
            {each.ref: self._named(each.synced) for each in subscriptions},
        )

    def spend(self) -> Iterator[SpendFact]:
        for spend in self._records.spend:
            if spend.is_gone:
                continue
            days = {"spend_date": spend.spend_date}
            worth = self._rates.in_base(
                spend.amount, spend.currency_code, days[self._page.rate_date("spend")]
            )
            yield SpendFact(spend, worth)

    def _is_ahead(self, at: int | None) -> bool:
        return at is not None and at > self._records.as_of

    def _account_of(self, customer: Ref | None) -> str | None:
        account = self._accounts.clusters.find(customer)
        return account.id if account else None

    def _deal_of(self, invoice: Invoice) -> str | None:
        subscription = self._subscriptions.get(invoice.subscription)
        return self._named(invoice.synced) or self._named(
            subscription.synced if subscription else ()
        )

    def _named(self, pointers: Iterable[tuple[str, str]]) -> str | None:
        for pointer in pointers:
            if deal := self._deals.clusters.bearer(self._deal_records.get(pointer)):
                return deal.id
        return None
