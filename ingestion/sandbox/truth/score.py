"""The published marts against the truth: what the page prescribes, and what happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ingestion.sandbox.store import Store
from ingestion.sandbox.truth.booked import BILLING, COLLECTION
from ingestion.sandbox.truth.compare import Comparison, Measure, Mistake, compare
from ingestion.sandbox.truth.differing import Differing, differing, left_out
from ingestion.sandbox.truth.gap import gap
from ingestion.sandbox.truth.happened import Tables
from ingestion.sandbox.truth.health import COLUMNS as HEALTH_COLUMNS
from ingestion.sandbox.truth.health import KEY as HEALTH_KEY
from ingestion.sandbox.truth.health import Health, is_told
from ingestion.sandbox.truth.knowable import Knowable, evaluate
from ingestion.sandbox.truth.landed import landed
from ingestion.sandbox.truth.likeness import happened_to
from ingestion.sandbox.truth.matching import matching
from ingestion.sandbox.truth.page import read_pages
from ingestion.sandbox.truth.published import Published
from ingestion.sandbox.truth.records import read_records
from ingestion.sandbox.truth.recurring import COLUMNS as RECURRING_COLUMNS
from ingestion.sandbox.truth.recurring import KEY as RECURRING_KEY
from ingestion.sandbox.truth.rows import MONTH_COLUMNS, Knowables
from ingestion.sandbox.truth.spans import Spans
from ingestion.sandbox.truth.variance import variance
from ingestion.sandbox.world import WorldError

ON_DEALS = ("leads", "leads as defined now", "opportunities")
PERSONAL = frozenset(("title", "country", "email_domain"))
PEOPLE_COLUMNS = (
    "account_id", "owner_user_id", "email_domain", "title", "country", "is_internal",
    "has_personal_email", "has_student_email", "has_opted_out", "first_seen_at",
    "source_record_count",
)  # fmt: skip
PII_COLUMNS = (
    "email", "first_name", "last_name", "phone", "company_name", "city", "postal_code",
)  # fmt: skip
ACCOUNT_COLUMNS = (
    "parent_account_id", "ultimate_parent_account_id", "hierarchy_depth", "account_name", "domain",
    "industry", "country", "employee_count",
    "is_icp", "is_customer",
)  # fmt: skip
LEAD_COLUMNS = (
    "account_id", "cycle_number", "mql_at", "handed_off_at", "first_contacted_at", "accepted_at",
    "rejected_at", "rejection_reason", "sql_at", "opportunity_id", "is_primary_for_opportunity",
    "opportunity_at", "won_at", "lost_at", "recycled_at", "lead_stage", "channel", "campaign_id",
    "owner_user_id", "definition_version", "fit_score", "intent_score", "is_marketing_sourced",
)  # fmt: skip
HANDOFF_COLUMNS = (
    "account_id", "owner_user_id", "source_system", "connection", "calendar",
    "definition_version", "mql_at", "handed_off_at", "queue_minutes", "has_owner", "has_timestamp",
    "task_status", "notification_status", "contact_due_at", "first_contacted_at",
    "response_minutes", "response_business_minutes", "was_contacted_before", "contact_status",
    "contact_outcome", "feedback_due_at", "disposition", "disposition_at", "rejection_reason",
    "feedback_business_minutes", "feedback_status", "acceptance_status",
    "bought_after_rejection_at", "has_source", "has_campaign", "has_score", "has_touches",
    "context_kept_count",
)  # fmt: skip
OPPORTUNITY_COLUMNS = (
    "account_id", "owner_user_id", "opportunity_type", "amount", "currency_code",
    "reporting_amount", "recurring_amount", "opportunity_stage", "forecast_category",
    "probability", "is_won", "is_closed", "created_at", "close_date", "closed_at", "cycle_days",
    "loss_reason", "competitor", "origin", "is_marketing_sourced", "is_marketing_influenced",
    "system_count",
)  # fmt: skip
SPAN_COLUMNS = (
    "owner_user_id", "opportunity_stage", "outcome", "forecast_category", "currency_code",
    "amount", "reporting_amount", "close_date", "held_columns", "last_date", "valid_to_at",
)  # fmt: skip
INVOICE_COLUMNS = (
    "account_id", "opportunity_id", "status", "currency_code", "subtotal_amount",
    "discount_amount", "tax_amount", "total_amount", "paid_amount", "due_amount",
    "reporting_amount", "issued_at", "due_at", "paid_at", "voided_at",
)  # fmt: skip
LINE_COLUMNS = (
    "opportunity_id", "product_id", "currency_code", "quantity", "unit_price_amount", "amount",
    "recurring_amount", "is_recurring",
)  # fmt: skip
INVOICE_LINE_COLUMNS = (
    "invoice_id", "account_id", "product_id", "currency_code", "quantity", "amount",
    "is_proration", "period_start_at", "period_end_at",
)  # fmt: skip
_CAUSES = ("booked", *BILLING, "billed", *COLLECTION, "collected")
BOOKED_COLUMNS = (
    "account_id", "currency_code", "invoice_count", "other_currency_count", "billing_status",
    "collection_status", "first_year_end_date", "overdue_amount", "other_account_amount",
    *(f"{name}_amount" for name in _CAUSES),
    *(f"reporting_{name}_amount" for name in _CAUSES),
    "reporting_billing_currency_amount", "reporting_collection_currency_amount",
)  # fmt: skip
SPEND_COLUMNS = ("campaign_id", "currency_code", "amount", "reporting_amount", "spend_date")
TOUCH_COLUMNS = (
    "person_id", "touch_type", "side", "outcome", "is_automatic", "channel", "campaign_id",
    "touched_at",
)  # fmt: skip
PAYMENT_COLUMNS = (
    "account_id", "payment_type", "outcome", "currency_code", "amount", "reporting_amount",
    "paid_at",
)  # fmt: skip


@dataclass(slots=True)
class Report:
    measures: list[Measure] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def missed(self) -> list[Measure]:
        return [measure for measure in self.measures if not measure.is_met]

    def add(self, found: Comparison) -> None:
        self.measures += found.measures
        self.mistakes += found.mistakes


def score(store: Store, build: Path, page_path: Path, happened: Tables | None = None) -> Report:
    """`build` is the folder of a publication, `happened` the true history where it is at hand."""
    published = Published(build)
    try:
        return _score(store, published, page_path, happened)
    finally:
        published.close()


def _score(store: Store, published: Published, page_path: Path, happened: Tables | None) -> Report:
    as_of = published.value("select as_of from marts.publication")
    if as_of != store.now:
        raise WorldError(
            f"the marts are as of {as_of}, the sample company's clock says {store.now} (epoch ms):"
            " run `make run DAYS=0` first"
        )
    bridges = {
        "people": published.bridge("people", "person_id"),
        "accounts": published.bridge("accounts", "account_id"),
        "opportunities": published.bridge("opportunities", "opportunity_id"),
    }
    pages = read_pages(page_path)
    records = read_records(store, pages.in_force(store.now))
    called = {name: bridge.id_of for name, bridge in bridges.items()}
    people = happened["people"] if happened is not None else ()
    whose = happened_to(store, people)
    knowable = evaluate(records, pages, called=called, happened=whose)
    apart = differing(knowable, bridges, whose)
    report = Report()
    report.add(landed(store, records, knowable, published))
    report.add(matching(store, knowable, bridges, published))
    report.add(left_out(knowable, apart))
    report.add(_facts(knowable, published, apart))
    own = {id for id, person in knowable.people.items() if person.is_internal}
    spans = Spans(records, pages, knowable.deals_found, knowable.user_ids)
    health = Health(records, pages, spans, knowable.user_ids, called, own)
    report.add(
        compare(
            "health of integrations",
            health.rows(),
            [row for row in published.rows("rpt_integration_health") if is_told(row)],
            lambda row: tuple(row[name] for name in HEALTH_KEY),
            HEALTH_COLUMNS,
        )
    )
    if happened is not None:
        report.add(variance(store, records, knowable, pages, people, apart, published))
        report.add(gap(store, knowable, happened))
    return report


def _facts(knowable: Knowable, published: Published, apart: Differing) -> Comparison:
    told = Knowables(knowable)
    found = Comparison()
    leads = published.rows("fct_leads")
    lead_of = {row["lead_id"]: row for row in leads}
    # All deals of a person speak in the stages of a lead, all of an account in what was billed.
    hanging = {
        "stages of leads": ("person_id", apart.buyers),
        "booked, billed, collected": ("account_id", apart.customers),
    }
    # A lead is named by the row that opened it; of histories, rows have keys that no truth holds.
    lead_events, handoffs = (
        [
            {name: lead_of.get(row["lead_id"], {}).get(name) for name in ("person_id", "lead_at")}
            | row
            for row in published.rows(mart)
        ]
        for mart in ("fct_lead_stage_events", "fct_handoffs")
    )
    for section, expected, got, key, columns in (
        ("people", told.people(), published.rows("dim_people"), ("person_id",), PEOPLE_COLUMNS),
        ("names and addresses", told.pii(), published.people(), ("person_id",), PII_COLUMNS),
        ("accounts", told.accounts(), published.rows("dim_accounts"), ("account_id",),
         ACCOUNT_COLUMNS),
        ("touches", told.touches(), published.rows("fct_touchpoints"),
         ("source_system", "source_object", "record_id"), TOUCH_COLUMNS),
        ("leads", told.leads(), leads, ("person_id", "lead_at"), LEAD_COLUMNS),
        ("leads as defined now", told.leads_restated(), published.rows("fct_leads_restated"),
         ("definition_version", "person_id", "lead_at"), LEAD_COLUMNS),
        ("handoffs", told.handoffs(), handoffs, ("person_id", "lead_at"), HANDOFF_COLUMNS),
        ("stages of leads", told.lead_stage_events(), lead_events,
         ("person_id", "lead_at", "entered_at", "lead_stage", "basis", "source_system",
          "entry_kind"), ()),
        ("opportunities", told.opportunities(), published.rows("fct_opportunities"),
         ("opportunity_id",), OPPORTUNITY_COLUMNS),
        ("stages of opportunities", told.opportunity_stage_events(),
         published.rows("fct_opportunity_stage_events"),
         ("opportunity_id", "entered_at", "source_stage"), ("opportunity_stage",)),
        ("spans of opportunities", told.opportunity_spans(),
         published.rows("fct_opportunity_spans"), ("opportunity_id", "valid_from_at"),
         SPAN_COLUMNS),
        ("days of opportunities", told.opportunity_days(), published.days_of_deals(),
         ("opportunity_id",), ("first_date", "last_date", "day_count", "reporting_amount")),
        ("invoices", told.invoices(), published.rows("fct_invoices"), ("invoice_id",),
         INVOICE_COLUMNS),
        ("lines of opportunities", told.opportunity_lines(),
         published.rows("fct_opportunity_lines"), ("opportunity_line_id",), LINE_COLUMNS),
        ("lines of invoices", told.invoice_lines(), published.rows("fct_invoice_lines"),
         ("invoice_line_id",), INVOICE_LINE_COLUMNS),
        ("spend", told.spend(), published.rows("fct_spend"), ("spend_id",), SPEND_COLUMNS),
        ("months of subscriptions", told.subscription_months(),
         published.rows("fct_subscription_months"), ("subscription_id", "month_start_date"),
         ("currency_code", *MONTH_COLUMNS)),
        ("booked, billed, collected", knowable.booked,
         published.rows("rpt_booked_billed_collected"), ("opportunity_id",), BOOKED_COLUMNS),
        ("what recurs", told.recurring_revenue(), published.rows("rpt_recurring_revenue"),
         RECURRING_KEY, RECURRING_COLUMNS),
        ("payments", told.payments(), published.rows("fct_payments"), ("payment_id",),
         PAYMENT_COLUMNS),
    ):  # fmt: skip
        expected = list(expected)
        # What the marts alone tell leaves out nobody: the truth could not leave out the same.
        columns_told = frozenset(expected[0]) if expected else None
        comparison = compare(
            section,
            apart.others(expected, section in ON_DEALS, hanging.get(section)),
            apart.others(got, section in ON_DEALS, hanging.get(section), columns_told),
            lambda row, key=key: tuple(_key(row[name]) for name in key),
            columns,
            PERSONAL if section == "people" else frozenset(columns) & frozenset(PII_COLUMNS),
        )
        found.measures += comparison.measures
        found.mistakes += comparison.mistakes
    return found


def _key(value: Any) -> Any:
    """A page is called by its day, here as a date and there as a text."""
    return value.isoformat() if isinstance(value, date) else value
