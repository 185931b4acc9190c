"""For every range, list of words and invariant of the marts: a fact that breaks it."""

from tests.violations.marts.references import ALONE
from tests.violations.marts.statements import (
    INTERMEDIATE,
    MARTS,
    added,
    changed,
    counted_in_the_funnel,
    removed,
)

LEADS = f"{MARTS}.fct_leads"
HANDOFFS = f"{MARTS}.fct_handoffs"
SLA = f"{MARTS}.rpt_sla"
TARGETS = f"{MARTS}.rpt_targets"
DEALS = f"{MARTS}.fct_opportunities"
SPANS = f"{MARTS}.fct_opportunity_spans"
INVOICES = f"{MARTS}.fct_invoices"
MONTHS = f"{MARTS}.fct_subscription_months"
BRIDGES = f"{MARTS}.rpt_booked_billed_collected"
PAYMENTS = f"{MARTS}.fct_payments"
SPEND = f"{MARTS}.fct_spend"
ONE_CYCLE = ALONE.format(key="person_id", table=LEADS)
TWO_CYCLES = f"person_id in (select person_id from {LEADS} where cycle_number = 2)"
FOREIGN = "currency_code <> reporting_currency_code"
OWN = "currency_code = reporting_currency_code"
NOW = f"(select as_of from {MARTS}.publication)"


def linked_apart(entity: str, key: str) -> tuple[str, ...]:
    """A record that its vendor merged into another stands for somebody of its own, who is gone."""
    return changed(
        f"{MARTS}.bridge_{entity}",
        f"{key} = 'planted', is_gone = true, is_merged = false",
        "is_merged",
    )


def known_now(column: str) -> tuple[str, ...]:
    """What a deal is now its last span says, too."""
    return (
        f"update {SPANS} set {column} = {DEALS}.{column} from {DEALS} "
        f"where {SPANS}.opportunity_id = {DEALS}.opportunity_id and is_current",
    )


WORDS = {
    "a_lead_is_in_a_stage_that_leads_have": changed(LEADS, "lead_stage = 'elsewhere'"),
    "a_stage_is_entered_canonically_or_by_claim": changed(
        f"{MARTS}.fct_lead_stage_events", "basis = 'guessed'", "basis = 'claimed'"
    ),
    "an_entry_is_the_first_a_repeat_a_regression_or_a_skip": changed(
        f"{MARTS}.fct_lead_stage_events", "entry_kind = 'guessed'"
    ),
    "points_are_for_fit_or_for_intent": added(
        f"{MARTS}.fct_lead_points", "'luck' as score_kind, 'x' as lead_point_id"
    ),
    "a_contact_is_met_breached_pending_or_not_applicable": changed(
        HANDOFFS, "contact_status = 'late'"
    ),
    "a_handoff_is_contacted_never_contacted_or_pending": changed(
        HANDOFFS, "contact_outcome = 'late'"
    ),
    "a_handoff_has_a_disposition_or_waits_for_one": changed(HANDOFFS, "disposition = 'kept'"),
    "an_sla_is_kept_as_defined_then_or_now": changed(SLA, "definition_basis = 'soon'"),
    "a_promise_is_met_breached_pending_or_not_applicable": changed(SLA, "status = 'late'"),
    "a_promise_is_counted_in_leads_percent_or_business_minutes": changed(
        SLA, "target_unit = 'hours'"
    ),
    "targets_are_reached_as_defined_then_or_now": changed(TARGETS, "definition_basis = 'soon'"),
    "a_target_is_met_breached_pending_or_not_applicable": changed(TARGETS, "status = 'late'"),
    "a_touch_is_of_marketing_or_of_sales": changed(f"{MARTS}.fct_touchpoints", "side = 'nobody'"),
    "a_deal_is_of_a_type_that_deals_have": changed(DEALS, "opportunity_type = 'gift'"),
    "a_deal_is_billed_pending_or_not_billed": changed(BRIDGES, "billing_status = 'late'"),
    "what_was_billed_is_collected_pending_or_overdue": changed(
        BRIDGES, "collection_status = 'late'"
    ),
    "a_month_has_ended_or_is_pending": changed(MONTHS, "month_status = 'soon'"),
    "mrr_is_known_by_lines_by_the_record_or_by_its_end": changed(MONTHS, "mrr_basis = 'guess'"),
    "mrr_moves_in_a_way_that_has_a_name": changed(MONTHS, "movement = 'sideways'"),
    "money_is_paid_given_back_or_credited": changed(PAYMENTS, "payment_type = 'gift'"),
}
RANGES = {
    "every_person_rests_on_a_record": changed(f"{MARTS}.dim_people", "source_record_count = 0"),
    "every_account_rests_on_a_record": changed(f"{MARTS}.dim_accounts", "source_record_count = 0"),
    "cycles_are_counted_from_one": changed(LEADS, "cycle_number = 0", ONE_CYCLE),
    "a_probability_lies_between_nothing_and_certainty": changed(DEALS, "probability = 1.5"),
    "every_deal_is_held_by_a_system": changed(DEALS, "system_count = 0"),
    # Two that make up for each other leave every sum as it was.
    "what_is_paid_is_not_negative": (
        *added(PAYMENTS, "'less' as payment_id, -1 as amount, -1 as reporting_amount"),
        *added(PAYMENTS, "'more' as payment_id, 1 as amount, 1 as reporting_amount"),
    ),
    "every_lead_opened_at_some_instant": (
        *added(
            LEADS,
            "'planted' as lead_id, null as fit_score, null as intent_score, "
            "null as opportunity_id, false as is_primary_for_opportunity, "
            "'lead' as lead_stage, null as lead_at, null as mql_at, null as handed_off_at, "
            "null as first_contacted_at, null as accepted_at, null as rejected_at, null as sql_at, "
            "null as opportunity_at, null as won_at, null as lost_at, null as recycled_at",
            ONE_CYCLE,
        ),
        *counted_in_the_funnel("then"),
    ),
    "every_invoice_asks_for_an_amount": added(
        INVOICES, "'planted' as invoice_id, null as total_amount, null as reporting_amount"
    ),
}
OF_LEADS = {
    "every_lead_given_to_sales_is_a_handoff": removed(HANDOFFS),
    "nothing_comes_of_a_handoff_before_it": changed(
        HANDOFFS, "feedback_due_at = handed_off_at - interval '1 second'"
    ),
    "pages_are_compared_by_the_leads_that_each_would_have": changed(
        f"{INTERMEDIATE}.int_leads_compared", "sql_at = null", "sql_at is not null"
    ),
    "no_two_leads_of_a_person_overlap": changed(
        LEADS,
        "first_contacted_at = timestamp '9999-12-31'",
        f"cycle_number = 1 and {TWO_CYCLES}",
    ),
    "the_instants_of_a_lead_stand_in_order": changed(
        LEADS, "first_contacted_at = lead_at", "handed_off_at > lead_at"
    ),
    "a_lead_has_an_instant_for_the_stage_it_is_in": changed(
        LEADS, "lead_stage = 'contacted'", "first_contacted_at is null"
    ),
    "one_lead_counts_for_a_deal": changed(
        LEADS, "is_primary_for_opportunity = false", "is_primary_for_opportunity"
    ),
    "nobody_of_our_own_is_a_lead": changed(
        f"{MARTS}.dim_people",
        "is_internal = true",
        f"person_id in (select person_id from {LEADS})",
    ),
    "a_lead_entered_each_stage_first_when_it_says": changed(
        LEADS,
        "mql_at = mql_at + interval '1 second'",
        f"mql_at is not null and handed_off_at is null and {ONE_CYCLE}",
    ),
    "nothing_happened_after_now": changed(
        f"{MARTS}.fct_touchpoints", f"touched_at = {NOW} + interval '1 second'"
    ),
    "nothing_happened_after_now: spend": changed(SPEND, f"spend_date = cast({NOW} as date) + 1"),
    "a_touch_of_nobody_names_nobody": changed(
        f"{MARTS}.fct_touchpoints", "person_id = null", "person_id is not null"
    ),
    "every_landed_record_is_accounted_for": changed(
        f"{MARTS}.rpt_record_ledger", "fate = 'unaccounted'", "fate = 'in_fact'"
    ),
    "the_ledger_counts_what_landed": removed(f"{MARTS}.rpt_record_ledger"),
    "a_record_has_one_of_few_fates": changed(
        f"{MARTS}.rpt_record_ledger", "fate = 'lost'", "fate = 'in_fact'"
    ),
}
OF_DEALS = {
    "a_won_deal_is_closed": changed(
        DEALS, "is_closed = false, closed_at = null, cycle_days = null", "is_won"
    ),
    "an_open_deal_was_not_closed": changed(DEALS, "closed_at = created_at", "not is_closed"),
    "a_closed_deal_says_when": changed(DEALS, "closed_at = null", "is_closed"),
    "the_spans_of_a_deal_follow_each_other": changed(
        SPANS, "valid_to_at = valid_to_at + interval '1 second'", "not is_current"
    ),
    "the_last_span_of_a_deal_is_what_it_is_now": changed(
        SPANS, "amount = amount + 1", "is_current"
    ),
    "linked_records_stand_for_one_thing": linked_apart("people", "person_id"),
    "links_join_all_records_of_a_thing": (
        f"delete from {MARTS}.bridge_links where one_key = "
        f"(select min(record_key) from {MARTS}.bridge_people where rule <> 'first_record') "
        f"or other_key = "
        f"(select min(record_key) from {MARTS}.bridge_people where rule <> 'first_record')",
    ),
    "a_link_holds_or_is_kept_apart": added(
        f"{MARTS}.bridge_links", "'planted' as link_id, 'doubtful' as decision"
    ),
    "records_kept_apart_stand_for_two_things": (
        f"insert into {INTERMEDIATE}.int_overrides_resolved "
        "select 'planted', 'people', min(record_key), max(record_key), 'apart', 1, true "
        f"from {MARTS}.bridge_people group by person_id having count(*) > 1 limit 1",
    ),
    "every_override_names_records_that_landed": (
        f"insert into {INTERMEDIATE}.int_overrides_resolved "
        "values ('planted', 'people', null, null, 'link', 1, false)",
    ),
    "every_record_of_people_stands_in_a_bridge_row": changed(
        f"{MARTS}.bridge_people", "is_gone = true", "not is_gone and not is_merged"
    ),
    "every_record_of_accounts_stands_in_a_bridge_row": changed(
        f"{MARTS}.bridge_accounts", "is_gone = true", "not is_gone and not is_merged"
    ),
    "every_record_of_opportunities_stands_in_a_bridge_row": changed(
        f"{MARTS}.bridge_opportunities", "is_gone = true", "not is_gone and not is_merged"
    ),
}
OF_MONEY = {
    "money_names_its_currency": (
        *changed(DEALS, "currency_code = null", "amount is not null"),
        *known_now("currency_code"),
    ),
    "every_amount_can_be_converted": changed(
        PAYMENTS, "reporting_amount = null", f"amount is not null and {FOREIGN}"
    ),
    "what_is_in_the_reporting_currency_stays_as_it_is": (
        *changed(DEALS, "reporting_amount = reporting_amount + 0.0001", OWN),
        *known_now("reporting_amount"),
    ),
    "what_is_in_the_reporting_currency_stays_as_it_is: unknown": changed(
        INVOICES, "reporting_amount = null", OWN
    ),
    "what_is_in_the_reporting_currency_stays_as_it_is: spend": changed(
        SPEND, "reporting_amount = null", OWN
    ),
    "causes_add_up_from_what_is_booked_to_what_is_collected": changed(
        BRIDGES, "discount_amount = discount_amount - 0.01"
    ),
    "causes_add_up_from_what_is_booked_to_what_is_collected: collected": changed(
        BRIDGES, "refunded_amount = refunded_amount - 0.01"
    ),
    "causes_add_up_from_what_is_booked_to_what_is_collected: reporting": changed(
        BRIDGES, "reporting_tax_amount = reporting_tax_amount + 0.0001"
    ),
    "points_add_up_to_the_scores_of_a_lead": changed(
        f"{MARTS}.fct_lead_points", "points = points + 0.001", "score_kind = 'fit'"
    ),
    "points_add_up_to_the_scores_of_a_lead: intent": changed(
        f"{MARTS}.fct_lead_points", "points = points + 0.001", "score_kind = 'intent'"
    ),
    "movements_add_up_to_what_recurs": changed(MONTHS, "movement_amount = movement_amount + 0.01"),
    "movements_add_up_to_what_recurs: before": changed(
        MONTHS,
        "previous_mrr_amount = previous_mrr_amount + 1, movement_amount = movement_amount - 1",
    ),
    "movements_add_up_to_what_recurs: reporting": changed(
        MONTHS, "reporting_rate_amount = reporting_rate_amount + 0.0001", FOREIGN
    ),
    "what_invoices_ask_for_is_what_billing_recorded": changed(
        INVOICES, "total_amount = total_amount + 0.01", FOREIGN
    ),
    "what_payments_brought_is_what_billing_recorded": changed(
        PAYMENTS, "amount = amount + 0.01", FOREIGN
    ),
}
OF_THE_BUILD = {
    "the_periods_of_a_user_follow_each_other": changed(
        f"{MARTS}.dim_users_history", "valid_to_at = timestamp '9999-12-30'", "valid_to_at is null"
    ),
    "the_periods_of_an_account_follow_each_other": changed(
        f"{MARTS}.dim_accounts_history",
        "valid_to_at = valid_to_at + interval '1 day'",
        "valid_to_at is not null",
    ),
    "one_page_is_in_force_on_a_day": added(
        f"{MARTS}.dim_dates", "'planted' as definition_date_id", "is_in_force"
    ),
    "a_build_is_one_row": added(f"{MARTS}.publication", "'planted' as build_id"),
    "no_source_is_older_than_the_page_allows": changed(
        f"{MARTS}.publication_sources",
        "fresh_at = fresh_at - interval '1 year'",
        "freshness_limit_hours is not null",
    ),
    "every_word_of_a_source_is_on_the_page": (
        f"insert into {INTERMEDIATE}.int_labels_unlisted (source_system, field, label, row_count) "
        "values ('planted', 'stage', 'Unheard of', 1)",
    ),
}
PLANTED = WORDS | RANGES | OF_LEADS | OF_DEALS | OF_MONEY | OF_THE_BUILD
