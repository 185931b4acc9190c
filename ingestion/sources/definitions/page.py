"""The page of definitions as typed data: what it may hold, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ingestion.sources.definitions.agreement import Sla
from ingestion.sources.definitions.parts import Days, Label, Part, Rule, Text, Where, formed
from ingestion.sources.definitions.reconciling import Matching, VarianceCauses
from ingestion.sources.definitions.scores import Scores
from ingestion.sources.definitions.targets import Targets
from ingestion.sources.definitions.vocabulary import BILLING_INTERVAL

Currency = Annotated[str, *formed("[A-Z]{3}", "a currency code such as EUR")]
Hours = Annotated[int, Field(ge=1, le=8_784)]  # a year
Team = Literal["marketing", "sales"]
Outcome = Literal["open", "won", "lost"]
Forecast = Literal["pipeline", "best_case", "commit", "closed", "omitted"]
OpportunityType = Literal["new", "expansion", "renewal", "one_time"]
BillingInterval = Annotated[
    str, *formed(BILLING_INTERVAL, "once, day, week, month, year or several such as 3 months")
]


def _somebody(name: str) -> str:
    if not any(letter.isalnum() for letter in name):
        raise ValueError("names nobody: write who approves")
    return name


class Approval(Part):
    """Somebody's word for one team; `digest` is that of the page they read."""

    name: Annotated[Text, AfterValidator(_somebody)]
    team: Team
    approved_on: date
    digest: Text


class Settings(Part):
    """How we count."""

    time_zone: Text
    fiscal_year_start_month: Annotated[int, Field(ge=1, le=12)]
    reporting_currency: Currency
    idle_limit_days: Days
    influence_window_days: Days
    rate_date_open_opportunity: Literal["as_of", "created_date", "close_date"]
    rate_date_closed_opportunity: Literal["closed_date", "created_date", "close_date"]
    rate_date_invoice: Literal["issued_date", "due_date"]
    rate_date_payment: Literal["paid_date"]
    rate_date_spend: Literal["spend_date"]


class Domains(Part):
    """Parts of addresses after the @ that tell who somebody is."""

    internal: list[Text]
    free_mail: list[Text]
    student: list[Text]
    shared: list[Text]


class Criterion(Part):
    """What makes a stage, in plain words and as rules of which any one suffices."""

    says: Text
    any: Annotated[list[Rule], Field(min_length=1)]


class Status(Part):
    """What a system's own word means to the criteria, and which stage it claims."""

    means: Text | None = None
    claims: Text | None = None


class OpportunityStage(Part):
    """A stage of a deal as all teams call it."""

    order: Annotated[int, Field(ge=1, le=1_000)]
    outcome: Outcome
    forecast: Forecast


class Channel(Part):
    """A channel, and what has to hold for it; the first that fits decides."""

    channel: Text
    when: Annotated[dict[Text, Where], Field(min_length=1)]


class IdealCustomer(Part):
    """Whom we want as a customer."""

    says: Text
    employee_count: Where | None = None
    industries: list[Text] = []
    countries: list[Text] = []


class Page(Part):
    """One version of the definitions, in force from `effective_from`."""

    title: Text
    company: Text
    is_sample: bool = False
    effective_from: date
    status: Literal["draft", "trial", "signed"]
    is_retrospective: bool = False
    approvals: list[Approval]
    message: Text | None = None
    settings: Settings
    currency_where_none_is_named: dict[Label, Currency] = {}
    freshness_limit_hours: dict[Label, Hours]
    domains: Domains
    shared_mailboxes: list[Text]
    criteria: dict[Label, Criterion]
    opens_cycle: Annotated[list[Text], Field(min_length=1)]
    closes_cycle: Annotated[list[Text], Field(min_length=1)]
    statuses: dict[Label, dict[Label, dict[Label, Status]]]
    outcomes: dict[Label, dict[Label, dict[Label, Text]]]
    automatic_authors: dict[Label, list[Text]]
    rejection_reasons: dict[Label, list[Text]]
    opportunity_stages: dict[Label, OpportunityStage]
    stage_labels: dict[Label, dict[Label, dict[Label, Text]]]
    opportunity_types: dict[OpportunityType, list[Text]]
    billing_intervals: dict[BillingInterval, list[Text]]
    channels: list[Channel]
    uninfluential_touches: list[Text]
    survivorship: dict[Label, dict[Label, list[Text]]]
    matching: Matching
    variance_causes: VarianceCauses
    ideal_customer: IdealCustomer | None = None
    scores: Scores | None = None
    sla: Sla | None = None
    targets: Targets | None = None

    @property
    def key(self) -> str:
        return self.effective_from.isoformat()
