"""The page of definitions as typed data: what it may hold, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from ingestion.sources.definitions.vocabulary import BILLING_INTERVAL, LIKE, OPERATORS

Text = Annotated[str, StringConstraints(min_length=1)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Outcome = Literal["open", "won", "lost"]
Forecast = Literal["pipeline", "best_case", "commit", "closed", "omitted"]
OpportunityType = Literal["new", "expansion", "renewal", "one_time"]
BillingInterval = Annotated[str, StringConstraints(pattern=f"^({BILLING_INTERVAL})$")]


@dataclass(frozen=True)
class Condition:
    """`[a, b]`: one of these texts; `{at_least: 1, at_most: 9}`: a number in these bounds; or
    `{like: ["*lead*"]}`: a text of such a form."""

    one_of: tuple[str, ...] = ()
    bounds: tuple[tuple[str, int | float], ...] = ()
    like: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """(operator, value) pairs, as they land."""
        texts = tuple(("one_of", value) for value in self.one_of)
        forms = tuple((LIKE, pattern) for pattern in self.like)
        return texts + forms + tuple((operator, str(number)) for operator, number in self.bounds)


def _condition(written: Any) -> Condition:
    if isinstance(written, Condition):
        return written
    if isinstance(written, list):
        return Condition(one_of=_texts(written))
    if isinstance(written, dict):
        if not written:
            raise ValueError("say at_least or at_most")
        if LIKE in written:
            if len(written) > 1 or not isinstance(written[LIKE], list):
                raise ValueError('`like` stands alone and wants a list such as ["*director*"]')
            return Condition(like=_texts(written[LIKE]))
        for operator, number in written.items():
            if operator not in OPERATORS:
                raise ValueError(f"unknown operator `{operator}`; there are at_least and at_most")
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise ValueError(f"`{operator}` wants a number, not {number!r}")
        return Condition(bounds=tuple(written.items()))
    raise ValueError(f"write a list such as [{written}], or {{at_least: 1}}")


def _texts(written: list[Any]) -> tuple[str, ...]:
    if not written:
        raise ValueError("an empty list can never hold")
    for value in written:
        if not isinstance(value, str):
            shown = str(value).lower() if isinstance(value, bool) else value
            raise ValueError(f'a list holds texts: write "{shown}" in quotes')
    return tuple(written)


TEXTS_SCHEMA = {"type": "array", "items": {"type": "string"}, "minItems": 1}
CONDITION_SCHEMA = {
    "oneOf": [
        TEXTS_SCHEMA,
        {
            "type": "object",
            "properties": {LIKE: TEXTS_SCHEMA},
            "required": [LIKE],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {operator: {"type": "number"} for operator in OPERATORS},
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]
}
Where = Annotated[
    Condition,
    BeforeValidator(_condition),
    PlainSerializer(lambda condition: dict(condition.rows)),
    WithJsonSchema(CONDITION_SCHEMA),
]


class Part(BaseModel):
    """Part of a page: typed strictly, holding no entry that is not declared."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Approval(Part):
    """Somebody's word for one team; `digest` is that of the page they read."""

    name: Text
    team: Text
    approved_on: date
    digest: Text


class Settings(Part):
    """How we count."""

    time_zone: Text
    fiscal_year_start_month: Annotated[int, Field(ge=1, le=12)]
    reporting_currency: Currency
    idle_limit_days: Annotated[int, Field(ge=1)]
    influence_window_days: Annotated[int, Field(ge=1)]
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


class Rule(Part):
    """One kind of event; met when everything under `where` holds."""

    event: Text
    where: dict[Text, Where] = {}


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

    order: Annotated[int, Field(ge=1)]
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


class FitPoints(Part):
    """Points for who somebody is: for everybody for whom everything under `where` holds."""

    says: Text | None = None
    points: int
    where: Annotated[dict[Text, Where], Field(min_length=1)]


class Fit(Part):
    """Who somebody is; `at_least` so many points are enough."""

    says: Text
    at_least: int
    points: Annotated[list[FitPoints], Field(min_length=1)]


class Activity(Part):
    """Points for what somebody did; `at_most` bounds what all of it is worth together."""

    activity: Text
    event: Text
    where: dict[Text, Where] = {}
    points: Annotated[int, Field(ge=1, le=1_000_000)]
    at_most: Annotated[int, Field(ge=1, le=1_000_000)]


class Intent(Part):
    """What somebody did: worth half after `half_life_days`, and nothing where one activity
    happens more than `most_a_day` times a day."""

    says: Text
    at_least: Annotated[int, Field(ge=1)]
    half_life_days: Annotated[int, Field(ge=1, le=3_650)]
    most_a_day: Annotated[int, Field(ge=1)]
    activities: Annotated[list[Activity], Field(min_length=1)]


class Scores(Part):
    """An MQL reaches both thresholds."""

    fit: Fit
    intent: Intent


class Page(Part):
    """One version of the definitions, in force from `effective_from`."""

    title: Text
    company: Text
    is_sample: bool = False
    effective_from: date
    status: Literal["draft", "trial", "signed"]
    is_retrospective: bool = False
    approvals: list[Approval]
    settings: Settings
    currency_where_none_is_named: dict[Text, Currency] = {}
    freshness_limit_hours: dict[Text, Annotated[int, Field(ge=1)]]
    domains: Domains
    shared_mailboxes: list[Text]
    criteria: dict[Text, Criterion]
    opens_cycle: Annotated[list[Text], Field(min_length=1)]
    closes_cycle: Annotated[list[Text], Field(min_length=1)]
    statuses: dict[Text, dict[Text, dict[Text, Status]]]
    outcomes: dict[Text, dict[Text, dict[Text, Text]]]
    automatic_authors: dict[Text, list[Text]]
    rejection_reasons: dict[Text, list[Text]]
    opportunity_stages: dict[Text, OpportunityStage]
    stage_labels: dict[Text, dict[Text, dict[Text, Text]]]
    opportunity_types: dict[OpportunityType, list[Text]]
    billing_intervals: dict[BillingInterval, list[Text]]
    channels: list[Channel]
    uninfluential_touches: list[Text]
    survivorship: dict[Text, dict[Text, list[Text]]]
    ideal_customer: IdealCustomer | None = None
    scores: Scores | None = None

    @property
    def key(self) -> str:
        return self.effective_from.isoformat()
