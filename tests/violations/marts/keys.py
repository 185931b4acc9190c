"""For every model that promises a key: the key stands there twice."""

from tests.violations.marts.statements import (
    INTERMEDIATE,
    MARTS,
    PEOPLE,
    REGISTRY,
    added,
    changed,
    counted_in_the_funnel,
)

# A row that stands there twice breaks nothing but its key.
DOUBLED = {
    MARTS: [
        "dim_people",
        "dim_accounts",
        "dim_users",
        "dim_campaigns",
        "dim_products",
        "dim_definitions",
        "fct_handoffs",
        "fct_lead_stage_events",
        "fct_spend",
        "fct_targets",
        "fct_opportunities",
        "fct_opportunity_lines",
        "fct_opportunity_stage_events",
        "fct_invoice_lines",
        "bridge_people",
        "bridge_accounts",
        "bridge_opportunities",
        "bridge_links",
        "publication_sources",
        "rpt_sla",
        "rpt_speed_to_lead",
        "rpt_unworked_leads",
        "rpt_baseline",
        "rpt_booked_billed_collected",
        "rpt_claims",
        "rpt_metric_rows",
        "rpt_variance_pairs",
        "rpt_cohorts",
        "rpt_data_quality",
        "rpt_icp_drift",
        "rpt_rejections",
        "rpt_score_calibration",
        "rpt_definition_backtest",
        "rpt_targets",
        "rpt_integration_health",
    ],
    PEOPLE: ["people", "users"],
    INTERMEDIATE: [
        "int_settings_applied",
        "int_domains_judged",
        "int_people_keyed",
        "int_people_addressed",
        "int_people_paired",
        "int_people_grouped",
        "int_people_stated",
        "int_people_mailboxed",
        "int_people_employed",
        "int_people_valued",
        "int_people_blocked",
        "int_people_blocks_counted",
        "int_people_compared",
        "int_people_weighed",
        "int_people_likened",
        "int_people_matched",
        "int_people_linked",
        "int_people_clustered",
        "int_people_survived",
        "int_people_accounted",
        "int_people_described",
        "int_people_identified",
        "int_users_clustered",
        "int_users_survived",
        "int_users_spanned",
        "int_accounts_keyed",
        "int_account_domains_normalised",
        "int_accounts_domained",
        "int_accounts_paired",
        "int_accounts_grouped",
        "int_accounts_stated",
        "int_accounts_valued",
        "int_accounts_matched",
        "int_accounts_linked",
        "int_accounts_clustered",
        "int_accounts_described",
        "int_accounts_survived",
        "int_accounts_judged",
        "int_accounts_rooted",
        "int_campaigns_keyed",
        "int_opportunities_keyed",
        "int_opportunities_paired",
        "int_opportunities_grouped",
        "int_opportunities_stated",
        "int_opportunities_blocked",
        "int_opportunities_matched",
        "int_opportunities_linked",
        "int_opportunities_clustered",
        "int_opportunities_survived",
        "int_opportunity_stages_entered",
        "int_opportunity_stages_judged",
        "int_opportunity_lines_valued",
        "int_opportunity_people_identified",
        "int_opportunities_reconciled",
        "int_opportunities_converted",
        "int_opportunities_influenced",
        "int_opportunity_values_dated",
        "int_opportunity_stages_dated",
        "int_opportunity_states_survived",
        "int_opportunity_spans_priced",
        "int_opportunity_spans_made",
        "int_pages_applied",
        "int_event_combinations_listed",
        "int_event_combinations_read",
        "int_event_attributes_unpivoted",
        "int_event_channels_judged",
        "int_event_stages_judged",
        "int_event_combinations_judged",
        "int_event_activities_judged",
        "int_silences_measured",
        "int_silences_found",
        "int_points_earned",
        "int_score_moments",
        "int_intent_scored",
        "int_fit_attributes_unpivoted",
        "int_fit_rows_met",
        "int_fit_scored",
        "int_thresholds_met",
        "int_leads_looked_at",
        "int_leads_scored",
        "int_scores_ranked",
        "int_bars_judged",
        "int_pages_compared",
        "int_people_numbered",
        "int_combinations_compared",
        "int_events_numbered",
        "int_silences_read",
        "int_stage_events_ordered",
        "int_cycles_opened",
        "int_cycles_read",
        "int_people_fitting",
        "int_touches_segmented",
        "int_segments_promising",
        "int_points_compared",
        "int_intent_compared",
        "int_thresholds_compared",
        "int_cycles_compared",
        "int_cycles_answered",
        "int_cycles_handed_off",
        "int_leads_compared",
        "int_cycle_events",
        "int_claims_placed",
        "int_leads_dated",
        "int_leads_attributed",
        "int_leads_staged",
        "int_user_calendars_chosen",
        "int_working_times",
        "int_calendar_days",
        "int_handoffs_made",
        "int_handoffs_disposed",
        "int_handoff_moments_worked",
        "int_handoffs_due",
        "int_handoff_signs_found",
        "int_handoffs_contextualised",
        "int_handoffs_judged",
        "int_leads_answered",
        "int_accounts_fitted",
        "int_opportunity_stages_recorded",
        "int_opportunity_stages_stated",
        "int_opportunities_closed",
        "int_opportunities_pointed",
        "int_opportunities_priced",
        "int_weeks_promised",
        "int_touches_told_twice",
        "int_rules_listed",
        "int_rule_conditions_listed",
        "int_event_values_named",
        "int_event_rules_judged",
        "int_leads_dealt",
        "int_days_listed",
        "int_exchange_rates_told",
        "int_exchange_rates_dated",
        "int_unnamed_currencies_applied",
        "int_products_keyed",
        "int_invoices_dealt",
        "int_invoices_identified",
        "int_control_totals_converted",
        "int_control_totals_landed",
        "int_claimed_records_identified",
        "int_things_recorded",
        "int_deals_out_of_step",
        "int_variance_causes_applied",
        "int_deals_billed",
        "int_deals_bridged",
        "int_subscriptions_identified",
        "int_subscription_months_listed",
        "int_subscription_months_measured",
        "int_subscription_months_moved",
        "int_records_held",
        "int_months_measured",
        "int_values_held",
        "int_values_dated",
        "int_values_paired",
        "int_values_compared",
        "int_values_beside",
        "int_things_awaited",
        "int_values_corrupted",
        "int_changes_followed",
        "int_pointers_counted",
        "int_things_missed",
        "int_people_silenced",
        "int_stale_people_counted",
        "int_integration_checks_counted",
    ],
}
COUNTED = ("int_records_counted", "int_records_excluded")
# These may hold nothing where the company is tidy or young.
KEYLESS = (
    "int_accounts_blocked",
    "int_accounts_compared",
    "int_accounts_likened",
    "int_opportunities_compared",
    "int_opportunities_rivalled",
    "int_opportunities_likened",
    "int_overrides_resolved",
    "int_person_records_excluded",
    "int_deal_records_excluded",
    "int_user_changes_identified",
    "int_bursts_counted",
    "int_cycles_opened_sooner",
    "int_sooner_cycles_read",
    "int_values_collapsed",
    "int_deals_cancelled",
    "int_invoice_lines_changed",
    "int_claims_set_aside",
)
REGISTRIES = ("people", "accounts", "opportunities")
LEDGERS = {"rpt_record_ledger": "ledger_id", "rpt_records_left_out": "left_out_id"}
PERIODS = {
    "dim_users_history": "user_period_id",
    "dim_accounts_history": "account_period_id",
    "fct_opportunity_spans": "opportunity_span_id",
    "fct_subscription_months": "subscription_month_id",
}
ADDED_UP = {
    "fct_lead_points": "lead_point_id",
    "fct_touchpoints": "touch_id",
    "rpt_funnel": "funnel_id",
    "rpt_recurring_revenue": "recurring_revenue_id",
    "rpt_variance_bridge": "variance_line_id",
    "rpt_variance_rows": "variance_row_id",
}
NOTHING_ELSE_HAPPENED = " and ".join(
    f"{stage}_at is null"
    for stage in (
        [
            "mql",
            "handed_off",
            "first_contacted",
            "accepted",
            "rejected",
            "sql",
            "opportunity",
            "won",
            "lost",
            "recycled",
        ]
    )
)


def keyed_as_another(table: str, key: str) -> tuple[str, ...]:
    """One row is given the key of another."""
    last = f"(select max({key}) from {table})"
    return changed(table, f"{key} = {last}", f"{key} <> {last}")


PLANTED = {
    f"{model}_has_its_key": added(f"{schema}.{model}")
    for schema, models in DOUBLED.items()
    for model in models
}
PLANTED |= {
    f"{model}_has_its_key": added(f"{INTERMEDIATE}.{model}", "0 as record_count")
    for model in COUNTED
}
PLANTED |= {
    "int_records_brought_has_its_key": added(
        f"{INTERMEDIATE}.int_records_brought", "0 as landed_count"
    )
}
PLANTED |= {
    f"{model}_has_its_key": (f"insert into {INTERMEDIATE}.{model} default values",)
    for model in KEYLESS
}
PLANTED |= {
    f"registry_{entity}_has_its_key": added(f"{REGISTRY}.{entity}") for entity in REGISTRIES
}
# Where a second row would break a sum or a sequence, too, the key alone is spoilt.
PLANTED |= {
    f"{model}_has_its_key": keyed_as_another(f"{MARTS}.{model}", key)
    for model, key in (PERIODS | ADDED_UP | LEDGERS).items()
}
PLANTED |= {
    "fct_leads_has_its_key": (
        *added(f"{MARTS}.fct_leads", where=f"opportunity_id is null and {NOTHING_ELSE_HAPPENED}"),
        *counted_in_the_funnel("then"),
    ),
    "fct_leads_restated_has_its_key": (
        *added(f"{MARTS}.fct_leads_restated"),
        *counted_in_the_funnel("now"),
    ),
    "fct_invoices_has_its_key": added(
        f"{MARTS}.fct_invoices", "0 as total_amount, 0 as reporting_amount"
    ),
    "fct_payments_has_its_key": added(
        f"{MARTS}.fct_payments", "0 as amount, 0 as reporting_amount"
    ),
    # A view is spoilt by what it is over.
    "fct_opportunity_days_has_its_key": changed(
        f"{MARTS}.fct_opportunity_spans", "last_date = last_date + 1", "not is_current"
    ),
    "dim_dates_has_its_key": added(f"{MARTS}.dim_dates", where="not is_in_force"),
    "rpt_matches_to_review_has_its_key": (
        f"insert into {MARTS}.rpt_matches_to_review default values",
    ),
    "publication_has_its_key": changed(f"{MARTS}.publication", "build_id = null"),
}
