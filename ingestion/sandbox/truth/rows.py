"""What is knowable, as rows under the marts' column names. Instants are epoch milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ingestion.sandbox.truth.accounts import Account
from ingestion.sandbox.truth.clusters import key_of
from ingestion.sandbox.truth.entities import DEFAULT, Ref
from ingestion.sandbox.truth.knowable import Knowable
from ingestion.sandbox.truth.leads import Lead
from ingestion.sandbox.truth.people import Person
from ingestion.sandbox.truth.recurring import recurring
from ingestion.sandbox.truth.spans import days_of

Row = dict[str, Any]
_NEVER = 1 << 62
LEAD_COLUMNS = (
    "lead_id", "person_id", "account_id", "cycle_number", "lead_at", "mql_at", "handed_off_at",
    "first_contacted_at", "accepted_at", "rejected_at", "rejection_reason", "sql_at",
    "opportunity_id", "is_primary_for_opportunity", "opportunity_at", "won_at", "lost_at",
    "recycled_at", "lead_stage", "channel", "definition_version", "fit_score", "intent_score",
    "is_marketing_sourced",
)  # fmt: skip
HANDOFF_COLUMNS = (
    "calendar", "definition_version", "queue_minutes", "has_owner", "has_timestamp", "task_status",
    "notification_status", "contact_due_at", "response_minutes", "response_business_minutes",
    "was_contacted_before", "contact_status", "contact_outcome", "feedback_due_at", "disposition",
    "disposition_at", "rejection_reason", "feedback_business_minutes", "feedback_status",
    "acceptance_status", "bought_after_rejection_at", "has_source", "has_campaign", "has_score",
    "has_touches", "context_kept_count",
)  # fmt: skip
SPAN_STATE = (
    "owner_user_id", "opportunity_stage", "outcome", "forecast_category", "currency_code",
    "amount", "reporting_amount", "close_date",
)  # fmt: skip
INVOICE_COLUMNS = (
    "invoice_number", "status", "currency_code", "subtotal_amount", "discount_amount", "tax_amount",
    "total_amount", "paid_amount", "due_amount", "issued_at", "due_at", "paid_at", "voided_at",
)  # fmt: skip
INVOICE_LINE_COLUMNS = (
    "currency_code", "quantity", "amount", "is_proration", "period_start_at", "period_end_at",
)  # fmt: skip
MONTH_COLUMNS = (
    "account_id", "opportunity_id", "month_status", "mrr_basis", "movement", "mrr_amount",
    "previous_mrr_amount", "movement_amount", "reporting_mrr_amount", "reporting_movement_amount",
    "reporting_rate_amount", "measured_date",
)  # fmt: skip
PAYMENT_COLUMNS = (
    "payment_type", "status", "outcome", "currency_code", "amount", "paid_at",
)  # fmt: skip


class Knowables:
    """Every table of the knowable layer, row by row."""

    def __init__(self, knowable: Knowable) -> None:
        self._known = knowable

    def tables(self) -> dict[str, Iterable[Row]]:
        return {
            "people": self.people(),
            "people_records": self.records(self._known.people_clusters.all, "person_id"),
            "accounts": self.accounts(),
            "account_records": self.records(self._known.accounts_found.clusters.all, "account_id"),
            "leads": self.leads(),
            "leads_restated": self.leads_restated(),
            "handoffs": self.handoffs(),
            "touches": self.touches(),
            "lead_stage_events": self.lead_stage_events(),
            "opportunities": self.opportunities(),
            "opportunity_records": self.records(
                self._known.deals_found.clusters.all, "opportunity_id"
            ),
            "opportunity_stage_events": self.opportunity_stage_events(),
            "opportunity_spans": self.opportunity_spans(),
            "invoices": self.invoices(),
            "opportunity_lines": self.opportunity_lines(),
            "invoice_lines": self.invoice_lines(),
            "payments": self.payments(),
            "subscription_months": self.subscription_months(),
            "booked_billed_collected": self._known.booked,
            "spend": self.spend(),
        }

    def people(self) -> Iterator[Row]:
        for person in self._known.people.values():
            yield {
                "person_id": person.id,
                "account_id": self._known.account_of[person.id],
                "email_domain": person.email_domain,
                "title": person.values["title"],
                "country": person.values["country"],
                "is_internal": person.is_internal,
                "owner_user_id": self._known.user_ids.get(person.owner),
                "has_opted_out": bool(person.values["has_opted_out"]),
                "has_personal_email": person.email_kind == "personal",
                "has_student_email": person.email_kind == "student",
                "first_seen_at": _first_seen(person),
                "source_record_count": len(person.cluster.live),
            }

    def pii(self) -> Iterator[Row]:
        for person in self._known.people.values():
            names = (
                "email", "first_name", "last_name", "phone", "company_name", "city", "postal_code",
            )  # fmt: skip
            yield {"person_id": person.id, **{name: person.values[name] for name in names}}

    def records(self, clusters: Iterable[Any], id: str) -> Iterator[Row]:
        for cluster in clusters:
            for record in cluster.records:
                system, object, record_id = record.ref
                yield {
                    "source_system": system,
                    "source_object": object,
                    "record_id": record_id,
                    id: cluster.id,
                }

    def accounts(self) -> Iterator[Row]:
        won = {deal.account_id for deal in self._known.deals.values() if deal.outcome == "won"}
        billed = {fact.account_id for fact in self._known.invoices}
        for account in self._known.accounts.values():
            above = self._above(account.id)
            yield {
                "account_id": account.id,
                "parent_account_id": account.parent_id,
                "ultimate_parent_account_id": above[-1],
                "hierarchy_depth": len(above) - 1,
                **account.values,
                "is_icp": account.is_icp,
                "is_customer": account.id in won or account.id in billed,
            }

    def _above(self, account_id: str) -> list[str]:
        """The account, its parent and so on; a circle ends where its oldest account is reached."""
        accounts = self._known.accounts
        way = [account_id]
        while (parent := accounts[way[-1]].parent_id) is not None:
            if parent in way:
                circle = way[way.index(parent) :]
                oldest = min(circle, key=lambda id: (_first_seen(accounts[id]) or _NEVER, id))
                return way[: way.index(oldest) + 1]
            way.append(parent)
        return way

    def leads(self) -> Iterator[Row]:
        return self._leads(self._known.leads)

    def leads_restated(self) -> Iterator[Row]:
        return self._leads(self._known.restated())

    def handoffs(self) -> Iterator[Row]:
        for handoff in self._known.handoffs:
            lead = handoff.lead
            yield {
                "person_id": lead.person_id,
                "lead_at": lead.lead_at,
                "account_id": lead.account_id,
                "owner_user_id": self._known.user_ids.get(handoff.owner),
                "source_system": handoff.system,
                "connection": DEFAULT if handoff.system else None,
                "mql_at": lead.mql_at,
                "handed_off_at": lead.handed_off_at,
                "first_contacted_at": lead.first_contacted_at,
                **{column: getattr(handoff, column) for column in HANDOFF_COLUMNS},
            }

    def _leads(self, leads: Iterable[Lead]) -> Iterator[Row]:
        for lead in leads:
            yield {
                **{column: getattr(lead, column) for column in LEAD_COLUMNS},
                "campaign_id": record_id_of("campaigns", lead.campaign),
                "owner_user_id": self._known.user_ids.get(lead.owner),
            }

    def touches(self) -> Iterator[Row]:
        for person_id, event in self._known.touches:
            touch, (system, object, id) = event.touch, event.ref
            yield {
                "person_id": person_id,
                "source_system": system,
                "source_object": object,
                "record_id": id,
                "touch_type": touch.touch_type,
                "side": touch.side,
                "outcome": event.attributes["outcome"],
                "is_automatic": event.attributes["is_automatic"] == "true",
                "channel": event.channel,
                "campaign_id": record_id_of("campaigns", event.campaign),
                "touched_at": touch.at,
            }

    def lead_stage_events(self) -> Iterator[Row]:
        for lead in self._known.leads:
            for event in lead.stage_events:
                yield {
                    "person_id": lead.person_id,
                    "lead_at": lead.lead_at,
                    "lead_stage": event.stage,
                    "basis": event.basis,
                    "entry_kind": event.kind,
                    "source_system": event.source_system,
                    "entered_at": event.at,
                }

    def opportunities(self) -> Iterator[Row]:
        for deal in self._known.deals.values():
            sourcing = self._known.sourcing[deal.id]
            yield {
                "opportunity_id": deal.id,
                "account_id": deal.account_id,
                "owner_user_id": self._known.user_ids.get(deal.owner),
                "opportunity_type": deal.opportunity_type,
                "amount": deal.amount,
                "currency_code": deal.currency_code,
                "reporting_amount": deal.reporting_amount,
                "recurring_amount": deal.recurring_amount,
                "opportunity_stage": deal.stage,
                "forecast_category": deal.forecast_category,
                "is_won": deal.is_won,
                "is_closed": deal.is_closed,
                "created_at": deal.created_at,
                "closed_at": deal.closed_at,
                "cycle_days": deal.cycle_days,
                **deal.values,
                "origin": sourcing.origin,
                "is_marketing_sourced": sourcing.is_marketing_sourced,
                "is_marketing_influenced": sourcing.is_marketing_influenced,
                "system_count": deal.system_count,
            }

    def opportunity_stage_events(self) -> Iterator[Row]:
        for deal in self._known.deals.values():
            for entry in deal.entries:
                yield {
                    "opportunity_id": deal.id,
                    "entered_at": entry.at,
                    "source_stage": entry.source_stage,
                    "opportunity_stage": entry.stage,
                }

    def opportunity_spans(self) -> Iterator[Row]:
        for span in self._known.spans:
            yield {
                "opportunity_id": span.deal_id,
                **dict(zip(SPAN_STATE, span.state, strict=True)),
                "held_columns": span.held,
                "last_date": span.last_date,
                "valid_from_at": span.valid_from,
                "valid_to_at": span.valid_to,
            }

    def opportunity_days(self) -> Iterator[Row]:
        """By deal: there are very many."""
        for days in days_of(self._known.spans):
            yield {
                "opportunity_id": days.deal_id,
                "first_date": days.first_date,
                "last_date": days.last_date,
                "day_count": days.day_count,
                "reporting_amount": days.reporting_amount,
            }

    def invoices(self) -> Iterator[Row]:
        for fact in self._known.invoices:
            yield {
                "invoice_id": record_id_of("invoices", fact.invoice.ref),
                "record_id": fact.invoice.ref[2],
                "account_id": fact.account_id,
                "opportunity_id": fact.opportunity_id,
                **{column: getattr(fact.invoice, column) for column in INVOICE_COLUMNS},
                "reporting_amount": fact.reporting_amount,
            }

    def opportunity_lines(self) -> Iterator[Row]:
        for deal in self._known.deals.values():
            for valued in deal.lines:
                line = valued.line
                yield {
                    "opportunity_line_id": record_id_of(
                        "opportunity_lines", line.ref, line.connection
                    ),
                    "opportunity_id": deal.id,
                    "product_id": record_id_of("products", line.product, line.connection),
                    "currency_code": line.currency_code,
                    "quantity": line.quantity,
                    "unit_price_amount": line.unit_price_amount,
                    "amount": line.amount,
                    "recurring_amount": valued.recurring,
                    "is_recurring": valued.is_recurring,
                }

    def invoice_lines(self) -> Iterator[Row]:
        accounts = {fact.invoice.ref: fact.account_id for fact in self._known.invoices}
        for line in self._known.invoice_lines:
            if line.invoice in accounts:
                yield {
                    "invoice_line_id": record_id_of("invoice_lines", line.ref),
                    "invoice_id": record_id_of("invoices", line.invoice),
                    "account_id": accounts[line.invoice],
                    "product_id": record_id_of("products", line.product),
                    **{column: getattr(line, column) for column in INVOICE_LINE_COLUMNS},
                }

    def subscription_months(self) -> Iterator[Row]:
        for month in self._known.subscription_months:
            yield {
                "subscription_id": record_id_of("subscriptions", month.subscription.ref),
                "month_start_date": month.start,
                "currency_code": month.subscription.currency_code,
                **{column: getattr(month, column) for column in MONTH_COLUMNS},
            }

    def recurring_revenue(self) -> Iterator[Row]:
        sourced = {id: each.is_marketing_sourced for id, each in self._known.sourcing.items()}
        return recurring(
            self._known.subscription_months, self._known.deals.values(), sourced, self._known.leads
        )

    def spend(self) -> Iterator[Row]:
        for fact in self._known.spend:
            yield {
                "spend_id": record_id_of("spend", fact.spend.ref),
                "campaign_id": record_id_of("campaigns", fact.spend.campaign),
                "currency_code": fact.spend.currency_code,
                "amount": fact.spend.amount,
                "reporting_amount": fact.reporting_amount,
                "spend_date": fact.spend.spend_date,
            }

    def payments(self) -> Iterator[Row]:
        for fact in self._known.payments:
            yield {
                "payment_id": record_id_of("payments", fact.payment.ref),
                "record_id": fact.payment.ref[2],
                "account_id": fact.account_id,
                **{column: getattr(fact.payment, column) for column in PAYMENT_COLUMNS},
                "reporting_amount": fact.reporting_amount,
            }


def record_id_of(entity: str, ref: Ref | None, connection: str = DEFAULT) -> str | None:
    """The key of a record that stands for itself (§10)."""
    return key_of(entity, connection, ref) if ref else None


def _first_seen(thing: Person | Account) -> int | None:
    instants = [each.created_at for each in thing.cluster.live if each.created_at is not None]
    return min(instants, default=None)
