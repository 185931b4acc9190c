"""Records as the evaluator sees them: one plain object a record, in the words of the contract.

A record is known by (system, object, id). Instants are epoch milliseconds UTC, money is a Decimal
in major units. Pointers hold the vendor's ids; what they lead to is the evaluator's business.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Ref = tuple[str, str, str]
DEFAULT = "default"


@dataclass(slots=True, kw_only=True)
class Record:
    """`is_gone`: deleted or merged; `merged_into`: the id of the survivor, of the same object.
    `connection`: which account of its system holds it. Ids are those of one account alone."""

    ref: Ref
    created_at: int | None = None
    changed_at: int | None = None
    is_gone: bool = False
    merged_into: str | None = None
    connection: str = DEFAULT

    @property
    def system(self) -> str:
        return self.ref[0]

    @property
    def account(self) -> tuple[str, str]:
        """Of a vendor: the org, portal or account that holds it."""
        return self.system, self.connection

    @property
    def entity(self) -> str | None:
        """Which entity's key it has, where records of several are one thing."""
        return None


@dataclass(slots=True, kw_only=True)
class PersonRecord(Record):
    """`kind` in lead, contact, customer. `synced` are (system, id)."""

    kind: str
    email: str | None = None
    other_emails: tuple[str, ...] = ()
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    title: str | None = None
    company_name: str | None = None
    country: str | None = None
    city: str | None = None
    postal_code: str | None = None
    source_account_id: str | None = None
    source_user_id: str | None = None
    lead_source: str | None = None
    source_campaign_id: str | None = None
    rejection_reason: str | None = None
    converted_person_id: str | None = None
    converted_account_id: str | None = None
    synced: tuple[tuple[str, str], ...] = ()
    has_opted_out: bool | None = None


@dataclass(slots=True, kw_only=True)
class AccountRecord(Record):
    """`is_customer_record`: a billing customer; its domain is that of its address."""

    is_customer_record: bool = False
    account_name: str | None = None
    domain: str | None = None
    other_domains: tuple[str, ...] = ()
    industry: str | None = None
    country: str | None = None
    city: str | None = None
    postal_code: str | None = None
    phone: str | None = None
    employee_count: int | None = None
    parent_source_account_id: str | None = None
    synced: tuple[tuple[str, str], ...] = ()

    @property
    def entity(self) -> str:
        return "customers" if self.is_customer_record else "accounts"


@dataclass(slots=True, kw_only=True)
class DealRecord(Record):
    opportunity_name: str | None = None
    source_account_id: str | None = None
    source_user_id: str | None = None
    source_campaign_id: str | None = None
    opportunity_type: str | None = None
    pipeline: str | None = None
    stage: str | None = None
    loss_reason: str | None = None
    competitor: str | None = None
    currency_code: str | None = None
    amount: Decimal | None = None
    probability: Decimal | None = None
    close_date: date | None = None
    synced: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True, kw_only=True)
class Touch(Record):
    """`outcome`, `is_automatic`: as the vendor itself says; the page reads the other two."""

    person: Ref | None
    touch_type: str
    at: int
    side: str | None
    outcome: str | None = None
    source_outcome: str | None = None
    source_author: str | None = None
    asset: str | None = None
    source_medium: str | None = None
    is_automatic: bool = False
    source_campaign_id: str | None = None


@dataclass(slots=True, kw_only=True)
class PersonChange:
    """A change of `field` (owner, score, email) of a person record."""

    ref: Ref
    person: Ref
    field: str
    old: str | None
    new: str | None
    at: int


@dataclass(slots=True, kw_only=True)
class Claim:
    """What a system asserts of a person: `field` is the vendor's own."""

    ref: Ref
    person: Ref
    field: str
    old: str | None
    new: str | None
    reason: str | None
    at: int


@dataclass(slots=True, kw_only=True)
class DealChange:
    ref: Ref
    deal: Ref
    field: str
    old: str | None
    new: str | None
    at: int


@dataclass(slots=True, kw_only=True)
class Role(Record):
    """A person on a deal."""

    deal: Ref
    person: Ref
    role: str | None = None
    is_primary: bool = False
    associated_at: int | None = None


@dataclass(slots=True, kw_only=True)
class Line(Record):
    deal: Ref | None
    product: Ref | None
    currency_code: str | None
    amount: Decimal | None
    quantity: Decimal | None = None
    unit_price_amount: Decimal | None = None


@dataclass(slots=True, kw_only=True)
class Spend(Record):
    campaign: Ref
    currency_code: str | None
    amount: Decimal
    spend_date: date


@dataclass(slots=True, kw_only=True)
class Product(Record):
    """`billing_interval`: unit and count as the vendor itself says; the page reads the other."""

    product_name: str | None = None
    billing_interval: tuple[str, int] | None = None
    source_billing_interval: str | None = None


@dataclass(slots=True, kw_only=True)
class Campaign(Record):
    campaign_name: str | None = None
    campaign_type: str | None = None


@dataclass(slots=True, kw_only=True)
class User(Record):
    email: str | None = None
    role: str | None = None
    team: str | None = None
    time_zone: str | None = None


@dataclass(slots=True, kw_only=True)
class Subscription(Record):
    """`monthly_amount`: what its items come to now."""

    customer: Ref
    currency_code: str | None = None
    billing_interval: tuple[str, int] | None = None
    monthly_amount: Decimal | None = None
    started_at: int | None = None
    ended_at: int | None = None
    synced: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True, kw_only=True)
class Invoice(Record):
    customer: Ref | None
    subscription: Ref | None
    status: str
    currency_code: str
    synced: tuple[tuple[str, str], ...] = ()
    invoice_number: str | None = None
    subtotal_amount: Decimal | None = None
    discount_amount: Decimal | None = None
    tax_amount: Decimal | None = None
    total_amount: Decimal | None = None
    paid_amount: Decimal | None = None
    due_amount: Decimal | None = None
    issued_at: int | None = None
    due_at: int | None = None
    paid_at: int | None = None
    voided_at: int | None = None


@dataclass(slots=True, kw_only=True)
class InvoiceLine(Record):
    invoice: Ref
    product: Ref | None
    currency_code: str
    amount: Decimal
    quantity: Decimal | None
    is_proration: bool
    period_start_at: int | None
    period_end_at: int | None
    subscription: Ref | None = None
    billing_interval: tuple[str, int] | None = None
    unit_price_amount: Decimal | None = None


@dataclass(slots=True, kw_only=True)
class Payment(Record):
    """`payment_type` in payment, refund, credit; `outcome` in succeeded, failed, pending."""

    customer: Ref | None
    invoice: Ref | None
    payment_type: str
    outcome: str
    currency_code: str
    amount: Decimal
    status: str | None = None
    paid_at: int | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of `currency_code` for one of the base, from `valid_from` until before `valid_to`."""

    currency_code: str
    base_currency_code: str
    units_per_base: Decimal
    valid_from: date
    valid_to: date | None = None
    source: str = "salesforce"


@dataclass(slots=True)
class Records:
    """All that the systems hold at `as_of`."""

    as_of: int
    people: list[PersonRecord] = field(default_factory=list)
    accounts: list[AccountRecord] = field(default_factory=list)
    deals: list[DealRecord] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    person_changes: list[PersonChange] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    deal_changes: list[DealChange] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    campaigns: list[Campaign] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    invoice_lines: list[InvoiceLine] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    spend: list[Spend] = field(default_factory=list)
    rates: list[Rate] = field(default_factory=list)
