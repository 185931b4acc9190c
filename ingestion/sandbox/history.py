"""The true history of the sample company: what happened, before any system recorded it.

Every instant is an integer, epoch milliseconds UTC. Money is an integer in minor units of its
currency. Keys are our own and occur in no vendor's record.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class User:
    """`role` in sdr, account_executive, sales_manager, marketer, operations."""

    key: str
    first_name: str
    last_name: str
    email: str
    role: str
    team: str
    manager_key: str | None
    time_zone: str
    hired_at: int
    left_at: int | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """`billing` in recurring, one_time; `interval` in month, year, None."""

    key: str
    name: str
    family: str
    billing: str
    interval: str | None
    price_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Form:
    """`intent` in high (demo, contact sales, pricing), low (newsletter, guide)."""

    key: str
    name: str
    page: str
    intent: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """`kind` in email, webinar, trade_show, search_ads, social_ads, content, referral, outbound."""

    key: str
    name: str
    kind: str
    starts_at: int
    ends_at: int
    budget_minor: int
    spent_minor: int
    currency: str
    parent_key: str | None = None


@dataclass(slots=True)
class Company:
    """`segment` in smb (sold in HubSpot), mid, enterprise (sold in Salesforce)."""

    key: str
    name: str
    legal_name: str
    domain: str
    other_domains: tuple[str, ...]
    shares_domain: bool
    industry: str
    employees: int
    country: str
    city: str
    postal_code: str
    phone: str
    segment: str
    currency: str
    parent_key: str | None
    founded_at: int


@dataclass(slots=True)
class Person:
    """One human. `company_key` is None for students and private people.

    `email` is the address in use from `arrived_at`; from `address_changed_at` on it is
    `later_email`. `mailbox_is_shared`: several people use `email` (info@, office@).
    """

    key: str
    company_key: str | None
    first_name: str
    last_name: str
    email: str
    later_email: str | None
    address_changed_at: int | None
    mailbox_is_shared: bool
    phone: str | None
    title: str | None
    country: str
    city: str
    is_student: bool
    is_internal: bool
    arrived_at: int
    arrival: str  # form, event, list_import, outbound, referral, chat
    source: str  # organic, paid_search, paid_social, email, referral, direct, event, outbound
    opted_out_at: int | None = None
    role_in_deals: str | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """`kind` in page_view, email_sent, email_delivered, email_bounced, email_open, email_click,
    email_unsubscribe, form_submission, event_registered, event_attended."""

    key: str
    person_key: str
    at: int
    kind: str
    campaign_key: str | None = None
    form_key: str | None = None
    page: str | None = None
    parent_key: str | None = None  # the email_sent that an open or click belongs to


@dataclass(frozen=True, slots=True)
class Activity:
    """Sales at work. `kind` in call, meeting, email, task, notification (the rep is told of a
    lead). `outcome` in connected, no_answer, voicemail, held, no_show, sent, replied, done, open.
    What is automatic is no human contact."""

    key: str
    person_key: str
    user_key: str
    at: int
    kind: str
    outcome: str
    subject: str
    is_automatic: bool = False
    duration_seconds: int | None = None
    deal_key: str | None = None

    @property
    def is_mailing(self) -> bool:
        return self.is_automatic and self.kind == "email"


@dataclass(slots=True)
class Qualification:
    """One trip of a person through the funnel. `sales_system` in salesforce, hubspot.

    `scores` are (at, score) of the automation platform. `status_changes` are
    (at, new, reason or None) with new in new, working, accepted, rejected, nurture, converted.
    """

    key: str
    person_key: str
    opened_at: int
    sales_system: str
    scores: tuple[tuple[int, int], ...] = ()
    mql_at: int | None = None
    assignments: tuple[tuple[int, str], ...] = ()
    status_changes: tuple[tuple[int, str, str | None], ...] = ()
    converted_at: int | None = None
    deal_key: str | None = None


@dataclass(frozen=True, slots=True)
class DealLine:
    product_key: str
    quantity: int
    unit_price_minor: int
    discount_percent: int = 0


@dataclass(slots=True)
class Deal:
    """`system` in salesforce, hubspot: where it was sold.

    Stages are (at, stage) with stage in discovery, evaluation, proposal, negotiation, won, lost;
    regressions and skips included. `amounts` and `close_dates` are (at, minor units) and
    (at, ISO date).
    """

    key: str
    company_key: str
    name: str
    kind: str  # new, expansion, renewal, one_time
    system: str
    owner_key: str
    created_at: int
    currency: str
    stages: tuple[tuple[int, str], ...]
    amounts: tuple[tuple[int, int], ...]
    close_dates: tuple[tuple[int, str], ...]
    owners: tuple[tuple[int, str], ...]
    people: tuple[tuple[str, str, bool, int], ...]  # person_key, role, is_primary, joined_at
    lines: tuple[DealLine, ...]
    campaign_key: str | None = None
    loss_reason: str | None = None
    competitor: str | None = None
    renews_key: str | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionItem:
    key: str
    product_key: str
    quantity: int
    unit_price_minor: int


@dataclass(slots=True)
class Subscription:
    """`changes` are (at, items): the items in force from then on; `ended_at` None: it goes on."""

    key: str
    company_key: str
    deal_key: str | None
    currency: str
    interval: str
    started_at: int
    changes: tuple[tuple[int, tuple[SubscriptionItem, ...]], ...]
    ended_at: int | None
    cancel_asked_at: int | None = None


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    key: str
    product_key: str
    description: str
    quantity: int
    amount_minor: int
    period_start: int
    period_end: int
    is_proration: bool = False
    item_key: str | None = None


@dataclass(slots=True)
class Invoice:
    """`payments` are (at, amount, outcome) with outcome in succeeded, failed. `voided_at` and
    `uncollectible_at` end it unpaid. Amounts are before tax unless they say so."""

    key: str
    company_key: str
    subscription_key: str | None
    deal_key: str | None
    created_at: int
    finalized_at: int | None
    due_at: int | None
    currency: str
    lines: tuple[InvoiceLine, ...]
    discount_minor: int
    tax_minor: int
    payments: tuple[tuple[int, int, str], ...] = ()
    refunds: tuple[tuple[int, int, str], ...] = ()  # at, amount, reason
    credit_notes: tuple[tuple[int, int, str], ...] = ()  # at, amount, reason
    disputes: tuple[
        tuple[int, int, str, int | None, str | None], ...
    ] = ()  # at, amount, reason, closed_at, won|lost
    voided_at: int | None = None
    uncollectible_at: int | None = None


@dataclass(slots=True)
class Life:
    """Everything that ever happens to one household: a company with its people, or one person.

    A pure function of (seed, index); it reaches past every instant that is served, so a later
    day only shows more of it. `companies` holds the company first, subsidiaries after.
    """

    index: int
    born_at: int
    companies: tuple[Company, ...]
    people: tuple[Person, ...]
    touches: tuple[Touch, ...] = ()
    activities: tuple[Activity, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    deals: tuple[Deal, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    invoices: tuple[Invoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Firm:
    """What all lives share. `rates` are (ISO date, currency, units per USD as text)."""

    seed: int
    starts_at: int
    first_day_ends_at: int
    users: tuple[User, ...]
    products: tuple[Product, ...]
    campaigns: tuple[Campaign, ...]
    forms: tuple[Form, ...]
    rates: tuple[tuple[str, str, str], ...]
    extra: dict = field(default_factory=dict)
